// Why this file exists: while no agent runs, a rotation asks the checkpoints, and tells them what it did.

import Checkpoints
import Platform
import Rotation
import Tailing

/// The checkpoints of an agent that does not run. Used by one thread, under the state directory's lock.
final class StoreCustodian: Custodian {
    private let store: CheckpointStore
    private let targets: [FollowTarget]
    /// The keys of the clients that the configuration has: others hold nothing back.
    private let clients: [String]

    init(_ store: CheckpointStore, _ settings: AgentSettings) {
        self.store = store
        targets = settings.targets.map(\.follow)
        clients = settings.clients.map(\.key)
    }

    func custody(of files: [Subject], logs: [String]) -> [Custody] {
        // Found by inode, so that many files are not each sought among all generations.
        let byInode = Dictionary(grouping: store.state.generations.values) { $0.identity.inode }
        var newest: [String: Int64] = [:]
        for record in store.state.generations.values {
            newest[record.path] = max(newest[record.path] ?? .min, record.seen)
        }
        return zip(files, logs).map { file, log in
            let records = (byInode[file.identity.inode] ?? []).filter { isOf(file, $0) }
            if records.isEmpty { return custody(ofUnknown: file, log, newest: newest[log]) }
            let left = records.map { unshipped($0, file) }.max() ?? 0
            return left > 0 ? .unshipped(left) : .shipped
        }
    }

    /// What no checkpoint knows was never followed, or it was made while nobody looked.
    private func custody(ofUnknown file: Subject, _ log: String, newest: Int64?) -> Custody {
        let isCovered = targets.contains {
            $0.include.matches(log) && $0.exclude?.matches(log) != true
        }
        guard isCovered, !clients.isEmpty else { return .uncovered }
        if file.path == log { return .unshipped(file.size) }
        guard let newest, let status = try? FileStatus.of(path: file.path) else { return .uncovered }
        return status.modified >= newest ? .unshipped(nil) : .uncovered
    }

    private func isOf(_ file: Subject, _ record: GenerationRecord) -> Bool {
        record.identity.isSameInode(as: file.identity) && targets.contains { $0.key == record.target }
    }

    private func unshipped(_ record: GenerationRecord, _ file: Subject) -> Int64 {
        guard !clients.isEmpty, let furthest = record.progress.values.map(\.offset).max() else {
            return clients.isEmpty || record.isFinished ? 0 : max(1, record.size)
        }
        let shipped = clients.map { record.progress[$0]?.offset ?? furthest }.min() ?? furthest
        guard [".gz", ".bz2"].contains(where: { file.path.hasSuffix($0) }) else {
            return max(0, contentSize(file) - shipped)
        }
        // How much is in an archive is not in the journal: after a kill only what was finished is known to be shipped.
        return record.isFinished ? 0 : max(1, record.size - shipped)
    }

    private func contentSize(_ file: Subject) -> Int64 {
        guard let open = try? File(file.path, .read), let status = try? open.status() else {
            return file.size
        }
        return status.size - Int64((try? open.pad()).flatMap { $0 }?.length ?? 0)
    }

    private func records(of file: Subject) -> [GenerationRecord] {
        store.state.generations.values.filter { isOf(file, $0) }.sorted { $0.id < $1.id }
    }

    func pause(_ file: Subject) -> Int64 {
        let records = records(of: file).filter { !$0.isFinished }
        guard let furthest = records.flatMap({ $0.progress.values.map(\.offset) }).max() else { return 0 }
        return furthest + max(0, file.size - contentSize(file))
    }

    func move(_ file: Subject, into copy: Subject, contentSize: Int64) throws(CustodianError) {
        // A finished generation that was in this inode before is another one.
        for record in records(of: file) where !record.isFinished {
            store.record(.rehomed(record.id, copy.identity, path: copy.path))
            store.note(size: contentSize, of: record.id)
            let isShipped = clients.allSatisfy { (record.progress[$0]?.offset ?? 0) >= contentSize }
            if isShipped { store.record(.finished(record.id)) }
        }
        store.commit()
        if let failure = store.failure {
            throw CustodianError("the journal cannot be written: \(failure)")
        }
    }

    func release(_ file: Subject) {}

    func renamed(_ file: Subject, to path: String) {
        for record in records(of: file) { store.record(.renamed(record.id, to: path)) }
        store.commit()
    }
}
