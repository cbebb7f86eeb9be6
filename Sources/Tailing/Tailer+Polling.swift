// Why this file exists: some filesystems tell no events, and the kernel's watches can run out; nothing is skipped then.

import Platform

extension Tailer {
    /// A file that no event tells of is looked at every second.
    func poll(_ file: FollowedFile) {
        polled[file.id] = file
        if nextPoll == nil { nextPoll = Clock.monotonic() + Self.pollInterval }
    }

    func schedulePoll(now: Int64) {
        let isNeeded = !polled.isEmpty || directories.values.contains { $0.isPolled }
        nextPoll = isNeeded ? min(nextPoll ?? .max, now + Self.pollInterval) : nil
    }

    /// Looks at what no event tells of.
    func poll(now: Int64) {
        nextPoll = now + Self.pollInterval
        gather(now: now) {
            for directory in directories.values.filter(\.isPolled) {
                let modified = (try? FileStatus.of(path: directory.path))?.modified
                // What cannot be looked at is left to the next look through all directories.
                guard let modified else {
                    nextScan = now
                    continue
                }
                // Two changes can have one time: a directory that changed a moment ago is read again.
                let isSettled =
                    modified == directory.modified && Clock.realtime() - modified > 2 * Self.pollInterval
                directory.modified = modified
                if !isSettled { scan(directory.path, directory.positions, now: now) }
            }
        }
        for file in polled.values {
            let path = file.currentPath
            let open = file.contents.flatMap { try? $0.file.status() }
            guard let status = open ?? (try? FileStatus.of(path: path)) else { continue }
            let size = open == nil ? status.size - file.hiddenBytes : status.size
            let isWritten = status.modified != file.modified || file.wasJustWritten
            if isWritten || size != file.follower.size { markDirty(file) }
        }
    }

    /// Says once that watches are not to be had.
    func noteWatchFailure(_ error: SystemError) {
        guard unreadable.insert("inotify").inserted else { return }
        report(
            .noticed(
                "what cannot be watched is looked at once a second: \(error); raise fs.inotify.max_user_watches with "
                    + "sysctl(8)"))
    }
}
