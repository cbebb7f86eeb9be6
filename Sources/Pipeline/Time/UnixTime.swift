// Counts since the Unix epoch are read with integers only: a Double has 53 bits, a nanosecond of today needs
// 61.

/// The unit of a timestamp that is a number: Promtail's `Unix`, `UnixMs`, `UnixUs` and `UnixNs`.
enum UnixUnit: Sendable {
    case seconds, milliseconds, microseconds, nanoseconds

    private var nanoseconds: UInt64 {
        switch self {
        case .seconds: 1_000_000_000
        case .milliseconds: 1_000_000
        case .microseconds: 1_000
        case .nanoseconds: 1
        }
    }

    /// Nanoseconds since the epoch: an optional sign, digits, and for seconds an optional point and further
    /// digits, of which those after the ninth are dropped. nil for anything else and for what Int64 cannot
    /// hold.
    func parse(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        var index = 0
        var isNegative = false
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            index = 1
        }
        let start = index
        var magnitude: UInt64 = 0
        for _ in 0..<2 {
            guard let eight = TimeDigits.eight(bytes, at: index) else { break }
            magnitude = magnitude &* 100_000_000 &+ eight
            index += 8
        }
        while let digit = TimeDigits.digit(bytes, at: index) {
            // Beyond that, not even nanoseconds fit into Int64.
            guard magnitude < UInt64.max / 10 else { return nil }
            magnitude = magnitude &* 10 &+ UInt64(digit)
            index += 1
        }
        guard index > start else { return nil }

        var fraction: UInt64 = 0
        if self == .seconds, index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            let (nanoseconds, end) = TimeDigits.fraction(bytes, at: index + 1)
            guard end > index + 1 else { return nil }
            fraction = UInt64(nanoseconds)
            index = end
        }
        guard index == bytes.count else { return nil }

        let (scaled, overflowed) = magnitude.multipliedReportingOverflow(by: nanoseconds)
        let (total, overflowedAgain) = scaled.addingReportingOverflow(fraction)
        let largest = UInt64(Int64.max) + (isNegative ? 1 : 0)
        guard !overflowed, !overflowedAgain, total <= largest else { return nil }
        return Int64(truncatingIfNeeded: isNegative ? 0 &- total : total)
    }
}
