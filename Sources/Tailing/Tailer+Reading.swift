// Why this file exists: handing a file's lines to a reader, a chunk at a time, in turns.

import Glibc
import Platform

/// What one attempt to read gave.
public enum Burst: Hashable, Sendable {
    /// Lines from these bytes of the generation, and how many are parts of a longer line.
    case lines(Range<Int64>, parts: Int)
    /// No finished line is there now.
    case nothing
}

extension Tailer {
    /// The next file that may have lines for this reader, in turns. Read it, then `advance` or `putBack`.
    public func nextReady(reader: Int) -> FollowedFile? {
        while let file = ready[reader].popFirst() {
            file.readers[reader].isQueued = false
            guard file.isOpen else { continue }
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

    /// Puts a file back at the front of the reader's queue, for when there was no room after all.
    public func putBack(_ file: FollowedFile, reader: Int) {
        guard file.isOpen, !file.readers[reader].isQueued else { return }
        file.readers[reader].isQueued = true
        ready[reader].prepend(file)
    }

    /// Reads finished lines from where the reader stands.
    /// - Parameters:
    ///   - text: emptied, then filled with the bytes.
    ///   - lines: emptied, then filled with the lines' places in `text`.
    ///   - limit: hands over no more bytes than this, unless the first line alone has more.
    public func read(
        _ file: FollowedFile, reader: Int, into text: ByteBuffer, lines: inout ContiguousArray<Span32>,
        limit: Int = .max, now: Int64
    ) -> Burst {
        text.removeAll()
        lines.removeAll(keepingCapacity: true)
        guard let handle = file.file else { return .nothing }
        do {
            let status = try handle.status()
            switch file.follower.observed(
                size: status.size, links: status.links, read: file.furthest, now: now)
            {
            case .truncated:
                try reborn(file, handle, status, now: now)
                return .nothing
            case .grew, .unchanged: break
            }
            if status.links == 0 { noticeDeletion(file) }
            try growFingerprint(file, handle, size: status.size)
            let burst = try readLines(file, handle, reader, size: status.size, limit: limit, text, &lines)
            if case .nothing = burst { reachedEnd(file, reader) }
            return burst
        } catch {
            report(.unreadable(path: file.currentPath, error))
            reachedEnd(file, reader)
            return .nothing
        }
    }

    private func readLines(
        _ file: FollowedFile, _ handle: File, _ reader: Int, size: Int64, limit: Int, _ text: ByteBuffer,
        _ lines: inout ContiguousArray<Span32>
    ) throws(SystemError) -> Burst {
        let offset = file.readers[reader].offset
        guard size > offset, try hasNewline(file, handle, reader, size: size, scratch: text) else {
            return .nothing
        }
        let most = Int(min(size - offset, Int64(min(options.chunk, max(1, limit)))))
        var wanted = most
        while true {
            text.removeAll()
            text.reserve(wanted)
            let count = try handle.read(at: offset, into: text.end, length: wanted)
            text.advance(by: count)
            // One line alone may be more than was asked for; what came along behind it waits for its turn.
            if wanted > most, let newline = memchr(text.base, 10, count) {
                text.truncate(to: UnsafeRawPointer(newline) - UnsafeRawPointer(text.base) + 1)
            }
            let framed = Framer.frame(text.bytes, limit: options.maximumLine, into: &lines)
            if framed.consumed > 0 {
                return .lines(offset..<(offset + Int64(framed.consumed)), parts: framed.parts)
            }
            let larger = Int(min(size - offset, Int64(options.maximumLine) + 1))
            guard count == wanted, larger > wanted else {
                file.readers[reader].searched = offset + Int64(count)
                return .nothing
            }
            wanted = larger
        }
    }

    /// Searches only what is new of a long unfinished line, so that a writer of small pieces costs no more
    /// than what it writes.
    private func hasNewline(
        _ file: FollowedFile, _ handle: File, _ reader: Int, size: Int64, scratch: ByteBuffer
    )
        throws(SystemError) -> Bool
    {
        let position = file.readers[reader]
        guard position.searched - position.offset > 1 << 16, size - position.offset <= options.maximumLine
        else { return true }
        scratch.removeAll()
        let wanted = Int(size - position.searched)
        guard wanted > 0 else { return false }
        scratch.reserve(wanted)
        let count = try handle.read(at: position.searched, into: scratch.end, length: wanted)
        if memchr(scratch.base, 10, count) != nil { return true }
        file.readers[reader].searched += Int64(count)
        return false
    }

    /// The reader took the lines up to `offset`; the file goes to the back of the queue for what comes after.
    public func advance(_ file: FollowedFile, reader: Int, to offset: Int64) {
        guard offset > file.readers[reader].offset else { return reachedEnd(file, reader) }
        file.readers[reader].offset = offset
        if offset < file.follower.size {
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

    private func growFingerprint(_ file: FollowedFile, _ handle: File, size: Int64) throws(SystemError) {
        // Shorter than what was hashed, it has other contents, of which none were read before.
        guard file.fingerprint.length != min(size, Int64(Fingerprint.maximumLength)) else { return }
        file.fingerprint = try Fingerprint.of(handle)
        report(.fingerprinted(file))
    }
}
