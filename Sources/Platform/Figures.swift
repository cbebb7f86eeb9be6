// Why this file exists: numbers that change four times a second must stay readable, so they keep their shape.

/// Numbers as people read them.
public enum Figures {
    /// "1,234,567".
    public static func count(_ value: Int64) -> String {
        var groups: [Substring] = []
        var rest = String(value.magnitude)[...]
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(rest, at: 0)
        return (value < 0 ? "-" : "") + groups.joined(separator: ",")
    }

    /// "1 line", "1,234 lines".
    public static func count(_ value: Int64, _ noun: String) -> String {
        count(value) + " " + form(of: noun, value)
    }

    /// "line" for 1, else "lines"; "batches" for "batch", "entries" for "entry".
    public static func form(of noun: String, _ value: Int64) -> String {
        if value == 1 { return noun }
        if noun.hasSuffix("ry") { return noun.dropLast() + "ies" }
        return noun.hasSuffix("ch") ? noun + "es" : noun + "s"
    }

    /// "912 B", "81.3 kB", "1.25 GB": three digits, powers of 1,000. A negative number counts as 0.
    public static func bytes(_ value: Int64) -> String {
        guard value >= 1000 else { return "\(max(0, value)) B" }
        var scaled = Double(value)
        for unit in ["kB", "MB", "GB", "TB"] {
            scaled /= 1000
            if scaled < 999.5 { return threeDigits(scaled) + " " + unit }
        }
        return threeDigits(scaled / 1000) + " PB"
    }

    /// "0.4 ms", "112 ms", "1.25 s", from nanoseconds. A negative number counts as 0.
    public static func delay(_ nanoseconds: Int64) -> String {
        let milliseconds = Double(max(0, nanoseconds)) / 1e6
        if milliseconds < 9.95 { return decimal(milliseconds, places: 1) + " ms" }
        return milliseconds < 999.5
            ? decimal(milliseconds, places: 0) + " ms" : threeDigits(milliseconds / 1000) + " s"
    }

    /// "0:07", "12:34", "1:02:03", from nanoseconds. A negative number counts as 0.
    public static func clock(_ nanoseconds: Int64) -> String {
        let seconds = max(0, nanoseconds) / 1_000_000_000
        func padded(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let (minutes, hours) = (seconds / 60 % 60, seconds / 3600)
        if hours > 0 { return "\(hours):\(padded(minutes)):\(padded(seconds % 60))" }
        return "\(minutes):\(padded(seconds % 60))"
    }

    /// What lies between two moments in seconds, as `span` has it; 0 if the second comes first.
    public static func span(from start: Int64, to end: Int64) -> String {
        let (span, isTooLong) = end.subtractingReportingOverflow(start)
        return Self.span(isTooLong ? (end > start ? .max : 0) : span)
    }

    /// "3s", "12m", "5h", "9d", from seconds. A negative number counts as 0.
    public static func span(_ seconds: Int64) -> String {
        switch max(0, seconds) {
        case let span where span < 60: "\(span)s"
        case let span where span < 3600: "\(span / 60)m"
        case let span where span < 172_800: "\(span / 3600)h"
        case let span: "\(span / 86_400)d"
        }
    }

    /// "3 s", "0.5 s", from nanoseconds.
    public static func seconds(_ nanoseconds: Int64) -> String {
        let tenths = (nanoseconds + 50_000_000) / 100_000_000
        return tenths % 10 == 0 ? "\(count(tenths / 10)) s" : "\(count(tenths / 10)).\(tenths % 10) s"
    }

    /// A ratio such as "7.9" or "12".
    public static func ratio(_ value: Double) -> String {
        value < 9.95 ? decimal(value, places: 1) : decimal(value, places: 0)
    }

    private static func threeDigits(_ value: Double) -> String {
        decimal(value, places: value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
    }

    private static func decimal(_ value: Double, places: Int) -> String {
        let scale: Double = [1, 10, 100][min(max(places, 0), 2)]
        let scaled = (max(0, value) * scale).rounded()
        guard scaled < 1e15 else { return "∞" }
        let (whole, fraction) = Int64(scaled).quotientAndRemainder(dividingBy: Int64(scale))
        guard scale > 1 else { return count(whole) }
        let digits = String(fraction)
        return count(whole) + "." + String(repeating: "0", count: max(0, places - digits.count)) + digits
    }
}
