// Why this file exists: when Loki comes back, every agent of a fleet has a backlog, and it must not come at once.

/// How fast a client comes back after an outage, decided as a value. Times are nanoseconds.
///
/// After an outage of ten seconds or more, the first batch that Loki takes is followed by a pause, if there is more to
/// send at all, drawn evenly between nothing and a tenth of the outage, half a minute at most. With each further batch
/// the pause halves, until it is not worth waiting for. So the agents of a fleet start at different times, over a
/// stretch that grows with what they have to send, each slowly; and none takes more than twice its first pause longer
/// to catch up. Whoever has caught up, and whoever was away for less, pauses not at all.
public struct Recovery: Hashable, Sendable {
    /// The shortest outage that anything follows from.
    public static let shortestOutage: Int64 = 10 * 1_000_000_000
    /// The longest pause.
    public static let longestPause: Int64 = 30 * 1_000_000_000
    /// A pause below this is none.
    public static let shortestPause: Int64 = 50 * 1_000_000

    /// When pushes began to fail, nil while they do not.
    private var failingSince: Int64?
    /// For how long nothing was pushed before the first push.
    private var downtime: Int64
    private var nextPause: Int64 = 0

    /// - Parameter downtime: how long the agent is taken to have been away; a client that starts afresh was not.
    public init(downtime: Int64 = 0) { self.downtime = downtime }

    /// A push failed.
    public mutating func failed(now: Int64) {
        if failingSince == nil { failingSince = now }
    }

    /// Loki accepted a push, or refused it for what is in it: it is there.
    public mutating func answered(now: Int64, using generator: inout some RandomNumberGenerator) {
        let (sum, isOverflow) = downtime.addingReportingOverflow(max(0, now - (failingSince ?? now)))
        let outage = isOverflow ? Int64.max : sum
        (failingSince, downtime) = (nil, 0)
        guard outage >= Self.shortestOutage else { return }
        nextPause = Int64.random(in: 0...min(outage / 10, Self.longestPause), using: &generator)
    }

    /// A batch is done with: how long to pause before the next one.
    /// - Parameter hasBacklog: true if the next batch waits already.
    public mutating func pause(hasBacklog: Bool) -> Int64 {
        guard hasBacklog, nextPause >= Self.shortestPause else {
            nextPause = 0
            return 0
        }
        defer { nextPause /= 2 }
        return nextPause
    }
}
