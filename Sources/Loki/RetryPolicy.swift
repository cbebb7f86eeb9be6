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

    private let settings: Settings
    /// How often the present batch failed.
    public private(set) var failures = 0

    /// A policy before the first failure.
    public init(_ settings: Settings) { self.settings = settings }

    /// The push went through, or its batch was set aside.
    public mutating func reset() { failures = 0 }

    /// A push failed: how long to wait before the next try, nil when there must be none.
    ///
    /// The wait is drawn evenly from a tenth of the present bound up to the bound, so that many agents come back
    /// one by one, and none at once. A `Retry-After` is waited for at least, with a tenth of jitter on top.
    public mutating func failed(retryAfter: Int64?, using generator: inout some RandomNumberGenerator)
        -> Int64?
    {
        failures += 1
        if settings.maximumRetries > 0, failures > settings.maximumRetries { return nil }
        let longest = max(0, settings.maximum)
        let (doubled, isOverflow) = max(0, settings.minimum).multipliedReportingOverflow(
            by: 1 << min(failures - 1, 40))
        let limit = isOverflow ? longest : min(longest, doubled)
        let wait = Int64.random(in: (limit / 10)...limit, using: &generator)
        guard let retryAfter, retryAfter > 0 else { return wait }
        let asked = min(retryAfter, Self.longestRetryAfter)
        return max(wait, asked + Int64.random(in: 0...(asked / 10), using: &generator))
    }
}
