// Why this file exists: how many lines may pass is decided in integers from a given time, so that it can be tested.

/// So many a second, and so many at once: a bucket that starts full. It knows no clock; times are nanoseconds of one
/// that never goes back.
public struct TokenBucket: Hashable, Sendable {
    /// One token: as many parts as there are in a second of one thousandth of a token a nanosecond.
    private static let token: Int128 = 1_000_000_000_000

    /// Thousandths of tokens a second, which are parts a nanosecond.
    private let rate: Int128
    private let capacity: Int128
    private var level: Int128
    private var filledAt: Int64

    /// - Parameters:
    ///   - perSecond: tokens a second, from 0.001; counted in thousandths.
    ///   - burst: the most tokens there are at once, at least 1.
    public init(perSecond: Double, burst: Int) {
        let thousandths = (max(0.001, min(perSecond, 1e12)) * 1000).rounded()
        rate = max(1, Int128(thousandths))
        capacity = Int128(max(1, burst)) * Self.token
        level = capacity
        filledAt = .min
    }

    /// Takes a token, if there is one.
    public mutating func take(now: Int64) -> Bool {
        fill(now: now)
        guard level >= Self.token else { return false }
        level -= Self.token
        return true
    }

    /// When there will be so many tokens, or as many as the bucket holds; `now` or earlier if there are.
    public func time(ofTokens count: Int) -> Int64 {
        let missing = min(Int128(max(1, count)) * Self.token, capacity) - level
        guard missing > 0 else { return filledAt }
        return Int64(clamping: Int128(filledAt) + (missing + rate - 1) / rate)
    }

    private mutating func fill(now: Int64) {
        guard now > filledAt else { return }
        level = min(capacity, level + (Int128(now) - Int128(filledAt)) * rate)
        filledAt = now
    }
}

/// A token bucket for lines that several pipelines share. Used by one thread.
public final class LineBudget {
    let perSecond: Double
    var bucket: TokenBucket

    /// As ``TokenBucket/init(perSecond:burst:)``.
    public init(perSecond: Double, burst: Int) {
        self.perSecond = perSecond
        bucket = TokenBucket(perSecond: perSecond, burst: burst)
    }
}

/// Promtail's `readline_rate`: one limit for the lines of all files.
public struct ReadLimit {
    /// What all pipelines share.
    public let budget: LineBudget
    /// True to drop what is too much, under the reason `rate_limited`; false to read it later.
    public let drops: Bool

    /// As ``TokenBucket/init(perSecond:burst:)``.
    public init(perSecond: Double, burst: Int, drops: Bool) {
        budget = LineBudget(perSecond: perSecond, burst: burst)
        self.drops = drops
    }
}
