// Why this file exists: Sprig's arithmetic of whole numbers, which wraps around at 64 bits as Go's does.

/// Sprig's integer math (https://masterminds.github.io/sprig/math.html). Arguments may be of any type, see
/// `castInteger`.
enum SprigIntegers {
    static let table: TemplateFunctions.Table = [
        TemplateFunction("add", 0...) { arguments, _ in
            .int(arguments.values.reduce(0) { $0 &+ $1.castInteger })
        },
        TemplateFunction("add1", 1) { arguments, _ in .int(arguments[0].castInteger &+ 1) },
        TemplateFunction("sub", 2) { arguments, _ in
            .int(arguments[0].castInteger &- arguments[1].castInteger)
        },
        TemplateFunction("mul", 1...) { arguments, _ in
            .int(arguments.values.reduce(1) { $0 &* $1.castInteger })
        },
        TemplateFunction("div", 2) { arguments, _ throws(TemplateError) in
            let divisor = try divisor(arguments)
            return .int(arguments[0].castInteger.dividedReportingOverflow(by: divisor).partialValue)
        },
        TemplateFunction("mod", 2) { arguments, _ throws(TemplateError) in
            let divisor = try divisor(arguments)
            return .int(arguments[0].castInteger.remainderReportingOverflow(dividingBy: divisor).partialValue)
        },
        TemplateFunction("max", 1..., largest),
        TemplateFunction("biggest", 1..., largest),
        TemplateFunction("min", 1...) { arguments, _ in
            .int(arguments.values.reduce(.max) { min($0, $1.castInteger) })
        },
    ]

    private static let largest: TemplateFunction.Body = { arguments, _ in
        .int(arguments.values.reduce(.min) { max($0, $1.castInteger) })
    }

    private static func divisor(_ arguments: TemplateArguments) throws(TemplateError) -> Int64 {
        let divisor = arguments[1].castInteger
        guard divisor != 0 else { throw TemplateError("integer divide by zero") }
        return divisor
    }
}
