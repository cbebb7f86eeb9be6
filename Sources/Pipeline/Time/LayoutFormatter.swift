// Templates write times; the layouts that read them say how.

import Platform

/// A layout taken apart for writing: unlike for reading, every byte counts.
struct WrittenLayout: Sendable {
    enum Part: Sendable {
        /// Bytes that are no element, copied as they are.
        case text([UInt8])
        /// An element, and how the layout spells it.
        case element(LayoutElement, spelling: [UInt8])
    }

    let parts: [Part]

    init(_ layout: [UInt8]) {
        var (parts, text, place) = ([Part](), [UInt8](), 0)
        while place < layout.count {
            if let (element, length) = LayoutProgram.element(layout[place...]) {
                if !text.isEmpty { parts.append(.text(text)) }
                text.removeAll()
                parts.append(.element(element, spelling: Array(layout[place..<place + length])))
                place += length
            } else {
                text.append(layout[place])
                place += 1
            }
        }
        if !text.isEmpty { parts.append(.text(text)) }
        self.parts = parts
    }
}

/// Writes an instant in Go's layouts as `time.Format` does (https://pkg.go.dev/time#Time.Format).
struct LayoutFormatter {
    private let nanosecond: Int64
    /// Seconds east of UTC.
    private let offset: Int
    private let abbreviation: String
    private let year: Int
    private let month: Int
    private let day: Int
    private let secondOfDay: Int
    /// Counted from Sunday.
    private let weekday: Int

    /// - Parameters:
    ///   - second: since the Unix epoch; any value is allowed.
    ///   - nanosecond: the part of a second after that, 0...999,999,999.
    ///   - zone: in which the instant is shown.
    init(second: Int64, nanosecond: Int64, zone: TimeZoneRules) {
        let (offset, abbreviation) = zone.offsetAndAbbreviation(atUTC: second)
        self.nanosecond = nanosecond
        self.offset = Int(offset)
        self.abbreviation = abbreviation
        let local = second &+ Int64(offset)
        (year, month) = CivilTime.yearAndMonth(atSecond: local)
        let days = CivilTime.floorDivide(local, CivilTime.secondsPerDay)
        secondOfDay = Int(local &- days &* CivilTime.secondsPerDay)
        let (turns, smallYear) = Self.turnsAndYear(year)
        let first = Int64(CivilTime.days(year: smallYear, month: month, day: 1)) + turns * 146_097
        day = Int(days - first) + 1
        // The epoch was a Thursday.
        weekday = Int((days % 7 + 11) % 7)
    }

    /// Whole turns of the calendar, and the year within one, for which the arithmetic of days is made.
    private static func turnsAndYear(_ year: Int) -> (turns: Int64, year: Int) {
        let turns = CivilTime.floorDivide(Int64(year), 400)
        return (turns, year - Int(turns) * 400)
    }

    /// Appends the instant in a layout; at most three bytes for each byte of that.
    func append(_ layout: WrittenLayout, to buffer: ByteBuffer) {
        for part in layout.parts {
            switch part {
            case .text(let bytes): bytes.withUnsafeBytes { buffer.append($0) }
            case .element(let element, let spelling): append(element, spelling: spelling, to: buffer)
            }
        }
    }

    private func append(_ element: LayoutElement, spelling: [UInt8], to buffer: ByteBuffer) {
        switch element {
        case .literal, .spaces: break
        case .longYear: append(year, width: 4, to: buffer)
        case .shortYear: append(max(0, year) % 100, width: 2, to: buffer)
        case .shortMonth: append(name: CalendarNames.months[month - 1].prefix(3), to: buffer)
        case .longMonth: append(name: CalendarNames.months[month - 1][...], to: buffer)
        case .month(let twoDigits): append(month, width: twoDigits ? 2 : 1, to: buffer)
        case .shortWeekday: append(name: CalendarNames.weekdays[weekday].prefix(3), to: buffer)
        case .longWeekday: append(name: CalendarNames.weekdays[weekday][...], to: buffer)
        case .day(let twoDigits): append(day, width: twoDigits ? 2 : 1, to: buffer)
        case .paddedDay: append(day, width: 2, padding: UInt8(ascii: " "), to: buffer)
        case .dayOfYear: append(dayOfYear, width: 3, to: buffer)
        case .paddedDayOfYear: append(dayOfYear, width: 3, padding: UInt8(ascii: " "), to: buffer)
        case .hour: append(hour, width: 2, to: buffer)
        case .hourOfTwelve(let twoDigits): append((hour + 11) % 12 + 1, width: twoDigits ? 2 : 1, to: buffer)
        case .minute(let twoDigits): append(secondOfDay / 60 % 60, width: twoDigits ? 2 : 1, to: buffer)
        case .second(let twoDigits, _): append(secondOfDay % 60, width: twoDigits ? 2 : 1, to: buffer)
        case .meridiem(isLowercase: false): buffer.append(literal: hour < 12 ? "AM" : "PM")
        case .meridiem(isLowercase: true): buffer.append(literal: hour < 12 ? "am" : "pm")
        case .offset(let form, let allowsZ): appendOffset(form, allowsZ: allowsZ, to: buffer)
        case .abbreviation: buffer.append(abbreviation)
        case .fraction, .optionalFraction: appendFraction(spelling, to: buffer)
        }
    }

    private var hour: Int { secondOfDay / 3_600 }

    private var dayOfYear: Int {
        CivilTime.days(beforeMonth: month, of: Self.turnsAndYear(year).year) + day
    }

    private func append(name: Substring, to buffer: ByteBuffer) { buffer.append(String(name)) }

    private func append(
        _ number: Int, width: Int, padding: UInt8 = UInt8(ascii: "0"), to buffer: ByteBuffer
    ) {
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        let digits = String(number.magnitude)
        for _ in 0..<max(0, width - digits.utf8.count) { buffer.append(padding) }
        buffer.append(digits)
    }

    private func appendOffset(_ form: ZoneOffsetForm, allowsZ: Bool, to buffer: ByteBuffer) {
        if allowsZ, offset == 0 { return buffer.append(UInt8(ascii: "Z")) }
        // Go judges the sign by whole minutes.
        buffer.append(offset / 60 < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let magnitude = abs(offset)
        append(magnitude / 3_600, width: 2, to: buffer)
        let hasColon = form == .colonMinutes || form == .colonSeconds
        if hasColon { buffer.append(UInt8(ascii: ":")) }
        if form != .hours { append(magnitude / 60 % 60, width: 2, to: buffer) }
        guard form == .seconds || form == .colonSeconds else { return }
        if hasColon { buffer.append(UInt8(ascii: ":")) }
        append(magnitude % 60, width: 2, to: buffer)
    }

    /// The layout's separator, and as many digits as it has, nine at most; where it has a 9 for them, those at the end
    /// that are 0 are left out, and the separator with the last one.
    private func appendFraction(_ spelling: [UInt8], to buffer: ByteBuffer) {
        guard let separator = spelling.first else { return }
        let digits = String(nanosecond).utf8
        var fraction = [UInt8](repeating: UInt8(ascii: "0"), count: max(0, 9 - digits.count)) + digits
        fraction.removeLast(max(0, fraction.count - (spelling.count - 1)))
        if spelling.last == UInt8(ascii: "9") {
            while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
            if fraction.isEmpty { return }
        }
        buffer.append(separator)
        fraction.withUnsafeBytes { buffer.append($0) }
    }
}
