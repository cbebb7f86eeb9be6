// Why this file exists: what is left of a generation when its file is not open, in memory and in the checkpoints.

import Platform

/// A generation that is remembered.
public struct KnownGeneration: Hashable, Sendable {
    /// Where one reader goes on.
    public struct Position: Hashable, Sendable {
        /// Bytes from the birth of the generation.
        public var offset: Int64
        /// The lower half of the CRC-64 of the up to 256 bytes before it; nil if not known.
        public private(set) var tail: UInt64?

        /// Takes the whole hash, too, as checkpoints once had it.
        public init(offset: Int64, tail: UInt64? = nil) {
            self.offset = offset
            self.tail = tail.map { $0 & 0xFFFF_FFFF }
        }
    }

    /// Its name in the checkpoints.
    public let id: GenerationID
    /// The target's key.
    public let target: String
    /// Where it was first seen.
    public let path: String
    /// Where it was last seen.
    public let currentPath: String
    /// Its inode.
    public let identity: FileIdentity
    /// Its first bytes.
    public let fingerprint: Fingerprint
    /// Where each reader goes on.
    public let positions: [Position]
    /// Offsets at which an unfinished line was counted as finished.
    public let boundaries: [Int64]
    /// Its size when it was last looked at, in bytes.
    public let size: Int64
    /// When it was first seen, in nanoseconds since the Unix epoch.
    public let seen: Int64
    /// True if all of it is shipped: it is remembered so that a copy of it is known for what it is.
    public let isFinished: Bool

    /// Takes all as they are.
    public init(
        id: GenerationID, target: String, path: String, currentPath: String, identity: FileIdentity,
        fingerprint: Fingerprint, positions: [Position], boundaries: [Int64] = [], size: Int64 = 0,
        seen: Int64 = 0,
        isFinished: Bool = false
    ) {
        self.id = id
        self.target = target
        self.path = path
        self.currentPath = currentPath
        self.identity = identity
        self.fingerprint = fingerprint
        self.positions = positions
        self.boundaries = boundaries
        self.size = size
        self.seen = seen
        self.isFinished = isFinished
    }

    /// The position of the furthest reader.
    var furthest: Position {
        positions.max { $0.offset < $1.offset } ?? Position(offset: 0)
    }

    /// Bytes that were there when it was last looked at, and that some reader has not shipped.
    public var unread: Int64 { max(0, size - (positions.map(\.offset).min() ?? 0)) }

    /// The same, with nothing left to ship.
    var finished: KnownGeneration {
        KnownGeneration(
            id: id, target: target, path: path, currentPath: currentPath, identity: identity,
            fingerprint: fingerprint,
            positions: positions, boundaries: [], size: size, seen: seen, isFinished: true)
    }

    /// Compares a file with this generation: its first bytes, and those before the place that was read last.
    /// - Parameter isOwn: true if it is the inode that the generation had: then reading tells whether those of an archive
    ///   are the same, which takes decompressing all before.
    func compare(_ contents: Contents, head: ByteBuffer, size: Int64, isOwn: Bool = false) throws(SystemError)
        -> Gap.Likeness
    {
        // Of a generation without contents there is no copy.
        guard fingerprint.length > 0 else { return .other }
        // An archive in the making shows less than what there is to compare.
        if head.count < fingerprint.length, contents.isCompressed, try contents.isUnfinished() {
            return .beginning
        }
        guard Fingerprint.of(head, length: fingerprint.length) == fingerprint else { return .other }
        if isOwn, contents.isCompressed { return .same }
        let furthest = self.furthest
        guard contents.isCompressed || size >= furthest.offset else { return .beginning }
        guard let tail = furthest.tail, furthest.offset > 0 else { return .same }
        guard let found = try contents.tail(before: furthest.offset) else { return .beginning }
        return found == tail ? .same : .other
    }
}
