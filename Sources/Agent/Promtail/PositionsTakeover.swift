// Why this file exists: every file goes on where Promtail was, for every client of every target that follows it.

import Checkpoints
import Configuration
import Glibc
import Platform
import Tailing

/// Looks for what Promtail left, and makes checkpoints of it.
struct PositionsTakeover: Sendable {
    /// What Promtail's file is called afterwards, behind its name.
    static let suffix = ".promtail"
    /// The largest file of positions that is read, in bytes.
    static let maximumSize = 256 << 20

    let targets: [FollowTarget]
    /// The clients' keys.
    let clients: [String]
    /// Where the agent's own snapshot is, or will be.
    let snapshot: String
    /// Where else Promtail's positions are; nil for nowhere.
    let requested: String?
    /// A file that cannot be read is left to whoever reads snapshots.
    let ignoresInvalid: Bool
    /// The directory that relative paths are taken from.
    let directory: String

    init(_ settings: AgentSettings, requested: String? = nil) {
        targets = settings.targets.map(\.follow)
        clients = settings.clients.map(\.key)
        snapshot = settings.positions.filename
        self.requested = requested
        ignoresInvalid = settings.positions.ignoresInvalid
        directory = AgentSettings.workingDirectory
    }

    /// What Promtail left in the place of the agent's own snapshot, else where it was said to be.
    func find() throws(CheckpointError) -> Takeover? {
        if let bytes = try contents(of: snapshot), PromtailPositions.areMeant(by: bytes, named: snapshot) {
            return try takeover(bytes, of: snapshot)
        }
        guard let requested, requested != snapshot else { return nil }
        guard let bytes = try contents(of: requested) else {
            // Taken over by an earlier start of the same command.
            if (try? FileStatus.of(path: requested + Self.suffix)) != nil { return nil }
            throw .system(SystemError("read the positions in", requested, code: ENOENT))
        }
        return try takeover(bytes, of: requested)
    }

    private func contents(of path: String) throws(CheckpointError) -> [UInt8]? {
        do {
            return try FileSystem.contents(of: path, limit: Self.maximumSize)
        } catch {
            guard error.code == ENOENT else { throw .system(error) }
            return nil
        }
    }

    private func takeover(_ bytes: [UInt8], of path: String) throws(CheckpointError) -> Takeover? {
        let diagnostics = DiagnosticCollector()
        guard let positions = PromtailPositions(bytes, file: path, diagnostics: diagnostics) else {
            if ignoresInvalid { return nil }
            throw .foreignPositions(diagnostics.diagnostics.map(\.description))
        }
        let written: Int64
        do {
            written = try FileStatus.of(path: path).modified
        } catch {
            throw .system(error)
        }
        return takeover(positions, of: path, written: written)
    }

    /// - Parameter written: when the positions were written down, in nanoseconds since the Unix epoch.
    func takeover(_ positions: PromtailPositions, of path: String, written: Int64) -> Takeover {
        var (generations, notes): ([GenerationRecord], [String]) = ([], [])
        var unfollowed = 0
        var taken: Set<Inode> = []
        // A file's own name goes before that of a symlink to it.
        for isLink in [false, true] {
            for file in positions.files {
                let position = ForeignPosition(
                    path: file.path.hasPrefix("/") ? file.path : FileSystem.join(directory, file.path),
                    offset: file.offset)
                let own = try? FileStatus.of(path: position.path, follow: false)
                guard (own.map { !$0.isRegular } ?? false) == isLink else { continue }
                let keys = targetKeys(of: position.path)
                if keys.isEmpty { unfollowed += 1 }
                guard !keys.isEmpty, let place = find(position, written, &notes) else { continue }
                for key in keys
                where taken.insert(Inode(target: key, inode: place.identity.inode)).inserted {
                    generations.append(record(position, place, key, written))
                }
            }
        }
        if unfollowed > 0 {
            notes.append(
                "\(path) has \(unfollowed) \(unfollowed == 1 ? "file" : "files") that no scrape configuration follows"
            )
        }
        return Takeover(path: path, suffix: Self.suffix, generations: generations, notes: notes)
    }

    private struct Inode: Hashable {
        let target: String
        let inode: UInt64
    }

    private func targetKeys(of path: String) -> [String] {
        var keys: [String] = []
        for target in targets
        where target.include.matches(path) && target.exclude?.matches(path) != true
            && !keys.contains(target.key)
        {
            keys.append(target.key)
        }
        return keys
    }

    private func find(_ position: ForeignPosition, _ written: Int64, _ notes: inout [String])
        -> ForeignPosition.Place?
    {
        do {
            switch try position.find(written: written) {
            case .inPlace(let place): return place
            case .rotated(let place):
                notes.append("\(position.path) was rotated meanwhile: its rest is read from \(place.path)")
                return place
            case .startsAnew(let place):
                notes.append(
                    "\(position.path) was cut off or made anew since Promtail was at byte \(position.offset) of it, and "
                        + "the rest of the old contents is not found; it is read from its start")
                return place
            case .gone: break
            }
        } catch {
            notes.append(
                "\(error): it cannot be told whether Promtail was in this file, so it is begun at positions.start_at"
            )
        }
        return nil
    }

    private func record(
        _ position: ForeignPosition, _ place: ForeignPosition.Place, _ target: String, _ written: Int64
    ) -> GenerationRecord {
        var record = GenerationRecord(
            id: GenerationID(0), target: target, path: position.path, currentPath: place.path,
            identity: place.identity, fingerprint: place.fingerprint)
        for client in clients {
            record.progress[client] = Progress(offset: place.position.offset, tail: place.position.tail)
        }
        record.size = place.size
        // What came and went beside it since then is nobody's.
        record.seen = written
        return record
    }
}
