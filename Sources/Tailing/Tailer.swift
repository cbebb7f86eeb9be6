// Why this file exists: the shell around the followers; it holds the descriptors and performs what they decide.

import Platform

/// What one scrape target follows.
public struct FollowTarget: Sendable {
    /// Names the target in the checkpoints: job and static labels.
    public let key: String
    /// Which files.
    public let include: PathPattern
    /// Which of them not.
    public let exclude: PathPattern?

    /// Takes the three as they are.
    public init(key: String, include: PathPattern, exclude: PathPattern?) {
        self.key = key
        self.include = include
        self.exclude = exclude
    }
}

/// A generation that the checkpoints remember.
public struct KnownGeneration: Sendable {
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
    /// Where each reader goes on, in bytes.
    public let offsets: [Int64]

    /// Takes all as they are.
    public init(
        id: GenerationID, target: String, path: String, currentPath: String, identity: FileIdentity,
        fingerprint: Fingerprint, offsets: [Int64]
    ) {
        self.id = id
        self.target = target
        self.path = path
        self.currentPath = currentPath
        self.identity = identity
        self.fingerprint = fingerprint
        self.offsets = offsets
    }
}

/// Where to start in a file that exists at the start and was never seen before.
public enum StartPosition: Hashable, Sendable {
    /// At its first byte.
    case beginning
    /// After its last finished line.
    case end
    /// At the beginning if it was written to within this many nanoseconds, else at the end.
    case within(Int64)
}

/// What the follower tells its owner.
public enum TailEvent {
    /// A generation that no checkpoint knows; its readers stand at their start.
    case born(FollowedFile)
    /// A generation that the checkpoints know was found again.
    case resumed(FollowedFile)
    /// More of a short file's first bytes are known.
    case fingerprinted(FollowedFile)
    /// It has another name: see its `currentPath`.
    case renamed(FollowedFile)
    /// The file was cut short; what was not read of the old contents, in bytes, is gone from it.
    case truncated(FollowedFile, unread: Int64)
    /// Closed, all shipped, to be remembered.
    case closed(FollowedFile)
    /// Gone from the disk and from the follower; its checkpoint can go.
    case forgotten(GenerationID, path: String)
    /// The checkpoints know a generation of which no file is left; `offset` is how far it was read.
    case vanished(KnownGeneration)
    /// A path that matches could not be opened or read; tried again.
    case unreadable(path: String, SystemError)
    /// Something an operator should know.
    case noticed(String)
}

/// Follows the files of all targets: finds them, keeps them apart, reads them.
///
/// Used by one thread, which waits on `descriptor` and calls `processEvents` when it is readable, `tick` at
/// `nextDeadline`, and `nextReady` with `read` when a reader has room.
public final class Tailer {
    /// What the follower needs to know.
    public struct Options: Sendable {
        /// How many independent readers there are, at least 1.
        public var readers = 1
        /// Where to start in files never seen before.
        public var startAt = StartPosition.beginning
        /// A line of more bytes is handed over in parts; 1 to 2^30.
        public var maximumLine = 1 << 20
        /// The most bytes handed over at once, unless one line needs more; 1 to 2^30.
        public var chunk = 256 << 10

        /// One reader, from the beginning, lines of 1 MiB.
        public init() {}

        /// The same with every number moved to the nearest one that is allowed.
        var clamped: Options {
            var options = self
            options.readers = max(1, readers)
            options.maximumLine = max(1, min(maximumLine, 1 << 30))
            options.chunk = max(1, min(chunk, 1 << 30))
            return options
        }
    }

    /// How often every directory is looked through, in nanoseconds: inotify does not tell everything.
    public static let scanInterval: Int64 = 60 * 1_000_000_000

    let targets: [FollowTarget]
    /// For each target the first one of the same key: together they follow a file once.
    let groups: [Int]
    let options: Options
    let inotify: Inotify
    let nextID: () -> GenerationID
    let report: (TailEvent) -> Void

    var directories: [String: WatchedDirectory] = [:]
    /// More than one where a directory has more than one path: through a symlink, or while it is renamed.
    var directoriesByWatch: [Int32: [WatchedDirectory]] = [:]
    var filesByWatch: [Int32: [FollowedFile]] = [:]
    var filesByInode: [InodeKey: FollowedFile] = [:]
    /// The latest generation of each path of each target.
    var latest: [PathKey: FollowedFile] = [:]
    /// Generations that are remembered but not open, by target and inode.
    var dormant: [InodeKey: [KnownGeneration]] = [:]
    /// Paths that had a generation when the agent started.
    var knownPaths: Set<PathKey> = []
    /// Births put off until the older generations are found; only while starting.
    var candidates: [InodeKey: Candidate]?
    var ready: [Queue<FollowedFile>]
    /// Files that are no longer where a pattern looks, to be let go in time.
    var leaving: [GenerationID: FollowedFile] = [:]
    var nextScan: Int64 = 0
    var nextRelease: Int64?
    var unreadable: Set<String> = []

    struct InodeKey: Hashable {
        let group: Int
        let inode: UInt64
    }

    struct PathKey: Hashable {
        let group: Int
        let path: String
    }

    func inodeKey(_ target: Int, _ inode: UInt64) -> InodeKey {
        InodeKey(group: groups[target], inode: inode)
    }
    func pathKey(_ target: Int, _ path: String) -> PathKey { PathKey(group: groups[target], path: path) }

    struct Candidate {
        let target: Int
        let path: String
        let status: FileStatus
        let isLink: Bool
    }

    /// Makes a follower; `start` sets it going.
    /// - Parameters:
    ///   - nextID: gives a new generation its name.
    ///   - report: takes what happens, on the calling thread.
    public init(
        targets: [FollowTarget], options: Options, nextID: @escaping () -> GenerationID,
        report: @escaping (TailEvent) -> Void
    ) throws(SystemError) {
        self.targets = targets
        groups = targets.map { target in targets.firstIndex { $0.key == target.key } ?? 0 }
        self.options = options.clamped
        self.nextID = nextID
        self.report = report
        inotify = try Inotify()
        ready = Array(repeating: Queue(), count: self.options.readers)
    }

    /// Readable when `processEvents` has something to do.
    public var descriptor: Int32 { inotify.descriptor }

    /// When `tick` has something to do, on the monotonic clock.
    public var nextDeadline: Int64 { min(nextScan, nextRelease ?? .max) }

    /// Files that are open.
    public var openFiles: some Collection<FollowedFile> { filesByInode.values }

    /// Does what is due: a look through all directories, letting go of files.
    public func tick(now: Int64) {
        if now >= nextScan {
            scanAll(now: now)
            for (watch, _) in filesByWatch { for file in filesByWatch[watch] ?? [] { markDirty(file) } }
            for file in leaving.values { markDirty(file) }
        }
        if let due = nextRelease, now >= due { releaseLeaving(now: now) }
    }

    /// Puts the file into the queue of every reader that does not have it there.
    func markDirty(_ file: FollowedFile) {
        for reader in file.readers.indices { enqueue(file, reader) }
    }

    func enqueue(_ file: FollowedFile, _ reader: Int) {
        guard file.isOpen, !file.readers[reader].isQueued else { return }
        file.readers[reader].isQueued = true
        file.readers[reader].isAtEnd = false
        ready[reader].append(file)
    }

    /// A reader was answered for all before `offset`.
    public func shipped(_ file: FollowedFile, reader: Int, to offset: Int64) {
        guard file.readers.indices.contains(reader) else { return }
        file.noteShipped(reader: reader, to: offset)
        if file.follower.place != .matched, file.isShipped { nextRelease = 0 }
    }

    /// Lets go of files that are no longer needed and sets the time of the next look.
    func releaseLeaving(now: Int64) {
        nextRelease = nil
        for file in leaving.values {
            switch file.follower.verdict(isShipped: file.isShipped, now: now) {
            case .keep(let until):
                if let until { nextRelease = min(nextRelease ?? .max, until) }
            case .close where hasGrown(file), .forget where hasGrown(file):
                markDirty(file)
            case .close:
                drop(file)
                report(.closed(file))
                remember(file)
            case .forget:
                drop(file)
                report(.forgotten(file.id, path: file.path))
            }
        }
    }

    /// The last look before a file is let go: what was written since the one before may not have been told yet.
    private func hasGrown(_ file: FollowedFile) -> Bool {
        guard let size = try? file.file?.status().size else { return false }
        return size > file.follower.size
    }

    /// Forgets a file's descriptor and every table entry of it.
    func drop(_ file: FollowedFile) {
        leaving[file.id] = nil
        let inode = inodeKey(file.target, file.identity.inode)
        if filesByInode[inode] === file { filesByInode[inode] = nil }
        let path = pathKey(file.target, file.path)
        if latest[path] === file { latest[path] = file.predecessor }
        removeName(file)
        if let watch = file.inodeWatch {
            filesByWatch[watch]?.removeAll { $0 === file }
            if filesByWatch[watch]?.isEmpty == true {
                filesByWatch[watch] = nil
                inotify.remove(watch)
            }
            file.inodeWatch = nil
        }
        file.file = nil
        if let successor = file.successor, successor.predecessor === file {
            successor.predecessor = file.predecessor
            file.predecessor?.successor = successor
        }
        file.predecessor = nil
        unblock(file.successor)
    }

    /// Keeps what is needed to know the generation again when it comes back.
    private func remember(_ file: FollowedFile) {
        let known = KnownGeneration(
            id: file.id, target: targets[file.target].key, path: file.path, currentPath: file.currentPath,
            identity: file.identity, fingerprint: file.fingerprint, offsets: file.readers.map(\.shipped))
        dormant[inodeKey(file.target, file.identity.inode), default: []].append(known)
    }

    func unblock(_ file: FollowedFile?) {
        guard let file else { return }
        if file.predecessor.map({ !$0.isOpen || $0.readers.allSatisfy(\.isAtEnd) }) ?? true {
            file.predecessor = nil
        }
        markDirty(file)
    }
}

/// A directory that is watched, and what is in it.
final class WatchedDirectory {
    let path: String
    var watch: Int32
    /// Where each target's pattern stands in here.
    var positions: [(target: Int, position: PathPattern.Position)] = []
    /// Open files by their present name, whether a pattern matches it or not.
    var files: [String: [FollowedFile]] = [:]
    /// Subdirectories that do not exist yet and whose appearance is waited for.
    var awaited: Set<String> = []

    init(path: String, watch: Int32) {
        self.path = path
        self.watch = watch
    }
}
