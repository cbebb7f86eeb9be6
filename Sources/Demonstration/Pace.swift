// Why this file exists: how many lines are due, decided as a value, so that the application neither drifts nor bursts.

/// A steady number of lines a second. Times are nanoseconds on the monotonic clock.
public struct Pace: Sendable, Hashable {
    /// Lines a second.
    public let rate: Int64
    private var start: Int64
    private var taken: Int64 = 0

    /// Begins at `now`; nothing is due yet.
    /// - Parameter rate: lines a second, 1 to 1,000,000; moved to the nearest of these.
    public init(rate: Int, now: Int64) {
        self.rate = Int64(min(max(rate, 1), 1_000_000))
        start = now
    }

    /// Takes the lines that are due. What has been due for more than half a second, because the application was
    /// suspended or its disk was slow, is given up rather than written in one burst.
    public mutating func take(now: Int64) -> Int {
        var due = total(now) - taken
        let most = rate / 2 + 1
        if due > most {
            start = now
            taken = 0
            due = most
        } else {
            taken += max(0, due)
        }
        return Int(max(0, due))
    }

    /// When the next line is due.
    public var next: Int64 {
        let (seconds, rest) = (taken + 1).quotientAndRemainder(dividingBy: rate)
        return start + seconds * 1_000_000_000 + (rest * 1_000_000_000 + rate - 1) / rate
    }

    private func total(_ now: Int64) -> Int64 {
        let (seconds, rest) = max(0, now - start).quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds * rate + rest * rate / 1_000_000_000
    }
}
