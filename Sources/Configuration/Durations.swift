// Promtail's configuration writes times as Go and Prometheus do; both notations mean nanoseconds here.

/// Durations in text, as nanoseconds.
///
/// The notation is that of Go's time.ParseDuration (https://pkg.go.dev/time#ParseDuration) with the day, week and
/// year of Prometheus (https://prometheus.io/docs/prometheus/latest/configuration/configuration/, `<duration>`):
/// numbers, each with an optional fraction and a unit, in any order, summed. `1d` is 24 hours, `1w` 7 days, `1y` 365.
public enum Durations {
    /// Why a text is no duration.
    enum Problem: Error, Equatable {
        case noUnit
        case unknownUnit(String)
        case tooLong
        case malformed
    }

    /// The nanoseconds that `text` means; nil if it is no duration, lacks a unit (only `0` needs none) or overflows.
    ///
    /// A leading `-` or `+` is allowed. What is below a nanosecond is cut off.
    public static func parse(_ text: String) -> Int64? {
        try? read(text)
    }

    /// The duration in the units h, m, s, ms, us and ns, as short as it is exact: `1h30m`, `1.5s`, `0s`.
    ///
    /// ``parse(_:)`` reads it back to the same number.
    public static func format(_ nanoseconds: Int64) -> String {
        let sign = nanoseconds < 0 ? "-" : ""
        let magnitude = nanoseconds.magnitude
        guard magnitude > 0 else { return "0s" }
        guard magnitude >= 1_000_000_000 else {
            for (unit, size) in [("ms", 1_000_000), ("us", 1_000)] as [(String, UInt64)]
            where magnitude >= size {
                return sign + decimal(magnitude, size) + unit
            }
            return "\(sign)\(magnitude)ns"
        }
        let hour: UInt64 = 3_600_000_000_000
        let minute: UInt64 = 60_000_000_000
        var text = sign
        if magnitude >= hour { text += "\(magnitude / hour)h" }
        if magnitude % hour >= minute { text += "\(magnitude % hour / minute)m" }
        if magnitude % minute > 0 { text += decimal(magnitude % minute, 1_000_000_000) + "s" }
        return text
    }

    static func read(_ text: String) throws(Problem) -> Int64 {
        var rest = Array(text.utf8.prefix(65))[...]
        guard rest.count <= 64 else { throw .malformed }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if rest.elementsEqual([UInt8(ascii: "0")]) { return 0 }
        guard !rest.isEmpty else { throw .malformed }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let (sum, overflow) = total.addingReportingOverflow(try readTerm(&rest))
            guard !overflow else { throw .tooLong }
            total = sum
        }
        if isNegative {
            guard total <= Int64.min.magnitude else { throw .tooLong }
            return Int64(truncatingIfNeeded: 0 &- total)
        }
        guard let value = Int64(exactly: total) else { throw .tooLong }
        return value
    }

    private static func readTerm(_ rest: inout ArraySlice<UInt8>) throws(Problem) -> UInt64 {
        guard let number = DecimalNumber(reading: &rest) else { throw .malformed }
        let name = rest.prefix { !isNumberByte($0) }
        rest = rest.dropFirst(name.count)
        guard !name.isEmpty else { throw rest.isEmpty ? .noUnit : .malformed }
        let word = String(decoding: name, as: UTF8.self)
        guard let unit = nanoseconds(inUnit: word) else {
            guard name.allSatisfy({ isLetter($0) }) else { throw .malformed }
            throw .unknownUnit(word)
        }
        guard let value = number.scaled(by: unit) else { throw .tooLong }
        return value
    }

    private static func nanoseconds(inUnit name: String) -> UInt64? {
        switch name {
        case "ns": return 1
        case "us", "\u{b5}s", "\u{3bc}s": return 1_000
        case "ms": return 1_000_000
        case "s": return 1_000_000_000
        case "m": return 60_000_000_000
        case "h": return 3_600_000_000_000
        case "d": return 86_400_000_000_000
        case "w": return 604_800_000_000_000
        case "y": return 31_536_000_000_000_000
        default: return nil
        }
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func decimal(_ value: UInt64, _ size: UInt64) -> String {
        guard value % size > 0 else { return "\(value / size)" }
        var digits = String(String(size + value % size).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return "\(value / size).\(digits)"
    }
}
