// Why this file exists: a rotation says what it does to a file, so that nothing has to be sought afterwards.

import Platform

/// How far what is in a file was shipped.
public enum Shipment: Hashable, Sendable {
    /// It is followed by no target.
    case unknown
    /// Every reader was answered for all of it.
    case complete
    /// So many bytes are left, decompressed; nil if that is not known.
    case open(Int64?)
}

extension Tailer {
    /// A file that is left alone.
    struct PausedFile {
        /// Where generations were that went on elsewhere: what the file has now is another of the same label.
        var displaced: [Displaced] = []
    }

    struct Displaced {
        let target: Int
        let path: String
        let label: String
        let place: Follower.Place
    }

    struct Unsettled {
        let target: Int
        let path: String
        let bornAs: String
    }

    /// True if what an unknown file is comes out only when a rotation has said what it did: it may be the copy of a log
    /// that a pattern matches, too.
    func waitsForRelease(_ target: Int, _ path: String, bornAs: String) -> Bool {
        if isPausing { unsettled.append(Unsettled(target: target, path: path, bornAs: bornAs)) }
        return isPausing
    }

    /// True while a rotation works on some file.
    public var isPausing: Bool { !paused.isEmpty }

    func isPaused(_ identity: FileIdentity) -> Bool {
        !paused.isEmpty && paused.keys.contains { $0.isSameInode(as: identity) }
    }

    func isPaused(_ status: FileStatus) -> Bool { !paused.isEmpty && isPaused(FileIdentity(status)) }

    private func followed(_ identity: FileIdentity) -> [FollowedFile] {
        Set(groups).sorted().compactMap { group in
            filesByInode[InodeKey(group: group, inode: identity.inode)].flatMap {
                $0.identity.isSameInode(as: identity) ? $0 : nil
            }
        }
    }

    /// Leaves a file alone until `release`: nothing is read of it, and what happens to it means nothing.
    /// - Returns: up to where lines of it were handed over, in bytes from its very first; 0 if it is not followed.
    public func pause(_ identity: FileIdentity, now: Int64) throws(SystemError) -> Int64 {
        // What was done to files before is known then.
        processEvents(now: now)
        var furthest: Int64 = 0
        for file in followed(identity) {
            furthest = max(furthest, file.furthest + (try open(file).file.hiddenBytes))
        }
        if !isPaused(identity) { paused[identity] = PausedFile() }
        return furthest
    }

    /// The contents of a paused file are in another one now, the same bytes at the same offsets, and will not change any
    /// more: the generations that are in it go on there.
    /// - Parameter size: how long the contents are, in bytes.
    public func move(_ identity: FileIdentity, into path: String, size: Int64, now: Int64)
        throws(SystemError)
    {
        let files = followed(identity)
        var places: [(FollowedFile, Contents, FileStatus)] = []
        for file in files {
            let contents = try openContents(path, bornAs: file.path, file.target)
            places.append((file, contents, try contents.file.status()))
        }
        for (file, contents, status) in places {
            displace(file)
            leaveInode(file)
            file.move(to: contents, status: status, at: path, now: now)
            enter(file, in: directories[FileSystem.parent(of: path)])
            report(.rehomed(file))
            try learnHead(of: file, contents)
            if file.readers.contains(where: { $0.offset < size }) { bound(file, at: size) }
            if file.readers.allSatisfy({ $0.shipped >= size }) {
                file.follower = Follower(place: .away, size: size, now: now)
                finish(file, isGone: false)
            }
        }
        for key in paused.keys where places.contains(where: { key.isSameInode(as: FileIdentity($0.2)) }) {
            paused[key] = nil
        }
    }

    private func displace(_ file: FollowedFile) {
        let displaced = Displaced(
            target: file.target, path: file.currentPath, label: file.path, place: file.follower.place)
        for key in paused.keys where key.isSameInode(as: file.identity) {
            paused[key]?.displaced.append(displaced)
        }
    }

    /// A rotation is done with a file: what it has now is followed.
    public func release(_ identity: FileIdentity, at path: String, now: Int64) {
        var displaced: [Displaced] = []
        for key in paused.keys where key.isSameInode(as: identity) {
            displaced += paused.removeValue(forKey: key)?.displaced ?? []
        }
        for file in followed(identity) { markDirty(file) }
        for old in displaced {
            guard let status = try? FileStatus.of(path: old.path),
                identity.isSameInode(as: FileIdentity(status))
            else { continue }
            bear(old.target, old.path, labelledAs: old.label, at: .beginning, place: old.place, now: now)
        }
        if let directory = directories[FileSystem.parent(of: path)] {
            let name = FileSystem.name(of: path)
            for (target, position) in directory.positions
            where targets[target].include.matches(name, at: position) {
                sight(target, path, in: directory, inode: nil, now: now)
            }
        }
        guard !isPausing else { return }
        let waiting = unsettled
        unsettled = []
        for seen in waiting { sight(seen.target, seen.path, bornAs: seen.bornAs, now: now) }
    }

    /// How far what is in a file was shipped, with everything taken into account that was done to files before.
    /// - Parameters:
    ///   - size: of the file as it is on disk.
    ///   - log: the path of the log whose contents it has or had.
    public func shipment(of identity: FileIdentity, path: String, size: Int64, log: String) -> Shipment {
        let files = followed(identity)
        if !files.isEmpty { return files.map { shipment(of: $0) }.reduce(.complete, Self.worse) }
        let known = Set(groups).flatMap { group in
            memory.with(InodeKey(group: group, inode: identity.inode)).filter {
                $0.identity.isSameInode(as: identity)
            }
        }
        if !known.isEmpty {
            return known.map { shipment(of: $0, path: path, size: size) }.reduce(.complete, Self.worse)
        }
        let covering = targets.indices.filter { isCovered(log, by: $0) }
        if covering.isEmpty { return .unknown }
        // The log itself would be followed if it could be read; and what is beside it may have been missed.
        let isOpen = path == log || covering.contains { gaps[pathKey($0, log)] != nil }
        return isOpen ? .open(nil) : .unknown
    }

    private func isCovered(_ path: String, by target: Int) -> Bool {
        targets[target].include.matches(path) && targets[target].exclude?.matches(path) != true
    }

    private func shipment(of file: FollowedFile) -> Shipment {
        let shipped = file.readers.map(\.shipped).min() ?? 0
        if file.contents?.isCompressed == true {
            let end = file.contents?.knownEnd ?? file.archiveEnd?.size
            guard let end, end > shipped || !file.isShipped else {
                return end == nil ? .open(nil) : .complete
            }
            return .open(max(1, end - shipped))
        }
        let left = file.presentSize - shipped
        return left > 0 ? .open(left) : .complete
    }

    private func shipment(of known: KnownGeneration, path: String, size: Int64) -> Shipment {
        if RotatedName.archiveFormat(of: FileSystem.name(of: path)) != nil {
            return known.isFinished ? .complete : .open(nil)
        }
        let left = contentSize(path, size) - (known.positions.map(\.offset).min() ?? 0)
        // Also where it was written to after it was let go: the next look will find that.
        if known.isFinished, left <= 0 { return .complete }
        return .open(max(1, left))
    }

    private func contentSize(_ path: String, _ size: Int64) -> Int64 {
        guard let file = try? File(path, .read), let pad = try? file.pad() else { return size }
        return size - Int64(pad.length)
    }

    private static func worse(_ a: Shipment, _ b: Shipment) -> Shipment {
        switch (a, b) {
        case (.open(let a?), .open(let b?)): .open(max(a, b))
        case (.open(nil), _), (_, .open(nil)): .open(nil)
        case (.open, _): a
        case (_, .open): b
        default: .complete
        }
    }
}
