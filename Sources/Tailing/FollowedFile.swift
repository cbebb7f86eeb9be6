// Why this file exists: one generation of a file, open, with how far each reader has come in it.

import Platform

/// How far one reader has come in one generation. Offsets are bytes.
public struct ReaderPosition: Hashable, Sendable {
    /// The start of the first line that was not handed over.
    public internal(set) var offset: Int64
    /// The lower half of the CRC-64 of the up to 256 bytes before `offset`, which tells whether they are still those that were
    /// read; nil if that is not known.
    public internal(set) var tail: UInt64?
    /// All before this is answered by the destination.
    public internal(set) var shipped: Int64
    /// True if no finished line was left when the file was last looked at.
    public internal(set) var isAtEnd = false
    /// True while the file waits in the reader's queue.
    var isQueued = false
    /// Up to where the unfinished last line has been searched for its newline.
    var searched: Int64 = 0
    /// Where a hole ended that was passed over: a line starts there, or a rest of NULs.
    var pastHole: Int64?

    init(_ start: KnownGeneration.Position) {
        offset = start.offset
        tail = start.tail
        shipped = start.offset
    }
}

/// One generation of a followed file. Used by the follower's thread only.
public final class FollowedFile {
    /// Its name in the checkpoints.
    public let id: GenerationID
    /// The index of the target that follows it.
    public let target: Int
    /// The path under which it was first seen, from which its labels come.
    public let path: String
    /// The path under which it was last seen.
    public internal(set) var currentPath: String
    /// Its inode.
    public private(set) var identity: FileIdentity
    /// When it was first seen, in nanoseconds since the Unix epoch.
    public let seen: Int64
    /// Its first bytes, as far as they are known.
    public internal(set) var fingerprint: Fingerprint
    /// Where it is and how long.
    public internal(set) var follower: Follower
    /// One position a reader.
    public internal(set) var readers: [ReaderPosition]
    /// Offsets at which an unfinished line was counted as finished, those that some reader has yet to pass.
    public internal(set) var boundaries: [Int64]
    /// The encoding of its text, its byte order known: its lines are to be converted from it. Nil if they are not, and
    /// before the first of them were read.
    public internal(set) var encoding: LineEncoding?
    /// Whatever the owner of the follower keeps with a file.
    public var attachment: AnyObject?

    /// Nil while it is closed to spare a descriptor.
    var contents: Contents? {
        didSet { if let contents { hiddenBytes = contents.file.hiddenBytes } }
    }
    /// Bytes in front of the contents, also while it is closed.
    private(set) var hiddenBytes: Int64
    /// True once it is followed no more.
    var isDropped = false
    /// True if it was looked at since descriptors were last sought.
    var wasUsed = true
    /// Its last write when it was last looked at, in nanoseconds since the Unix epoch.
    public internal(set) var modified: Int64
    /// True if that was less than a tick of the kernel's clock before it was looked at: another write may have the same
    /// time.
    var wasJustWritten = false
    /// The generation before this one at the same path, as long as it has lines that were not read.
    var predecessor: FollowedFile?
    weak var successor: FollowedFile?
    var inodeWatch: Int32?
    /// True if older generations were sought when its first bytes came.
    var wasLookedBeside = false
    /// Before this nothing of an archive is read, on the monotonic clock.
    var notBefore: Int64 = .min
    /// What is known of an archive that was read to its end: unless it is written to, there is no need to read it again.
    var archiveEnd: ArchiveEnd?
    /// How often in a row reading lines again has failed.
    var failedRereads = 0
    /// True if its file is a copy of the one that it was first seen in.
    var isCopy = false

    init(
        _ known: KnownGeneration, target: Int, at currentPath: String, contents: Contents, status: FileStatus,
        place: Follower.Place, now: Int64
    ) {
        id = known.id
        self.target = target
        path = known.path
        self.currentPath = currentPath
        self.contents = contents
        hiddenBytes = contents.file.hiddenBytes
        fingerprint = known.fingerprint
        boundaries = known.boundaries
        seen = known.seen
        modified = status.modified
        identity = FileIdentity(status)
        follower = Follower(place: place, size: contents.size(status), now: now)
        readers = known.positions.map { ReaderPosition($0) }
    }

    /// True while the file is followed.
    public var isOpen: Bool { !isDropped }

    /// True if it has a name under which it is found.
    var canBeOpenedAgain: Bool {
        switch follower.place {
        case .matched, .retired: true
        case .away, .deleted: false
        }
    }

    /// True if nothing of it is known yet.
    var isBlank: Bool { fingerprint.length == 0 && furthest == 0 }

    /// The furthest reader's offset.
    var furthest: Int64 { readers.map(\.offset).max() ?? 0 }

    /// The offset of the furthest reader but this one; 0 if there is no other.
    public func furthestOffset(besides reader: Int) -> Int64 {
        var furthest: Int64 = 0
        for index in readers.indices where index != reader { furthest = max(furthest, readers[index].offset) }
        return furthest
    }

    /// True if every reader has handed over every finished line and had it answered.
    public var isShipped: Bool {
        readers.allSatisfy { $0.isAtEnd && $0.shipped >= $0.offset }
    }

    /// How far the readers have come, for the follower's verdict.
    var reading: Follower.Reading {
        let least = readers.map(\.offset).min() ?? 0
        // What is missing of an archive is not shipped, whatever was; once it is deleted there will be no more of it.
        let isWhole = contents?.isDamaged != true || follower.place == .deleted
        return Follower.Reading(isShipped: isShipped && isWhole, unfinished: max(0, follower.size - least))
    }

    /// Bytes that the slowest reader has yet to ship, by the size last seen.
    public var lag: Int64 {
        max(0, follower.size - (readers.map(\.shipped).min() ?? 0))
    }

    /// Moves what a reader shipped forward, and drops from the page cache what nobody needs any more.
    func noteShipped(reader: Int, to offset: Int64) {
        let before = readers.map(\.shipped).min() ?? 0
        readers[reader].shipped = max(offset, readers[reader].shipped)
        let after = readers.map(\.shipped).min() ?? 0
        // By the quarter of a MiB: for a line or two the call costs more than it gives.
        let step: Int64 = 1 << 18
        if after / step > before / step, let contents, !contents.isCompressed {
            let start = before / step * step
            contents.file.dropFromPageCache(from: start, length: after / step * step - start)
        }
    }

    /// It goes on in another file, which has the same bytes at the same offsets.
    func move(to contents: Contents, status: FileStatus, at path: String, now: Int64) {
        self.contents = contents
        isCopy = true
        currentPath = path
        identity = FileIdentity(status)
        modified = status.modified
        follower = Follower(place: .away, size: contents.size(status), now: now)
    }

    /// What there is to know of it when it is not open. What was handed over and not answered yet is on its way: a reader
    /// goes on behind it.
    /// - Parameter size: how long the contents were, if that is not what was seen last.
    func remembered(isFinished: Bool, key: String, size: Int64? = nil) -> KnownGeneration {
        KnownGeneration(
            id: id, target: key, path: path, currentPath: currentPath, identity: identity,
            fingerprint: fingerprint,
            positions: readers.map { KnownGeneration.Position(offset: $0.offset, tail: $0.tail) },
            boundaries: boundaries, size: size ?? follower.size, seen: seen, isFinished: isFinished)
    }
}
