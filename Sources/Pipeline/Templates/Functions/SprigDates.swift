// Why this file exists: Sprig's functions on times and durations.

import Configuration
import Platform

/// Sprig's date functions (https://masterminds.github.io/sprig/date.html). `now` is when the line was read, and times
/// are shown in the zone of the host, unless one is named.
enum SprigDates {
    static let table: TemplateFunctions.Table = [
        TemplateFunction("now", 0) { _, context in
            .time(TemplateTime(unixNanoseconds: context.now, zone: context.localZone))
        },
        TemplateFunction("date", 2) { arguments, context throws(TemplateError) in
            try format(arguments[1], layout: try arguments.text(0), zone: context.localZone, context)
        },
        TemplateFunction("dateInZone", 3, dateInZone),
        TemplateFunction("date_in_zone", 3, dateInZone),
        TemplateFunction("htmlDate", 1) { arguments, context throws(TemplateError) in
            try format(arguments[0], layout: htmlLayout, zone: context.localZone, context)
        },
        TemplateFunction("htmlDateInZone", 2) { arguments, context throws(TemplateError) in
            let zone = named(try arguments.text(1), context)
            return try format(arguments[0], layout: htmlLayout, zone: zone, context)
        },
        TemplateFunction("dateModify", 2, dateModify),
        TemplateFunction("date_modify", 2, dateModify),
        TemplateFunction("mustDateModify", 2, mustDateModify),
        TemplateFunction("must_date_modify", 2, mustDateModify),
        TemplateFunction("toDate", 2) { arguments, context throws(TemplateError) in
            .time(
                try TimeReading.time(try arguments.text(1), layout: try arguments.text(0), context) ?? zero)
        },
        TemplateFunction("mustToDate", 2) { arguments, context throws(TemplateError) in
            let (layout, text) = (try arguments.text(0), try arguments.text(1))
            guard let time = try TimeReading.time(text, layout: layout, context) else {
                let shown = [text, layout].map { "\"\($0.part(0, 200).string)\"" }
                throw TemplateError("parsing time \(shown[0]) as \(shown[1]): cannot parse it")
            }
            return .time(time)
        },
        TemplateFunction("unixEpoch", 1) { arguments, context throws(TemplateError) in
            .text(try context.text(String(try arguments.time(0).seconds)))
        },
        TemplateFunction("ago", 1) { arguments, context throws(TemplateError) in
            let since = elapsed(since: time(arguments[0], context), context)
            let second: Int64 = 1_000_000_000
            // To whole seconds, a half away from zero.
            let half = since < 0 ? -second / 2 : second / 2
            let (moved, overflows) = since.addingReportingOverflow(half)
            return try durationText(overflows ? since : moved / second * second, context)
        },
        TemplateFunction("duration", 1) { arguments, context throws(TemplateError) in
            let seconds: Int64 =
                switch arguments[0] {
                case .text(let text): NumberReading.integer(text).nearest
                case .int(let value): value
                default: 0
                }
            return try durationText(seconds &* 1_000_000_000, context)
        },
        TemplateFunction("durationRound", 1) { arguments, context throws(TemplateError) in
            let nanoseconds: Int64 =
                switch arguments[0] {
                case .text(let text): goDuration(text) ?? 0
                case .int(let value): value &* 1_000_000_000
                case .float(let value): Int64(goTruncating: value) &* 1_000_000_000
                case .time(let time): elapsed(since: time, context)
                case .duration(let value): value
                default: 0
                }
            return .text(try context.text(rounded(nanoseconds)))
        },
    ]

    private static var htmlLayout: TemplateText { TemplateText("2006-01-02") }

    /// Go's zero time, the first second of year 1.
    private static let zero = TemplateTime(seconds: -62_135_596_800, zone: .utc)

    /// A time, or an integer as seconds since the epoch; any other value is now.
    private static func time(_ value: TemplateValue, _ context: TemplateContext) -> TemplateTime {
        switch value {
        case .time(let time): time
        case .int(let seconds): TemplateTime(seconds: seconds, zone: context.localZone)
        default: TemplateTime(unixNanoseconds: context.now, zone: context.localZone)
        }
    }

    /// A name that is none stands for UTC.
    private static func named(_ name: TemplateText, _ context: TemplateContext) -> TimeZoneRules {
        if name == "Local" { return context.localZone }
        return context.times.zone(name) ?? .utc
    }

    private static func format(
        _ value: TemplateValue, layout: TemplateText, zone: TimeZoneRules, _ context: TemplateContext
    ) throws(TemplateError) -> TemplateValue {
        let time = time(value, context)
        // Each byte is looked at for every element that may start there.
        try context.spend(steps: layout.count >> 2)
        let formatter = LayoutFormatter(
            second: time.seconds, nanosecond: Int64(time.nanoseconds), zone: zone)
        let written = context.times.writtenLayout(layout)
        return .text(try context.text { formatter.append(written, to: $0) })
    }

    private static let dateInZone: TemplateFunction.Body = { arguments, context throws(TemplateError) in
        let (layout, zone) = (try arguments.text(0), named(try arguments.text(2), context))
        return try format(arguments[1], layout: layout, zone: zone, context)
    }

    /// With what is no duration, the time as it is.
    private static let dateModify: TemplateFunction.Body = { arguments, context throws(TemplateError) in
        let (change, time) = (try arguments.text(0), try arguments.time(1))
        return .time(goDuration(change).map { moved(time, by: $0) } ?? time)
    }

    private static let mustDateModify: TemplateFunction.Body = { arguments, context throws(TemplateError) in
        let (change, time) = (try arguments.text(0), try arguments.time(1))
        guard let nanoseconds = goDuration(change) else {
            throw TemplateError("time: invalid duration \"\(change.part(0, 200).string)\"")
        }
        return .time(moved(time, by: nanoseconds))
    }

    private static func moved(_ time: TemplateTime, by nanoseconds: Int64) -> TemplateTime {
        let seconds = CivilTime.floorDivide(nanoseconds, 1_000_000_000)
        var moved = time
        let rest = Int64(time.nanoseconds) + (nanoseconds - seconds * 1_000_000_000)
        moved.seconds = time.seconds &+ seconds &+ rest / 1_000_000_000
        moved.nanoseconds = Int32(rest % 1_000_000_000)
        return moved
    }

    /// From a time up to now; the nearest one that 64 bits can hold.
    private static func elapsed(since time: TemplateTime, _ context: TemplateContext) -> Int64 {
        let now = TemplateTime(unixNanoseconds: context.now, zone: .utc)
        let (seconds, overflows) = now.seconds.subtractingReportingOverflow(time.seconds)
        let nanoseconds = CivilTime.nanoseconds(
            seconds: seconds, nanosecond: Int64(now.nanoseconds) - Int64(time.nanoseconds))
        if !overflows, let nanoseconds { return nanoseconds }
        return time.seconds > now.seconds ? .min : .max
    }

    /// Nanoseconds, for example of `-1.5h`; nil for what Go's time.ParseDuration refuses. The configuration's days,
    /// weeks and years are no units of Go's.
    private static func goDuration(_ text: TemplateText) -> Int64? {
        let longUnits = "dwy".utf8
        guard text.count <= 64, !text.contains(where: { longUnits.contains($0) }) else { return nil }
        return Durations.parse(text.string)
    }

    private static func durationText(
        _ nanoseconds: Int64, _ context: TemplateContext
    ) throws(TemplateError) -> TemplateValue {
        .text(try context.text { GoDuration.append(nanoseconds, to: $0) })
    }

    /// The largest unit alone, of which there is more than one or one and a rest.
    private static func rounded(_ nanoseconds: Int64) -> String {
        let second: UInt64 = 1_000_000_000
        let units: [(name: String, size: UInt64)] = [
            ("y", 31_536_000 * second), ("mo", 2_592_000 * second), ("d", 86_400 * second),
            ("h", 3_600 * second), ("m", 60 * second), ("s", second),
        ]
        let magnitude = nanoseconds.magnitude
        guard let unit = units.first(where: { magnitude > $0.size }) else { return "0s" }
        return "\(magnitude / unit.size)\(unit.name)"
    }
}
