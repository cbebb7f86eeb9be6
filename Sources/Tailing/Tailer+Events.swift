// Why this file exists: what the kernel tells of the watched directories becomes sightings and renames.

import Platform

extension Tailer {
    /// Handles what inotify has waiting, at most 64 buffers at once so that shipping gets its turn.
    public func processEvents(now: Int64) {
        var moves: [UInt32: FollowedFilesMove] = [:]
        var needsScan = false
        for _ in 0..<64 {
            let hadEvents = inotify.drain { event in
                if event.has(Inotify.Bit.overflow) {
                    needsScan = true
                    report(.noticed("the kernel's queue of file events overflowed; looking through all directories"))
                } else if let directory = directoryByWatch[event.watch] {
                    if !handle(event, in: directory, &moves, now: now) { needsScan = true }
                } else if let files = filesByWatch[event.watch] {
                    for file in files { handle(event, of: file) }
                }
            }
            if !hadEvents { break }
        }
        for move in moves.values { for file in move.files where file.currentPath == move.path { loseName(file, now: now) } }
        if needsScan {
            scanAll(now: now)
            for file in Array(filesByInode.values) { markDirty(file) }
        }
    }

    /// Files whose name was moved away, until the event that says where to.
    struct FollowedFilesMove {
        let path: String
        let files: [FollowedFile]
    }

    /// False if the event says that the directories must be looked through anew.
    private func handle(
        _ event: Inotify.Event, in directory: WatchedDirectory, _ moves: inout [UInt32: FollowedFilesMove],
        now: Int64
    ) -> Bool {
        if event.has(Inotify.Bit.modify) {
            for file in directory.files[event.name] ?? [] { markDirty(file) }
            return true
        }
        if event.has(Inotify.Bit.ignored) {
            directoryByWatch[directory.watch] = nil
            if directories[directory.path] === directory { directories[directory.path] = nil }
            return false
        }
        if event.has(Inotify.Bit.deleteSelf | Inotify.Bit.moveSelf | Inotify.Bit.unmount) { return false }
        if event.has(Inotify.Bit.isDirectory) { return handleSubdirectory(event, in: directory, now: now) }
        let path = FileSystem.join(directory.path, event.name)
        if event.has(Inotify.Bit.movedFrom) {
            moves[event.cookie] = FollowedFilesMove(path: path, files: directory.files[event.name] ?? [])
        } else if event.has(Inotify.Bit.delete) {
            for file in directory.files[event.name] ?? [] { loseName(file, now: now) }
        } else if event.has(Inotify.Bit.movedTo) {
            // What had this name before is gone without an event of its own.
            for file in directory.files[event.name] ?? [] { loseName(file, now: now) }
            for file in moves.removeValue(forKey: event.cookie)?.files ?? [] where file.isOpen {
                rename(file, to: path, in: directory, now: now)
            }
            sightAll(event.name, path, in: directory, now: now)
        } else if event.has(Inotify.Bit.create | Inotify.Bit.attributes) {
            unreadable.remove(path)
            sightAll(event.name, path, in: directory, now: now)
        }
        return true
    }

    private func sightAll(_ name: String, _ path: String, in directory: WatchedDirectory, now: Int64) {
        for (target, position) in directory.positions where targets[target].include.matches(name, at: position) {
            sight(target, path, in: directory, inode: nil, now: now)
        }
    }

    private func handleSubdirectory(_ event: Inotify.Event, in directory: WatchedDirectory, now: Int64) -> Bool {
        if event.has(Inotify.Bit.movedFrom) { return false }
        guard event.has(Inotify.Bit.create | Inotify.Bit.movedTo | Inotify.Bit.attributes) else { return true }
        if directory.awaited.contains(event.name) { return false }
        let below = positions(directory.positions, into: event.name, isLink: false)
        scan(FileSystem.join(directory.path, event.name), below, now: now)
        return true
    }

    private func handle(_ event: Inotify.Event, of file: FollowedFile) {
        if event.has(Inotify.Bit.ignored) {
            filesByWatch[event.watch] = nil
            file.inodeWatch = nil
        }
        markDirty(file)
    }
}
