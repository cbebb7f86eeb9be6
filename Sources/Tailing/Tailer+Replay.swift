// Why this file exists: after a restart, lines that were shipped before are looked at again, and no reader moves.

import Platform

/// What one attempt to read lines again gave.
public enum Replay: Hashable, Sendable {
    /// Lines from these bytes of the generation; from none of them if they were passed over when they were first read.
    /// `isEnded` if they end where what was unfinished counted as finished, or at the end that was asked for.
    case lines(Range<Int64>, isEnded: Bool)
    /// An archive was not decompressed up to there yet, or a read failed that may not fail again: the file has its
    /// turn again.
    case busy
    /// They cannot be read.
    case unreadable
}

extension Tailer {
    /// How often in a row reading lines again may fail before they count as unreadable.
    static let maximumRereads = 4

    /// True if the file is an archive, in which reading on is cheap and coming back is not.
    public func isReadFromTheFront(_ file: FollowedFile) -> Bool { file.contents?.isCompressed ?? false }

    /// Reads lines again, cut as they were when a reader was given them.
    ///
    /// - Parameters:
    ///   - reader: whose lines they were.
    ///   - start: where a line starts, or a part of a long one.
    ///   - end: where the reader stands, or stood: a line, or a part of one, ends there.
    ///   - boundaries: offsets between the two at which an unfinished line was ended, rising.
    ///   - limit: gives no more bytes than this, unless the first line alone has more.
    ///   - window: gives so many bytes even if that is more than a chunk.
    ///   - text: emptied, then filled with the bytes.
    ///   - lines: emptied, then filled with the lines' places in `text`.
    public func reread(
        _ file: FollowedFile, reader: Int, from start: Int64, to end: Int64, boundaries: [Int64] = [],
        limit: Int = .max, window: Int = 0, into text: ByteBuffer, lines: inout ContiguousArray<Span32>
    ) -> Replay {
        let limit = min(limit, max(options.chunk, window))
        text.removeAll()
        lines.removeAll(keepingCapacity: true)
        guard file.isOpen, start < end else { return .unreadable }
        do {
            let contents = try open(file)
            guard let encoding = try encoding(of: file, contents) else { return .unreadable }
            let replay = try reread(contents, reader, encoding, start, end, boundaries, limit, text, &lines) {
                enqueue(file, reader)
            }
            file.failedRereads = 0
            return replay
        } catch {
            // What passes must not be taken for the end of what can be known.
            file.failedRereads += 1
            guard file.failedRereads < Self.maximumRereads else { return .unreadable }
            enqueue(file, reader)
            return .busy
        }
    }

    private func reread(
        _ contents: Contents, _ reader: Int, _ encoding: LineEncoding, _ start: Int64, _ end: Int64,
        _ boundaries: [Int64], _ limit: Int, _ text: ByteBuffer, _ lines: inout ContiguousArray<Span32>,
        onBusy: () -> Void
    ) throws(SystemError) -> Replay {
        var start = start
        var pastHole: Int64?
        var wanted = 0
        while start < end {
            let stop = boundaries.first { $0 > start && $0 < end } ?? end
            let most = Int(min(stop - start, Int64(max(1, limit))))
            wanted = max(wanted, most)
            text.removeAll()
            text.reserve(wanted)
            let piece = try contents.read(at: start, reader: reader, into: text, length: wanted)
            let isShort = piece.count < wanted
            if piece.isBusy || (isShort && contents.isCompressed && contents.hasMore(reader)) {
                onBusy()
                return .busy
            }
            guard !isShort else { return .unreadable }
            // As in the first reading: no line starts with a NUL, and one alone may be more than was asked for.
            let isLineStart = contents.isLineStart(encoding) || start == pastHole
            if isLineStart, encoding.nulls(text.bytes) > 0 {
                start = try dataStart(contents, text, encoding, from: start, to: stop)
                pastHole = start
                wanted = 0
                continue
            }
            if wanted > most, let newline = encoding.newline(in: text.bytes, from: 0, phase: start) {
                text.truncate(to: newline + encoding.width)
            }
            let isEnded = start + Int64(text.count) == stop
            let framed = Framer.frame(
                text.bytes, limit: options.maximumLine, isLineStart: isLineStart,
                isEnded: isEnded, encoding: encoding, offset: start, into: &lines)
            if framed.consumed > 0 {
                return .lines(
                    start..<(start + Int64(framed.consumed)),
                    isEnded: isEnded && framed.consumed == text.count)
            }
            let larger = Int(min(stop - start, Int64(longestRead(encoding))))
            guard larger > wanted else { return .unreadable }
            wanted = larger
        }
        return .lines(end..<end, isEnded: true)
    }

    /// Where the NULs end that the text begins with, but not beyond `end`.
    private func dataStart(
        _ contents: Contents, _ text: ByteBuffer, _ encoding: LineEncoding, from start: Int64, to end: Int64
    ) throws(SystemError) -> Int64 {
        var next = start + Int64(encoding.nulls(text.bytes))
        if next == start + Int64(text.count), !contents.isCompressed {
            let data = try contents.file.dataStart(from: next) ?? end
            next = max(next, data / Int64(encoding.width) * Int64(encoding.width))
        }
        return min(next, end)
    }
}
