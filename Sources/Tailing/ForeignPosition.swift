// Why this file exists: other programs remember a path and an offset; which file that was must be found out.

import Platform

/// How far another program was in the file that a path stood for.
public struct ForeignPosition: Hashable, Sendable {
    /// What a look at the disk says of it.
    public enum Finding: Hashable, Sendable {
        /// The file is still at its path.
        case inPlace(Place)
        /// A rotation renamed or copied it; its rest is there.
        case rotated(Place)
        /// What is at the path is too short or too new to be that file, and what was not read of that is not found:
        /// the new one is read from its start.
        case startsAnew(Place)
        /// Nothing is left of it.
        case gone
    }

    /// A file, and where reading goes on in it.
    public struct Place: Hashable, Sendable {
        /// The file's path.
        public let path: String
        /// Its inode.
        public let identity: FileIdentity
        /// Its first bytes.
        public let fingerprint: Fingerprint
        /// The offset, with what is before it.
        public let position: KnownGeneration.Position
        /// Its size in bytes.
        public let size: Int64
    }

    /// The absolute path that was followed.
    public let path: String
    /// The first byte that was not read, from 0.
    public let offset: Int64

    /// Takes both as they are.
    public init(path: String, offset: Int64) {
        self.path = path
        self.offset = offset
    }

    /// How far another program was in a compressed file, of which Promtail remembers the number of lines that it read.
    /// - Parameter lines: how many, from 0; more than there are counts as all of them.
    /// - Returns: nil if there is no such file, or it is damaged: it has no place to go on at.
    public static func place(afterLines lines: Int64, in path: String, _ format: ArchiveFormat)
        throws(SystemError) -> Place?
    {
        let contents: Contents
        do {
            contents = try Contents(try File(path, .read), format)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
        let (offset, isWhole) = try contents.offset(afterLines: lines)
        guard isWhole else { return nil }
        let status = try contents.file.status()
        return Place(
            path: path, identity: FileIdentity(status), fingerprint: Fingerprint.of(try contents.head()),
            position: KnownGeneration.Position(
                offset: offset, tail: offset > 0 ? try contents.tail(before: offset) : nil),
            size: offset)
    }

    /// Looks for the file.
    /// - Parameter written: when the position was written down, in nanoseconds since the Unix epoch: a file made later
    ///   cannot have been meant.
    public func find(written: Int64) throws(SystemError) -> Finding {
        let present = try status(of: path)
        var siblings: [(path: String, status: FileStatus)] = []
        if Self.mayHaveBeenRotated(present.map { Trace($0) }, offset: offset, written: written) {
            siblings = self.siblings(besides: present)
        }
        let choice = Self.choose(
            present: present.map { Trace($0) },
            siblings: siblings.map {
                Trace($0.status, isArchive: RotatedName.archiveFormat(of: $0.path) != nil)
            },
            offset: offset, written: written)
        switch choice {
        case .present: if let place = try place(path, at: offset) { return .inPlace(place) }
        case .sibling(let index):
            if let place = try place(siblings[index].path, at: offset) { return .rotated(place) }
        case .none: break
        }
        guard present != nil, let place = try place(path, at: 0) else { return .gone }
        return .startsAnew(place)
    }

    private func status(of path: String) throws(SystemError) -> FileStatus? {
        do {
            let status = try FileStatus.of(path: path)
            return status.isRegular ? status : nil
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// Files beside the path that are made of its name and can be read.
    private func siblings(besides present: FileStatus?) -> [(path: String, status: FileStatus)] {
        let (parent, name) = (FileSystem.parent(of: path), FileSystem.name(of: path))
        var listings = Listings()
        var found: [(path: String, status: FileStatus)] = []
        for directory in [parent] + listings.subdirectories(of: parent) {
            for entry in listings.entries(of: directory) ?? []
            where RotatedName.isSerial(entry.name, of: name) {
                if case .foreign = RotatedName.form(of: entry.name) { continue }
                let path = FileSystem.join(directory, entry.name)
                guard let status = try? FileStatus.of(path: path, follow: false), status.isRegular,
                    status.inode != present?.inode
                else { continue }
                found.append((path, status))
            }
        }
        return found.sorted { $0.path < $1.path }
    }

    /// Nil if the file has become shorter meanwhile.
    private func place(_ path: String, at offset: Int64) throws(SystemError) -> Place? {
        let contents = try Contents(try File(path, .read), RotatedName.archiveFormat(of: path))
        let status = try contents.file.status()
        guard contents.isCompressed || status.size >= offset else { return nil }
        let tail = offset > 0 ? try contents.tail(before: offset) : nil
        guard offset == 0 || tail != nil else { return nil }
        return Place(
            path: path, identity: FileIdentity(status), fingerprint: Fingerprint.of(try contents.head()),
            position: KnownGeneration.Position(offset: offset, tail: tail),
            size: contents.isCompressed ? offset : status.size)
    }
}

extension ForeignPosition {
    /// What is told of a file without reading it.
    struct Trace: Hashable {
        let size: Int64
        /// 0 where the filesystem keeps none.
        let birth: Int64
        let modified: Int64
        /// True if its size says nothing of how many bytes were written to it.
        let isArchive: Bool

        init(size: Int64, birth: Int64 = 0, modified: Int64 = 0, isArchive: Bool = false) {
            self.size = size
            self.birth = birth
            self.modified = modified
            self.isArchive = isArchive
        }

        init(_ status: FileStatus, isArchive: Bool = false) {
            self.init(
                size: status.size, birth: status.birth, modified: status.modified, isArchive: isArchive)
        }

        /// True if it was made after that moment.
        func isMade(after moment: Int64) -> Bool { birth > moment }
        /// True if it was written to at that moment or after it.
        func isWritten(since moment: Int64) -> Bool { modified >= moment }
    }

    enum Choice: Hashable {
        case present
        case sibling(Int)
        case none
    }

    /// False if what is at the path can be the file that was meant.
    static func mayHaveBeenRotated(_ present: Trace?, offset: Int64, written: Int64) -> Bool {
        guard let present else { return true }
        return present.size < offset || present.isMade(after: written)
    }

    /// Which file was meant.
    ///
    /// A rename keeps the time of birth, so of the files made before the position was written down the latest born is
    /// meant; a copy is younger than what it is a copy of, so the oldest one made afterwards has what was cut off. An
    /// archive has the time of the last write from the file that it was made of.
    static func choose(present: Trace?, siblings: [Trace], offset: Int64, written: Int64) -> Choice {
        if let present, !mayHaveBeenRotated(present, offset: offset, written: written) { return .present }
        let plain = siblings.indices.filter { !siblings[$0].isArchive }
        let archives = siblings.indices.filter { siblings[$0].isArchive }
        let byBirth = plain.sorted { siblings[$0].birth < siblings[$1].birth }
        let byWrite = { (a: Int, b: Int) in siblings[a].modified < siblings[b].modified }
        let chosen: Int?
        if plain.contains(where: { siblings[$0].birth == 0 }) {
            chosen = plain.sorted(by: byWrite).first { siblings[$0].isWritten(since: written) }
        } else if let present, !present.isMade(after: written) {
            chosen = byBirth.first { siblings[$0].isMade(after: written) }
        } else {
            // One that nobody wrote to since is of an earlier rotation if what was rotated later is an archive by now.
            chosen = byBirth.last { !siblings[$0].isMade(after: written) }.flatMap { last in
                let isLatest = !archives.contains { siblings[$0].modified > siblings[last].modified }
                return isLatest || siblings[last].isWritten(since: written) ? last : nil
            }
        }
        if let chosen, siblings[chosen].size >= offset { return .sibling(chosen) }
        let archive = archives.sorted(by: byWrite).first { siblings[$0].isWritten(since: written) }
        return archive.map { .sibling($0) } ?? .none
    }
}
