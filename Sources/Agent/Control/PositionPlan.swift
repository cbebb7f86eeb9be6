// Why this file exists: what `forget` and `skip` come to, worked out before anything is changed.

import Checkpoints
import Configuration
import Platform
import Tailing

/// What a change comes to.
struct PositionPlan {
    /// For the operator: one for every client and generation.
    var edits: [PositionEdit] = []
    /// For the checkpoints.
    var changes: [Change] = []
}

extension PositionBook {
    /// Works out a change. Nothing is done by it.
    func plan(_ change: PositionChange) throws(ControlRefusal) -> PositionPlan {
        let records = try records(at: change.path)
        let clients = try change.client.map { (name) throws(ControlRefusal) in [try key(of: name)] }
        switch change.action {
        case .skip(let offset):
            return try skip(records, to: offset, clients: clients, path: change.path)
        case .forget(let isConfirmed):
            let plan = forget(records, clients: clients)
            guard isConfirmed || plan.edits.allSatisfy({ $0.sentAgain == 0 && $0.neverSent == 0 }) else {
                throw ControlRefusal(.unconfirmed, Self.warning(plan.edits))
            }
            return plan
        }
    }

    /// The generations that are at a path now, or were first seen there, oldest first.
    private func records(at path: String) throws(ControlRefusal) -> [GenerationRecord] {
        let all = state.generations.values
        let found = all.filter { $0.currentPath == path || $0.path == path }
        if !found.isEmpty { return found.sorted { $0.id < $1.id } }
        let near = Self.near(path, Set(all.map(\.currentPath)))
        let hint =
            all.isEmpty
            ? "no file is known yet"
            : near.isEmpty
                ? "logferry positions list shows those that are"
                : "did you mean \(near.joined(separator: " or "))?"
        throw ControlRefusal(.unknown, "no file is known as \(path); \(hint)")
    }

    /// The known paths nearest to one that is not: first those with the same name elsewhere, then likely slips.
    private static func near(_ path: String, _ known: Set<String>) -> [String] {
        let name = FileSystem.name(of: path)
        let namesakes = known.filter { FileSystem.name(of: $0) == name }.sorted().prefix(3)
        if !namesakes.isEmpty { return Array(namesakes) }
        let parent = FileSystem.parent(of: path)
        let siblings = known.filter { FileSystem.parent(of: $0) == parent }.sorted()
        // Compared as a whole, long paths would all be near to each other.
        let slip = Suggestions.nearest(name, among: siblings.map { FileSystem.name(of: $0) })
        return slip.map { [FileSystem.join(parent, $0)] } ?? []
    }

    private func key(of name: String) throws(ControlRefusal) -> String {
        var keys = clients.filter { $0.names.contains(name) }.map(\.key)
        // One that is configured no more still has its place.
        if keys.isEmpty, state.generations.values.contains(where: { $0.progress[name] != nil }) {
            keys = [name]
        }
        if keys.count == 1 { return keys[0] }
        let list = (keys.isEmpty ? clients.map(\.key) : keys).joined(separator: ", ")
        throw ControlRefusal(
            .unknown,
            keys.isEmpty
                ? "no client is called '\(name)'; there is \(list)"
                : "more than one client is called '\(name)': say \(list)")
    }

    private func skip(
        _ records: [GenerationRecord], to offset: Int64?, clients: [String]?, path: String
    ) throws(ControlRefusal) -> PositionPlan {
        var plan = PositionPlan()
        let unfinished = records.filter { !$0.isFinished }
        let records = unfinished.isEmpty ? records : unfinished
        // An offset is meant for the file that has the name now, or had it last; what is older lies before it.
        let newest = records.last { $0.currentPath == path } ?? records.last
        for record in records {
            let sighting = open(record)
            let isNewest = record.id == newest?.id
            let size = sighting.size
            let end: Int64
            if isNewest, let offset {
                guard offset <= size else {
                    throw ControlRefusal(
                        .invalid, "\(sighting.path) has \(size) bytes; --to \(offset) is beyond its end")
                }
                end = try lineStart(at: offset, sighting)
            } else {
                // Of what is not the newest, nothing more comes.
                end = isNewest ? try lineStart(at: size, sighting) : size
            }
            for (client, progress) in record.progress
            where clients?.contains(client) ?? true {
                guard end > progress.offset else { continue }
                plan.edits.append(
                    PositionEdit(
                        generation: record.id.value, path: sighting.path, client: client,
                        from: progress.offset, to: end, size: size, isForgotten: false))
                plan.changes.append(move(record.id, client, progress, to: end))
            }
        }
        guard plan.edits.isEmpty else { return plan }
        let reached =
            newest?.progress.filter { clients?.contains($0.client) ?? true }.map(\.progress.offset).min() ?? 0
        var sentence = "there is nothing to skip: \(path) is shipped up to byte \(reached)"
        if let offset, offset > reached {
            sentence +=
                ", and byte \(offset) is in a line that is not finished yet and is sent whole when it is"
        }
        throw ControlRefusal(.invalid, sentence)
    }

    private func move(_ id: GenerationID, _ client: String, _ progress: Progress, to offset: Int64) -> Change
    {
        // What was known of the bytes before the offset is not known of these.
        .acknowledged(
            client: client,
            [
                Acknowledgement(
                    id,
                    Progress(
                        offset: offset, lastTimestamp: progress.lastTimestamp, memory: progress.memory))
            ])
    }

    /// The start of the first line at or after `offset`; in the unfinished last line, its start.
    private func lineStart(at offset: Int64, _ sighting: Sighting) throws(ControlRefusal)
        -> Int64
    {
        guard offset > 0 else { return 0 }
        guard let file = sighting.file else {
            if offset >= sighting.size { return sighting.size }
            throw ControlRefusal(
                .invalid, "\(sighting.path) cannot be read, so that no line can be found in it; use --to end")
        }
        do {
            return try LineSearch.start(in: file, at: offset, size: sighting.size)
        } catch {
            throw ControlRefusal(.failed, "\(error)")
        }
    }

    private func forget(_ records: [GenerationRecord], clients: [String]?) -> PositionPlan {
        var plan = PositionPlan()
        let chosen = Set(records.map(\.id))
        for record in records {
            if record.isFinished {
                // Known only so that a copy of it is recognised, which is no use to a file that was never seen.
                if clients == nil { plan.changes.append(.forgotten(record.id)) }
                continue
            }
            let sighting = open(record)
            let hasOthers = state.generations.values.contains {
                $0.path == record.path && $0.target == record.target && !chosen.contains($0.id)
            }
            let fate = fate(record, sighting, hasOthers: hasOthers)
            for (client, progress) in record.progress
            where clients?.contains(client) ?? true {
                let start: Int64
                switch fate {
                case .begun(let offset): start = offset
                case .dropped, .ended: start = sighting.size
                case .gone: start = progress.offset
                }
                plan.edits.append(
                    PositionEdit(
                        generation: record.id.value, path: sighting.path, client: client,
                        from: progress.offset, to: start, size: sighting.size, isForgotten: true))
                if clients != nil || fate == .ended {
                    plan.changes.append(move(record.id, client, Progress(offset: 0), to: start))
                }
            }
            if clients == nil {
                plan.changes.append(fate == .ended ? .finished(record.id) : .forgotten(record.id))
            }
        }
        return plan
    }

    /// What becomes of a file when nothing is known of it any more.
    private enum Fate: Hashable {
        /// It is found, and read from here on.
        case begun(Int64)
        /// Nothing looks for it where it is now.
        case dropped
        /// The same, but it stays known, lest it be taken for a generation of its path that was missed.
        case ended
        /// There is no file any more.
        case gone
    }

    /// - Parameter hasOthers: true if other generations of its path stay known.
    private func fate(_ record: GenerationRecord, _ sighting: Sighting, hasOthers: Bool) -> Fate {
        guard let status = sighting.status else { return .gone }
        guard status.links > 0, targets.contains(where: { $0.key == record.target }) else { return .dropped }
        guard isMatched(sighting.path, target: record.target),
            let present = try? FileStatus.of(path: sighting.path),
            FileIdentity(present).isSameInode(as: FileIdentity(status))
        else { return hasOthers ? .ended : .dropped }
        switch startAt {
        case .beginning: return .begun(0)
        case .within(let age) where Clock.realtime() - status.modified <= age: return .begun(0)
        case .within, .end: return .begun((try? lineStart(at: sighting.size, sighting)) ?? sighting.size)
        }
    }

    private func isMatched(_ path: String, target: String) -> Bool {
        targets.contains {
            $0.key == target && $0.include.matches(path) && $0.exclude?.matches(path) != true
        }
    }

    private static func warning(_ edits: [PositionEdit]) -> String {
        let again = edits.reduce(0) { $0 + $1.sentAgain }
        let never = edits.reduce(0) { $0 + $1.neverSent }
        var parts: [String] = []
        if again > 0 { parts.append("\(PositionEdit.bytes(again)) that were shipped will be sent again") }
        if never > 0 { parts.append("\(PositionEdit.bytes(never)) that were not shipped will never be sent") }
        return parts.joined(separator: ", and ") + "; add --yes to do it"
    }
}
