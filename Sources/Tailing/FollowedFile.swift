// Why this file exists: one generation of a file, open, with how far each reader has come in it.

import Platform

/// How far one reader has come in one generation. Offsets are bytes.
public struct ReaderPosition: Hashable, Sendable {
    /// The start of the first line that was not handed over.
    public var offset: Int64
    /// All before this is answered by the destination.
    public var shipped: Int64
    /// True if no finished line was left when the file was last looked at.
    public internal(set) var isAtEnd = false
    /// True while the file waits in the reader's queue.
    var isQueued = false
    /// Up to where the unfinished last line has been searched for its newline.
    var searched: Int64 = 0

    init(offset: Int64) {
        self.offset = offset
        shipped = offset
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
    public let identity: FileIdentity
    /// Its first bytes, as far as they are known.
    public internal(set) var fingerprint: Fingerprint
    /// Where it is and how long.
    public internal(set) var follower: Follower
    /// One position a reader.
    public internal(set) var readers: [ReaderPosition]
    /// Whatever the owner of the follower keeps with a file.
    public var attachment: AnyObject?

    var file: File?
    /// The generation before this one at the same path, as long as it has lines that were not read.
    var predecessor: FollowedFile?
    weak var successor: FollowedFile?
    var inodeWatch: Int32?

    init(
        id: GenerationID, target: Int, path: String, currentPath: String, file: File, status: FileStatus,
        fingerprint: Fingerprint, place: Follower.Place, offsets: [Int64], now: Int64
    ) {
        self.id = id
        self.target = target
        self.path = path
        self.currentPath = currentPath
        self.file = file
        self.fingerprint = fingerprint
        identity = FileIdentity(status)
        follower = Follower(place: place, size: status.size, now: now)
        readers = offsets.map { ReaderPosition(offset: $0) }
    }

    /// True while the file is open.
    public var isOpen: Bool { file != nil }

    /// The furthest reader's offset.
    var furthest: Int64 { readers.map(\.offset).max() ?? 0 }

    /// The offset of the furthest reader but this one; 0 if there is no other.
    public func furthestOffset(besides reader: Int) -> Int64 {
        var furthest: Int64 = 0
        for index in readers.indices where index != reader { furthest = max(furthest, readers[index].offset) }
        return furthest
    }

    /// True if every reader has handed over all and had it answered.
    public var isShipped: Bool {
        readers.allSatisfy { $0.isAtEnd && $0.shipped >= $0.offset }
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
        if after / step > before / step, let file {
            let start = before / step * step
            file.dropFromPageCache(from: start, length: after / step * step - start)
        }
    }
}
