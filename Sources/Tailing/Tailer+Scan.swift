// Why this file exists: finding the directories that can hold a match, watching them, reading their names.

import Glibc
import Platform

extension Tailer {
    typealias TargetPosition = (target: Int, position: PathPattern.Position)

    /// Looks through every directory, at the start, once a minute, and after lost events.
    func scanAll(now: Int64) {
        nextScan = now + Self.scanInterval
        for directory in directories.values {
            directory.positions = []
            directory.awaited = []
        }
        gather(now: now) {
            for (index, target) in targets.enumerated() {
                for prefix in target.include.literalPrefixes {
                    var position = target.include.start
                    for name in FileSystem.components(of: prefix) {
                        position = target.include.advance(position, into: name)
                    }
                    scan(prefix, [(index, position)], now: now)
                }
            }
            for directory in directories.values where directory.positions.isEmpty && directory.awaited.isEmpty
            {
                // Renamed to where no pattern looks, and its files with it.
                for file in directory.files.values.joined() { loseName(file, now: now) }
                forget(directory)
            }
        }
        schedulePoll(now: now)
    }

    /// Looks at names; new files are entered afterwards, behind older generations that are found beside them.
    func gather(now: Int64, _ look: () -> Void) {
        guard candidates == nil else { return look() }
        candidates = [:]
        look()
        findRenamed(now: now)
        let waiting = (candidates ?? [:]).values.sorted {
            ($0.status.modified, $0.path) < ($1.status.modified, $1.path)
        }
        candidates = nil
        if !hasStarted {
            // Where the newest generation is no longer in its place, others may have come and gone after it.
            for key in knownPaths
            where generations[key]?.contains(where: { $0.follower.place == .matched && !$0.isBlank }) != true
            {
                noteGap(key)
            }
        }
        for candidate in waiting {
            let key = pathKey(candidate.target, candidate.path)
            if generations[key] != nil || memory.has(key) { noteGap(key) }
        }
        closeGaps(now: now)
        for candidate in waiting {
            let key = pathKey(candidate.target, candidate.path)
            let isKnown = hasStarted || knownPaths.contains(key) || wasFollowed(candidate)
            bear(
                candidate.target, candidate.path, labelledAs: candidate.path,
                at: isKnown ? .beginning : options.startAt, place: .matched, now: now)
        }
        hasStarted = true
    }

    /// Watches a directory, then reads its names: in this order, so that none falls between.
    func scan(_ path: String, _ positions: [TargetPosition], now: Int64, depth: Int = 0) {
        guard depth < 64, !positions.isEmpty else { return }
        guard let directory = watched(path) ?? awaited(path) else { return }
        for new in positions {
            if let index = directory.positions.firstIndex(where: { $0.target == new.target }) {
                directory.positions[index].position.places.formUnion(new.position.places)
            } else {
                directory.positions.append(new)
            }
        }
        let listing: [FileSystem.Entry]
        do {
            let (entries, skipped) = try FileSystem.list(path)
            listing = entries
            for name in skipped where unreadable.insert(FileSystem.join(path, name)).inserted {
                report(
                    .noticed(
                        "\(FileSystem.join(path, name)) has a name that is not UTF-8; rename it to have it followed"
                    ))
            }
        } catch {
            return report(.unreadable(path: path, error))
        }
        noticeLostNames(directory, listing, now: now)
        for entry in listing { look(at: entry, in: directory, positions, now: now, depth: depth) }
    }

    private func look(
        at entry: FileSystem.Entry, in directory: WatchedDirectory, _ positions: [TargetPosition], now: Int64,
        depth: Int
    ) {
        let path = FileSystem.join(directory.path, entry.name)
        if entry.kind != .regular, entry.kind != .other {
            let below = self.positions(positions, into: entry.name, isLink: entry.kind == .symlink)
            if !below.isEmpty, (try? FileStatus.of(path: path))?.isDirectory == true {
                scan(path, below, now: now, depth: depth + 1)
                return
            }
        }
        guard entry.kind != .directory, entry.kind != .other else { return }
        for (target, position) in positions where targets[target].include.matches(entry.name, at: position) {
            sight(target, path, in: directory, inode: entry.kind == .regular ? entry.inode : nil, now: now)
        }
    }

    /// `**` does not go through symlinks, which could lead back up.
    func positions(_ positions: [TargetPosition], into name: String, isLink: Bool) -> [TargetPosition] {
        positions.compactMap { target, position in
            let include = targets[target].include
            let from = isLink ? include.withoutRecursion(position) : position
            let below = include.advance(from, into: name)
            return below.isDead ? nil : (target, below)
        }
    }

    private func watched(_ path: String) -> WatchedDirectory? {
        do {
            let watch = try watch(path)
            let directory =
                directories[path] ?? WatchedDirectory(path: path, watch: watch, isPolled: watch == nil)
            if directory.watch != watch {
                unwatch(directory)
                directory.watch = watch
            }
            directory.isPolled = watch == nil || options.polls || !FileSystem.tellsEvents(at: path)
            directories[path] = directory
            if let watch, directoriesByWatch[watch]?.contains(where: { $0 === directory }) != true {
                directoriesByWatch[watch, default: []].append(directory)
            }
            return directory
        } catch {
            if error.isMissing { return nil }
            report(.unreadable(path: path, error))
            return nil
        }
    }

    /// The kernel's watch; nil if it has none left, and the directory must be polled.
    private func watch(_ path: String) throws(SystemError) -> Int32? {
        do {
            if let inotify { return try inotify.watchDirectory(path) }
        } catch {
            if error.isMissing { throw error }
            noteWatchFailure(error)
        }
        guard try FileStatus.of(path: path).isDirectory else {
            throw SystemError("watch", path, code: ENOTDIR)
        }
        return nil
    }

    /// Watches the nearest directory above that exists, for the next one down to appear.
    /// - Returns: the directory itself, if it appeared before that watch was there to tell.
    private func awaited(_ path: String) -> WatchedDirectory? {
        var missing = path
        for _ in 0..<256 {
            let parent = FileSystem.parent(of: missing)
            guard parent != missing else { return nil }
            guard let directory = watched(parent) else {
                missing = parent
                continue
            }
            directory.awaited.insert(FileSystem.name(of: missing))
            guard (try? FileStatus.of(path: missing))?.isDirectory == true else { return nil }
            if let found = watched(path) { return found }
            // Nearer than before, or a directory that is there and cannot be watched.
            if missing == path { return nil }
            missing = path
        }
        return nil
    }

    func forget(_ directory: WatchedDirectory) {
        unwatch(directory)
        directories[directory.path] = nil
    }

    /// The kernel watches the directory no more: it was removed, or its filesystem was.
    func gone(_ directory: WatchedDirectory, now: Int64) {
        for file in directory.files.values.joined() { loseName(file, now: now) }
        unwatch(directory)
        if directories[directory.path] === directory { directories[directory.path] = nil }
    }

    /// Ends a watch unless the same directory is watched under another path.
    private func unwatch(_ directory: WatchedDirectory) {
        guard let watch = directory.watch else { return }
        directoriesByWatch[watch]?.removeAll { $0 === directory }
        guard directoriesByWatch[watch]?.isEmpty == true else { return }
        directoriesByWatch[watch] = nil
        inotify?.remove(watch)
    }

    /// Files whose name is not in the listing, or stands for another inode there, were renamed or deleted.
    private func noticeLostNames(_ directory: WatchedDirectory, _ listing: [FileSystem.Entry], now: Int64) {
        guard !directory.files.isEmpty else { return }
        var inodes: [String: UInt64] = [:]
        for entry in listing where entry.kind == .regular { inodes[entry.name] = entry.inode }
        let others = Set(listing.lazy.filter { $0.kind != .regular }.map(\.name))
        for (name, files) in directory.files where !others.contains(name) {
            for file in files where inodes[name] != file.identity.inode {
                // Where layers of filesystems lie over one another, a directory may tell other numbers than the file.
                let status = try? FileStatus.of(path: FileSystem.join(directory.path, name))
                if let status, file.identity.isSameInode(as: FileIdentity(status)) { continue }
                let newName = listing.first { $0.kind == .regular && $0.inode == file.identity.inode }?.name
                if let newName {
                    rename(file, to: FileSystem.join(directory.path, newName), in: directory, now: now)
                } else {
                    loseName(file, now: now)
                }
            }
        }
    }
}

extension PathPattern {
    /// The position without the places where `**` could take the next directory.
    func withoutRecursion(_ position: Position) -> Position {
        Position(
            places: position.places.filter { alternatives[$0.alternative][$0.component] != .anyDirectories })
    }
}
