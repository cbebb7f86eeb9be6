// The layouts of most logs, read at fixed places. Whatever is not written in the usual way is left to the
// general reader, so that a fast path never decides what is refused.

import Platform

/// A layout with the date and time of RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339#section-5.6): any one
/// byte between date and time, any fraction, any zone.
struct NumericLayout: Sendable {
    enum Zone: Sendable {
        case none
        /// A literal `Z`, which says nothing of the zone.
        case letter
        case offset(ZoneOffsetForm, allowsZ: Bool)
    }

    let separator: UInt8
    /// Digits that the fraction must have; 0 for any number of them, or none.
    let fractionDigits: Int
    let zone: Zone

    /// nil when the program is of another shape.
    init?(_ program: LayoutProgram) {
        var rest = program.elements[...]
        func next() -> LayoutElement? { rest.popFirst() }
        func nextText() -> [UInt8]? { next().flatMap { program.text(of: $0) } }
        guard next() == .longYear, nextText() == [UInt8(ascii: "-")],
            next() == .month(twoDigits: true), nextText() == [UInt8(ascii: "-")],
            next() == .day(twoDigits: true), let between = nextText(), between.count == 1,
            next() == .hour, nextText() == [UInt8(ascii: ":")],
            next() == .minute(twoDigits: true), nextText() == [UInt8(ascii: ":")],
            case .second(twoDigits: true, _) = next()
        else { return nil }
        separator = between[0]

        if case .fraction(let digits) = rest.first {
            guard 1...9 ~= digits else { return nil }
            fractionDigits = digits
            rest.removeFirst()
        } else {
            fractionDigits = 0
            if rest.first == .optionalFraction { rest.removeFirst() }
        }

        if rest.isEmpty {
            zone = .none
        } else if rest.count == 1, case .offset(let form, let allowsZ) = rest.first {
            zone = .offset(form, allowsZ: allowsZ)
        } else if rest.count == 1, nextText() == [UInt8(ascii: "Z")] {
            zone = .letter
        } else {
            return nil
        }
    }

    /// The minute that the last time was in: neighbouring lines share it.
    struct Minute {
        /// The sixteen bytes that name it, and its start as a clock on the wall shows it, in seconds since the epoch.
        fileprivate var known: (head: UInt64, tail: UInt64, start: Int64)?

        /// None yet.
        init() {}
    }

    /// nil when the general reader has to look.
    @inline(__always)
    func parse(_ bytes: UnsafeRawBufferPointer, location: TimeZoneRules, _ minute: inout Minute) -> Int64? {
        guard bytes.count >= 19, let wallClock = wallClock(bytes, &minute) else { return nil }

        var index = 19
        var nanosecond: Int64 = 0
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ",") {
            let (value, end) = TimeDigits.fraction(bytes, at: index + 1)
            guard end > index + 1, fractionDigits == 0 || end == index + 1 + fractionDigits else {
                return nil
            }
            nanosecond = value
            index = end
        } else if fractionDigits > 0 {
            return nil
        }

        let offset: Int64
        switch zone {
        case .none:
            guard index == bytes.count else { return nil }
            offset = Int64(location.offsetSeconds(atLocal: wallClock))
        case .letter:
            guard index + 1 == bytes.count, bytes[index] == UInt8(ascii: "Z") else { return nil }
            offset = Int64(location.offsetSeconds(atLocal: wallClock))
        case .offset(let form, let allowsZ):
            if allowsZ, index + 1 == bytes.count, bytes[index] == UInt8(ascii: "Z") {
                offset = 0
            } else {
                guard index + form.length == bytes.count,
                    let written = ZoneOffset.seconds(bytes, at: index, form: form)
                else { return nil }
                offset = written
            }
        }
        return CivilTime.nanoseconds(seconds: wallClock - offset, nanosecond: nanosecond)
    }

    /// Date and time as a clock on the wall shows them, in seconds since the epoch.
    @inline(__always)
    private func wallClock(_ bytes: UnsafeRawBufferPointer, _ minute: inout Minute) -> Int64? {
        let (head, tail) = (TimeDigits.word(bytes, at: 0), TimeDigits.word(bytes, at: 8))
        if let known = minute.known, head == known.head, tail == known.tail, bytes[16] == UInt8(ascii: ":"),
            let second = TimeDigits.pair(bytes, at: 17), second < 60
        {
            return known.start &+ Int64(second)
        }
        return newWallClock(bytes, &minute)
    }

    @inline(never)
    private func newWallClock(_ bytes: UnsafeRawBufferPointer, _ minute: inout Minute) -> Int64? {
        let (head, tail) = (TimeDigits.word(bytes, at: 0), TimeDigits.word(bytes, at: 8))
        guard
            let date = TimeDigits.match(  // 0000-00-
                head, pattern: 0x2D30_302D_3030_3030, isDigit: 0x00FF_FF00_FFFF_FFFF),
            let day = TimeDigits.pair(bytes, at: 8), bytes[10] == separator,
            let seconds = ClockTime.seconds(bytes, at: 11)
        else { return nil }
        let pairs = date &* 10 &+ (date >> 8)
        let year = Int(pairs & 0xFF) * 100 + Int(pairs >> 16 & 0xFF)
        let month = Int(pairs >> 40 & 0xFF)
        guard 1...12 ~= month, day >= 1, day <= CivilTime.days(inMonth: month, of: year) else { return nil }
        let wallClock = Int64(CivilTime.days(year: year, month: month, day: day) &* 86_400 &+ seconds)
        minute.known = (head, tail, wallClock - Int64(seconds % 60))
        return wallClock
    }
}

/// `02/Jan/2006:15:04:05 -0700`, the time of the common log format of Apache and nginx
/// (https://httpd.apache.org/docs/current/logs.html#common).
enum ApacheLayout {
    static let text = "02/Jan/2006:15:04:05 -0700"

    /// nil when the general reader has to look.
    @inline(__always)
    static func parse(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        let slash = UInt8(ascii: "/")
        guard bytes.count == 26,
            bytes[2] == slash, bytes[6] == slash, bytes[11] == UInt8(ascii: ":"),
            bytes[20] == UInt8(ascii: " "),
            let day = TimeDigits.pair(bytes, at: 0), let month = CalendarNames.month(bytes, at: 3),
            let century = TimeDigits.pair(bytes, at: 7),
            let yearOfCentury = TimeDigits.pair(bytes, at: 9),
            let seconds = ClockTime.seconds(bytes, at: 12),
            let offset = ZoneOffset.seconds(bytes, at: 21, form: .minutes)
        else { return nil }
        let year = century * 100 + yearOfCentury
        guard day >= 1, day <= CivilTime.days(inMonth: month, of: year) else { return nil }
        let days = CivilTime.days(year: year, month: month, day: day)
        return CivilTime.nanoseconds(seconds: Int64(days &* 86_400 &+ seconds) - offset, nanosecond: 0)
    }
}

/// `15:04:05` as eight bytes.
enum ClockTime {
    /// Seconds since midnight of the eight bytes at `index`, which must lie within `bytes`.
    @inline(__always)
    static func seconds(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        guard
            let time = TimeDigits.match(  // 00:00:00
                TimeDigits.word(bytes, at: index), pattern: 0x3030_3A30_303A_3030,
                isDigit: 0xFFFF_00FF_FF00_FFFF)
        else { return nil }
        let pairs = time &* 10 &+ (time >> 8)
        let (hour, minute, second) = (Int(pairs & 0xFF), Int(pairs >> 24 & 0xFF), Int(pairs >> 48 & 0xFF))
        guard hour < 24, minute < 60, second < 60 else { return nil }
        return hour * 3_600 + minute * 60 + second
    }
}
