// Why this file exists: handing a file's lines to a reader, a chunk at a time, in turns.

import Platform

/// What one attempt to read gave.
public enum Burst: Hashable, Sendable {
    /// Lines from these bytes of the generation, and how many are parts of a longer line; `isEnded` if they end where
    /// what was unfinished counts as finished.
    case lines(Range<Int64>, parts: Int, isEnded: Bool)
    /// No finished line is there now.
    case nothing
}

extension Tailer {
    /// What a look into a file gave.
    enum Look {
        case lines(Range<Int64>, parts: Int, isEnded: Bool)
        case nothing
        /// Not there yet: the file keeps its turn.
        case busy
        /// Not to be read before the time that `delayed` has for it.
        case early
        /// The bytes before the reader's place are others than those that were read.
        case replaced
    }

    /// The next file that may have lines for this reader, in turns. Read it, then `advance`.
    public func nextReady(reader: Int) -> FollowedFile? {
        while let file = ready[reader].popFirst() {
            file.readers[reader].isQueued = false
            // Its release brings a paused one back.
            guard file.isOpen, !isPaused(file.identity) else { continue }
            guard let older = unreadGeneration(before: file, reader: reader) else { return file }
            // The older generation first; its end brings this one back.
            enqueue(older, reader)
        }
        return nil
    }

    /// True if the reader has had all that is in the generation before this one, so that it may be given lines of
    /// this one, also those that were read for another reader.
    public func isTurn(of file: FollowedFile, reader: Int) -> Bool {
        unreadGeneration(before: file, reader: reader) == nil
    }

    private func unreadGeneration(before file: FollowedFile, reader: Int) -> FollowedFile? {
        guard let older = file.predecessor, older.isOpen, !older.readers[reader].isAtEnd else { return nil }
        return older
    }

    /// Reads finished lines from where the reader stands.
    /// - Parameters:
    ///   - text: emptied, then filled with the bytes.
    ///   - lines: emptied, then filled with the lines' places in `text`.
    ///   - limit: hands over no more bytes than this, unless the first line alone has more.
    ///   - window: hands over so many bytes even if that is more than a chunk.
    public func read(
        _ file: FollowedFile, reader: Int, into text: ByteBuffer, lines: inout ContiguousArray<Span32>,
        limit: Int = .max, window: Int = 0, now: Int64
    ) -> Burst {
        let limit = min(limit, max(options.chunk, window))
        text.removeAll()
        lines.removeAll(keepingCapacity: true)
        lastRead = nil
        guard file.isOpen else { return .nothing }
        do {
            let contents = try open(file)
            let status = try contents.file.status()
            let last = file.follower.size
            switch try look(file, contents, status, reader, limit: limit, text, &lines, now: now) {
            case .lines(let range, let parts, let isEnded):
                return .lines(range, parts: parts, isEnded: isEnded)
            case .nothing: reachedEnd(file, reader)
            case .busy: enqueue(file, reader)
            case .early: break
            case .replaced:
                text.removeAll()
                lines.removeAll(keepingCapacity: true)
                replace(file, contents, status, lastSize: last, now: now)
            }
        } catch {
            report(.unreadable(path: file.currentPath, error))
            reachedEnd(file, reader)
        }
        return .nothing
    }

    private func look(
        _ file: FollowedFile, _ contents: Contents, _ status: FileStatus, _ reader: Int, limit: Int,
        _ text: ByteBuffer,
        _ lines: inout ContiguousArray<Span32>, now: Int64
    ) throws(SystemError) -> Look {
        if contents.isCompressed {
            return try lookIntoArchive(file, contents, status, reader, limit: limit, text, &lines, now: now)
        }
        let wasWritten = file.modified != status.modified || file.wasJustWritten
        file.modified = status.modified
        file.wasJustWritten = Clock.realtime() - status.modified < Gap.clockTick
        // Where nothing was read, the hashed bytes are what there is to go by.
        let known = max(file.furthest, file.furthest == 0 ? Int64(file.fingerprint.length) : 0)
        // Where something was read, the bytes of that tell.
        if wasWritten, known == 0, try contents.hasLostPad() { return .replaced }
        if file.follower.observed(size: status.size, links: status.links, known: known, now: now)
            == .truncated
        {
            return .replaced
        }
        if status.links == 0 { noticeDeletion(file) }
        if file.fingerprint.length == 0, status.size > 0, file.furthest == 0,
            looksBeside(file, contents, now: now)
        {
            return .busy
        }
        guard try growFingerprint(file, contents, size: status.size, offset: file.readers[reader].offset)
        else {
            return .replaced
        }
        let look = try readLines(file, contents, reader, size: status.size, limit: limit, text, &lines)
        if case .nothing = look, wasWritten, let tail = file.readers[reader].tail {
            // Written to, and no longer than before: perhaps written anew, to the same length.
            return try contents.tail(before: file.readers[reader].offset) == tail ? look : .replaced
        }
        guard case .lines(let range, _, _) = look else { return look }
        // Cut off or written anew while it was read: the lines may be of both, and are given to nobody.
        guard try contents.file.status().size >= range.upperBound else { return .replaced }
        if range.lowerBound == 0, try !isBeginning(text, of: file, contents) { return .replaced }
        guard range.count > 4096, let tail = file.readers[reader].tail else { return look }
        let found = try contents.tail(before: file.readers[reader].offset)
        return found == tail ? look : .replaced
    }

    /// True if what was read from the first byte on is what the first bytes were hashed of before. Behind the first byte the
    /// tail tells, which is read in one call with the lines.
    private func isBeginning(_ text: ByteBuffer, of file: FollowedFile, _ contents: Contents)
        throws(SystemError) -> Bool
    {
        let length = file.fingerprint.length
        let head = text.count >= length ? text : try contents.head()
        return Fingerprint.of(head, length: length) == file.fingerprint
    }

    func readLines(
        _ file: FollowedFile, _ contents: Contents, _ reader: Int, size: Int64, limit: Int,
        _ text: ByteBuffer,
        _ lines: inout ContiguousArray<Span32>
    ) throws(SystemError) -> Look {
        guard let (end, isBoundary) = end(of: file, after: file.readers[reader].offset, size: size),
            let encoding = try encoding(of: file, contents)
        else {
            return .nothing
        }
        if !isBoundary {
            let isWorthIt = try hasNewline(file, contents, reader, encoding, size: size, scratch: text)
            guard isWorthIt else { return .nothing }
        }
        let offset = file.readers[reader].offset
        let most = Int(min(end - offset, Int64(max(1, limit))))
        var wanted = most
        while true {
            text.removeAll()
            text.reserve(wanted)
            let piece = try contents.read(at: offset, reader: reader, into: text, length: wanted)
            if piece.isBusy { return .busy }
            if let tail = file.readers[reader].tail, piece.tail != tail { return .replaced }
            let isLineStart = contents.isLineStart(encoding) || file.readers[reader].pastHole == offset
            if isLineStart, encoding.nulls(text.bytes) > 0 {
                return try passHole(file, contents, reader, encoding, text, end: end) ? .busy : .nothing
            }
            // One line alone may be more than was asked for; what came along behind it waits for its turn.
            if wanted > most, let newline = encoding.newline(in: text.bytes, from: 0, phase: offset) {
                text.truncate(to: newline + encoding.width)
            }
            let isEnded = isBoundary && offset + Int64(text.count) == end
            let framed = Framer.frame(
                text.bytes, limit: options.maximumLine, isLineStart: isLineStart,
                isEnded: isEnded, encoding: encoding, offset: offset, into: &lines)
            if framed.skipped > 0, offset >= file.furthestOffset(besides: reader) {
                report(.skipped(file, bytes: Int64(framed.skipped)))
            }
            if framed.consumed > 0 {
                lastRead = (file.id, offset)
                return .lines(
                    offset..<(offset + Int64(framed.consumed)), parts: framed.parts,
                    isEnded: isEnded && framed.consumed == text.count)
            }
            if contents.isCompressed, piece.count < wanted, contents.hasMore(reader) { return .busy }
            let larger = Int(min(end - offset, Int64(longestRead(encoding))))
            guard piece.count == wanted, larger > wanted else {
                file.readers[reader].searched = offset + Int64(piece.count)
                return .nothing
            }
            wanted = larger
        }
    }

    /// Up to where lines can be read now: the next place at which an unfinished line was ended, else the end of the
    /// file. Nil if the reader is there.
    private func end(of file: FollowedFile, after offset: Int64, size: Int64) -> (Int64, isBoundary: Bool)? {
        if let boundary = file.boundaries.first(where: { $0 > offset }), boundary <= size {
            return (boundary, true)
        }
        return size > offset ? (size, false) : nil
    }

    /// A program that writes on at its old place after the file was cut off leaves a hole in front, which reads as
    /// NULs. No line starts with one: they are passed over.
    /// - Returns: false if nothing is behind them yet.
    private func passHole(
        _ file: FollowedFile, _ contents: Contents, _ reader: Int, _ encoding: LineEncoding,
        _ text: ByteBuffer, end: Int64
    ) throws(SystemError) -> Bool {
        let start = file.readers[reader].offset
        var next = start + Int64(encoding.nulls(text.bytes))
        if next == start + Int64(text.count), !contents.isCompressed {
            guard let data = try contents.file.dataStart(from: next) else { return false }
            next = max(next, data / Int64(encoding.width) * Int64(encoding.width))
        }
        guard next < end else { return false }
        if start >= file.furthestOffset(besides: reader) { report(.skipped(file, bytes: next - start)) }
        file.readers[reader].offset = next
        file.readers[reader].tail = nil
        file.readers[reader].pastHole = next
        return true
    }

    /// Searches only what is new of a long unfinished line, so that a writer of small pieces costs no more
    /// than what it writes.
    private func hasNewline(
        _ file: FollowedFile, _ contents: Contents, _ reader: Int, _ encoding: LineEncoding, size: Int64,
        scratch: ByteBuffer
    ) throws(SystemError) -> Bool {
        var position = file.readers[reader]
        // Half a unit may have been seen before.
        position.searched = position.searched / Int64(encoding.width) * Int64(encoding.width)
        guard !contents.isCompressed, position.searched - position.offset > 1 << 16,
            size - position.offset <= options.maximumLine
        else { return true }
        scratch.removeAll()
        let wanted = Int(size - position.searched)
        guard wanted > 0 else { return false }
        scratch.reserve(wanted)
        let count = try contents.file.read(at: position.searched, into: scratch.end, length: wanted)
        scratch.advance(by: count)
        if encoding.newline(in: scratch.bytes, from: 0, phase: position.searched) != nil { return true }
        file.readers[reader].searched = position.searched + Int64(count)
        return false
    }

    /// The reader took the lines up to `offset`; the file goes to the back of the queue for what comes after.
    /// - Parameters:
    ///   - text: what the last `read` of this file gave.
    ///   - waits: true if the reader wants nothing of what comes after before the file changes, or `wake` is called.
    public func advance(
        _ file: FollowedFile, reader: Int, to offset: Int64, text: ByteBuffer, waits: Bool = false
    ) {
        let start = file.readers[reader].offset
        guard offset > start else { return reachedEnd(file, reader) }
        file.readers[reader].tail = nil
        if let lastRead, lastRead == (file.id, start), let contents = file.contents,
            offset - start <= Int64(text.count)
        {
            file.readers[reader].tail = contents.tail(after: Int(offset - start), of: text.bytes)
        }
        file.readers[reader].offset = offset
        if let last = file.boundaries.first, file.readers.allSatisfy({ $0.shipped >= last }) {
            file.boundaries.removeFirst()
        }
        if offset < file.follower.size, !waits {
            enqueue(file, reader)
        } else {
            reachedEnd(file, reader)
        }
    }

    private func reachedEnd(_ file: FollowedFile, _ reader: Int) {
        guard !file.readers[reader].isQueued else { return }
        file.readers[reader].isAtEnd = true
        if let successor = file.successor, successor.predecessor === file { unblock(successor) }
        if file.follower.place != .matched { nextRelease = 0 }
    }

    /// Hashes more of a short file's first bytes.
    /// - Returns: false if those that were hashed before are others now. Where something was read, the bytes before the
    ///   offset tell.
    private func growFingerprint(_ file: FollowedFile, _ contents: Contents, size: Int64, offset: Int64)
        throws(SystemError) -> Bool
    {
        let known = file.fingerprint.length
        let isWhole = known == min(size, Int64(Fingerprint.maximumLength))
        if isWhole, offset > 0 || known == 0 { return true }
        if contents.isCompressed { return true }
        let head = try contents.head()
        guard Fingerprint.of(head, length: known) == file.fingerprint else { return false }
        let grown = Fingerprint.of(head)
        if grown != file.fingerprint {
            file.fingerprint = grown
            report(.fingerprinted(file))
        }
        return true
    }
}
