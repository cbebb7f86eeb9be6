// Why this file exists: the functions that every template of Go has.

import Platform

extension TemplateFunctions {
    /// Those of https://pkg.go.dev/text/template#hdr-Functions.
    static let builtIn: Table = TemplateComparison.functions + logic + printing + elements + escaping

    /// `and` and `or` are instructions; here are only their names.
    private static let logic: Table = [
        TemplateFunction("and", 1...) { arguments, _ throws(TemplateError) in arguments[0] },
        TemplateFunction("or", 1...) { arguments, _ throws(TemplateError) in arguments[0] },
        TemplateFunction("not", 1) { arguments, _ throws(TemplateError) in .bool(!arguments[0].isTrue) },
        TemplateFunction("call", 1...) { arguments, _ throws(TemplateError) in
            throw TemplateError("a value of type \(arguments[0].typeName) is no function")
        },
    ]

    private static let printing: Table = [
        TemplateFunction("print", 0...) { arguments, context throws(TemplateError) in
            .text(try arguments.printed(context))
        },
        TemplateFunction("println", 0...) { arguments, context throws(TemplateError) in
            .text(
                try context.text { buffer throws(TemplateError) in
                    for (index, value) in arguments.values.enumerated() {
                        if index > 0 { buffer.append(UInt8(ascii: " ")) }
                        try value.append(to: buffer)
                    }
                    buffer.append(UInt8(ascii: "\n"))
                })
        },
        TemplateFunction("printf", 1...) { arguments, context throws(TemplateError) in
            let format = try arguments.text(0)
            return .text(
                try context.text { buffer throws(TemplateError) in
                    var formatter = GoFormat(to: buffer, context)
                    try formatter.format(format, arguments.values.dropFirst())
                })
        },
    ]

    private static let escaping: Table = [
        escape("html", TemplateEscaping.html),
        escape("js", TemplateEscaping.javaScript),
        escape("urlquery", TemplateEscaping.query),
    ]

    private static func escape(
        _ name: String, _ body: @escaping @Sendable (TemplateText, ByteBuffer) -> Void
    ) -> TemplateFunction {
        TemplateFunction(name, 1...) { arguments, context throws(TemplateError) in
            let text = try arguments.printed(context)
            try context.expect(bytes: text.count)
            return .text(try context.text { buffer throws(TemplateError) in body(text, buffer) })
        }
    }
}

extension TemplateArguments {
    /// All arguments as Go's Sprint writes them: with blanks between two of which neither is a text.
    func printed(_ context: TemplateContext) throws(TemplateError) -> TemplateText {
        if count == 1, case .text(let text) = self[0] { return text }
        return try context.text { buffer throws(TemplateError) in
            var wasText = true
            for (index, value) in values.enumerated() {
                var isText = false
                if case .text = value { isText = true }
                if index > 0, !isText, !wasText { buffer.append(UInt8(ascii: " ")) }
                try value.append(to: buffer)
                wasText = isText
            }
        }
    }
}
