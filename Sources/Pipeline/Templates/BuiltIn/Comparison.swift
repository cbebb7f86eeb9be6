// Why this file exists: comparing in a template has Go's rules about what can be compared with what.

/// Comparisons of https://pkg.go.dev/text/template#hdr-Functions.
enum TemplateComparison {
    private static let incompatible = TemplateError("incompatible types for comparison")
    private static let invalid = TemplateError("invalid type for comparison")

    /// True if `first` equals one of the others.
    static func isEqual(_ first: TemplateValue, toOneOf others: some Collection<TemplateValue>)
        throws(TemplateError) -> Bool
    {
        for other in others where try isEqual(first, other) { return true }
        return false
    }

    static func isEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.null, _), (_, .null): false
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)), (.duration(let left), .duration(let right)),
            (.int(let left), .duration(let right)), (.duration(let left), .int(let right)):
            left == right
        case (.float(let left), .float(let right)): left == right
        case (.text(let left), .text(let right)): left == right
        case (.time(let left), .time(let right)):
            left.seconds == right.seconds && left.nanoseconds == right.nanoseconds && left.zone === right.zone
        case (.list, .list), (.map, .map):
            throw TemplateError("values of type \(left.typeName) cannot be compared")
        default: throw incompatible
        }
    }

    static func isLess(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        switch (left, right) {
        case (.int(let left), .int(let right)), (.duration(let left), .duration(let right)),
            (.int(let left), .duration(let right)), (.duration(let left), .int(let right)):
            left < right
        case (.float(let left), .float(let right)): left < right
        case (.text(let left), .text(let right)): left < right
        default: throw isOrdered(left) && isOrdered(right) ? incompatible : invalid
        }
    }

    private static func isOrdered(_ value: TemplateValue) -> Bool {
        switch value {
        case .int, .float, .text, .duration: true
        default: false
        }
    }

    static let functions: TemplateFunctions.Table = [
        TemplateFunction("eq", 2...) { arguments, _ throws(TemplateError) in
            .bool(try isEqual(arguments[0], toOneOf: arguments.values.dropFirst()))
        },
        pair("ne") { left, right throws(TemplateError) in try !isEqual(left, right) },
        pair("lt") { left, right throws(TemplateError) in try isLess(left, right) },
        pair("le") { left, right throws(TemplateError) in
            if try isLess(left, right) { return true }
            return try isEqual(left, right)
        },
        pair("gt") { left, right throws(TemplateError) in
            if try isLess(left, right) { return false }
            return try !isEqual(left, right)
        },
        pair("ge") { left, right throws(TemplateError) in try !isLess(left, right) },
    ]

    private static func pair(
        _ name: String,
        _ body: @escaping @Sendable (TemplateValue, TemplateValue) throws(TemplateError) -> Bool
    ) -> TemplateFunction {
        TemplateFunction(name, 2) { arguments, _ throws(TemplateError) in
            .bool(try body(arguments[0], arguments[1]))
        }
    }
}
