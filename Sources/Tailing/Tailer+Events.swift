// Why this file exists: what the kernel tells of the watched directories becomes sightings and renames.

import Platform

extension Tailer {
    /// What the events of one round lead to once there are no more of them.
    private struct Round {
        var names = PendingNames()
        /// Directories that appeared.
        var directories: [(path: String, positions: [TargetPosition])] = []
        /// True if every directory must be looked through anew.
        var needsScan = false
    }

    /// Handles what inotify has waiting, at most 64 buffers at once so that shipping gets its turn.
    public func processEvents(now: Int64) {
        var round = Round()
        for _ in 0..<64 {
            let hadEvents = inotify?.drain { event in
                if event.has(Inotify.Bit.overflow) {
                    round.needsScan = true
                    report(
                        .noticed(
                            "the kernel's queue of file events overflowed; looking through all directories"))
                } else if let directories = directoriesByWatch[event.watch] {
                    for directory in directories { handle(event, in: directory, &round, now: now) }
                } else if let files = filesByWatch[event.watch] {
                    for file in files { handle(event, of: file) }
                }
            }
            if hadEvents != true { break }
        }
        for move in round.names.departed {
            for file in move.files where file.currentPath == move.path { loseName(file, now: now) }
        }
        let vanished = round.names.vanished
        for sighting in vanished {
            for target in sighting.targets { noteUnseen(target, sighting.bornAs, now: now) }
        }
        // Before newer files are entered, which come after them.
        if !vanished.isEmpty { closeGaps(now: now) }
        for (path, sighting) in round.names.sightings {
            for target in sighting.targets { sight(target, path, bornAs: sighting.bornAs, now: now) }
        }
        for (path, positions) in round.directories { scan(path, positions, now: now) }
        if round.needsScan {
            scanAll(now: now)
            for file in Array(filesByInode.values) { markDirty(file) }
        }
    }

    private func handle(
        _ event: Inotify.Event, in directory: WatchedDirectory, _ round: inout Round, now: Int64
    ) {
        if event.has(Inotify.Bit.modify) {
            guard let files = directory.files[event.name] else {
                // A file that was let go and is written to again, or one that could not be opened.
                let path = FileSystem.join(directory.path, event.name)
                return round.names.see(path, for: matchingTargets(event.name, in: directory))
            }
            for file in files { markDirty(file) }
            return
        }
        if event.has(Inotify.Bit.ignored) { gone(directory, now: now) }
        if event.has(
            Inotify.Bit.ignored | Inotify.Bit.deleteSelf | Inotify.Bit.moveSelf | Inotify.Bit.unmount)
        {
            round.needsScan = true
            return
        }
        let path = FileSystem.join(directory.path, event.name)
        if event.has(Inotify.Bit.isDirectory) {
            return handleSubdirectory(event, path, in: directory, &round)
        }
        if event.has(Inotify.Bit.movedFrom) {
            // Until they arrive somewhere they have no name: the next event may give it to another file.
            round.names.moveAway(
                path, cookie: event.cookie, from: directory,
                files: directory.files.removeValue(forKey: event.name) ?? [],
                for: matchingTargets(event.name, in: directory))
            return
        }
        if event.has(Inotify.Bit.delete) || event.has(Inotify.Bit.movedTo) {
            // What had this name before a move to it is gone without an event of its own.
            for file in directory.files[event.name] ?? [] { loseName(file, now: now) }
            round.names.forget(path)
        }
        if event.has(Inotify.Bit.movedTo) {
            for file in round.names.arrive(path, cookie: event.cookie, in: directory) where file.isOpen {
                rename(file, to: path, in: directory, now: now)
            }
        }
        if event.has(Inotify.Bit.create | Inotify.Bit.movedTo | Inotify.Bit.attributes) {
            unreadable.remove(path)
            round.names.see(path, for: matchingTargets(event.name, in: directory))
            handleLink(event, path, in: directory, &round)
        }
    }

    private func handleSubdirectory(
        _ event: Inotify.Event, _ path: String, in directory: WatchedDirectory, _ round: inout Round
    ) {
        if event.has(Inotify.Bit.movedFrom) || directory.awaited.contains(event.name) {
            round.needsScan = true
        } else if event.has(Inotify.Bit.create | Inotify.Bit.movedTo | Inotify.Bit.attributes) {
            let below = positions(directory.positions, into: event.name, isLink: false)
            if !below.isEmpty { round.directories.append((path, below)) }
        }
    }

    /// A symlink to a directory is no directory to inotify.
    private func handleLink(
        _ event: Inotify.Event, _ path: String, in directory: WatchedDirectory, _ round: inout Round
    ) {
        let below = positions(directory.positions, into: event.name, isLink: true)
        guard !below.isEmpty || directory.awaited.contains(event.name),
            (try? FileStatus.of(path: path))?.isDirectory == true
        else { return }
        if directory.awaited.contains(event.name) {
            round.needsScan = true
        } else {
            round.directories.append((path, below))
        }
    }

    /// The targets whose pattern matches this name in here.
    private func matchingTargets(_ name: String, in directory: WatchedDirectory) -> [Int] {
        directory.positions.compactMap {
            targets[$0.target].include.matches(name, at: $0.position) ? $0.target : nil
        }
    }

    private func handle(_ event: Inotify.Event, of file: FollowedFile) {
        if event.has(Inotify.Bit.ignored) {
            filesByWatch[event.watch] = nil
            file.inodeWatch = nil
        }
        markDirty(file)
    }
}
