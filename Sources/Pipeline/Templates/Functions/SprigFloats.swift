// Why this file exists: Sprig's arithmetic of floats, which it does with decimal digits.

import Glibc

/// Sprig's float math (https://masterminds.github.io/sprig/mathf.html). Arguments may be of any type, see `castFloat`.
enum SprigFloats {
    static let table: TemplateFunctions.Table = [
        TemplateFunction("addf", 0...) { arguments, context throws(TemplateError) in
            .float(try sum(arguments, startingWith: 0, context))
        },
        TemplateFunction("add1f", 1) { arguments, context throws(TemplateError) in
            .float(try sum(arguments, startingWith: 1, context))
        },
        TemplateFunction("subf", 1...) { arguments, context throws(TemplateError) in
            .float(try fold(arguments, context) { $0 + -$1 })
        },
        TemplateFunction("mulf", 1...) { arguments, context throws(TemplateError) in
            .float(try fold(arguments, context) { $0 * $1 })
        },
        TemplateFunction("divf", 1...) { arguments, context throws(TemplateError) in
            .float(
                try fold(arguments, context) { left, right throws(TemplateError) in
                    guard let quotient = left / right else { throw TemplateError("decimal division by 0") }
                    return quotient
                })
        },
        TemplateFunction("maxf", 1...) { arguments, _ in
            .float(arguments.values.dropFirst().reduce(arguments[0].castFloat) { larger($0, $1.castFloat) })
        },
        TemplateFunction("minf", 1...) { arguments, _ in
            .float(
                arguments.values.dropFirst().reduce(arguments[0].castFloat) { -larger(-$0, -$1.castFloat) })
        },
        TemplateFunction("floor", 1) { arguments, _ in .float(arguments[0].castFloat.rounded(.down)) },
        TemplateFunction("ceil", 1) { arguments, _ in .float(arguments[0].castFloat.rounded(.up)) },
        TemplateFunction("round", 2...) { arguments, _ throws(TemplateError) in
            let roundsUpFrom = arguments.count > 2 ? arguments[2].castFloat : 0.5
            return .float(
                rounded(arguments[0].castFloat, places: try arguments.int(1), upFrom: roundsUpFrom))
        },
    ]

    /// With so many digits behind the point: up, if at least `threshold` of the next one is left; negative numbers, as
    /// in Sprig, always down.
    private static func rounded(_ value: Double, places: Int64, upFrom threshold: Double) -> Double {
        let power = pow(10, Double(places))
        let digits = power * value
        let rest = digits - digits.rounded(.towardZero)
        return (rest >= threshold ? digits.rounded(.up) : digits.rounded(.down)) / power
    }

    /// As Go's `math.Max`: what is no number wins, but for an infinity.
    private static func larger(_ a: Double, _ b: Double) -> Double {
        if a == .infinity || b == .infinity { return .infinity }
        if a.isNaN || b.isNaN { return .nan }
        if a == 0, b == 0 { return a.sign == .minus ? b : a }
        return max(a, b)
    }

    private static func sum(
        _ arguments: TemplateArguments, startingWith start: Double, _ context: TemplateContext
    ) throws(TemplateError) -> Double {
        var total = try decimal(start)
        try context.spend(steps: arguments.count)
        for value in arguments.values { total = total + (try decimal(value.castFloat)) }
        return total.double
    }

    private static func fold(
        _ arguments: TemplateArguments, _ context: TemplateContext,
        _ operation: (GoDecimal, GoDecimal) throws(TemplateError) -> GoDecimal
    ) throws(TemplateError) -> Double {
        var result = try decimal(arguments[0].castFloat)
        try context.spend(steps: arguments.count * 16)
        for value in arguments.values.dropFirst() {
            result = try operation(result, try decimal(value.castFloat))
        }
        return result.double
    }

    private static func decimal(_ value: Double) throws(TemplateError) -> GoDecimal {
        guard let decimal = GoDecimal(value) else {
            throw TemplateError(
                "Cannot create a Decimal from \(value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf")")
        }
        return decimal
    }
}
