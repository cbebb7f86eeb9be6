// Why this file exists: an operator wants to see what is kept of which log, what comes next, and what is held back.

/// How one log stands with its policy.
public struct PolicyStatus: Codable, Hashable, Sendable {
    /// The policy: its place in agent.conf.
    public var policy: String
    /// The log.
    public var path: String
    /// Its size, in bytes.
    public var size: Int64
    /// Older generations that there are.
    public var generations: Int
    /// What these take, in bytes.
    public var bytes: Int64
    /// When it was rotated last, or first seen, in seconds since the Unix epoch; nil if it was not.
    public var lastRotation: Int64?
    /// When it is due for its age, in seconds since the Unix epoch; nil if its size alone decides.
    public var nextRotation: Int64?
    /// Generations that are kept though they are surplus.
    public var heldGenerations: Int
    /// Bytes of these that are not shipped.
    public var heldBytes: Int64
    /// What there is to say about it: why it is not rotated, or what went wrong.
    public var note: String?

    /// Takes all as they are.
    public init(
        policy: String, path: String, size: Int64, generations: Int, bytes: Int64, lastRotation: Int64?,
        nextRotation: Int64?, heldGenerations: Int = 0, heldBytes: Int64 = 0, note: String? = nil
    ) {
        self.policy = policy
        self.path = path
        self.size = size
        self.generations = generations
        self.bytes = bytes
        self.lastRotation = lastRotation
        self.nextRotation = nextRotation
        self.heldGenerations = heldGenerations
        self.heldBytes = heldBytes
        self.note = note
    }
}
