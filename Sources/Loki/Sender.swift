// Why this file exists: one client pushes one batch at a time; what happens next is decided here as a value.

/// The state of one client's pushing: at most one batch is on its way, so the entries of a stream arrive in
/// order and a crash repeats one batch at most.
///
/// Events go in, actions come out, a shell performs them. Times are nanoseconds on the monotonic clock.
public struct Sender: Hashable, Sendable {
    /// What is going on.
    public enum State: Hashable, Sendable {
        /// No batch is on its way.
        case idle
        /// A push is under way.
        case pushing
        /// The last push failed; the same batch goes again at `until`.
        case waiting(until: Int64)
    }

    /// What the shell is to do.
    public enum Action: Hashable, Sendable {
        /// Push the batch.
        case push
        /// The batch is done: commit its ranges.
        case commit
        /// Keep the batch among the rejected, then commit its ranges.
        case setAside
        /// Nothing until the given time.
        case wait(until: Int64)
        /// Nothing.
        case none
    }

    /// How long a batch waits that could not be put aside, in nanoseconds.
    public static let setAsideInterval: Int64 = 30 * 1_000_000_000

    /// What is going on.
    public private(set) var state = State.idle
    /// How failures are repeated.
    public private(set) var policy: RetryPolicy

    /// A client that has pushed nothing.
    public init(backoff: RetryPolicy.Settings) { policy = RetryPolicy(backoff) }

    /// True if a batch can be handed over.
    public var isIdle: Bool { state == .idle }

    /// When `timePassed` has something to say; nil while nothing is waited for.
    public var deadline: Int64? {
        guard case .waiting(let until) = state else { return nil }
        return until
    }

    /// A batch is complete. Must be idle.
    public mutating func batchReady() -> Action {
        precondition(isIdle, "one batch at a time")
        state = .pushing
        return .push
    }

    /// A push ended. Must be under way.
    public mutating func answered(
        _ answer: PushAnswer, now: Int64, using generator: inout some RandomNumberGenerator
    )
        -> Action
    {
        precondition(state == .pushing, "an answer without a push")
        switch PushOutcome(answer) {
        case .accepted:
            policy.reset()
            state = .idle
            return .commit
        case .refused:
            policy.reset()
            state = .idle
            return .setAside
        case .retry:
            guard let wait = policy.failed(retryAfter: answer.retryAfter, using: &generator) else {
                policy.reset()
                state = .idle
                return .setAside
            }
            let (sum, isOverflow) = now.addingReportingOverflow(wait)
            let until = isOverflow ? .max : sum
            state = .waiting(until: until)
            return .wait(until: until)
        }
    }

    /// A batch could not be put aside, as on a full disk: it goes again later, to be refused again and kept then.
    /// Must be idle, as after `setAside`.
    public mutating func couldNotSetAside(now: Int64) {
        precondition(isIdle, "only a batch that was to be set aside can fail to be")
        let (until, isOverflow) = now.addingReportingOverflow(Self.setAsideInterval)
        state = .waiting(until: isOverflow ? .max : until)
    }

    /// Time went by.
    public mutating func timePassed(now: Int64) -> Action {
        guard case .waiting(let until) = state, now >= until else { return .none }
        state = .pushing
        return .push
    }

    /// The agent is stopping: a wait ends now, for one last try.
    public mutating func hurry() -> Action {
        guard case .waiting = state else { return .none }
        state = .pushing
        return .push
    }
}
