// Why this file exists: what the view tells besides the counts: where things are, and how it will end.

/// What stays the same while the demo runs, or changes by the minute.
public struct Surroundings: Sendable, Hashable {
    /// Nanoseconds between two rotations.
    public var rotateEvery: Int64 = 0
    /// How many rotated files are kept.
    public var keptFiles = 0
    /// How long the demo runs, in nanoseconds; nil until it is stopped.
    public var duration: Int64?
    /// Where the agent's metrics are; nil before it listens.
    public var metricsURL: String?
    /// The agent's state directory.
    public var stateDirectory = ""
    /// What the agent warned of last.
    public var warning: String?
    /// True after the application has stopped, while the agent ships the rest.
    public var isStopping = false

    /// Nothing is known yet.
    public init() {}
}
