// Why this file exists: how a receiver answers is drawn from a seed, and so is for how long it is away.

import Workbench

/// The ways in which a receiver answers badly.
public enum BadAnswer: String, CaseIterable, Sendable {
    /// 429 with Retry-After: 1.
    case tooMany = "429"
    /// 500, nothing stored.
    case failed = "500"
    /// 503, nothing stored.
    case unavailable = "503"
    /// The connection is reset before the body was read.
    case reset
    /// Stored, but answered 500.
    case storedFailed = "stored, 500"
    /// Stored, then closed without an answer.
    case storedReset = "stored, closed"
    /// No answer, nothing stored, for as long as the agent cares to wait.
    case never = "no answer"
}

/// Draws the answers of one receiver, one a push.
public struct AnswerDraw: Sendable {
    private var random: SeededRandom
    private let badPerMille: Int

    /// Answers of which so many in 1,000 are bad.
    public init(seed: UInt64, badPerMille: Int) {
        random = SeededRandom(seed: seed)
        self.badPerMille = badPerMille
    }

    /// How the next push is answered badly; nil if well.
    public mutating func next() -> BadAnswer? {
        guard random.chance(perMille: badPerMille) else { return nil }
        // An answer that never comes takes the whole of the agent's patience.
        let kinds = BadAnswer.allCases
        let quick = kinds.filter { $0 != .never }
        return random.chance(perMille: 60) ? .never : quick.pick(&random)
    }
}
