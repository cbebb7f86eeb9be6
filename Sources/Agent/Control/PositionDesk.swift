// Why this file exists: an operator asks for the checkpoints whether an agent runs or not.

import Checkpoints
import Glibc
import Platform

/// The checkpoints of a state directory: those of the agent that runs there, else those on disk, under its lock.
public struct PositionDesk {
    /// What was asked for, and whether an agent answered.
    public struct Answer<Value> {
        /// What was asked for.
        public let value: Value
        /// True if an agent runs.
        public let isLive: Bool
        /// What was found on the way that an operator should know, a sentence each.
        public var notes: [String] = []
    }

    private let settings: AgentSettings
    private let client: ControlClient

    /// The desk of the state directory in these settings.
    public init(settings: AgentSettings) {
        self.settings = settings
        client = ControlClient(positions: settings.positions.filename)
    }

    /// How far every client is in every generation.
    public func rows() throws -> Answer<[PositionRow]> {
        try ask({ try client.positions() }) { store in
            PositionBook(state: store.state, settings: settings).rows()
        }
    }

    /// Changes where clients are.
    public func change(_ change: PositionChange) throws -> Answer<[PositionEdit]> {
        try ask({ try client.change(change) }) { store in
            let plan = try PositionBook(state: store.state, settings: settings).plan(change)
            for change in plan.changes { store.record(change) }
            try StateOwner.acting(inPlaceOfRoot: directory) { try store.snapshotNow() }
            return plan.edits
        }
    }

    private var directory: String { FileSystem.parent(of: settings.positions.filename) }

    private func ask<Value>(_ agent: () throws -> Value, _ disk: (CheckpointStore) throws -> Value) throws
        -> Answer<Value>
    {
        var notes: [String] = []
        let (value, isLive) = try StateAccess(settings).ask(agent) {
            let store = try store()
            notes = store.notes
            return try disk(store)
        }
        return Answer(value: value, isLive: isLive, notes: notes)
    }

    private func store() throws -> CheckpointStore {
        do {
            _ = try FileStatus.of(path: directory)
        } catch {
            guard error.code == ENOENT else { throw error }
            throw StateAccess.Failure(
                description:
                    "there is no directory \(directory) yet: an agent makes it when it runs for the first time"
            )
        }
        return try StateOwner.acting(inPlaceOfRoot: directory) {
            try CheckpointStore(path: settings.positions.filename)
        }
    }
}

/// Root who looks after an agent's files must not leave any behind that the agent cannot open.
public enum StateOwner {
    /// Gives what root made in a directory to the directory's owner, if that is not root.
    static func giveBack(_ directory: String) {
        guard geteuid() == 0, let owner = try? FileStatus.of(path: directory), owner.owner != 0,
            let entries = try? FileSystem.list(directory).entries
        else { return }
        for entry in entries where entry.kind == .regular {
            let path = FileSystem.join(directory, entry.name)
            guard (try? FileStatus.of(path: path, follow: false))?.owner == 0 else { continue }
            _ = lchown(path, owner.owner, owner.group)
        }
    }

    /// Runs `body` as the owner of the directory, if that is not root and the process is; else as it is. For
    /// programs of one thread: the whole process changes.
    public static func acting<Value>(inPlaceOfRoot directory: String, _ body: () throws -> Value) rethrows
        -> Value
    {
        var status = stat()
        guard geteuid() == 0, stat(directory, &status) == 0, status.st_uid != 0 else { return try body() }
        let group = getegid()
        guard setegid(status.st_gid) == 0 else { return try body() }
        defer { _ = setegid(group) }
        guard seteuid(status.st_uid) == 0 else { return try body() }
        defer { _ = seteuid(0) }
        return try body()
    }
}
