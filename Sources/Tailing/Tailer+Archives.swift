// Why this file exists: an archive is read as the rest of a rotated file, or, if the target says so, as a log of its own.

import Platform

/// Up to where an archive goes.
struct ArchiveEnd {
    /// Its last write, in nanoseconds since the Unix epoch.
    let modified: Int64
    /// How long its contents are, in bytes.
    let size: Int64
}

extension Tailer {
    /// How long after its last write an archive that is open for writing is looked at again, in nanoseconds.
    private static let writingInterval: Int64 = 5 * 1_000_000_000

    /// The format of a file that is a log of its own though it is compressed; nil if it is not.
    func ownFormat(ofPath path: String, target: Int) -> ArchiveFormat? {
        targets[groups[target]].decompression?.format(ofPath: path)
    }

    /// The same of a file that is followed.
    func archiveFormat(of file: FollowedFile) -> ArchiveFormat? {
        ownFormat(ofPath: file.path, target: file.target)
    }

    /// How a file is compressed that has the lines of what was first seen as `label`: whatever is beside an archive and
    /// belongs to it is one, too.
    func format(of path: String, bornAs label: String, target: Int) -> ArchiveFormat? {
        ownFormat(ofPath: label, target: target) ?? RotatedName.archiveFormat(of: FileSystem.name(of: path))
    }

    /// Lets an archive wait that was just found, as long as the target says.
    func delay(_ file: FollowedFile, now: Int64) {
        guard let initial = targets[groups[file.target]].decompression?.initialDelay, initial > 0,
            archiveFormat(of: file) != nil
        else { return }
        let (until, isFar) = now.addingReportingOverflow(initial)
        delay(file, until: isFar ? .max : until)
    }

    private func delay(_ file: FollowedFile, until: Int64) {
        file.notBefore = until
        delayed[file.id] = file
        nextDelayed = min(nextDelayed ?? .max, until)
    }

    func endDelays(now: Int64) {
        nextDelayed = nil
        for file in delayed.values {
            if file.notBefore <= now {
                delayed[file.id] = nil
                markDirty(file)
            } else {
                nextDelayed = min(nextDelayed ?? .max, file.notBefore)
            }
        }
    }

    /// A known archive was opened: one that was read to its end, and last written before it was first seen, is not
    /// decompressed again to find that out.
    func resumeArchive(
        _ file: FollowedFile, _ known: KnownGeneration, _ contents: Contents, _ status: FileStatus, now: Int64
    ) {
        guard contents.isCompressed else { return }
        if known.furthest.offset == 0 { delay(file, now: now) }
        let isRead = known.size > 0 && known.positions.allSatisfy { $0.offset == known.size }
        guard isRead, status.modified < known.seen - Gap.clockTick else { return }
        file.archiveEnd = ArchiveEnd(modified: status.modified, size: known.size)
        file.follower = Follower(place: file.follower.place, size: known.size, now: now)
    }

    /// How long an archive's contents are is known at their end only.
    func lookIntoArchive(
        _ file: FollowedFile, _ contents: Contents, _ status: FileStatus, _ reader: Int, limit: Int,
        _ text: ByteBuffer,
        _ lines: inout ContiguousArray<Span32>, now: Int64
    ) throws(SystemError) -> Look {
        if now < file.notBefore {
            delayed[file.id] = file
            return .early
        }
        if status.links == 0 { noticeDeletion(file) }
        if let end = file.archiveEnd, end.modified == status.modified, file.readers[reader].offset >= end.size
        {
            return .nothing
        }
        if status.modified != file.modified {
            // Written anew, it has other first bytes; with more behind them it goes on.
            guard try growFingerprint(of: file, contents) else { return .replaced }
            contents.goOn(status)
        }
        file.modified = status.modified
        let size = contents.hasMore(reader) ? Int64.max : contents.size(status)
        var look = try readLines(file, contents, reader, size: size, limit: limit, text, &lines)
        // An archive in the making may be shorter than what was read of one that was complete.
        if case .replaced = look, contents.isDamaged { look = .nothing }
        if contents.size(status) > Int64(file.fingerprint.length) {
            guard try growFingerprint(of: file, contents) else { return .replaced }
        }
        _ = file.follower.observed(size: contents.size(status), links: status.links, known: 0, now: now)
        if case .nothing = look, let end = contents.knownEnd {
            return try reachEnd(file, reader, at: end, status, now: now)
        }
        if contents.isDamaged { noticeDamage(file, status) }
        return look
    }

    /// All of a complete archive was read.
    private func reachEnd(
        _ file: FollowedFile, _ reader: Int, at end: Int64, _ status: FileStatus, now: Int64
    ) throws(SystemError) -> Look {
        let isEnded = file.boundaries.last.map { $0 >= end } ?? false
        guard file.readers[reader].offset < end, archiveFormat(of: file) != nil, !isEnded else {
            file.archiveEnd = ArchiveEnd(modified: status.modified, size: end)
            return .nothing
        }
        // Nothing will come behind its last line, unless somebody adds another member at this moment.
        if file.contents?.file.isBeingWritten() == true {
            delay(file, until: now + Self.writingInterval)
            return .early
        }
        file.boundaries.append(end)
        report(.bounded(file, at: end))
        return .busy
    }

    /// Hashes the first bytes, as far as there are more than before.
    /// - Returns: false if those that were hashed before are others now.
    private func growFingerprint(of file: FollowedFile, _ contents: Contents) throws(SystemError) -> Bool {
        let known = file.fingerprint.length
        let head = try contents.head()
        // Of one that is written anew there may be little yet: what there is cannot be compared.
        guard head.count >= known else { return true }
        guard Fingerprint.of(head, length: known) == file.fingerprint else { return false }
        let grown = Fingerprint.of(head)
        if grown != file.fingerprint {
            file.fingerprint = grown
            report(.fingerprinted(file))
        }
        return true
    }

    private func noticeDamage(_ file: FollowedFile, _ status: FileStatus) {
        // One that is a log of its own and was written to a moment ago is in the making.
        let isFresh = Clock.realtime() - status.modified < 10 * 1_000_000_000
        guard !isFresh || archiveFormat(of: file) == nil, unreadable.insert(file.currentPath).inserted else {
            return
        }
        report(
            .noticed(
                "\(file.currentPath) is damaged or not complete; the rest of \(file.path) is read when it is"
            ))
    }
}
