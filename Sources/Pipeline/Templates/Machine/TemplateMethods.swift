// Why this file exists: Go lets a template call the methods of a time; these are the ones that templates use.

/// Methods of values.
enum TemplateMethods {
    /// The method of a value; nil if it has none of that name. The value is its first argument.
    static func method(_ name: TemplateText, of value: TemplateValue) -> TemplateFunction? {
        let table: TemplateFunctions.Table
        switch value {
        case .time: table = ofTimes
        case .duration: table = ofDurations
        default: return nil
        }
        return table.first { name.elementsEqual($0.name.utf8) }
    }

    /// Those of https://pkg.go.dev/time#Time that give numbers and texts.
    static let ofTimes: TemplateFunctions.Table = [
        time("Unix") { .int($0.seconds) },
        time("UnixMilli") { .int($0.seconds &* 1_000 &+ Int64($0.nanoseconds) / 1_000_000) },
        time("UnixMicro") { .int($0.seconds &* 1_000_000 &+ Int64($0.nanoseconds) / 1_000) },
        time("UnixNano") { .int($0.seconds &* 1_000_000_000 &+ Int64($0.nanoseconds)) },
        time("Year") { .int(Int64($0.civil.year)) },
        time("Day") { .int(Int64($0.civil.day)) },
        time("Hour") { .int(Int64($0.civil.hour)) },
        time("Minute") { .int(Int64($0.civil.minute)) },
        time("Second") { .int(Int64($0.civil.second)) },
        time("Nanosecond") { .int(Int64($0.nanoseconds)) },
        time("UTC") { .time(TemplateTime(seconds: $0.seconds, nanoseconds: $0.nanoseconds, zone: .utc)) },
    ]

    /// Those of https://pkg.go.dev/time#Duration.
    static let ofDurations: TemplateFunctions.Table = [
        duration("Seconds") { .float(Double($0) / 1e9) },
        duration("Minutes") { .float(Double($0) / 60e9) },
        duration("Hours") { .float(Double($0) / 3600e9) },
        duration("Milliseconds") { .int($0 / 1_000_000) },
        duration("Nanoseconds") { .int($0) },
    ]

    private static func time(
        _ name: String, _ body: @escaping @Sendable (TemplateTime) -> TemplateValue
    ) -> TemplateFunction {
        TemplateFunction(name, 1) { arguments, _ throws(TemplateError) in
            guard case .time(let time) = arguments[0] else { return .null }
            return body(time)
        }
    }

    private static func duration(
        _ name: String, _ body: @escaping @Sendable (Int64) -> TemplateValue
    ) -> TemplateFunction {
        TemplateFunction(name, 1) { arguments, _ throws(TemplateError) in
            guard case .duration(let nanoseconds) = arguments[0] else { return .null }
            return body(nanoseconds)
        }
    }
}
