// Why this file exists: what became of a plan is told step by step, so that status, metrics and an exit status can be made of it.

import Platform

/// What became of one plan.
public struct Report: Hashable, Sendable {
    /// What became of a step.
    public enum Outcome: Hashable, Sendable {
        /// It is done, or was done before.
        case done
        /// Not now, but it is no mistake: the file is still written, or not shipped after all. With a sentence.
        case postponed(String)
        /// It could not be done; with a sentence that says why and what to do.
        case failed(String)
        /// Left out because a step before it failed.
        case leftOut
        /// Left to the next start, which completes it: the agent is about to end.
        case abandoned
    }

    /// One for each step of the plan, in its order.
    public var outcomes: [Outcome] = []
    /// How many bytes were removed though they were not shipped.
    public var unshippedBytesRemoved: Int64 = 0
    /// The logs that were rotated, by path.
    public var rotated: [String] = []
    /// The logs of which a step failed, by path, each once.
    public var failedLogs: [String] = []
    /// Every failure, as a sentence. Each was handed to the log, too.
    public var errors: [String] = []

    /// Nothing was done.
    public init() {}

    /// True if every step is done or put off for a reason that is no mistake.
    public var isGood: Bool { errors.isEmpty }
    /// True if the agent was asked to end before all was done.
    public var isAbandoned: Bool { outcomes.contains(.abandoned) }
}

/// How much a message of the executor matters.
public enum MessageLevel: Hashable, Sendable {
    case debug, info, warning, error
}
