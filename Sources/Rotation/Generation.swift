// Why this file exists: a plan moves files about in values first, so that its later steps know what its earlier ones did.

import Platform

/// An older generation of a log, as it is when the plan has come so far.
struct Generation: Sendable {
    /// Where it is by then.
    var path: String
    /// Which file; nil if an earlier step of the plan makes it.
    var identity: FileIdentity?
    /// In bytes, as it is on disk.
    var size: Int64
    /// Its last write, in nanoseconds since the Unix epoch.
    var modified: Int64
    /// What its name says.
    var place: GenerationNames.Place
    /// The ending of its compression; empty if it is not compressed.
    var ending: String
    var custody: Custody
    /// True if this plan makes it.
    var isNew = false

    var subject: Subject {
        identity.map { Subject(path: path, identity: $0, size: size) } ?? .made(at: path)
    }

    /// Newest first: what is new, then by number or date, then by the last write.
    static func isNewer(_ a: Generation, _ b: Generation) -> Bool {
        if a.isNew != b.isNew { return a.isNew }
        switch (a.place, b.place) {
        case (.number(let first), .number(let second)) where first != second: return first < second
        case (.date(let first), .date(let second)) where first != second: return first > second
        default: return a.modified != b.modified ? a.modified > b.modified : a.path > b.path
        }
    }

    /// How much of it is known to be unshipped, in bytes, at least one; all of it where that is not known.
    var unshipped: Int64 {
        guard case .unshipped(let bytes) = custody else { return 0 }
        return max(1, bytes ?? size)
    }
}

/// The generations of all logs of a scene, found by their names.
struct GenerationIndex: Sendable {
    /// By log, newest first.
    private(set) var generations: [[Generation]]
    /// What has the name of a generation and is no regular file, by log.
    private(set) var obstacles: [[String]]

    /// Sorts what the directories hold.
    init(_ names: GenerationNames, _ scene: Scene) {
        generations = Array(repeating: [], count: scene.logs.count)
        obstacles = Array(repeating: [], count: scene.logs.count)
        let logs = Self.logs(names, scene.logs.map(\.path))
        let asksCustody = !scene.custody.isEmpty
        for (directory, content) in scene.directories {
            for (name, status) in content.files {
                guard let (log, parts) = Self.match(name, in: directory, names, logs) else { continue }
                let path = FileSystem.join(directory, name)
                guard path != scene.logs[log].path else { continue }
                guard status.isRegular else {
                    obstacles[log].append(path)
                    continue
                }
                generations[log].append(
                    Generation(
                        path: path, identity: FileIdentity(status), size: status.size,
                        modified: status.modified,
                        place: parts.place, ending: parts.ending,
                        custody: asksCustody ? scene.custody[path] ?? .uncovered : .uncovered))
            }
        }
        for log in generations.indices {
            generations[log].sort(by: Generation.isNewer)
            obstacles[log].sort()
        }
    }

    /// Which log's generations have which names.
    static func logs(_ names: GenerationNames, _ paths: [String]) -> [GenerationNames.Base: Int] {
        var logs: [GenerationNames.Base: Int] = [:]
        for (index, path) in paths.enumerated() {
            let base = names.base(of: path)
            if logs[base] == nil { logs[base] = index }
        }
        return logs
    }

    /// The log that a name is a generation of, and what the name says.
    static func match(
        _ name: String, in directory: String, _ names: GenerationNames, _ logs: [GenerationNames.Base: Int]
    ) -> (log: Int, parts: GenerationNames.Parts)? {
        var match: (log: Int, parts: GenerationNames.Parts)?
        names.eachMeaning(of: name, in: directory) { parts in
            match = logs[parts.base].map { ($0, parts) }
            return match == nil
        }
        return match
    }
}
