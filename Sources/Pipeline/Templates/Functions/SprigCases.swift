// Why this file exists: Sprig's functions that go through a text by its letters and words.

import Platform

/// Sprig's functions on the case of letters and on words (https://masterminds.github.io/sprig/strings.html).
///
/// Characters are those of UTF-8; what is none becomes U+FFFD. Sprig's `nospace` and `initials` take each byte for a
/// character and spoil what is not ASCII, which is not followed.
enum SprigCases {
    static let table: TemplateFunctions.Table = [
        TemplateFunction("upper", 1) { arguments, context throws(TemplateError) in
            .text(try TemplateCase.changed(try arguments.text(0), isUpper: true, context))
        },
        TemplateFunction("lower", 1) { arguments, context throws(TemplateError) in
            .text(try TemplateCase.changed(try arguments.text(0), isUpper: false, context))
        },
        TemplateFunction("title", 1) { arguments, context throws(TemplateError) in
            var previous: Unicode.Scalar = " "
            return try changing(arguments, context) { scalar in
                defer { previous = scalar }
                return isSeparator(previous) ? scalar.goTitle : scalar
            }
        },
        TemplateFunction("untitle", 1) { arguments, context throws(TemplateError) in
            var isAfterSpace = true
            return try changing(arguments, context) { scalar in
                defer { isAfterSpace = scalar.isGoSpace }
                return isAfterSpace ? scalar.goLower : scalar
            }
        },
        TemplateFunction("swapcase", 1) { arguments, context throws(TemplateError) in
            var isAfterSpace = true
            return try changing(arguments, context) { scalar in
                defer { isAfterSpace = scalar.isGoSpace }
                if scalar.isGoUpper || scalar.isGoTitle { return scalar.goLower }
                guard scalar.isGoLower else { return scalar }
                return isAfterSpace ? scalar.goTitle : scalar.goUpper
            }
        },
        TemplateFunction("nospace", 1) { arguments, context throws(TemplateError) in
            try changing(arguments, context) { $0.isGoSpace ? nil : $0 }
        },
        TemplateFunction("initials", 1) { arguments, context throws(TemplateError) in
            var isAfterSpace = true
            return try changing(arguments, context) { scalar in
                let isFirst = isAfterSpace && !scalar.isGoSpace
                isAfterSpace = scalar.isGoSpace
                return isFirst ? scalar : nil
            }
        },
        TemplateFunction("snakecase", 1) { arguments, context throws(TemplateError) in
            let text = try arguments.text(0)
            return .text(
                try context.text { IdentifierCase.appendSmall(text, connector: UInt8(ascii: "_"), to: $0) })
        },
        TemplateFunction("kebabcase", 1) { arguments, context throws(TemplateError) in
            let text = try arguments.text(0)
            return .text(
                try context.text { IdentifierCase.appendSmall(text, connector: UInt8(ascii: "-"), to: $0) })
        },
        TemplateFunction("camelcase", 1) { arguments, context throws(TemplateError) in
            let text = try arguments.text(0)
            return .text(try context.text { IdentifierCase.appendPascal(text, to: $0) })
        },
        TemplateFunction("shuffle", 1) { arguments, context throws(TemplateError) in
            var scalars = try arguments.text(0).scalars
            try context.spend(steps: scalars.count >> 4)
            for last in scalars.indices.reversed().dropLast() {
                scalars.swapAt(last, Int(context.random(below: UInt64(last) + 1)))
            }
            return .text(
                try context.text { buffer in
                    for scalar in scalars { buffer.append(scalar) }
                })
        },
    ]

    /// The first argument with each character changed; without those that become nil.
    private static func changing(
        _ arguments: TemplateArguments, _ context: TemplateContext,
        _ change: (Unicode.Scalar) -> Unicode.Scalar?
    ) throws(TemplateError) -> TemplateValue {
        let text = try arguments.text(0)
        return .text(
            try context.text { buffer in
                text.forEachCharacter { scalar in
                    if let scalar = change(scalar) { buffer.append(scalar) }
                }
            })
    }

    /// What Go's `strings.Title` takes for the end of a word.
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isGoLetter || scalar.isGoDigit || scalar == "_" { return false }
        return scalar.value < 0x80 || scalar.isGoSpace
    }
}
