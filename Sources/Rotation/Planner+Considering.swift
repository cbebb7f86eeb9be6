// Why this file exists: a log whose turn it is may still be one that must not be touched.

import Platform

extension PolicyPass {
    /// Decides which logs are rotated.
    mutating func consider() {
        for missing in scene.unmatched {
            if let failure = missing.failure {
                remark(missing.pattern, .error, "cannot be looked at: \(failure)")
            } else if !policy.allowsMissing {
                remark(missing.pattern, .error, "no such file; write missingok: true if that is no mistake")
            }
        }
        for number in logs.indices { consider(number) }
    }

    private mutating func consider(_ number: Int) {
        let log = logs[number].log
        guard let status = log.status else { return }
        if let (kind, text) = refusal(of: logs[number], status) {
            logs[number].isLeftAlone = true
            logs[number].again = policy.calendar.next(after: scene.now, last: scene.now, scene.clock)
            if let kind { remark(log.path, kind, text) }
            return
        }
        let due = Due.judge(log, policy, scene)
        logs[number].again = due.again
        logs[number].standing.nextDue = due.verdict == .rotate ? scene.now : due.again
        if let last = log.lastRotation, last - scene.now > CivilTime.secondsPerDay {
            remark(
                log.path, .warning,
                "was last rotated at \(scene.clock.text(of: last)), which is yet to come: was the clock set back?"
            )
        }
        switch due.verdict {
        case .rotate:
            logs[number].isRotated = true
        case .remember:
            logs[number].isRemembered = log.lastRotation == nil
            remark(log.path, .idle, due.reason)
        case .wait:
            remark(log.path, .idle, due.reason)
        }
    }

    /// Why a log is left alone; without a kind if nothing is said.
    private func refusal(of pass: LogPass, _ status: FileStatus) -> (kind: Remark.Kind?, text: String)? {
        if let earlier = pass.log.earlierPolicy {
            return (
                policy.ignoresDuplicates ? nil : .error,
                "\(earlier) rotates it already; take it out of one of the two, or write ignoreduplicates: true"
            )
        }
        if pass.isGeneration { return (.idle, "is an older generation of another log of this policy") }
        if status.isDirectory { return (nil, "") }
        if let rival = pass.rival {
            return (
                .error,
                "would have the same older generations as \(rival); write a relative olddir, or a policy for each of them"
            )
        }
        if status.isSymlink {
            return (
                .warning, "is a symlink, which is not rotated; write the path of the file that it points to"
            )
        }
        guard status.isRegular else { return (.warning, "is no regular file and is not rotated") }
        if status.links > 1, !policy.allowsHardLinks {
            return (
                .warning,
                "has \(status.links) hard links and is not rotated; write allowhardlink: true if that is as it should be"
            )
        }
        return scene.isPrivileged && policy.identity == nil ? distrust(of: pass.path) : nil
    }

    /// Whoever may write in a directory can put a symlink in the place of any file that root is about to open there.
    private func distrust(of path: String) -> (kind: Remark.Kind?, text: String)? {
        let parent = FileSystem.parent(of: path)
        guard let status = scene.directories[parent]?.status else { return nil }
        let isOpen = status.mode & 0o002 != 0
        guard isOpen || (status.mode & 0o020 != 0 && status.group != 0) else { return nil }
        let who = isOpen ? "everybody" : "a group other than root"
        return (
            .error,
            "\(who) may write in \(parent); write su: {user: …, group: …} to rotate as one who may, or chmod go-w it"
        )
    }
}

extension FileStatus {
    /// True for a symbolic link, which lstat(2) tells.
    var isSymlink: Bool { mode & 0o170000 == 0o120000 }
}
