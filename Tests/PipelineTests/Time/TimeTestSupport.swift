// What the tests of layouts and zones share: seeded chance, a slow calendar of their own, and a writer of
// zone files.

import Pipeline

/// A small generator (SplitMix64), so that every run sees the same cases.
struct TimeCaseGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0..<bound, cheaply; the small bias does not matter here.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// A calendar that counts years one by one, so that it shares no arithmetic with the code under test.
struct SlowCalendar {
    var year = 1970
    var month = 1
    var day = 1
    var dayOfYear = 1
    var hour = 0
    var minute = 0
    var second = 0
    /// 0 for Sunday.
    var weekday = 4

    static func isLeap(_ year: Int) -> Bool { year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) }

    static func monthLengths(_ year: Int) -> [Int] {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    }

    init(seconds: Int) {
        var days = Int((Double(seconds) / 86_400).rounded(.down))
        let secondOfDay = seconds - days * 86_400
        (hour, minute, second) = (secondOfDay / 3_600, secondOfDay / 60 % 60, secondOfDay % 60)
        weekday = ((days + 4) % 7 + 7) % 7
        while days < 0 {
            year -= 1
            days += Self.isLeap(year) ? 366 : 365
        }
        while days >= (Self.isLeap(year) ? 366 : 365) {
            days -= Self.isLeap(year) ? 366 : 365
            year += 1
        }
        dayOfYear = days + 1
        for length in Self.monthLengths(year) {
            if days < length { break }
            days -= length
            month += 1
        }
        day = days + 1
    }

    /// Seconds since the epoch of a date and time in UTC.
    static func seconds(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0
    ) -> Int64 {
        var days = 0
        if year >= 1970 {
            for past in 1970..<year { days += isLeap(past) ? 366 : 365 }
        } else {
            for coming in year..<1970 { days -= isLeap(coming) ? 366 : 365 }
        }
        days += monthLengths(year).prefix(month - 1).reduce(0, +) + day - 1
        return Int64(days * 86_400 + hour * 3_600 + minute * 60 + second)
    }
}

/// Nanoseconds since the epoch of a date and time in UTC.
func utcInstant(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0,
    _ nanosecond: Int64 = 0
) -> Int64 {
    SlowCalendar.seconds(year, month, day, hour, minute, second) * 1_000_000_000 + nanosecond
}

/// Writes zone files as RFC 9636 describes them.
struct ZoneFileWriter {
    var types: [(offset: Int32, isDaylight: Bool, abbreviation: String)] = [(0, false, "UTC")]
    var transitions: [(time: Int64, type: UInt8)] = []
    var footer = ""
    var leapSeconds = 0

    /// The file's bytes in the given version, 1 to 4.
    func bytes(version: Int = 2) -> [UInt8] {
        if version == 1 { return header(version: 0) + block(timeSize: 4) }
        let mark = UInt8(ascii: "0") + UInt8(version)
        return header(version: mark) + block(timeSize: 4) + header(version: mark) + block(timeSize: 8)
            + Array("\n\(footer)\n".utf8)
    }

    private func header(version: UInt8) -> [UInt8] {
        let characters = types.reduce(0) { $0 + $1.abbreviation.utf8.count + 1 }
        var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, leapSeconds, transitions.count, types.count, characters] {
            bytes += bigEndian(Int64(count), size: 4)
        }
        return bytes
    }

    private func block(timeSize: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for transition in transitions { bytes += bigEndian(transition.time, size: timeSize) }
        bytes += transitions.map(\.type)
        var nameIndex: UInt8 = 0
        for type in types {
            bytes += bigEndian(Int64(type.offset), size: 4) + [type.isDaylight ? 1 : 0, nameIndex]
            nameIndex += UInt8(type.abbreviation.utf8.count + 1)
        }
        for type in types { bytes += Array(type.abbreviation.utf8) + [0] }
        return bytes + [UInt8](repeating: 0, count: leapSeconds * (timeSize + 4))
    }

    private func bigEndian(_ value: Int64, size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
    }
}

/// Zones of today's rules, which need no file of the system.
enum TestZone: String, CaseIterable, Sendable {
    case berlin = "CET-1CEST,M3.5.0,M10.5.0/3"
    case newYork = "EST5EDT,M3.2.0,M11.1.0"
    case sydney = "AEST-10AEDT,M10.1.0,M4.1.0/3"
    case lordHowe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"
    case dublin = "IST-1GMT0,M10.5.0,M3.5.0/1"
    case saoPaulo = "<-03>3"
    case kolkata = "IST-5:30"
    case london = "GMT0BST,M3.5.0/1,M10.5.0"

    /// A zone file without a transition, in which the footer holds for all time.
    func rules() throws -> TimeZoneRules {
        try TimeZoneRules(tzif: ZoneFileWriter(footer: rawValue).bytes())
    }
}

extension TimeLayout {
    /// Parses text at a present that only layouts without a year look at.
    func parse(_ text: String, now: Int64 = 0) -> Int64? {
        Array(text.utf8).withUnsafeBytes { parse($0, now: now) }
    }
}
