// Why this file exists: another program's checkpoints become the agent's own, wholly or not at all.

import Glibc
import Platform

/// What another program left of how far it was.
public struct Takeover: Sendable {
    /// The file that it is from. It is kept under its name with `suffix`.
    public let path: String
    /// What the file is called afterwards: its name and this.
    public let suffix: String
    /// The generations of files that it was in; their numbers are given anew.
    public let generations: [GenerationRecord]
    /// What an operator should know, a sentence each.
    public let notes: [String]

    /// Takes all as they are.
    public init(path: String, suffix: String, generations: [GenerationRecord], notes: [String]) {
        self.path = path
        self.suffix = suffix
        self.generations = generations
        self.notes = notes
    }

    /// The name that the file is kept under.
    public var keptPath: String { path + suffix }

    /// Enters the generations of all paths of which nothing is known.
    /// - Returns: what an operator should know.
    func apply(to state: inout CheckpointState) -> [String] {
        struct Key: Hashable { let target, path: String }
        let known = Set(state.generations.values.map { Key(target: $0.target, path: $0.path) })
        var (taken, left) = (0, 0)
        for generation in generations {
            if known.contains(Key(target: generation.target, path: generation.path)) {
                left += 1
                continue
            }
            state.apply(.born(generation.numbered(GenerationID(state.nextGeneration))))
            taken += 1
        }
        let files = taken == 1 ? "1 file goes on" : "\(taken) files go on"
        let others = left == 0 ? "" : "; of \(left) more the agent knows by itself where it is"
        return notes + ["\(files) where \(path) says\(others); it is kept as \(keptPath)"]
    }

    /// Gives the file its other name as well, if it stands where the snapshot is about to be.
    func keep(in snapshot: String) throws(SystemError) {
        guard path == snapshot else { return }
        try FileSystem.remove(keptPath)
        do {
            try FileSystem.link(path, to: keptPath)
        } catch {
            // A filesystem without hard links.
            guard error.code == EPERM || error.code == EOPNOTSUPP || error.code == ENOSYS else { throw error }
            let bytes = ByteBuffer()
            try FileSystem.contents(of: path, limit: 1 << 30).withUnsafeBytes { bytes.append($0) }
            let copy = try File(keptPath, .replace)
            try copy.write(bytes)
            try copy.sync()
        }
    }

    /// Renames the file once the snapshot is written.
    func setAside(from snapshot: String) throws(SystemError) {
        guard path != snapshot else { return }
        try FileSystem.rename(path, to: keptPath)
        try FileSystem.syncDirectory(FileSystem.parent(of: path))
    }
}

extension GenerationRecord {
    /// The same under another number.
    fileprivate func numbered(_ id: GenerationID) -> GenerationRecord {
        var record = GenerationRecord(
            id: id, target: target, path: path, currentPath: currentPath, identity: identity,
            fingerprint: fingerprint)
        record.progress = progress
        record.given = given
        record.boundaries = boundaries
        record.size = size
        record.isFinished = isFinished
        record.seen = seen
        return record
    }
}
