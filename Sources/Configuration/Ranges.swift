// What may be written instead of a value that is out of range.

/// Names ranges in messages; an end that is the type's own end is not named.
enum Ranges {
    static func remedy(_ range: ClosedRange<Int>) -> String {
        words(
            "a whole number", range.lowerBound == .min ? nil : "\(range.lowerBound)",
            range.upperBound == .max ? nil : "\(range.upperBound)")
    }

    static func remedy(_ range: ClosedRange<Double>) -> String {
        words(
            "a number", range.lowerBound <= -Double.greatestFiniteMagnitude ? nil : "\(range.lowerBound)",
            range.upperBound >= Double.greatestFiniteMagnitude ? nil : "\(range.upperBound)")
    }

    static func remedy(durations range: ClosedRange<Int64>) -> String {
        words(
            "a duration", range.lowerBound == .min ? nil : Durations.format(range.lowerBound),
            range.upperBound == .max ? nil : Durations.format(range.upperBound))
    }

    static func remedy(sizes range: ClosedRange<Int>) -> String {
        words(
            "a size", range.lowerBound <= 0 ? nil : ByteSizes.format(range.lowerBound),
            range.upperBound == .max ? nil : ByteSizes.format(range.upperBound))
    }

    private static func words(_ what: String, _ lowest: String?, _ highest: String?) -> String {
        switch (lowest, highest) {
        case (let lowest?, let highest?): return "write \(what) from \(lowest) to \(highest)"
        case (let lowest?, nil): return "write \(what) of at least \(lowest)"
        case (nil, let highest?): return "write \(what) of at most \(highest)"
        case (nil, nil): return "write \(what)"
        }
    }
}
