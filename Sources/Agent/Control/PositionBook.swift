// Why this file exists: the checkpoints as an operator asks for them, the same for a running agent and without one.

import Checkpoints
import Loki
import Platform
import Tailing

/// The checkpoints together with the files they are about.
///
/// Decides what a change comes to and changes nothing: see `plan`.
struct PositionBook {
    let state: CheckpointState
    /// The clients' keys, and what else an operator may call them.
    let clients: [(key: String, names: [String])]
    let targets: [FollowTarget]
    let startAt: StartPosition
    /// What an agent has of a generation that it follows; nil where it does not.
    var followed: (GenerationID) -> Followed? = { _ in nil }
    /// True if a client may read the generation now: no older one goes first.
    var isTurn: (GenerationID, _ client: String) -> Bool = { _, _ in true }

    init(state: CheckpointState, settings: AgentSettings) {
        self.state = state
        clients = settings.clients.map { ($0.key, [$0.key, $0.displayName, $0.displayURL]) }
        targets = settings.targets.map(\.follow)
        startAt = settings.positions.startAt
    }

    /// A file as the agent follows it.
    struct Followed {
        /// Nil for an archive, and while it is closed to spare a descriptor.
        var file: File?
        /// In the bytes that offsets count.
        var size: Int64
    }

    /// What is known of a generation's file at this moment.
    struct Sighting {
        var file: File?
        var path: String
        var status: FileStatus?
        /// In the bytes that offsets count.
        var size: Int64
        var isFollowed = false
    }

    /// The rows of the generations whose number is above `after`, by number, of at most `limit` generations.
    func rows(after: UInt64 = 0, limit: Int = .max) -> [PositionRow] {
        let records = state.generations.values.filter { $0.id.value > after }.sorted { $0.id < $1.id }
        var listings = Listings()
        return records.prefix(limit).flatMap { record in
            let sighting = sight(record, &listings)
            return record.progress.map { client, progress in
                row(record, client, progress, sighting)
            }
        }
    }

    private func row(
        _ record: GenerationRecord, _ client: String, _ progress: Progress, _ sighting: Sighting
    ) -> PositionRow {
        var row = PositionRow(
            generation: record.id.value, path: sighting.path, firstPath: record.path, target: record.target,
            client: client, offset: progress.offset, size: sighting.size,
            modified: sighting.status?.modified, state: .waiting)
        if sighting.isFollowed {
            row.state = isTurn(record.id, client) ? .open : .waiting
        } else if record.isFinished {
            row.state = row.lag > 0 ? .lost : .finished
        } else if !targets.contains(where: { $0.key == record.target }) {
            row.state = .unfollowed
        } else if sighting.status == nil {
            row.state = row.lag > 0 ? .missing : .finished
        }
        return row
    }

    private static func isArchive(_ path: String) -> Bool { path.hasSuffix(".gz") }

    /// Directory listings that were made, since many generations are in one directory.
    private typealias Listings = [String: [UInt64: String]]

    /// Looks at a generation's file: the one that is followed, else by its name, else by its inode in its directory.
    private func sight(_ record: GenerationRecord, _ listings: inout Listings) -> Sighting {
        let followed = followed(record.id)
        var sighting = Sighting(
            file: followed?.file, path: record.currentPath, size: followed?.size ?? record.size,
            isFollowed: followed != nil)
        func isIt(_ status: FileStatus) -> Bool { record.identity.isSameInode(as: FileIdentity(status)) }
        if let file = followed?.file {
            sighting.status = try? file.status()
        } else if let status = try? FileStatus.of(path: record.currentPath), isIt(status) {
            sighting.status = status
        } else if let path = place(of: record, &listings), let status = try? FileStatus.of(path: path),
            isIt(status)
        {
            sighting.path = path
            sighting.status = status
        }
        // The size of an archive is not that of what is in it.
        if followed == nil, let status = sighting.status, !Self.isArchive(sighting.path) {
            sighting.size = status.size
        }
        return sighting
    }

    /// Where a generation's inode is in the directory in which it was last.
    private func place(of record: GenerationRecord, _ listings: inout Listings) -> String? {
        let parent = FileSystem.parent(of: record.currentPath)
        if listings[parent] == nil {
            let entries = (try? FileSystem.list(parent))?.entries ?? []
            listings[parent] = Dictionary(entries.map { ($0.inode, $0.name) }) { first, _ in first }
        }
        return listings[parent]?[record.identity.inode].map { FileSystem.join(parent, $0) }
    }

    /// The same, with the file open if it can be.
    func open(_ record: GenerationRecord) -> Sighting {
        var listings = Listings()
        var sighting = sight(record, &listings)
        guard sighting.file == nil, sighting.status != nil, !Self.isArchive(sighting.path),
            let file = try? File(sighting.path, .read), let status = try? file.status(),
            record.identity.isSameInode(as: FileIdentity(status))
        else { return sighting }
        sighting.file = file
        sighting.status = status
        sighting.size = max(sighting.size, status.size)
        return sighting
    }
}
