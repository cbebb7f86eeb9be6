// Why this file exists: renaming, making and removing files, so that nothing is ever replaced and a second attempt does no harm.

import Glibc
import Platform

extension Executor {
    /// Gives a file another name.
    func rename(_ subject: Subject, to target: String) throws {
        if try isFile(subject.identity, at: subject.path) {
            try FileSystem.renameToNew(subject.path, to: target)
            // Somebody may have put another file there in between. If it cannot be looked at, nobody has.
            if (try? isFile(subject.identity, at: target)) == false {
                try FileSystem.renameToNew(target, to: subject.path)
                throw another(subject)
            }
        } else if try !isFile(subject.identity, at: target) {
            throw another(subject)
        }
        try identities.outside { custodian.renamed(subject, to: target) }
    }

    /// Makes the new log. One that is there already is the program's own.
    func create(_ path: String, _ ownership: Policy.Ownership, like status: FileStatus) throws {
        if try self.status(at: path) != nil { return }
        let draft = try Draft(for: path)
        defer { draft.discard() }
        let owner = try ownership.owner.map(Identities.user) ?? status.owner
        let group = try ownership.group.map(Identities.group) ?? status.group
        try setOwner(of: draft.file, owner, group)
        try draft.file.setMode((ownership.mode ?? status.mode) & 0o7777)
        do throws(SystemError) {
            try draft.keep()
        } catch {
            guard error.code == EEXIST else { throw error }
        }
    }

    /// Gives a file to its owner. Who rotates as another user cannot give files away, which is no mistake.
    private func setOwner(of file: File, _ owner: UInt32, _ group: UInt32) throws {
        let status = try file.status()
        guard status.owner != owner || status.group != group else { return }
        do throws(SystemError) {
            try file.setOwner(owner, group: group)
        } catch {
            guard error.code == EPERM, pass.conduct.identity != nil else { throw error }
        }
    }

    /// Makes a directory of older generations, and those above it, all alike.
    func makeDirectory(_ path: String, _ ownership: Policy.Ownership) throws {
        if let status = try status(at: path), !pass.isRecovery || !status.isDirectory {
            guard status.isDirectory else { throw SystemError("make directory", path, code: ENOTDIR) }
            return
        }
        var code = System.calls.makeDirectory(path, mode: 0o700)
        let parent = FileSystem.parent(of: path)
        if code == -ENOENT, parent != path {
            try makeDirectory(parent, ownership)
            code = System.calls.makeDirectory(path, mode: 0o700)
        }
        guard code == 0 || code == -EEXIST else { throw SystemError("make directory", path, code: -code) }
        let directory = try File(existing: path)
        let status = try directory.status()
        guard status.isDirectory else { throw SystemError("make directory", path, code: ENOTDIR) }
        let owner = try ownership.owner.map(Identities.user) ?? status.owner
        let group = try ownership.group.map(Identities.group) ?? status.group
        try setOwner(of: directory, owner, group)
        try directory.setMode((ownership.mode ?? 0o755) & 0o7777)
    }

    /// Removes a generation.
    /// - Parameter unshipped: how many bytes may be lost by it.
    /// - Returns: how many are.
    func remove(_ subject: Subject, of log: String?, _ unshipped: Int64) throws -> Int64 {
        guard try isFile(subject.identity, at: subject.path) else {
            if try status(at: subject.path) == nil { return 0 }
            throw another(subject)
        }
        var lost: Int64 = 0
        if pass.conduct.keepsUnshipped || unshipped > 0 {
            let custody = try identities.outside {
                try custodian.custody(of: [subject], logs: [log ?? subject.path]).first
            }
            if case .unshipped(let bytes) = custody {
                guard unshipped > 0 else {
                    throw StepProblem.postponed("\(subject.path) is not shipped yet and is kept until it is")
                }
                lost = bytes ?? unshipped
            }
        }
        try destroy(subject.path)
        if lost > 0 {
            self.log(
                .error,
                "\(subject.path) was removed with \(lost) bytes that were not shipped: there was no room for it"
            )
        }
        return lost
    }

    /// Removes a name, and what is in the file before, if the policy says so.
    func destroy(_ path: String) throws {
        if let count = pass.conduct.shreds, try status(at: path)?.links == 1 {
            let result = scripts.run(
                ["shred"] + (count > 0 ? ["-n", "\(count)"] : []) + ["--", path], input: nil, output: nil,
                as: pass.conduct.identity, shouldStop: { false })
            if result.ending != .exited(0) {
                log(.error, "\(path) is removed without being overwritten: \(result.sentence("shred"))")
            }
        }
        try FileSystem.remove(path)
    }
}
