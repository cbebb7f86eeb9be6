// Why this file exists: one client pushes one batch at a time; what happens next is decided here as a value.

/// The state of one client's pushing: at most one push is on its way, so the entries of a stream arrive in order and a
/// crash repeats one batch at most.
///
/// A batch goes as one piece, or as one a tenant. A piece that is refused as a whole is halved, and its older half goes first, until what
/// spoils it is alone. Pieces are ranges of the batch's entries in the order they came, and they are done with in that
/// order. Events go in, actions come out, a shell performs them. Times are nanoseconds on the monotonic clock.
public struct Sender: Hashable, Sendable {
    /// What is going on.
    public enum State: Hashable, Sendable {
        /// No batch is at hand.
        case idle
        /// A piece is on its way.
        case pushing(Range<Int>)
        /// The last push failed; the same piece goes again at `until`.
        case waiting(Range<Int>, until: Int64)
        /// Loki has said its last word about a piece, and the shell acts on it.
        case answered(Range<Int>)
        /// What is to be kept of a piece could not be kept; it is tried again at `until`.
        case keeping(Range<Int>, until: Int64)
        /// No batch is at hand, and none is wanted before `until`.
        case pausing(until: Int64)
    }

    /// What the shell is to do.
    public enum Action: Hashable, Sendable {
        /// Push the piece.
        case push(Range<Int>)
        /// Loki has the piece: commit it, then call `settled`.
        case commit(Range<Int>)
        /// Keep the piece among the rejected, then call `settled`, or `couldNotKeep`.
        case setAside(Range<Int>)
        /// Loki has most of the piece: keep what it refused among the rejected, then call `settled`, or `couldNotKeep`.
        case sift(Range<Int>, PartialRefusal)
        /// Keep what could not be kept before, then call `settled`, or `couldNotKeep`.
        case keepAgain(Range<Int>)
        /// The batch is done with.
        case finish
        /// Nothing until the given time.
        case wait(until: Int64)
        /// Nothing.
        case none
    }

    /// How long it takes until what could not be kept is tried again, in nanoseconds.
    public static let keepInterval: Int64 = 30 * 1_000_000_000
    /// So many refusals are traced to their culprits in one batch; after them a refused piece is set aside as it is.
    public static let maximumCulprits = 64

    /// After so many times that Loki was too busy for it, a piece is halved with each further one: no patience helps
    /// a piece that is larger than what Loki takes at once.
    public static let patience = 8

    /// What is going on.
    public private(set) var state = State.idle
    /// How failures are repeated.
    public private(set) var policy: RetryPolicy
    /// How fast it comes back after an outage.
    public private(set) var recovery = Recovery()
    /// The pieces after the present one, the next one last.
    private var later: [Range<Int>] = []
    private var culprits = 0
    private var isHurrying = false
    private let dropsRateLimited: Bool

    /// A client that has pushed nothing.
    /// - Parameter dropsRateLimited: what Loki answers 429 to is kept aside, and not pushed again.
    public init(backoff: RetryPolicy.Settings, dropsRateLimited: Bool = false) {
        policy = RetryPolicy(backoff)
        self.dropsRateLimited = dropsRateLimited
    }

    /// The client was another sender's before, or not there at all. Must be idle.
    public mutating func goOn(from recovery: Recovery) {
        precondition(isIdle, "an outage is taken over before anything is pushed")
        self.recovery = recovery
    }

    /// True if a batch can be handed over.
    public var isIdle: Bool { state == .idle }

    /// When `timePassed` has something to say; nil while nothing is waited for.
    public var deadline: Int64? {
        switch state {
        case .waiting(_, let until), .keeping(_, let until), .pausing(let until): until
        case .idle, .pushing, .answered: nil
        }
    }

    /// A batch of `count` entries is complete. Must be idle.
    public mutating func batchReady(count: Int) -> Action { batchReady([0..<count]) }

    /// A batch is complete that goes in these pieces, one behind the other; at least one. Must be idle.
    public mutating func batchReady(_ pieces: [Range<Int>]) -> Action {
        precondition(isIdle, "one batch at a time")
        culprits = 0
        later = pieces.reversed()
        return later.popLast().map { push($0) } ?? .none
    }

    /// A push ended. Must be under way.
    public mutating func answered(
        _ answer: PushAnswer, now: Int64, using generator: inout some RandomNumberGenerator
    ) -> Action {
        guard case .pushing(let piece) = state else { preconditionFailure("an answer without a push") }
        let outcome = PushOutcome(answer)
        switch outcome {
        case .retry:
            if dropsRateLimited, answer.status == 429 {
                recovery.answered(now: now, using: &generator)
                return settle(piece, .setAside(piece))
            }
            recovery.failed(now: now)
            guard let wait = policy.failed(retryAfter: answer.retryAfter, using: &generator) else {
                return settle(piece, .setAside(piece))
            }
            let isTooMuch = answer.status == 429 && policy.failures > Self.patience && piece.count > 1
            return self.wait(isTooMuch ? half(piece) : piece, until: Self.sum(now, wait))
        case .denied:
            recovery.failed(now: now)
            let wait = policy.denied(retryAfter: answer.retryAfter, using: &generator)
            return self.wait(piece, until: Self.sum(now, wait))
        case .accepted, .refused, .partial:
            recovery.answered(now: now, using: &generator)
        }
        switch outcome {
        case .partial(let refusal): return settle(piece, .sift(piece, refusal))
        case .refused where piece.count > 1 && culprits < Self.maximumCulprits: return halve(piece)
        case .refused:
            culprits += 1
            return settle(piece, .setAside(piece))
        default: return settle(piece, .commit(piece))
        }
    }

    /// What `answered` or `timePassed` asked for is done. Says how it goes on.
    /// - Parameter hasBacklog: true if another batch waits already.
    public mutating func settled(hasBacklog: Bool, now: Int64) -> Action {
        guard case .answered = state else { preconditionFailure("nothing was to be settled") }
        if let next = later.popLast() { return push(next) }
        let pause = isHurrying ? 0 : recovery.pause(hasBacklog: hasBacklog)
        state = pause > 0 ? .pausing(until: Self.sum(now, pause)) : .idle
        return .finish
    }

    /// Entries could not be kept, as on a full disk.
    public mutating func couldNotKeep(now: Int64) {
        guard case .answered(let piece) = state else { preconditionFailure("nothing was to be kept") }
        state = .keeping(piece, until: Self.sum(now, Self.keepInterval))
    }

    /// Time went by.
    public mutating func timePassed(now: Int64) -> Action {
        guard let deadline, now >= deadline else { return .none }
        return goOn()
    }

    /// The agent is stopping: a wait ends now, for one last try, and there are no pauses any more.
    public mutating func hurry() -> Action {
        isHurrying = true
        return goOn()
    }

    private mutating func goOn() -> Action {
        switch state {
        case .waiting(let piece, _): return push(piece)
        case .keeping(let piece, _):
            state = .answered(piece)
            return .keepAgain(piece)
        case .pausing:
            state = .idle
            return .none
        case .idle, .pushing, .answered: return .none
        }
    }

    private mutating func push(_ piece: Range<Int>) -> Action {
        state = .pushing(piece)
        return .push(piece)
    }

    private mutating func wait(_ piece: Range<Int>, until: Int64) -> Action {
        state = .waiting(piece, until: until)
        return .wait(until: until)
    }

    private mutating func settle(_ piece: Range<Int>, _ action: Action) -> Action {
        policy.reset()
        state = .answered(piece)
        return action
    }

    private mutating func halve(_ piece: Range<Int>) -> Action {
        policy.reset()
        return push(half(piece))
    }

    /// The older half of a piece; the other comes later.
    private mutating func half(_ piece: Range<Int>) -> Range<Int> {
        let middle = piece.lowerBound + piece.count / 2
        later.append(middle..<piece.upperBound)
        return piece.lowerBound..<middle
    }

    private static func sum(_ now: Int64, _ wait: Int64) -> Int64 {
        let (sum, isOverflow) = now.addingReportingOverflow(wait)
        return isOverflow ? .max : sum
    }
}
