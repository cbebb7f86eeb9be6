// Why this file exists: a template reads times in layouts that only the line knows, and of any year.

/// Times read by Go's time.ParseInLocation (https://pkg.go.dev/time#ParseInLocation).
enum TimeReading {
    /// The time that a text names in a layout; nil if it does not follow that. A text that names no zone is in the
    /// host's.
    static func time(
        _ text: TemplateText, layout: TemplateText, _ context: TemplateContext
    ) throws(TemplateError) -> TemplateTime? {
        try context.spend(steps: layout.count >> 2)
        var reader = LayoutReader(text.bytes)
        guard reader.follow(context.times.layout(layout)) else { return nil }
        let fields = reader.fields
        guard let (month, day) = fields.date(in: fields.year) else { return nil }
        let wallClock = fields.wallClock(year: fields.year, month: month, day: day)
        let (offset, zone) = offset(of: fields.zone, at: wallClock, local: context.localZone)
        return TemplateTime(
            seconds: wallClock - offset, nanoseconds: Int32(truncatingIfNeeded: fields.nanosecond), zone: zone
        )
    }

    /// Seconds east of UTC, and the zone in which the time is shown: the host's where it has that offset then.
    private static func offset(
        of zone: TimeFields.Zone, at wallClock: Int64, local: TimeZoneRules
    ) -> (Int64, TimeZoneRules) {
        switch zone {
        case .utc: return (0, .utc)
        case .location: return (Int64(local.offsetSeconds(atLocal: wallClock)), local)
        case .offset(let offset):
            if Int64(local.offsetSeconds(atUTC: wallClock - offset)) == offset { return (offset, local) }
            let magnitude = abs(offset) / 60
            let digits = String(magnitude / 60 * 100 + magnitude % 60)
            let zeros = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
            let name = Array(((offset < 0 ? "-" : "+") + zeros + digits).utf8)
            return (offset, fixed(offset, name.withUnsafeBytes { ZoneAbbreviation.pack($0) }))
        case .abbreviation(let packed):
            if let offset = local.offsetSeconds(abbreviation: packed, atLocal: wallClock) {
                return (Int64(offset), local)
            }
            return (0, fixed(0, packed))
        }
    }

    private static func fixed(_ offset: Int64, _ abbreviation: UInt64) -> TimeZoneRules {
        let type = TimeZoneRules.LocalTimeType(
            offsetSeconds: Int32(truncatingIfNeeded: offset), abbreviation: abbreviation)
        return TimeZoneRules(types: [type], transitions: [], footer: nil)
    }
}
