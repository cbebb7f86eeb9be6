// Why this file exists: what a name stands for now: a new generation, one that was known, or another's.

import Glibc
import Platform

extension Tailer {
    /// A name that a target's pattern matches was seen. `inode` is what the directory says of it, if it does.
    func sight(_ target: Int, _ path: String, in directory: WatchedDirectory, inode: UInt64?, now: Int64) {
        if options.isOwn(path) { return }
        if let exclude = targets[target].exclude, exclude.matches(path) { return }
        let name = FileSystem.name(of: path)
        let present = directory.files[name]?.first { groups[$0.target] == groups[target] }
        if let present, present.identity.inode == inode { return markDirty(present) }
        guard let status = statusOfFile(path) else {
            return noteUnseen(target, path, now: now)
        }
        if isPaused(status) { return }
        if let present {
            if present.identity.isSameInode(as: FileIdentity(status)) { return markDirty(present) }
            loseName(present, now: now)
        }
        if adopt(target, path, status, in: directory, now: now) { return }
        if waitsForRelease(target, path, bornAs: path) { return }
        if isRotated(path, target, now: now) { return }
        if candidates != nil {
            let key = inodeKey(target, status.inode)
            // A file's own name goes before that of a symlink to it.
            if let other = candidates?[key], inode == nil || !other.isLink { return }
            if resume(target, path, status, in: directory, place: .matched, now: now) { return }
            candidates?[key] = Candidate(target: target, path: path, status: status, isLink: inode == nil)
        } else if !resume(target, path, status, in: directory, place: .matched, now: now) {
            bear(target, path, labelledAs: path, at: .beginning, place: .matched, now: now)
        }
    }

    /// A name was seen of a file that was called `bornAs` when a target's pattern first matched it.
    func sight(_ target: Int, _ path: String, bornAs: String, now: Int64) {
        guard let directory = directories[FileSystem.parent(of: path)] else { return }
        if path == bornAs { return sight(target, path, in: directory, inode: nil, now: now) }
        if options.isOwn(bornAs) || options.isOwn(path) { return }
        if let exclude = targets[target].exclude, exclude.matches(bornAs) { return }
        guard let status = statusOfFile(path) else { return noteUnseen(target, bornAs, now: now) }
        if isPaused(status) { return }
        guard !adopt(target, path, status, in: directory, now: now),
            !waitsForRelease(target, path, bornAs: bornAs), !isRotated(bornAs, target, now: now)
        else { return }
        let place: Follower.Place = isMatched(target, path, in: directory) ? .retired : .away
        if !resume(target, path, status, in: directory, place: place, now: now) {
            bear(target, path, labelledAs: bornAs, at: .beginning, place: place, now: now)
        }
    }

    /// A file came and went unseen, perhaps to where a rotation puts files.
    func noteUnseen(_ target: Int, _ path: String, now: Int64) {
        let key = pathKey(target, path)
        if generations[key] != nil || memory.has(key) { lookBeside(key, now: now) }
    }

    /// True if a name that a pattern matches is that of an older generation of a path that is known, or of an archive:
    /// what it is comes out when it is held against what is known of that path.
    private func isRotated(_ path: String, _ target: Int, now: Int64) -> Bool {
        let name = FileSystem.name(of: path)
        let parent = FileSystem.parent(of: path)
        for base in RotatedName.bases(of: name) {
            let key = pathKey(target, FileSystem.join(parent, base))
            guard generations[key] != nil || memory.has(key) else { continue }
            // A generation that was born under this name before is no stranger.
            if generations[pathKey(target, path)] != nil || memory.has(pathKey(target, path)) { return false }
            lookBeside(key, now: now)
            return true
        }
        return RotatedName.form(of: name) != .plain && ownFormat(ofPath: path, target: target) == nil
    }

    /// The status of a regular file; what cannot be looked at, though it is there, is told.
    private func statusOfFile(_ path: String) -> FileStatus? {
        do {
            let status = try FileStatus.of(path: path)
            return status.isRegular ? status : nil
        } catch {
            cannotRead(path, error)
            return nil
        }
    }

    /// True if the pattern of the target, or of one with the same key, matches this path.
    private func isMatched(_ target: Int, _ path: String, in directory: WatchedDirectory?) -> Bool {
        let name = FileSystem.name(of: path)
        return directory?.positions.contains { other, position in
            groups[other] == groups[target] && targets[other].include.matches(name, at: position)
                && targets[other].exclude?.matches(path) != true
        } ?? false
    }

    /// If an open file was seen under another name, it was renamed, unless its old name still stands for it too.
    private func adopt(
        _ target: Int, _ path: String, _ status: FileStatus, in directory: WatchedDirectory, now: Int64
    ) -> Bool {
        guard let file = filesByInode[inodeKey(target, status.inode)],
            file.identity.isSameInode(as: FileIdentity(status))
        else { return false }
        let old = file.currentPath == path ? status : try? FileStatus.of(path: file.currentPath)
        let isStillThere = old.map { file.identity.isSameInode(as: FileIdentity($0)) } ?? false
        if isStillThere, file.canBeOpenedAgain || !isMatched(target, path, in: directory) {
            // A hard link or a symlink beside it: one file, delivered once.
            if file.currentPath != path { watchInode(file) }
            markDirty(file)
        } else {
            rename(file, to: path, in: directory, now: now)
        }
        return true
    }

    /// Opens a file that is remembered; false if it is not, or if it has other contents now.
    func resume(
        _ target: Int, _ path: String, _ status: FileStatus, in directory: WatchedDirectory?,
        place: Follower.Place, now: Int64
    ) -> Bool {
        let remembered = memory.with(inodeKey(target, status.inode)).filter {
            $0.identity.isSameInode(as: FileIdentity(status))
        }
        guard !remembered.isEmpty else { return false }
        do {
            let contents = try openContents(path, bornAs: remembered[0].path, target)
            let opened = try contents.file.status()
            guard opened.inode == status.inode else { return false }
            let head = try contents.head()
            for known in remembered {
                let isEmpty = known.fingerprint.length == 0 && known.furthest.offset == 0
                let likeness = try known.compare(contents, head: head, size: opened.size, isOwn: true)
                guard isEmpty || likeness == .same else { continue }
                // All of it was shipped, and it is no longer where it would be written to.
                if known.isFinished, place == .away, opened.size <= known.furthest.offset { return true }
                memory.remove(known.id)
                let file = FollowedFile(
                    known, target: target, at: path, contents: contents, status: opened,
                    place: path == known.path ? place : (place == .matched ? .retired : place), now: now)
                resumeArchive(file, known, contents, opened, now: now)
                enter(file, in: directory)
                // Two descriptors a file would be more than there may be.
                inherited.files[known.id] = nil
                report(.resumed(file))
                if known.currentPath != path { report(.renamed(file)) }
                return true
            }
            return false
        } catch {
            cannotRead(path, error)
            return true
        }
    }

    /// Opens a generation that nobody has seen.
    func bear(
        _ target: Int, _ path: String, labelledAs label: String, at start: StartPosition,
        place: Follower.Place, now: Int64
    ) {
        do {
            let contents = try openContents(path, bornAs: label, target)
            let status = try contents.file.status()
            // The name may stand for another file by now, one that is followed already.
            guard status.isRegular, filesByInode[inodeKey(target, status.inode)] == nil else { return }
            unreadable.remove(path)
            let offset = try startOffset(start, contents, status, target)
            try bear(
                target, contents, status, path, labelledAs: label, at: offset, place: place,
                in: directories[FileSystem.parent(of: path)], now: now)
        } catch {
            cannotRead(path, error)
        }
    }

    func bear(
        _ target: Int, _ contents: Contents, _ status: FileStatus, _ path: String, labelledAs label: String,
        at offset: Int64, place: Follower.Place, in directory: WatchedDirectory?, now: Int64
    ) throws(SystemError) {
        let start = KnownGeneration.Position(
            offset: offset, tail: offset > 0 ? try contents.tail(before: offset) : nil)
        let known = KnownGeneration(
            id: nextID(), target: targets[target].key, path: label, currentPath: path,
            identity: FileIdentity(status),
            fingerprint: Fingerprint.of(try contents.head()),
            positions: Array(repeating: start, count: options.readers), seen: Clock.realtime())
        let file = FollowedFile(
            known, target: target, at: path, contents: contents, status: status, place: place, now: now)
        delay(file, now: now)
        enter(file, in: directory)
        report(.born(file))
    }

    /// Enters an open file into every table and behind the older generation of its path.
    func enter(_ file: FollowedFile, in directory: WatchedDirectory?) {
        filesByInode[inodeKey(file.target, file.identity.inode)] = file
        directory?.files[FileSystem.name(of: file.currentPath), default: []].append(file)
        descriptors.opened(file)
        let path = pathKey(file)
        let others = (generations[path] ?? []).filter { $0 !== file }
        generations[path] = others + [file]
        let older = others.filter { $0.id < file.id }.max { $0.id < $1.id }
        let newer = others.filter { $0.id > file.id }.min { $0.id < $1.id }
        link(older, file)
        link(file, newer)
        if file.follower.place != .matched { left(file) }
        let own = try? FileStatus.of(path: file.currentPath, follow: false)
        // A directory does not tell what is written under another name of the file.
        if directory == nil || own?.isRegular != true || own?.links != 1 {
            watchInode(file)
        } else if directory?.isPolled == true {
            poll(file)
        }
        markDirty(file)
    }

    private func link(_ older: FollowedFile?, _ newer: FollowedFile?) {
        guard let older, let newer else { return }
        newer.predecessor = older
        older.successor = newer
    }

    /// Opens a file, closing another one if the process has no descriptor left.
    func openContents(_ path: String, bornAs label: String, _ target: Int) throws(SystemError)
        -> Contents
    {
        let format = format(of: path, bornAs: label, target: target)
        do {
            return try Contents(try File(path, .read), format, tailBytes)
        } catch {
            guard error.code == EMFILE, descriptors.spare() else { throw error }
            return try Contents(try File(path, .read), format, tailBytes)
        }
    }

    /// The open file of a generation, opened again if it was closed to spare a descriptor.
    func open(_ file: FollowedFile) throws(SystemError) -> Contents {
        file.wasUsed = true
        if let contents = file.contents { return contents }
        let contents = try openContents(file.currentPath, bornAs: file.path, file.target)
        let status = try contents.file.status()
        guard file.identity.isSameInode(as: FileIdentity(status)) else {
            throw SystemError("find again", file.currentPath, code: ENOENT)
        }
        file.contents = contents
        descriptors.opened(file)
        return contents
    }

    private func startOffset(
        _ start: StartPosition, _ contents: Contents, _ status: FileStatus, _ target: Int
    ) throws(SystemError) -> Int64 {
        switch start {
        // What is compressed is looked for as a whole.
        case _ where contents.isCompressed: return 0
        case .beginning: return 0
        case .within(let age) where Clock.realtime() - status.modified <= age: return 0
        case .within, .end: return try lastLineEnd(contents, size: status.size, target)
        }
    }

    /// The offset after the last newline, looked for in the last bytes that a line can have. A longer line is
    /// begun in its middle, which is less harm than another look at a file of any size.
    private func lastLineEnd(_ contents: Contents, size: Int64, _ target: Int) throws(SystemError) -> Int64 {
        guard let encoding = try encoding(of: target, contents) else { return 0 }
        let width = Int64(encoding.width)
        let length = Int(min(size, Int64(options.maximumLine)))
        let buffer = ByteBuffer(capacity: length)
        let start = size - Int64(length)
        let count = try contents.file.read(at: start, into: buffer.end, length: length)
        buffer.advance(by: count)
        guard let end = encoding.endOfLastLine(in: buffer.bytes, phase: start) else {
            return Int64(length) == size ? 0 : size / width * width
        }
        return start + Int64(end)
    }

    func cannotRead(_ path: String, _ error: SystemError) {
        guard !error.isMissing, unreadable.insert(path).inserted else { return }
        report(.unreadable(path: path, error))
    }

    /// A followed file has another name.
    func rename(_ file: FollowedFile, to path: String, in directory: WatchedDirectory?, now: Int64) {
        noteUnseenMove(file)
        removeName(file)
        file.currentPath = path
        let name = FileSystem.name(of: path)
        directory?.files[name, default: []].append(file)
        let isMatched = isMatched(file.target, path, in: directory)
        let place: Follower.Place = path == file.path ? .matched : isMatched ? .retired : .away
        file.follower.renamed(to: place, now: now)
        if place == .matched { leaving[file.id] = nil } else { left(file) }
        if directory == nil { watchInode(file) }
        report(.renamed(file))
        markDirty(file)
    }

    /// A move that no event told of may be one of several.
    private func noteUnseenMove(_ file: FollowedFile) {
        if candidates != nil, file.follower.place == .matched { noteGap(pathKey(file)) }
    }

    /// A followed file's name is gone, and nobody saw where to.
    func loseName(_ file: FollowedFile, now: Int64) {
        noteUnseenMove(file)
        removeName(file)
        guard let contents = file.contents else { return loseParked(file, now: now) }
        file.follower.lostName(links: (try? contents.file.status().links) ?? 0, now: now)
        left(file)
        watchInode(file)
        markDirty(file)
    }

    /// The name of a file is gone that was closed to spare a descriptor: it is remembered, and sought where rotations
    /// put files.
    private func loseParked(_ file: FollowedFile, now: Int64) {
        let isDone = file.isShipped && file.reading.unfinished == 0
        if isDone { return finish(file, isGone: false) }
        let known = file.remembered(isFinished: false, key: targets[file.target].key)
        drop(file)
        report(.closed(file))
        memory.add(known, group: groups[file.target])
        noteGap(pathKey(file))
        nextScan = now
    }

    /// The open file's last name was removed while it was read.
    func noticeDeletion(_ file: FollowedFile) {
        guard leaving[file.id] == nil else { return }
        removeName(file)
        left(file)
        // The directory goes on to tell of its writes, but by a name that is nobody's now.
        watchInode(file)
        // Events that wait tell of that name too, and other readers go by them.
        markDirty(file)
    }

    private func left(_ file: FollowedFile) {
        leaving[file.id] = file
        nextRelease = 0
    }

    func removeName(_ file: FollowedFile) {
        let name = FileSystem.name(of: file.currentPath)
        guard let directory = directories[FileSystem.parent(of: file.currentPath)] else { return }
        directory.files[name]?.removeAll { $0 === file }
        if directory.files[name]?.isEmpty == true { directory.files[name] = nil }
    }

    private func watchInode(_ file: FollowedFile) {
        guard file.inodeWatch == nil, let contents = file.contents else { return }
        do {
            guard let inotify else { return poll(file) }
            let watch = try inotify.watchFile("/proc/self/fd/\(contents.file.descriptor)")
            file.inodeWatch = watch
            filesByWatch[watch, default: []].append(file)
            if options.polls || !FileSystem.tellsEvents(at: file.currentPath) { poll(file) }
        } catch {
            poll(file)
            noteWatchFailure(error)
        }
    }
}

extension SystemError {
    /// True if the name, or a directory before it, does not exist.
    var isMissing: Bool { code == ENOENT || code == ENOTDIR }
}
