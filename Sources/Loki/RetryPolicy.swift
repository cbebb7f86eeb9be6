// Why this file exists: when to try again, and when no longer, decided as a value.

/// Exponential backoff with full jitter. Times are nanoseconds.
public struct RetryPolicy: Hashable, Sendable {
    /// The `backoff_config` of a client.
    public struct Settings: Hashable, Sendable {
        /// The longest wait before the first repetition; doubled with each.
        public var minimum: Int64 = 500_000_000
        /// The longest wait at all.
        public var maximum: Int64 = 300_000_000_000
        /// After so many repetitions the entries are kept aside; 0 for never.
        public var maximumRetries = 0

        /// Half a second, five minutes, for ever.
        public init() {}
    }

    /// The longest wait that a server's `Retry-After` is believed for.
    public static let longestRetryAfter: Int64 = 3600 * 1_000_000_000

    /// The shortest wait after a denial, unless the longest at all is shorter: only a person can mend its cause.
    public static let shortestDenialWait: Int64 = 5 * 1_000_000_000

    private let settings: Settings
    /// How often the present piece failed in a row, denials aside.
    public private(set) var failures = 0
    /// How often it was denied.
    public private(set) var denials = 0

    /// A policy before the first failure.
    public init(_ settings: Settings) { self.settings = settings }

    /// True if what is pushed next was pushed before.
    public var isRepeating: Bool { failures > 0 || denials > 0 }

    /// The push went through, or its entries were set aside.
    public mutating func reset() { (failures, denials) = (0, 0) }

    /// A push failed: how long to wait before the next try, nil when there must be none.
    ///
    /// The wait is drawn evenly from a tenth of the present bound up to the bound, so that many agents come back
    /// one by one, and none at once. A `Retry-After` is waited for at least, with a tenth of jitter on top.
    public mutating func failed(retryAfter: Int64?, using generator: inout some RandomNumberGenerator)
        -> Int64?
    {
        failures += 1
        if settings.maximumRetries > 0, failures > settings.maximumRetries { return nil }
        let limit = bound(settings.minimum, doublings: failures - 1)
        let wait = Int64.random(in: (limit / 10)...limit, using: &generator)
        return max(wait, Self.asked(retryAfter, using: &generator))
    }

    /// A push was denied, as for a wrong password: how long to wait before the next try.
    ///
    /// There always is one: `max_retries` is about Loki's troubles, and a wrong password must not empty a log. The
    /// wait is drawn from `shortestDenialWait` up to a bound that starts at twice of it and doubles.
    public mutating func denied(retryAfter: Int64?, using generator: inout some RandomNumberGenerator)
        -> Int64
    {
        denials += 1
        let limit = bound(max(settings.minimum, 2 * Self.shortestDenialWait), doublings: denials - 1)
        let wait = Int64.random(in: min(Self.shortestDenialWait, limit)...limit, using: &generator)
        return max(wait, Self.asked(retryAfter, using: &generator))
    }

    private func bound(_ first: Int64, doublings: Int) -> Int64 {
        let longest = max(0, settings.maximum)
        let (doubled, isOverflow) = max(0, first).multipliedReportingOverflow(by: 1 << min(doublings, 40))
        return isOverflow ? longest : min(longest, doubled)
    }

    private static func asked(_ retryAfter: Int64?, using generator: inout some RandomNumberGenerator)
        -> Int64
    {
        guard let retryAfter, retryAfter > 0 else { return 0 }
        let asked = min(retryAfter, longestRetryAfter)
        return asked + Int64.random(in: 0...(asked / 10), using: &generator)
    }
}
