// Why this file exists: the checkpoint in memory and on disk, kept in step.

import Glibc
import Platform

/// The checkpoints of one state directory: a snapshot (positions.json) and the journal of what came since.
///
/// Used by one thread. Holds the directory's lock.
public final class CheckpointStore {
    /// All that is remembered, changes that wait in `commit()` included.
    public private(set) var state: CheckpointState
    /// What was found on opening that an operator should know, a sentence each.
    public private(set) var notes: [String] = []
    /// The error that keeps the journal from being written; nil as soon as a snapshot succeeded.
    public private(set) var failure: SystemError?
    /// When the last snapshot was written, on the monotonic clock, in nanoseconds.
    public private(set) var lastSnapshot: Int64

    /// Nanoseconds between two snapshots when the journal does not fill up before.
    public static let snapshotInterval: Int64 = 600 * 1_000_000_000
    /// Nanoseconds between two syncs of the journal: what a power cut can cost.
    public static let syncInterval: Int64 = 1_000_000_000
    private static let retryInterval: Int64 = 10 * 1_000_000_000
    /// How many snapshots go into the journal: the more, the less of what is written is snapshots.
    private static let snapshotsPerJournal: Int64 = 10

    private let path: String
    private let lock: StateLock
    private let journal: Journal
    private let journalLimit: Int64
    private let background: BackgroundSync
    private let pending = ByteBuffer(capacity: 4096)
    private var reference = RecordCodec.Reference()
    /// True if a restart should know of something that waits, whether or not anything is sent before.
    private var isUrgent = false
    private var isUnsynced = false
    /// Since when something was not safe on disk, on the monotonic clock.
    private var unsafeSince: Int64?
    /// False while the file at `path` is not worth keeping beside the next one.
    private var hasReadableSnapshot = true
    private var lastSync: Int64 = 0
    private var lastAttempt: Int64 = 0

    private var previousPath: String { path + ".previous" }

    /// Takes the lock, reads the snapshot and what the journal has beyond it.
    ///
    /// - Parameters:
    ///   - path: the snapshot's path; the journal and the lock are its neighbours.
    ///   - ignoresInvalid: start anew if neither the snapshot nor the one before it can be read.
    ///   - journalSize: of a new journal, in bytes.
    ///   - journalLimit: up to which a journal may grow that the snapshots are large for, in bytes.
    ///   - takeover: asked once the lock is held for what another program left; nil if it left nothing.
    public init(
        path: String, ignoresInvalid: Bool = false, journalSize: Int64 = Journal.defaultSize,
        journalLimit: Int64 = 0,
        takeover: @Sendable () throws(CheckpointError) -> Takeover? = { () throws(CheckpointError) in nil }
    ) throws(CheckpointError) {
        self.path = path
        self.journalLimit = journalLimit
        lock = try StateLock(directory: FileSystem.parent(of: path))
        let takeover = try takeover()
        let found =
            takeover?.path == path ? Found() : try Self.load(path, ignoresInvalid: ignoresInvalid)
        var notes = found.note.map { [$0] } ?? []
        let journalPath = Self.journalPath(of: path)
        do {
            if found.snapshot == nil { try FileSystem.remove(journalPath) }
            journal = try Self.openJournal(
                journalPath, size: journalSize, ignoresInvalid: ignoresInvalid, notes: &notes)
            var state = found.snapshot?.state ?? CheckpointState()
            try journal.replay(from: found.snapshot?.mark ?? .start) { payload in
                RecordCodec.replay(payload, onto: &state)
            }
            self.state = state
            background = try BackgroundSync(journal.file)
        } catch let error as SystemError {
            throw .system(error)
        } catch let error as CheckpointError {
            throw error
        } catch {
            throw .unreadable(path: journalPath, reason: "\(error)")
        }
        self.notes = notes + (takeover?.apply(to: &state) ?? [])
        hasReadableSnapshot = found.isPresent
        lastSnapshot = Clock.monotonic()
        do {
            // A kill at any moment leaves one of the two, so that either all is taken over or nothing was.
            try takeover?.keep(in: path)
            try snapshotNow()
            try takeover?.setAside(from: path)
        } catch {
            throw .system(error)
        }
    }

    deinit { background.stop() }

    /// Every file that an agent whose snapshot is at `path` writes there, but those of entries that were rejected.
    public static func ownFiles(of path: String) -> Set<String> {
        let lock = FileSystem.join(FileSystem.parent(of: path), StateLock.name)
        return [path, path + ".previous", path + ".new", journalPath(of: path), lock]
    }

    /// "positions.journal" beside "positions.json".
    public static func journalPath(of path: String) -> String {
        let stem = path.hasSuffix(".json") ? String(path.dropLast(5)) : path
        return stem + ".journal"
    }

    /// Applies a change in memory at once and on disk with the next `commit()`.
    public func record(_ change: Change) {
        if case .acknowledged(let client, let parts) = change, parts.count > 10_000 {
            record(.acknowledged(client: client, Array(parts[..<10_000])))
            record(.acknowledged(client: client, Array(parts[10_000...])))
            return
        }
        if case .gave = change {} else { isUrgent = true }
        guard failure == nil else { return state.apply(change) }
        let before = pending.count
        encode(change)
        if pending.count > journal.maximumPayload, before > 0 {
            pending.truncate(to: before)
            commit()
            if failure == nil { encode(change) }
        }
        state.apply(change)
        // A change too large for any record waits for a snapshot, which holds it.
        if pending.count > journal.maximumPayload { commit() }
    }

    private func encode(_ change: Change) {
        if pending.count == 0 { reference = RecordCodec.Reference() }
        RecordCodec.encode(change, after: state, &reference, to: pending)
    }

    /// Remembers a generation's size, in bytes: in memory at once, on disk with the next snapshot.
    public func note(size: Int64, of id: GenerationID) { state.note(size: size, of: id) }

    /// A number for a generation that is about to be born.
    public var nextGeneration: GenerationID { GenerationID(state.nextGeneration) }

    /// Writes what was recorded to the journal with one write(2), or, where the journal has no room, to a snapshot.
    /// When that fails, shipping goes on and a restart may repeat what was sent since: see `failure`.
    public func commit() {
        guard pending.count > 0, failure == nil else { return }
        if journal.hasRoom(forPayload: pending.count) {
            appendPending()
        } else {
            attemptSnapshot(Clock.monotonic())
        }
    }

    /// The same, unless only given timestamps wait: they count for nothing before an entry with one of them is sent. So
    /// whoever sends calls `commit()` before.
    public func commitWhatIsUrgent() { if isUrgent { commit() } }

    private func appendPending() {
        isUrgent = false
        do {
            try journal.append(pending.bytes)
            isUnsynced = true
            if unsafeSince == nil { unsafeSince = Clock.monotonic() }
        } catch {
            failure = error
            if unsafeSince == nil { unsafeSince = Clock.monotonic() }
        }
        pending.removeAll(shrinkingTo: 1 << 16)
    }

    /// When `maintain` should next be called, on the monotonic clock; nil for not before the next commit.
    public var nextMaintenance: Int64? {
        if failure != nil { return lastAttempt + Self.retryInterval }
        return isUnsynced ? lastSync + Self.syncInterval : nil
    }

    /// For how long the oldest checkpoint has waited to be safe on disk, in nanoseconds; 0 if none waits.
    public func unsafeNanoseconds(now: Int64) -> Int64 { unsafeSince.map { max(0, now - $0) } ?? 0 }

    /// Does what is due: a sync of the journal, a snapshot, another try after a failure.
    public func maintain(now: Int64) {
        if let code = background.takeFailure() {
            failure = SystemError("sync", Self.journalPath(of: path), code: code)
        }
        if failure != nil {
            guard now - lastAttempt >= Self.retryInterval else { return }
            attemptSnapshot(now)
        } else if journal.wantsSnapshot || (isUnsynced && now - lastSnapshot >= Self.snapshotInterval) {
            attemptSnapshot(now)
        } else if isUnsynced, now - lastSync >= Self.syncInterval, background.request() {
            isUnsynced = false
            unsafeSince = nil
            lastSync = now
        }
    }

    private func attemptSnapshot(_ now: Int64) {
        lastAttempt = now
        do {
            try snapshotNow()
        } catch {
            failure = error
        }
    }

    /// Writes the snapshot: to a new file, synced, then put in the old one's place, which is kept beside it.
    public func snapshotNow() throws(SystemError) {
        // For whoever must go on from the snapshot before this one.
        if pending.count > 0, failure == nil, journal.hasRoom(forPayload: pending.count) { appendPending() }
        if pending.count > 0 || failure != nil { journal.skip() }
        let snapshot = Snapshot(state: state, mark: journal.mark)
        let temporary = path + ".new"
        let file = try File(temporary, .replace)
        let text = snapshot.encode(writtenAt: Clock.realtime())
        try file.write(text)
        try file.sync()
        if hasReadableSnapshot {
            try FileSystem.remove(previousPath)
            do {
                try FileSystem.link(path, to: previousPath)
            } catch {
                if error.code != ENOENT { try copyToPrevious() }
            }
        }
        try FileSystem.rename(temporary, to: path)
        try FileSystem.syncDirectory(FileSystem.parent(of: path))
        hasReadableSnapshot = true
        journal.noteSnapshot()
        growJournal(forSnapshotOf: Int64(text.count))
        // The snapshot holds them; replayed on top of it they would undo what came after them.
        pending.removeAll(shrinkingTo: 1 << 16)
        failure = nil
        isUnsynced = false
        unsafeSince = nil
        lastSnapshot = Clock.monotonic()
    }

    private func growJournal(forSnapshotOf bytes: Int64) {
        let step = Journal.defaultSize
        let wanted = (bytes * Self.snapshotsPerJournal + step - 1) / step * step
        if wanted > journal.size { journal.grow(to: min(wanted, journalLimit)) }
    }

    /// For filesystems without hard links.
    private func copyToPrevious() throws(SystemError) {
        let bytes = ByteBuffer()
        try FileSystem.contents(of: path, limit: 1 << 30).withUnsafeBytes { bytes.append($0) }
        let copy = try File(previousPath, .replace)
        try copy.write(bytes)
        try copy.sync()
    }
}
