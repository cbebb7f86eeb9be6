// Why this file exists: the page shows the same kinds of numbers in many tables, and in one way.

import Platform

/// Numbers and spans as the page shows them.
enum PageFigures {
    /// "1,234,567".
    static func count(_ value: UInt64) -> String { Figures.count(Int64(clamping: value)) }

    /// "1 line", "1,234 lines".
    static func count(_ value: Int, _ noun: String) -> String { Figures.count(Int64(value), noun) }

    /// "912 B", "81.3 kB".
    static func bytes(_ value: Int64) -> String { Figures.bytes(value) }

    /// "912 B", "81.3 kB".
    static func bytes(_ value: UInt64) -> String { Figures.bytes(Int64(clamping: value)) }

    /// A number that need not be whole: "0", "0.4", "3,400".
    static func number(_ value: Double) -> String {
        guard value.isFinite, value > 0 else { return "0" }
        guard value < 1e15 else { return "∞" }
        if value < 9.95 {
            let tenths = Int64((value * 10).rounded(.up))
            return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        }
        return Figures.count(Int64(value.rounded()))
    }

    /// How long something took, from seconds: "0.4 ms", "245 ms", "1.25 s", "4m 12s".
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 60 else { return Health.span(seconds) }
        return Figures.delay(Int64(max(0, seconds) * 1e9))
    }

    /// For how long something is so: "< 1s", "12s", "3h 4m".
    static func span(_ seconds: Double) -> String {
        seconds >= 0 && seconds < 1 ? "< 1s" : Health.span(seconds)
    }

    /// "12s ago"; "now" within a second, and for what is to come.
    static func ago(_ seconds: Int64) -> String {
        seconds <= 0 ? "now" : Health.span(Double(seconds)) + " ago"
    }

    /// A part of a whole: "0 %", "0.4 %", "42 %", "100 %" only for all of it.
    static func percent(_ part: Double, of whole: Double) -> String {
        guard part.isFinite, whole.isFinite, whole > 0, part > 0 else { return "0 %" }
        if part >= whole { return "\(Int64((min(part / whole, 1e6) * 100).rounded())) %" }
        let tenths = min(999, Int64((part / whole * 1000).rounded()))
        if tenths == 0 { return "< 0.1 %" }
        return tenths % 10 == 0 || (100..<990).contains(tenths)
            ? "\(min(99, (tenths + 5) / 10)) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}
