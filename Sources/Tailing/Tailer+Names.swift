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
        let status: FileStatus
        do {
            status = try FileStatus.of(path: path)
        } catch {
            if !error.isMissing { cannotRead(path, error) }
            return
        }
        guard status.isRegular else { return }
        if let present {
            if present.identity.isSameInode(as: FileIdentity(status)) { return markDirty(present) }
            loseName(present, now: now)
        }
        let key = inodeKey(target, status.inode)
        if let open = filesByInode[key], open.identity.isSameInode(as: FileIdentity(status)) {
            adopt(open, path, in: directory, now: now)
        } else if let candidates, !candidates.contains(where: { $0.path == path && groups[$0.target] == groups[target] }),
            !resume(target, path, status, in: directory, place: .matched, now: now)
        {
            self.candidates?.append(Candidate(target: target, path: path, status: status))
        } else if candidates == nil, !resume(target, path, status, in: directory, place: .matched, now: now) {
            bear(target, path, labelledAs: path, at: .beginning, place: .matched, now: now)
        }
    }

    /// An open file was seen under another name: renamed, unless its old name still stands for it too.
    private func adopt(_ file: FollowedFile, _ path: String, in directory: WatchedDirectory, now: Int64) {
        let stillThere = try? FileStatus.of(path: file.currentPath)
        if file.follower.place == .matched, let stillThere,
            file.identity.isSameInode(as: FileIdentity(stillThere))
        {
            // A hard link or a symlink beside it: one file, delivered once.
            return markDirty(file)
        }
        rename(file, to: path, in: directory, now: now)
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
                id: known.id, target: target, path: known.path, currentPath: path, file: handle, status: opened,
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
    @discardableResult
    func bear(
        _ target: Int, _ path: String, labelledAs label: String, at start: StartPosition, place: Follower.Place,
        now: Int64
    ) -> FollowedFile? {
        do {
            let handle = try File(path, .read)
            let status = try handle.status()
            guard status.isRegular else { return nil }
            unreadable.remove(path)
            let offset = try startOffset(start, handle, status)
            let file = FollowedFile(
                id: nextID(), target: target, path: label, currentPath: path, file: handle, status: status,
                fingerprint: try Fingerprint.of(handle), place: place,
                offsets: Array(repeating: offset, count: options.readers), now: now)
            enter(file, in: directories[FileSystem.parent(of: path)])
            report(.born(file))
            return file
        } catch {
            cannotRead(path, error)
            return nil
        }
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
        if (try? FileStatus.of(path: file.currentPath, follow: false).isRegular) != true { watchInode(file) }
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

    /// The same inode has new contents: the old generation ends, a new one begins at its first byte.
    func reborn(_ file: FollowedFile, _ status: FileStatus, now: Int64) {
        let unread = max(0, file.follower.size - (file.readers.map(\.offset).min() ?? 0))
        let (path, place) = (file.currentPath, file.follower.place)
        report(.truncated(file, unread: unread))
        drop(file)
        report(.forgotten(file.id, path: file.path))
        bear(file.target, path, labelledAs: file.path, at: .beginning, place: place, now: now)
    }

    /// A followed file has another name.
    func rename(_ file: FollowedFile, to path: String, in directory: WatchedDirectory?, now: Int64) {
        removeName(file)
        file.currentPath = path
        let name = FileSystem.name(of: path)
        directory?.files[name, default: []].append(file)
        let include = targets[file.target].include
        let isMatched =
            directory?.positions.contains { $0.target == file.target && include.matches(name, at: $0.position) }
            ?? false
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
        if file.follower.place == .away { watchInode(file) }
        markDirty(file)
    }

    /// The open file's last name was removed while it was read.
    func noticeDeletion(_ file: FollowedFile) {
        guard leaving[file.id] == nil else { return }
        removeName(file)
        left(file)
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
