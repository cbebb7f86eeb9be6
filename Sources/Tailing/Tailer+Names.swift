// Why this file exists: what a name stands for now: a new generation, one that was known, or another's.

import Glibc
import Platform

extension Tailer {
    /// A name that a target's pattern matches was seen. `inode` is what the directory says of it, if it does.
    func sight(_ target: Int, _ path: String, in directory: WatchedDirectory, inode: UInt64?, now: Int64) {
        if let exclude = targets[target].exclude, exclude.matches(path) { return }
        let name = FileSystem.name(of: path)
        let present = directory.files[name]?.first { groups[$0.target] == groups[target] }
        if let present, present.identity.inode == inode { return markDirty(present) }
        guard let status = statusOfFile(path) else { return }
        if let present {
            if present.identity.isSameInode(as: FileIdentity(status)) { return markDirty(present) }
            loseName(present, now: now)
        }
        if adopt(target, path, status, in: directory, now: now) { return }
        if let candidates {
            let key = inodeKey(target, status.inode)
            // A file's own name goes before that of a symlink to it.
            if let other = candidates[key], inode == nil || !other.isLink { return }
            if resume(target, path, status, in: directory, place: .matched, now: now) { return }
            self.candidates?[key] = Candidate(
                target: target, path: path, status: status, isLink: inode == nil)
        } else if !resume(target, path, status, in: directory, place: .matched, now: now) {
            bear(target, path, labelledAs: path, at: .beginning, place: .matched, now: now)
        }
    }

    /// A name was seen of a file that was called `bornAs` when a target's pattern first matched it.
    func sight(_ target: Int, _ path: String, bornAs: String, now: Int64) {
        guard let directory = directories[FileSystem.parent(of: path)] else { return }
        if path == bornAs { return sight(target, path, in: directory, inode: nil, now: now) }
        if let exclude = targets[target].exclude, exclude.matches(bornAs) { return }
        guard let status = statusOfFile(path), !adopt(target, path, status, in: directory, now: now) else {
            return
        }
        let place: Follower.Place = isMatched(target, path, in: directory) ? .matched : .away
        if !resume(target, path, status, in: directory, place: place, now: now) {
            bear(target, path, labelledAs: bornAs, at: .beginning, place: place, now: now)
        }
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
        if isStillThere, file.follower.place == .matched || !isMatched(target, path, in: directory) {
            // A hard link or a symlink beside it: one file, delivered once.
            if file.currentPath != path { watchInode(file) }
            markDirty(file)
        } else {
            rename(file, to: path, in: directory, now: now)
        }
        return true
    }

    /// Opens a file that the checkpoints know; false if they do not, or if its first bytes are others now.
    func resume(
        _ target: Int, _ path: String, _ status: FileStatus, in directory: WatchedDirectory?,
        place: Follower.Place, now: Int64
    ) -> Bool {
        let key = inodeKey(target, status.inode)
        guard let known = dormant[key]?.last(where: { $0.identity.isSameInode(as: FileIdentity(status)) })
        else { return false }
        do {
            let handle = try File(path, .read)
            let opened = try handle.status()
            guard opened.inode == status.inode, try known.fingerprint.matches(handle),
                opened.size >= known.offsets.max() ?? 0
            else { return false }
            dormant[key]?.removeAll { $0.id == known.id }
            if dormant[key]?.isEmpty == true { dormant[key] = nil }
            let file = FollowedFile(
                id: known.id, target: target, path: known.path, currentPath: path, file: handle,
                status: opened,
                fingerprint: known.fingerprint, place: place, offsets: known.offsets, now: now)
            enter(file, in: directory)
            report(.resumed(file))
            if known.currentPath != path { report(.renamed(file)) }
            return true
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
            let handle = try File(path, .read)
            let status = try handle.status()
            // The name may stand for another file by now, one that is followed already.
            guard status.isRegular, filesByInode[inodeKey(target, status.inode)] == nil else { return }
            unreadable.remove(path)
            let offset = try startOffset(start, handle, status)
            try bear(
                target, handle, status, path, labelledAs: label, at: offset, place: place,
                in: directories[FileSystem.parent(of: path)], now: now)
        } catch {
            cannotRead(path, error)
        }
    }

    private func bear(
        _ target: Int, _ handle: File, _ status: FileStatus, _ path: String, labelledAs label: String,
        at offset: Int64, place: Follower.Place, in directory: WatchedDirectory?, now: Int64
    ) throws(SystemError) {
        let file = FollowedFile(
            id: nextID(), target: target, path: label, currentPath: path, file: handle, status: status,
            fingerprint: try Fingerprint.of(handle), place: place,
            offsets: Array(repeating: offset, count: options.readers), now: now)
        enter(file, in: directory)
        report(.born(file))
    }

    /// Enters an open file into every table and behind the older generation of its path.
    private func enter(_ file: FollowedFile, in directory: WatchedDirectory?) {
        filesByInode[inodeKey(file.target, file.identity.inode)] = file
        directory?.files[FileSystem.name(of: file.currentPath), default: []].append(file)
        let path = pathKey(file.target, file.path)
        if let older = latest[path], older !== file, older.isOpen, older.id < file.id {
            file.predecessor = older
            older.successor = file
        }
        if latest[path].map({ $0.id < file.id }) ?? true { latest[path] = file }
        if file.follower.place != .matched { left(file) }
        let own = try? FileStatus.of(path: file.currentPath, follow: false)
        // A directory does not tell what is written under another name of the file.
        if directory == nil || own?.isRegular != true || own?.links != 1 { watchInode(file) }
        markDirty(file)
    }

    private func startOffset(_ start: StartPosition, _ file: File, _ status: FileStatus) throws(SystemError)
        -> Int64
    {
        switch start {
        case .beginning: return 0
        case .within(let age) where Clock.realtime() - status.modified <= age: return 0
        case .within, .end: return try lastLineEnd(file, size: status.size)
        }
    }

    /// The offset after the last newline, looked for in the last bytes that a line can have. A longer line is
    /// begun in its middle, which is less harm than another look at a file of any size.
    private func lastLineEnd(_ file: File, size: Int64) throws(SystemError) -> Int64 {
        let length = Int(min(size, Int64(options.maximumLine)))
        let buffer = ByteBuffer(capacity: length)
        let count = try file.read(at: size - Int64(length), into: buffer.end, length: length)
        buffer.advance(by: count)
        guard let newline = buffer.bytes.lastIndex(of: 10) else { return Int64(length) == size ? 0 : size }
        return size - Int64(length) + Int64(newline) + 1
    }

    private func cannotRead(_ path: String, _ error: SystemError) {
        guard !error.isMissing, unreadable.insert(path).inserted else { return }
        report(.unreadable(path: path, error))
    }

    /// The same inode has new contents: the old generation ends, a new one begins at its first byte. It stays
    /// open meanwhile, since its name may be gone, or another file's.
    func reborn(_ file: FollowedFile, _ handle: File, _ status: FileStatus, now: Int64) throws(SystemError) {
        let unread = max(0, file.follower.size - (file.readers.map(\.offset).min() ?? 0))
        let (path, place) = (file.currentPath, file.follower.place)
        let parent = directories[FileSystem.parent(of: path)]
        let isThere = parent?.files[FileSystem.name(of: path)]?.contains { $0 === file } ?? false
        report(.truncated(file, unread: unread))
        drop(file)
        report(.forgotten(file.id, path: file.path))
        try bear(
            file.target, handle, status, path, labelledAs: file.path, at: 0, place: place,
            in: isThere ? parent : nil, now: now)
    }

    /// A followed file has another name.
    func rename(_ file: FollowedFile, to path: String, in directory: WatchedDirectory?, now: Int64) {
        removeName(file)
        file.currentPath = path
        let name = FileSystem.name(of: path)
        directory?.files[name, default: []].append(file)
        let isMatched = isMatched(file.target, path, in: directory)
        file.follower.renamed(isMatched: isMatched, now: now)
        if isMatched { leaving[file.id] = nil } else { left(file) }
        if directory == nil { watchInode(file) }
        report(.renamed(file))
        markDirty(file)
    }

    /// A followed file's name is gone, and nobody saw where to.
    func loseName(_ file: FollowedFile, now: Int64) {
        removeName(file)
        file.follower.lostName(links: (try? file.file?.status().links) ?? 0, now: now)
        left(file)
        watchInode(file)
        markDirty(file)
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
        guard file.inodeWatch == nil, let handle = file.file else { return }
        do {
            let watch = try inotify.watchFile("/proc/self/fd/\(handle.descriptor)")
            file.inodeWatch = watch
            filesByWatch[watch, default: []].append(file)
        } catch {
            report(.noticed("\(file.currentPath) is looked at once a minute only: \(error)"))
        }
    }
}

extension SystemError {
    /// True if the name, or a directory before it, does not exist.
    var isMissing: Bool { code == ENOENT || code == ENOTDIR }
}
