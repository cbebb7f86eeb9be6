// Why this file exists: Sprig's functions that cut, join, measure and quote strings.

import Platform

/// Sprig's functions on strings (https://masterminds.github.io/sprig/strings.html), those of letters' case apart.
///
/// Positions and widths are bytes, as in Sprig.
enum SprigStrings {
    static let table: TemplateFunctions.Table = [
        TemplateFunction("hello", 0) { _, _ in .literal("Hello!") },
        TemplateFunction("trim", 1) { arguments, _ throws(TemplateError) in
            .text(try arguments.text(0).trimming { TemplateTrimming.isSpace($0) })
        },
        TemplateFunction("trimAll", 2, trimAll),
        TemplateFunction("trimall", 2, trimAll),
        TemplateFunction("trimPrefix", 2) { arguments, _ throws(TemplateError) in
            let (prefix, text) = (try arguments.text(0), try arguments.text(1))
            return .text(text.starts(with: prefix) ? text.part(prefix.count, text.count) : text)
        },
        TemplateFunction("trimSuffix", 2) { arguments, _ throws(TemplateError) in
            let (suffix, text) = (try arguments.text(0), try arguments.text(1))
            return .text(text.hasSuffix(suffix) ? text.part(0, text.count - suffix.count) : text)
        },
        TemplateFunction("hasPrefix", 2) { arguments, _ throws(TemplateError) in
            .bool(try arguments.text(1).starts(with: try arguments.text(0)))
        },
        TemplateFunction("hasSuffix", 2) { arguments, _ throws(TemplateError) in
            .bool(try arguments.text(1).hasSuffix(try arguments.text(0)))
        },
        TemplateFunction("contains", 2) { arguments, _ throws(TemplateError) in
            .bool(try arguments.text(1).find(try arguments.text(0), from: 0) != nil)
        },
        TemplateFunction("repeat", 2) { arguments, context throws(TemplateError) in
            let (count, text) = (try arguments.int(0), try arguments.text(1))
            return .text(try text.repeated(count, context))
        },
        TemplateFunction("substr", 3, substr),
        TemplateFunction("trunc", 2) { arguments, _ throws(TemplateError) in
            let (count, text) = (try arguments.int(0), try arguments.text(1))
            if count >= 0 { return .text(count < text.count ? text.part(0, Int(count)) : text) }
            return .text(count > -Int64(text.count) ? text.part(text.count + Int(count), text.count) : text)
        },
        TemplateFunction("replace", 3) { arguments, context throws(TemplateError) in
            let (old, new, text) = (try arguments.text(0), try arguments.text(1), try arguments.text(2))
            return .text(try context.replacing(old, in: text, by: new, most: -1))
        },
        TemplateFunction("abbrev", 2) { arguments, context throws(TemplateError) in
            let (width, text) = (try arguments.int(0), try arguments.text(1))
            return .text(width < 4 ? text : try TextWrapping.abbreviated(text, 0, width, context))
        },
        TemplateFunction("abbrevboth", 3) { arguments, context throws(TemplateError) in
            let (left, right, text) = (try arguments.int(0), try arguments.int(1), try arguments.text(2))
            if right < 4 || left > 0 && right < 7 { return .text(text) }
            return .text(try TextWrapping.abbreviated(text, left, right, context))
        },
        TemplateFunction("wrap", 2) { arguments, context throws(TemplateError) in
            let wrapping = TextWrapping(width: try arguments.int(0), lineBreak: "\n", cutsWords: false)
            return .text(try wrapping.wrap(try arguments.text(1), context))
        },
        TemplateFunction("wrapWith", 3) { arguments, context throws(TemplateError) in
            let mark = try arguments.text(1)
            let wrapping = TextWrapping(
                width: try arguments.int(0), lineBreak: mark.isEmpty ? TemplateText("\n") : mark,
                cutsWords: true)
            return .text(try wrapping.wrap(try arguments.text(2), context))
        },
        TemplateFunction("indent", 2) { arguments, context throws(TemplateError) in
            .text(try indented(try arguments.text(1), by: try arguments.int(0), after: "", context))
        },
        TemplateFunction("nindent", 2) { arguments, context throws(TemplateError) in
            .text(try indented(try arguments.text(1), by: try arguments.int(0), after: "\n", context))
        },
        TemplateFunction("plural", 3) { arguments, _ throws(TemplateError) in
            let (one, many) = (try arguments.text(0), try arguments.text(1))
            return .text(try arguments.int(2) == 1 ? one : many)
        },
        TemplateFunction("quote", 0...) { arguments, context throws(TemplateError) in
            .text(try joined(arguments, context) { text, buffer in GoQuotes.append(text, to: buffer) })
        },
        TemplateFunction("squote", 0...) { arguments, context throws(TemplateError) in
            .text(
                try joined(arguments, context) { text, buffer in
                    buffer.append(UInt8(ascii: "'"))
                    buffer.append(text.bytes)
                    buffer.append(UInt8(ascii: "'"))
                })
        },
        TemplateFunction("cat", 0...) { arguments, context throws(TemplateError) in
            .text(try joined(arguments, context) { text, buffer in buffer.append(text.bytes) })
        },
        // Ends the execution with a message.
        TemplateFunction("fail", 1) { arguments, _ throws(TemplateError) in
            throw TemplateError(try arguments.text(0).string)
        },
    ]

    @Sendable
    private static func trimAll(
        _ arguments: TemplateArguments, _ context: TemplateContext
    ) throws(TemplateError) -> TemplateValue {
        let (set, text) = (try arguments.text(0), try arguments.text(1))
        return .text(text.trimming(TemplateTrimming.test(for: set)))
    }

    /// From a start to an end; without one where the start is negative, to the text's end where the end is.
    @Sendable
    private static func substr(
        _ arguments: TemplateArguments, _ context: TemplateContext
    ) throws(TemplateError) -> TemplateValue {
        let (start, end, text) = (try arguments.int(0), try arguments.int(1), try arguments.text(2))
        let count = Int64(text.count)
        if start < 0 {
            guard (0...count).contains(end) else {
                throw TemplateError("slice bounds out of range [:\(end)] with length \(count)")
            }
            return .text(text.part(0, Int(end)))
        }
        let last = end < 0 || end > count ? count : end
        guard start <= last else { throw TemplateError("slice bounds out of range [\(start):\(last)]") }
        return .text(text.part(Int(start), Int(last)))
    }

    /// What `append` makes of each argument that is not nil, with spaces between.
    private static func joined(
        _ arguments: TemplateArguments, _ context: TemplateContext,
        _ append: (TemplateText, ByteBuffer) -> Void
    ) throws(TemplateError) -> TemplateText {
        try context.text { buffer throws(TemplateError) in
            var isFirst = true
            for value in arguments.values where !value.isNull {
                if !isFirst { buffer.append(UInt8(ascii: " ")) }
                isFirst = false
                append(try value.text(context), buffer)
                if buffer.count > TemplateContext.maximumOutput { throw TemplateContext.tooLong }
            }
        }
    }

    private static func indented(
        _ text: TemplateText, by count: Int64, after start: StaticString, _ context: TemplateContext
    ) throws(TemplateError) -> TemplateText {
        let margin = try TemplateText(" ").repeated(count, context)
        let lineBreaks = text.bytes.count { $0 == UInt8(ascii: "\n") }
        try context.expect(bytes: text.count + (lineBreaks + 1) * margin.count + 1)
        return try context.text { buffer in
            buffer.append(literal: start)
            buffer.append(margin.bytes)
            for byte in text.bytes {
                buffer.append(byte)
                if byte == UInt8(ascii: "\n") { buffer.append(margin.bytes) }
            }
        }
    }
}
