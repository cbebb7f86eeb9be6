// Why this file exists: a plan is made from values, so somebody has to look at the disk first.

import Glibc
import Platform

/// Looks at what policies are about. One survey is one pass over all of them, in their order: a log belongs to the first that
/// names it.
public struct Survey {
    /// Seconds since the Unix epoch.
    public let now: Int64
    /// What days and hours are.
    public let clock: LocalClock
    /// Every log is due.
    public let isForced: Bool
    /// Only these logs; all if there are none.
    public let selection: Set<String>
    /// The logs that were found so far, with the names of their policies.
    public private(set) var owners: [String: String] = [:]

    /// A pass that begins now.
    public init(now: Int64, clock: LocalClock = .host, isForced: Bool = false, selection: Set<String> = []) {
        self.now = now
        self.clock = clock
        self.isForced = isForced
        self.selection = selection
    }

    /// What there is for a policy. What cannot be looked at is as if it were not there.
    /// - Parameters:
    ///   - lastRotations: when logs were last rotated or first seen, in seconds since the Unix epoch, by path.
    ///   - custodian: asked about older generations that might go.
    public mutating func scene(
        of policy: Policy, lastRotations: [String: Int64], custodian: any Custodian
    ) throws(CustodianError) -> Scene {
        var scene = Scene(now: now, clock: clock)
        scene.isForced = isForced
        scene.isPartial = !selection.isEmpty
        scene.isPrivileged = geteuid() == 0
        findLogs(of: policy, lastRotations, &scene)
        let names = GenerationNames(policy)
        lookAround(policy, names, &scene)
        if policy.keepsUnshipped { try ask(custodian, policy, &scene) }
        return scene
    }

    private mutating func findLogs(of policy: Policy, _ lastRotations: [String: Int64], _ scene: inout Scene)
    {
        var seen: Set<String> = []
        let patterns = policy.patterns.flatMap(PathGlob.withoutBraces)
        if selection.isEmpty {
            for pattern in policy.patterns {
                let (paths, failure) = PathGlob.matches(pattern)
                if paths.isEmpty { scene.unmatched.append(Scene.Unmatched(pattern, failure: failure)) }
                for path in paths where seen.insert(path).inserted {
                    find(path, policy, lastRotations[path], &scene)
                }
            }
        } else {
            // Not by glob(3): a few logs are looked at every second, among as many as there are.
            for path in selection.sorted() where PathGlob.covers(patterns, path) {
                if find(path, policy, lastRotations[path], &scene) { seen.insert(path) }
                if !seen.contains(path), policy.patterns.contains(path) {
                    scene.unmatched.append(Scene.Unmatched(path))
                }
            }
        }
        // A log that its program has yet to make again has older generations all the same.
        let remembered = selection.isEmpty ? lastRotations.keys.sorted() : selection.sorted()
        for path in remembered
        where !seen.contains(path) && owners[path] == nil && lastRotations[path] != nil
            && PathGlob.covers(patterns, path)
        {
            owners[path] = policy.name
            scene.logs.append(Scene.Log(path: path, status: nil, lastRotation: lastRotations[path]))
        }
    }

    /// Takes a log into the scene; false if there is none.
    @discardableResult
    private mutating func find(
        _ path: String, _ policy: Policy, _ lastRotation: Int64?, _ scene: inout Scene
    ) -> Bool {
        guard !FileSystem.name(of: path).hasPrefix(FileSystem.scratchPrefix),
            let status = try? FileStatus.of(path: path, follow: false)
        else { return false }
        var log = Scene.Log(path: path, status: status, lastRotation: lastRotation)
        if let owner = owners[path] { log.earlierPolicy = owner } else { owners[path] = policy.name }
        if policy.effectiveMethod == .collapse, status.isRegular, status.size > 0 {
            log.padding = Self.padding(of: path)
        }
        scene.logs.append(log)
        return true
    }

    private static func padding(of path: String) -> Int64 {
        guard let pad = try? File(path, .read).pad() else { return 0 }
        return Int64(pad.length)
    }

    private func lookAround(_ policy: Policy, _ names: GenerationNames, _ scene: inout Scene) {
        let paths = scene.logs.map(\.path)
        let places = Set(paths.map { names.base(of: $0).directory })
        for directory in places.union(paths.map { FileSystem.parent(of: $0) }) {
            guard let status = try? FileStatus.of(path: directory) else { continue }
            scene.directories[directory] = Scene.Directory(status: status)
        }
        let logs = GenerationIndex.logs(names, paths)
        for directory in places where scene.directories[directory] != nil {
            for entry in (try? FileSystem.list(directory).entries) ?? []
            where GenerationIndex.match(entry.name, in: directory, names, logs) != nil {
                look(at: entry.name, in: directory, &scene)
            }
            guard policy.minimumFree != nil, let space = try? FileSystem.space(at: directory) else {
                continue
            }
            scene.directories[directory]?.free = space.free
            scene.directories[directory]?.capacity = space.capacity
        }
        guard policy.effectiveMethod == .renamecopy else { return }
        for path in paths {
            look(at: FileSystem.name(of: path) + ".tmp", in: FileSystem.parent(of: path), &scene)
        }
    }

    private func look(at name: String, in directory: String, _ scene: inout Scene) {
        let path = FileSystem.join(directory, name)
        if let status = try? FileStatus.of(path: path, follow: false) {
            scene.directories[directory]?.files[name] = status
        }
    }

    /// Asks about the logs of which something would go if all were shipped; about all of them where room is to be made.
    private func ask(_ custodian: any Custodian, _ policy: Policy, _ scene: inout Scene)
        throws(CustodianError)
    {
        var losing: Set<String> = []
        var isForRoom = false
        for step in Planner.plan(policy, scene).steps {
            guard case .remove(_, let reason, _) = step.action else { continue }
            if let log = step.log { losing.insert(log) }
            if reason == .freeSpace { isForRoom = true }
        }
        guard !losing.isEmpty else { return }
        let index = GenerationIndex(GenerationNames(policy), scene)
        var files: [Subject] = []
        var logs: [String] = []
        for (log, generations) in zip(scene.logs, index.generations)
        where isForRoom || losing.contains(log.path) {
            files += generations.map(\.subject)
            logs += generations.map { _ in log.path }
            guard let status = log.status, status.isRegular else { continue }
            files.append(Subject(path: log.path, identity: FileIdentity(status), size: status.size))
            logs.append(log.path)
        }
        for (file, custody) in zip(files, try custodian.custody(of: files, logs: logs)) {
            scene.custody[file.path] = custody
        }
    }
}
