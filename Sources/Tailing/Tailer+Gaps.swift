// Why this file exists: finding the rest of generations whose file was copied, compressed, cut off or moved unseen.

import Platform

extension Tailer {
    /// A file that was found beside a path.
    private struct Found {
        let path: String
        let status: FileStatus
        let sibling: Gap.Sibling
        let format: ArchiveFormat?
    }

    /// How often a generation without a file is sought, a minute between two looks, before it counts as lost.
    static let maximumSearches = 5

    /// The same file has other contents now: what was not read of the old ones is sought in a copy, and the new ones
    /// are a generation of their own.
    func replace(
        _ file: FollowedFile, _ contents: Contents, _ status: FileStatus, lastSize: Int64, now: Int64
    ) {
        let present = Present(contents: contents, status: status, file: file, in: self)
        let (key, wasCopy) = (pathKey(file), file.isCopy)
        report(.truncated(path: file.currentPath))
        var listings = Listings()
        closeGap(at: key, since: newestSeen(key), orphan: (file, lastSize), &listings, now: now)
        // A copy that was overwritten has what another generation has, or nothing of this path.
        let isOwnArchive = archiveFormat(of: file) != nil
        guard !wasCopy, !contents.isCompressed || isOwnArchive else { return lookBeside(key, now: now) }
        do {
            try contents.restart()
            bear(present, now: now)
        } catch {
            cannotRead(present.path, error)
        }
    }

    /// A file whose contents are another generation's from now on.
    private struct Present {
        let contents: Contents
        let status: FileStatus
        let target: Int
        let path: String
        let label: String
        let place: Follower.Place
        /// Where it has its name; nil if it has none.
        let directory: WatchedDirectory?

        init(contents: Contents, status: FileStatus, file: FollowedFile, in tailer: Tailer) {
            self.contents = contents
            self.status = status
            (target, path, label, place) = (file.target, file.currentPath, file.path, file.follower.place)
            let parent = tailer.directories[FileSystem.parent(of: path)]
            let isNamed = parent?.files[FileSystem.name(of: path)]?.contains { $0 === file } ?? false
            directory = isNamed ? parent : nil
        }
    }

    private func bear(_ present: Present, now: Int64) {
        do {
            try bear(
                present.target, present.contents, present.status, present.path, labelledAs: present.label,
                at: 0,
                place: present.place, in: present.directory, now: now)
        } catch {
            cannotRead(present.path, error)
        }
    }

    /// A file that was empty has contents now: it may have been written, copied and cut off before, unseen.
    /// - Returns: true if the generation goes on in a copy.
    func looksBeside(_ file: FollowedFile, _ contents: Contents, now: Int64) -> Bool {
        let key = pathKey(file)
        guard !file.wasLookedBeside, memory.has(key) || (generations[key]?.count ?? 0) > 1 else {
            return false
        }
        file.wasLookedBeside = true
        noteGap(key)
        closeGaps(now: now)
        return file.contents !== contents
    }

    /// There may be older generations beside this path: it is looked at in a second.
    func lookBeside(_ key: PathKey, since: Int64? = nil, now: Int64) {
        noteGap(key, since: since)
        if nextGap == nil { nextGap = now + Self.pollInterval }
    }

    /// There may be older generations beside this path: it is looked at with the others.
    func noteGap(_ key: PathKey, since: Int64? = nil) {
        gaps[key] = min(gaps[key] ?? .max, since ?? newestSeen(key))
    }

    private func newestSeen(_ key: PathKey) -> Int64 {
        ((generations[key] ?? []).map(\.seen) + memory.of(key).map(\.seen)).max() ?? .max
    }

    /// Looks for older generations beside the paths where some may be.
    func closeGaps(now: Int64) {
        nextGap = nil
        var listings = Listings()
        for path in memory.homelessPaths { noteGap(path) }
        let paths = gaps.sorted { $0.key.path < $1.key.path }
        gaps = [:]
        for (path, since) in paths { closeGap(at: path, since: since, orphan: nil, &listings, now: now) }
    }

    /// Holds the files beside a path against what is known of it, and goes on in those that are its generations.
    /// - Parameters:
    ///   - since: when the newest generation was first seen that was known before.
    ///   - orphan: a followed file that has just lost its contents, and the size that they had.
    private func closeGap(
        at key: PathKey, since: Int64, orphan: (file: FollowedFile, size: Int64)?, _ listings: inout Listings,
        now: Int64
    ) {
        var generations = memory.of(key)
        var placed: Set<GenerationID> = []
        for file in self.generations[key] ?? [] where file !== orphan?.file {
            // Its archive may be beside it, and nothing of it was read that could tell.
            if file.follower.place != .matched, let contents = file.contents {
                try? learnHead(of: file, contents)
            }
            generations.append(file.remembered(isFinished: false, key: targets[file.target].key))
            placed.insert(file.id)
        }
        if let orphan {
            generations.append(
                orphan.file.remembered(
                    isFinished: false, key: targets[orphan.file.target].key, size: orphan.size))
        }
        generations.sort { $0.id < $1.id }
        // A directory that cannot be listed may be back later: nothing is concluded from it.
        let parent = FileSystem.parent(of: key.path)
        guard orphan != nil || listings.entries(of: parent) != nil else {
            if (try? FileStatus.of(path: parent)) != nil { noteGap(key, since: since) }
            return
        }
        let (found, isWhole) = siblings(
            of: key, known: generations.filter { !placed.contains($0.id) }, &listings)
        var comparison = Comparison(generations: generations, found: found)
        var plan = Gap.plan(
            known: generations.map {
                Gap.Known(
                    id: $0.id, isPlaced: placed.contains($0.id), isFinished: $0.isFinished,
                    isBlank: $0.fingerprint.length == 0 && $0.furthest.offset == 0, seen: $0.seen)
            },
            siblings: found.map(\.sibling), since: since
        ) { known, sibling in
            let likeness = comparison.likeness(known, sibling)
            guard let file = self.generations[key]?.first(where: { $0.id == generations[known].id }),
                file !== orphan?.file
            else { return likeness }
            switch likeness {
            case .same: return comparison.isUnlike(sibling, file) ? .other : .same
            case .other, .beginning: return comparison.isArchive(sibling, of: file) ? .same : likeness
            case .unreadable: return likeness
            }
        }
        var displaced: [Present] = []
        for home in plan.homes {
            guard let generation = generations.first(where: { $0.id == home.generation }) else { continue }
            var moved = orphan?.file
            if placed.contains(home.generation) {
                moved = self.generations[key]?.first { $0.id == home.generation }
                guard let file = moved, let contents = file.contents, let status = try? contents.file.status()
                else {
                    continue
                }
                displaced.append(Present(contents: contents, status: status, file: file, in: self))
            } else if moved?.id != home.generation {
                moved = nil
            }
            settle(generation, in: found[home.sibling].path, key, orphan: moved, now: now)
        }
        for id in plan.homeless {
            guard let generation = generations.first(where: { $0.id == id }) else { continue }
            if let file = orphan?.file, file.id == id { drop(file) }
            giveUp(generation, key)
        }
        for index in plan.missed {
            // Just made, it may become a copy; an archive without contents is none.
            if found[index].status.size == 0, found[index].sibling.isFresh, hasStarted {
                plan.isUnsettled = true
                continue
            }
            if found[index].format != nil, !comparison.hasContents(index) { continue }
            bear(key.group, found[index].path, labelledAs: key.path, at: .beginning, place: .away, now: now)
            // What cannot be opened now was missed all the same.
            let inode = InodeKey(group: key.group, inode: found[index].status.inode)
            if filesByInode[inode] == nil { plan.isBlocked = true }
        }
        for index in plan.unreadable {
            guard case .foreign(let command) = found[index].sibling.form,
                unreadable.insert(found[index].path).inserted
            else { continue }
            let path = found[index].path
            report(
                .noticed(
                    "\(path) may hold lines of \(key.path) that were not read, and cannot be read as it is; "
                        + "run '\(command) \(path)', and let the rotation compress with gzip"))
        }
        if plan.isBlocked || !isWhole { noteGap(key, since: since) }
        if plan.isUnsettled { lookBeside(key, since: since, now: now) }
        for present in displaced { bear(present, now: now) }
    }

    /// Compares files with generations, opening each file once at most.
    private struct Comparison {
        let generations: [KnownGeneration]
        let found: [Found]
        private var heads: [Int: (contents: Contents, head: ByteBuffer)?] = [:]

        init(generations: [KnownGeneration], found: [Found]) {
            self.generations = generations
            self.found = found
        }

        private mutating func open(_ sibling: Int) -> (contents: Contents, head: ByteBuffer)? {
            if let known = heads[sibling] { return known }
            let contents = (try? File(found[sibling].path, .read)).flatMap {
                try? Contents($0, found[sibling].format)
            }
            let opened = contents.flatMap { contents in (try? contents.head()).map { (contents, $0) } }
            heads[sibling] = .some(opened)
            return opened
        }

        /// False for what cannot be read, as an archive that is none.
        mutating func hasContents(_ sibling: Int) -> Bool { (open(sibling)?.head.count ?? 0) > 0 }

        mutating func likeness(_ known: Int, _ sibling: Int) -> Gap.Likeness {
            guard let (contents, head) = open(sibling) else { return .unreadable }
            return (try? generations[known].compare(contents, head: head, size: found[sibling].status.size))
                ?? .unreadable
        }

        /// True for what has other bytes than an open file, or more, behind those that are known of it, which may be few: a
        /// header that every generation has, or the beginning of a line.
        mutating func isUnlike(_ sibling: Int, _ file: FollowedFile) -> Bool {
            guard !file.isCopy, file.contents?.isCompressed == false, let (_, head) = open(sibling),
                let own = try? file.contents?.head(),
                Fingerprint.of(own, length: file.fingerprint.length) == file.fingerprint
            else { return false }
            return !own.bytes.starts(with: head.bytes)
        }

        /// True for an archive that was made of an open file under its last name, though the file was written to since,
        /// and has more than the archive.
        mutating func isArchive(_ sibling: Int, of file: FollowedFile) -> Bool {
            guard RotatedName.isArchive(found[sibling].path, of: file.currentPath),
                let (_, head) = open(sibling), head.count > 0, let own = try? file.contents?.head()
            else { return false }
            return own.bytes.starts(with: head.bytes)
        }
    }

    /// A generation goes on in another file.
    private func settle(
        _ generation: KnownGeneration, in path: String, _ key: PathKey, orphan: FollowedFile?, now: Int64
    ) {
        do {
            let format = format(of: path, bornAs: generation.path, target: key.group)
            let contents = try Contents(try File(path, .read), format)
            let status = try contents.file.status()
            let directory = directories[FileSystem.parent(of: path)]
            if let orphan {
                leaveInode(orphan)
                orphan.move(to: contents, status: status, at: path, now: now)
                enter(orphan, in: directory)
                report(.rehomed(orphan))
                try learnHead(of: orphan, contents)
            } else {
                memory.remove(generation.id)
                let file = FollowedFile(
                    generation, target: key.group, at: path, contents: contents, status: status, place: .away,
                    now: now)
                file.isCopy = true
                enter(file, in: directory)
                report(.rehomed(file))
                try learnHead(of: file, contents)
            }
        } catch {
            cannotRead(path, error)
            if let orphan { drop(orphan) }
            memory.add(generation, group: key.group)
        }
    }

    /// Of a generation that was empty when it was last looked at, nothing was known to tell it by.
    func learnHead(of file: FollowedFile, _ contents: Contents) throws(SystemError) {
        guard file.fingerprint.length == 0 else { return }
        let fingerprint = Fingerprint.of(try contents.head())
        guard fingerprint.length > 0 else { return }
        file.fingerprint = fingerprint
        report(.fingerprinted(file))
    }

    /// No file was found for a generation: it is sought again, as long as something of it is missing.
    private func giveUp(_ generation: KnownGeneration, _ key: PathKey) {
        memory.add(generation, group: key.group)
        // It is where it was, and cannot be opened now.
        let status = try? FileStatus.of(path: generation.currentPath)
        if let status, generation.identity.isSameInode(as: FileIdentity(status)),
            status.size >= generation.furthest.offset,
            cannotBeOpened(generation.currentPath)
        {
            return
        }
        if !memory.wasSought(generation.id) { report(.missing(generation)) }
        guard memory.notFound(generation.id) >= Self.maximumSearches else { return }
        memory.remove(generation.id)
        report(.lost(generation, unread: generation.unread))
        remember(generation.finished, group: key.group, isGone: false)
    }

    private func cannotBeOpened(_ path: String) -> Bool { (try? File(path, .read)) == nil }

    /// The files beside a path; not all of them if one could not be looked at.
    private func siblings(of key: PathKey, known: [KnownGeneration], _ listings: inout Listings) -> (
        found: [Found], isWhole: Bool
    ) {
        let name = FileSystem.name(of: key.path)
        let parent = FileSystem.parent(of: key.path)
        var found: [Found] = []
        var isWhole = true
        var seen: Set<UInt64> = []
        let now = Clock.realtime()
        func status(_ path: String) -> FileStatus? {
            do {
                return try FileStatus.of(path: path, follow: false)
            } catch {
                if !error.isMissing { isWhole = false }
                return nil
            }
        }
        func take(_ path: String) {
            guard let status = status(path), status.isRegular,
                filesByInode[InodeKey(group: key.group, inode: status.inode)] == nil,
                seen.insert(status.inode).inserted
            else { return }
            let own = FileSystem.name(of: path)
            // What a pattern matches is followed for itself, unless its name says that it is a rotated file.
            let isOwn = targets[key.group].include.matches(path) && !RotatedName.isSerial(own, of: name)
            let sibling = Gap.Sibling(
                path: path, modified: status.modified, form: RotatedName.form(of: own),
                canBeMissed: RotatedName.isSibling(own, of: name) && !isOwn && !RotatedName.isByproduct(own),
                isFresh: now - status.modified < 10 * 1_000_000_000,
                // Where no births are kept, the number may be another file's by now.
                wasKnown: status.birth != 0
                    && known.contains {
                        $0.fingerprint.length > 0 && $0.identity.birth == status.birth
                            && $0.identity.isSameInode(as: FileIdentity(status))
                    })
            let format = format(of: path, bornAs: key.path, target: key.group)
            found.append(Found(path: path, status: status, sibling: sibling, format: format))
        }
        for directory in [parent] + listings.subdirectories(of: parent) {
            for entry in listings.entries(of: directory) ?? []
            where entry.kind != .directory && RotatedName.isSibling(entry.name, of: name) {
                take(FileSystem.join(directory, entry.name))
            }
        }
        for pattern in options.rotatedPaths { for path in listings.files(matching: pattern) { take(path) } }
        return (found, isWhole)
    }
}
