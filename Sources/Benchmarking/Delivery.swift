// Decides, from what the agent says it has sent, when a run is over and when it will never be.

/// How far the agent is with the input's lines.
public struct Delivery {
    /// What to do after an observation.
    public enum State: Equatable, Sendable {
        /// Not everything is sent, and there is still hope.
        case waiting
        /// Every line is sent.
        case complete
        /// More entries were sent than there are lines, by this number: some were repeated.
        case tooMany(Int)
        /// Nothing has moved for as long as one was willing to wait.
        case stalled
    }

    /// The lines to be sent.
    public let lineCount: Int
    /// The entries sent at the last observation that told it.
    public private(set) var sentCount = 0

    private let patienceSeconds: Double
    private var lastMoveSeconds: Double

    /// A delivery of `lineCount` lines that begins at `startSeconds` on any clock that only goes forward and
    /// is given up when nothing moves for `patienceSeconds`.
    public init(lineCount: Int, patienceSeconds: Double, startSeconds: Double) {
        self.lineCount = lineCount
        self.patienceSeconds = patienceSeconds
        lastMoveSeconds = startSeconds
    }

    /// Takes in that `sentCount` entries were sent at `seconds`; nil when the agent did not say.
    public mutating func observe(sentCount: Int?, atSeconds seconds: Double) -> State {
        if let sentCount, sentCount > self.sentCount {
            self.sentCount = sentCount
            lastMoveSeconds = seconds
        }
        if self.sentCount > lineCount { return .tooMany(self.sentCount - lineCount) }
        if self.sentCount == lineCount { return .complete }
        return seconds - lastMoveSeconds >= patienceSeconds ? .stalled : .waiting
    }
}
