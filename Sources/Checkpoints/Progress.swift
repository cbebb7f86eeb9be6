// Why this file exists: what is remembered of one generation of a file, the same on disk and in memory.

import Platform

/// How far one client has come in one generation.
public struct Progress: Hashable, Sendable {
    /// Bytes from the birth of the generation up to which everything was answered by Loki.
    public var offset: Int64
    /// What the pipeline must know of the lines before `offset`: the timestamp stage's last time, in
    /// nanoseconds since the Unix epoch.
    public var lastTimestamp: Int64?
    /// The lower half of the CRC-64 (ECMA-182) of the 256 bytes before `offset`, of all before it where there are fewer; nil if
    /// unknown. Once the whole of it was kept.
    /// Tells a file that was written anew, and which of several copies is this generation's.
    public var tail: UInt64?
    /// Where the present run of possible twins began: lines from here to `offset` must be known, though they are
    /// never sent again, to tell whether the next line is the twin of one of them. Nil if there is no run.
    public var runStart: Int64?
    /// `lastTimestamp` as it was at `runStart`.
    public var runTimestamp: Int64?
    /// What else the pipeline must know, as it wrote it: at most `maximumWords` numbers.
    public var memory: [Int64]
    /// `memory` as it was at `runStart`.
    public var runMemory: [Int64]

    /// The most numbers that a pipeline may have remembered.
    public static let maximumWords = 64

    /// Takes all as they are.
    public init(
        offset: Int64, lastTimestamp: Int64? = nil, tail: UInt64? = nil, runStart: Int64? = nil,
        runTimestamp: Int64? = nil, memory: [Int64] = [], runMemory: [Int64] = []
    ) {
        self.offset = offset
        self.lastTimestamp = lastTimestamp
        self.tail = tail
        self.runStart = runStart
        self.runTimestamp = runTimestamp
        self.memory = memory
        self.runMemory = runMemory
    }

    /// The first byte that a restart looks at: `runStart`, else `offset`. What is known of the lines before it is
    /// not needed any more.
    public var needed: Int64 { max(0, min(offset, runStart ?? offset)) }
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

    /// What a file says; nil for numbers that no chunk and no clock can have had, and whose sum might overflow.
    init?(from start: Int64, to end: Int64, base: Int64) {
        let limit: Int64 = 1 << 62
        guard start >= 0, start <= end, end <= limit, (-limit...limit).contains(base) else { return nil }
        self.init(range: start..<end, base: base)
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
    public var identity: FileIdentity
    /// Its first bytes.
    public var fingerprint: Fingerprint
    /// How far each client has come, by the client's key.
    public var progress: ClientProgress
    /// Given timestamps of chunks that some client has not committed yet, in order.
    public var given: [GivenTimestamps]
    /// Offsets at which an unfinished last line was taken for finished, rising, as long as some client needs them:
    /// whoever reads the bytes again ends a line there.
    public var boundaries: [Int64]
    /// Its size when it was last looked at, in bytes: what is beyond an offset is lost when the file is.
    public var size: Int64
    /// True if all of it was shipped and it was let go: it is kept only so that a copy of it is recognised.
    public var isFinished: Bool
    /// When it was first seen, in nanoseconds since the Unix epoch; 0 if that is not known.
    public var seen: Int64

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
        progress = ClientProgress()
        given = []
        boundaries = []
        size = 0
        isFinished = false
        seen = 0
    }

    /// The first byte that any client needs to see after a restart; 0 if there is no client.
    public var needed: Int64 { progress.values.map(\.needed).min() ?? 0 }
}
