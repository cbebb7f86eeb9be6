// A disk in values: scenes are taken from it and plans are performed on it, so that what a plan leaves can be looked at.

import Platform

@testable import Rotation

struct ModelDisk {
    struct File {
        var status: FileStatus
        var custody = Custody.uncovered
        /// Which contents, however often they are copied and compressed.
        var contents: Int
    }

    var files: [String: File] = [:]
    var directories: [String: FileStatus] = [:]
    var free = Int64.max
    var capacity = Int64.max
    var lastRotations: [String: Int64] = [:]
    private var inodes: UInt64 = 100
    /// Whether what is not shipped is to stay.
    var holds = true
    /// What a plan did that it must not do.
    private(set) var faults: [String] = []
    /// Contents that were removed, and whether they were free to go.
    private(set) var removed: [(path: String, isFree: Bool, reason: Action.RemovalReason)] = []

    static func directory(mode: UInt32 = 0o755, group: UInt32 = 0, device: UInt64 = 1) -> FileStatus {
        FileStatus(device: device, inode: 2, links: 2, mode: 0o040000 | mode, group: group)
    }

    mutating func add(
        _ path: String, size: Int64, modified: Int64, custody: Custody = .uncovered, mode: UInt32 = 0o100640,
        links: UInt64 = 1
    ) {
        inodes += 1
        let device = directories[FileSystem.parent(of: path)]?.device ?? 1
        let status = FileStatus(
            device: device, inode: inodes, size: size, birth: 1, modified: modified * 1_000_000_000,
            links: links,
            mode: mode)
        files[path] = File(status: status, custody: custody, contents: Int(inodes))
    }

    func scene(
        now: Int64, clock: LocalClock, logs: [String], isForced: Bool = false, isPrivileged: Bool = true
    ) -> Scene {
        var scene = Scene(now: now, clock: clock)
        scene.isForced = isForced
        scene.isPrivileged = isPrivileged
        for path in logs {
            let status = files[path]?.status
            if status == nil { scene.unmatched.append(Scene.Unmatched(path)) }
            scene.logs.append(Scene.Log(path: path, status: status, lastRotation: lastRotations[path]))
        }
        for (path, status) in directories {
            scene.directories[path] = Scene.Directory(status: status, free: free, capacity: capacity)
        }
        for (path, file) in files {
            scene.directories[FileSystem.parent(of: path)]?.files[FileSystem.name(of: path)] = file.status
            scene.custody[path] = file.custody
        }
        return scene
    }

    /// Performs a plan, and notes what could not have been performed.
    mutating func perform(_ plan: Plan, now: Int64) {
        for step in plan.steps { perform(step.action, now) }
    }

    private mutating func perform(_ action: Action, _ now: Int64) {
        switch action {
        case .remember(let path), .noteRotation(let path): lastRotations[path] = now
        case .run, .signal: break
        case .makeDirectory(let path, _): directories[path] = Self.directory()
        case .rename(let subject, let target, _):
            guard let file = take(subject, keeps: false) else { return }
            put(file, at: target)
        case .create(let path, _, let like):
            guard files[path] == nil else { return fault("creates over \(path)") }
            add(path, size: 0, modified: now, mode: like.mode)
        case .copy(let subject, let target, let removesSource):
            guard let file = take(subject, keeps: !removesSource) else { return }
            putCopy(file, at: target, now)
        case .copyTruncate(let subject, let target), .collapse(let subject, let target):
            guard let file = take(subject, keeps: false) else { return }
            putCopy(file, at: target, now)
            add(
                subject.path, size: 0, modified: now,
                custody: file.custody == .uncovered ? .uncovered : .shipped)
        case .compress(let subject, let target, _):
            guard var file = take(subject, keeps: false) else { return }
            inodes += 1
            let old = file.status
            file.status = FileStatus(
                device: old.device, inode: inodes, size: old.size / 10, birth: 1, modified: old.modified,
                links: 1,
                mode: old.mode)
            put(file, at: target)
        case .remove(let subject, let reason, let unshipped):
            guard let file = take(subject, keeps: false) else { return }
            removed.append((subject.path, file.custody.isFree, reason))
            if holds, !file.custody.isFree, unshipped == 0 { fault("loses \(subject.path) without a word") }
            free = free > .max - file.status.size ? .max : free + file.status.size
        }
    }

    private mutating func take(_ subject: Subject, keeps: Bool) -> File? {
        guard let file = files[subject.path] else {
            fault("misses \(subject.path)")
            return nil
        }
        if !subject.isMade, FileIdentity(file.status) != subject.identity {
            fault("takes another \(subject.path)")
        }
        if !keeps { files[subject.path] = nil }
        return file
    }

    private mutating func put(_ file: File, at path: String) {
        if files[path] != nil { fault("overwrites \(path)") }
        if directories[FileSystem.parent(of: path)] == nil { fault("has no directory for \(path)") }
        files[path] = file
    }

    private mutating func putCopy(_ file: File, at path: String, _ now: Int64) {
        var copy = file
        inodes += 1
        let device = directories[FileSystem.parent(of: path)]?.device ?? 1
        copy.status = FileStatus(
            device: device, inode: inodes, size: file.status.size, birth: 1, modified: now * 1_000_000_000,
            links: 1,
            mode: file.status.mode)
        put(copy, at: path)
    }

    private mutating func fault(_ text: String) { faults.append(text) }
}
