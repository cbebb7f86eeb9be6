// Why this file exists: what is remembered of one generation of a file, the same on disk and in memory.

import Platform

/// How far one client has come in one generation.
public struct Progress: Hashable, Sendable {
    /// Bytes from the birth of the generation up to which everything was answered by Loki.
    public var offset: Int64
    /// What the pipeline must know of the lines before `offset`: the timestamp stage's last time, in
    /// nanoseconds since the Unix epoch.
    public var lastTimestamp: Int64?

    /// Takes both as they are.
    public init(offset: Int64, lastTimestamp: Int64? = nil) {
        self.offset = offset
        self.lastTimestamp = lastTimestamp
    }
}

/// The timestamps that the agent gave to the lines of one chunk: a line that starts at byte `o` of the
/// generation got `base + (o − start)` nanoseconds.
public struct GivenTimestamps: Hashable, Sendable {
    /// Where the chunk starts and ends, in bytes from the birth of the generation.
    public let range: Range<Int64>
    /// Nanoseconds since the Unix epoch.
    public let base: Int64

    /// Takes both as they are.
    public init(range: Range<Int64>, base: Int64) {
        self.range = range
        self.base = base
    }
}

/// One generation of a followed file: what a name stood for between two rotations.
public struct GenerationRecord: Hashable, Sendable {
    /// Its name in the journal.
    public let id: GenerationID
    /// The scrape target that follows it: job and static labels, as one text.
    public let target: String
    /// The path under which it was first seen; its labels come from it, for ever.
    public let path: String
    /// The path under which it was last seen.
    public var currentPath: String
    /// Its inode.
    public let identity: FileIdentity
    /// Its first bytes.
    public var fingerprint: Fingerprint
    /// How far each client has come, by the client's key.
    public var progress: [String: Progress]
    /// Given timestamps of chunks that some client has not committed yet, in order.
    public var given: [GivenTimestamps]

    /// A generation nobody has read.
    public init(
        id: GenerationID, target: String, path: String, currentPath: String, identity: FileIdentity,
        fingerprint: Fingerprint
    ) {
        self.id = id
        self.target = target
        self.path = path
        self.currentPath = currentPath
        self.identity = identity
        self.fingerprint = fingerprint
        progress = [:]
        given = []
    }
}
