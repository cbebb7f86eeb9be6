// Why this file exists: the shell around the followers; it holds the descriptors and performs what they decide.

import Platform

/// Follows the files of all targets: finds them, keeps them apart, reads them.
///
/// Used by one thread, which waits on `descriptor` and calls `processEvents` when it is readable, `tick` at
/// `nextDeadline`, and `nextReady` with `read` when a reader has room.
public final class Tailer {
    /// How often every directory is looked through, in nanoseconds: inotify does not tell everything.
    public static let scanInterval: Int64 = 60 * 1_000_000_000
    /// How often files and directories are looked at of which no event tells, in nanoseconds.
    public static let pollInterval: Int64 = 1_000_000_000

    let targets: [FollowTarget]
    /// For each target the first one of the same key: together they follow a file once.
    let groups: [Int]
    let options: Options
    /// Nil where the system gives no instance: then everything is polled.
    let inotify: Inotify?
    let nextID: () -> GenerationID
    let report: (TailEvent) -> Void

    var directories: [String: WatchedDirectory] = [:]
    /// More than one where a directory has more than one path: through a symlink, or while it is renamed.
    var directoriesByWatch: [Int32: [WatchedDirectory]] = [:]
    var filesByWatch: [Int32: [FollowedFile]] = [:]
    var filesByInode: [InodeKey: FollowedFile] = [:]
    /// The followed generations of each path of each target.
    var generations: [PathKey: [FollowedFile]] = [:]
    /// Generations that are remembered but not open.
    var memory = Memory()
    /// Paths that had a generation when the agent started.
    var knownPaths: Set<PathKey> = []
    /// Births put off until the older generations are found; nil between two looks through the directories.
    var candidates: [InodeKey: Candidate]?
    /// Paths beside which there may be generations that nobody saw, and when the newest was first seen that was known
    /// before, in nanoseconds since the Unix epoch.
    var gaps: [PathKey: Int64] = [:]
    /// Files that no event tells of.
    var polled: [GenerationID: FollowedFile] = [:]
    var ready: [Queue<FollowedFile>]
    /// Files that are no longer where they were first seen, to be let go in time.
    var leaving: [GenerationID: FollowedFile] = [:]
    var descriptors: DescriptorBudget
    /// The files' common one.
    let tailBytes = TailBytes()
    /// Archives that wait until they may be read.
    var delayed: [GenerationID: FollowedFile] = [:]
    /// What the tailer before this one left, until this one has started.
    var inherited: Inheritance
    /// The file and place of the last read, whose bytes `advance` is given.
    var lastRead: (id: GenerationID, offset: Int64)?
    var nextScan: Int64 = 0
    var nextRelease: Int64?
    var nextPoll: Int64?
    /// When the first of `delayed` may be read.
    var nextDelayed: Int64?
    /// When the paths in `gaps` are looked at, if not before with the directories.
    var nextGap: Int64?
    var unreadable: Set<String> = []
    /// Files that are left alone while a rotation works on them.
    var paused: [FileIdentity: PausedFile] = [:]
    /// Names of unknown files that were seen meanwhile.
    var unsettled: [Unsettled] = []
    /// True once the files that existed at the start were found.
    var hasStarted = false

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
    func pathKey(_ file: FollowedFile) -> PathKey { pathKey(file.target, file.path) }

    struct Candidate {
        let target: Int
        let path: String
        let status: FileStatus
        let isLink: Bool
    }

    /// Makes a follower; `start` sets it going.
    /// - Parameters:
    ///   - inherited: what another tailer in this process left that ended just before. Its generations that have no name
    ///     any more go on being read, and what happened since is seen.
    ///   - nextID: gives a new generation its name.
    ///   - report: takes what happens, on the calling thread.
    public init(
        targets: [FollowTarget], options: Options, inherited: consuming Inheritance = Inheritance(),
        nextID: @escaping () -> GenerationID,
        report: @escaping (TailEvent) -> Void
    ) {
        self.targets = targets
        groups = targets.map { target in targets.firstIndex { $0.key == target.key } ?? 0 }
        self.options = options.clamped
        self.nextID = nextID
        self.report = report
        descriptors = DescriptorBudget(limit: self.options.descriptors)
        ready = Array(repeating: Queue(), count: self.options.readers)
        let handedOver = inherited.inotify
        self.inherited = inherited
        do {
            inotify = try handedOver ?? Inotify()
        } catch {
            inotify = nil
            report(
                .noticed("files are looked at once a second: \(error); raise fs.inotify.max_user_instances"))
        }
    }

    /// Readable when `processEvents` has something to do; -1 if it never has.
    public var descriptor: Int32 { inotify?.descriptor ?? -1 }

    /// When `tick` has something to do, on the monotonic clock.
    public var nextDeadline: Int64 {
        min(nextScan, nextRelease ?? .max, nextPoll ?? .max, nextGap ?? .max, nextDelayed ?? .max)
    }

    /// Files that are followed.
    public var openFiles: some Collection<FollowedFile> { filesByInode.values }

    /// Does what is due: a look through all directories, letting go of files.
    public func tick(now: Int64) {
        if now >= nextScan {
            scanAll(now: now)
            for (watch, _) in filesByWatch { for file in filesByWatch[watch] ?? [] { markDirty(file) } }
            for file in leaving.values { markDirty(file) }
        }
        if let due = nextPoll, now >= due { poll(now: now) }
        if let due = nextDelayed, now >= due { endDelays(now: now) }
        if let due = nextGap, now >= due { closeGaps(now: now) }
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

    /// Has a reader look at the file again though nothing was written.
    public func wake(_ file: FollowedFile, reader: Int) { enqueue(file, reader) }

    /// The most boundaries of one generation that some reader has yet to pass.
    public static let maximumBoundaries = 4096

    /// What is unfinished at `offset`, a line or an entry of several, counts as finished there, from now on and for ever.
    /// - Returns: false if no further boundary can be kept now.
    @discardableResult
    public func bound(_ file: FollowedFile, at offset: Int64) -> Bool {
        guard !file.boundaries.contains(offset) else { return true }
        guard file.boundaries.count < Self.maximumBoundaries else { return false }
        file.boundaries.insert(
            offset, at: file.boundaries.firstIndex { $0 > offset } ?? file.boundaries.count)
        report(.bounded(file, at: offset))
        markDirty(file)
        return true
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
            let verdict = file.follower.verdict(file.reading, now: now) {
                file.contents?.file.isBeingWritten()
            }
            switch verdict {
            case .keep(let until):
                if let until { nextRelease = min(nextRelease ?? .max, until) }
            // The last look: what was written since the one before may not have been told yet.
            case .finishLine where hasChanged(file), .close where hasChanged(file),
                .forget where hasChanged(file):
                markDirty(file)
            case .finishLine:
                if file.boundaries.last.map({ $0 < file.follower.size }) ?? true {
                    bound(file, at: file.follower.size)
                }
            case .close: finish(file, isGone: false)
            case .forget: finish(file, isGone: true)
            }
        }
    }

    private func hasChanged(_ file: FollowedFile) -> Bool {
        guard let contents = file.contents, let status = try? contents.file.status() else { return false }
        // Of an archive that was not read again, only that.
        if let end = file.archiveEnd { return end.modified != status.modified }
        return contents.size(status) != file.follower.size
    }

    /// Lets go of a file of which all is shipped. It is remembered for a while: it may come back under another name, and
    /// a copy of it must be known for what it is.
    func finish(_ file: FollowedFile, isGone: Bool) {
        let known = file.remembered(isFinished: true, key: targets[file.target].key)
        drop(file)
        report(.closed(file))
        remember(known, group: groups[file.target], isGone: isGone)
    }

    /// Remembers a finished generation, and forgets those that are too old to matter.
    /// - Parameter isGone: true if its file cannot come back.
    func remember(_ known: KnownGeneration, group: Int, isGone: Bool) {
        let path = PathKey(group: group, path: known.path)
        // Of a path that is no more there will be no copy, unless that is followed as a log of its own.
        if isGone, generations[path] == nil, !memory.has(path), targets[group].decompression == nil {
            return report(.forgotten(known.id, path: known.path))
        }
        memory.add(known, group: group)
        for forgotten in memory.trim(path) {
            report(.forgotten(forgotten.id, path: forgotten.path))
        }
    }

    /// Follows a generation no more.
    func drop(_ file: FollowedFile) {
        leaving[file.id] = nil
        delayed[file.id] = nil
        leaveInode(file)
        let path = pathKey(file)
        generations[path]?.removeAll { $0 === file }
        if generations[path]?.isEmpty == true { generations[path] = nil }
        file.isDropped = true
        if let successor = file.successor, successor.predecessor === file {
            successor.predecessor = file.predecessor
            file.predecessor?.successor = successor
        }
        file.predecessor = nil
        unblock(file.successor)
    }

    /// Closes a file's descriptor and removes what the tables have of its inode and its name.
    func leaveInode(_ file: FollowedFile) {
        let inode = inodeKey(file.target, file.identity.inode)
        if filesByInode[inode] === file { filesByInode[inode] = nil }
        polled[file.id] = nil
        removeName(file)
        if let watch = file.inodeWatch {
            filesByWatch[watch]?.removeAll { $0 === file }
            if filesByWatch[watch]?.isEmpty == true {
                filesByWatch[watch] = nil
                inotify?.remove(watch)
            }
            file.inodeWatch = nil
        }
        descriptors.close(file)
    }

    /// The newest followed generation of a path.
    func latest(_ path: PathKey) -> FollowedFile? { generations[path]?.max { $0.id < $1.id } }

    func unblock(_ file: FollowedFile?) {
        guard let file else { return }
        if file.predecessor.map({ !$0.isOpen || $0.readers.allSatisfy(\.isAtEnd) }) ?? true {
            file.predecessor = nil
        }
        markDirty(file)
    }
}
