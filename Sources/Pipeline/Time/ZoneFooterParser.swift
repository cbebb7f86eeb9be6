// Reads the one line of text at the end of a zone file.

extension ZoneFooter {
    /// Reads a TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3`; nil when it is not one.
    init?(_ bytes: ArraySlice<UInt8>) {
        var parser = ZoneFooterParser(rest: bytes)
        guard let footer = parser.footer() else { return nil }
        self = footer
    }
}

/// Takes a TZ string apart from its front.
private struct ZoneFooterParser {
    var rest: ArraySlice<UInt8>

    mutating func footer() -> ZoneFooter? {
        guard let standard = name(), let west = time(hoursUpTo: 24) else { return nil }
        let standardType = TimeZoneRules.LocalTimeType(offsetSeconds: Int32(-west), abbreviation: standard)
        if rest.isEmpty { return ZoneFooter(standard: standardType, daylight: nil) }

        guard let daylight = name() else { return nil }
        var daylightOffset = -west + 3_600
        if let first = rest.first, first != UInt8(ascii: ",") {
            guard let west = time(hoursUpTo: 24) else { return nil }
            daylightOffset = -west
        }
        // POSIX leaves the rule to the implementation when it is missing; the customary one is that of the
        // United States.
        if rest.isEmpty { rest = Array(",M3.2.0,M11.1.0".utf8)[...] }
        guard let start = change(), let end = change(), rest.isEmpty else { return nil }
        return ZoneFooter(
            standard: standardType,
            daylight: .init(
                type: .init(offsetSeconds: Int32(daylightOffset), abbreviation: daylight), start: start,
                end: end))
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Three letters or more, or anything of letters, digits and signs in angle brackets.
    private mutating func name() -> UInt64? {
        let isQuoted = take("<")
        let name = rest.prefix { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): isQuoted
            default: false
            }
        }
        guard name.count >= 3 else { return nil }
        rest = rest[name.endIndex...]
        if isQuoted, !take(">") { return nil }
        return name.withUnsafeBytes { ZoneAbbreviation.pack($0) }
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard 1...3 ~= digits.count else { return nil }
        rest = rest[digits.endIndex...]
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range ~= value ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private mutating func time(hoursUpTo limit: Int) -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(0...limit) else { return nil }
        var seconds = hours * 3_600
        if take(":") {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let extra = number(0...59) else { return nil }
                seconds += extra
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// `,date[/time]`; the time is 02:00 unless given.
    private mutating func change() -> ZoneFooter.Change? {
        guard take(","), let day = day() else { return nil }
        guard take("/") else { return .init(day: day, timeSeconds: 7_200) }
        return time(hoursUpTo: 167).map { .init(day: day, timeSeconds: $0) }
    }

    private mutating func day() -> ZoneFooter.Change.Day? {
        if take("J") { return number(1...365).map { .ofCommonYear($0) } }
        guard take("M") else { return number(0...365).map { .ofYear($0) } }
        guard let month = number(1...12), take("."), let week = number(1...5), take("."),
            let weekday = number(0...6)
        else { return nil }
        return .ofWeek(month: month, week: week, weekday: weekday)
    }
}
