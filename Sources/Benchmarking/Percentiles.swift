// How late lines were: what most of them met, and the latest.

/// Values of which one asks what share of them is at most so large.
public struct Percentiles: Equatable, Sendable {
    private let sorted: [Double]

    /// The percentiles of these values.
    public init(_ values: [Double]) {
        sorted = values.sorted()
    }

    /// How many values there are.
    public var count: Int { sorted.count }

    /// The largest value; 0 for no values.
    public var max: Double { sorted.last ?? 0 }

    /// The smallest value that at least `percent` (0 to 100) of all do not exceed: the nearest rank. 0 for no values.
    public subscript(percent: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let rank = (percent / 100 * Double(sorted.count)).rounded(.up)
        return sorted[Swift.max(1, Swift.min(sorted.count, Int(rank))) - 1]
    }
}
