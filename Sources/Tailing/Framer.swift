// Why this file exists: bytes become lines here and nowhere else.

import Glibc
import Platform

/// Cuts a chunk of a file into lines.
public enum Framer {
    /// What became of a chunk.
    public struct Result: Hashable, Sendable {
        /// Bytes from the chunk's start up to which lines were cut; the rest waits for its newline.
        public var consumed: Int
        /// How many of the lines are parts of a longer one.
        public var parts: Int
        /// NULs that were passed over.
        public var skipped = 0
    }

    /// Appends a span for each line of `bytes` that ends in `\n`; the `\n` is not part of it, a `\r` before it is.
    ///
    /// A line of more than `limit` bytes, at least 1, is cut into parts of `limit`, at the start of a UTF-8 sequence if there
    /// is one within the last three bytes; its last part takes what is left.
    ///
    /// NULs in front of a line are passed over: they are what a hole reads as, left by a writer that goes on at its old
    /// place after its file was cut off, or by a power cut.
    ///
    /// - Parameters:
    ///   - isLineStart: false if the bytes start within a line.
    ///   - isEnded: true if nothing comes behind these bytes, so that what follows the last newline is a line.
    ///   - encoding: the encoding of the file, its byte order known.
    ///   - offset: bytes of the file in front of these.
    public static func frame(
        _ bytes: UnsafeRawBufferPointer, limit: Int, isLineStart: Bool = true, isEnded: Bool = false,
        encoding: LineEncoding = .plain, offset: Int64 = 0, into lines: inout ContiguousArray<Span32>
    ) -> Result {
        // A byte order mark is not part of the first line.
        let mark = offset == 0 ? encoding.markLength(bytes) : 0
        if encoding.width > 1 {
            return frameUnits(
                bytes, from: mark, limit: limit, isLineStart: isLineStart, isEnded: isEnded, encoding, offset,
                into: &lines)
        }
        var result = Result(consumed: 0, parts: 0)
        guard let base = bytes.baseAddress else { return result }
        let limit = max(1, limit)
        var start = mark
        var isLineStart = isLineStart
        while start < bytes.count {
            if isLineStart, base.load(fromByteOffset: start, as: UInt8.self) == 0 {
                let count = bytes[start...].prefix { $0 == 0 }.count
                // What follows is not known yet.
                if start + count == bytes.count { break }
                result.skipped += count
                start += count
            }
            // Looking no further than the limit keeps a file without newlines from being scanned twice.
            let window = bytes.count - start > limit ? limit + 1 : bytes.count - start
            guard let newline = memchr(base + start, 10, window) else {
                guard window > limit else {
                    if isEnded {
                        lines.append(Span32(start, bytes.count))
                        start = bytes.count
                    }
                    break
                }
                let end = start + cut(base + start, limit)
                lines.append(Span32(start, end))
                result.parts += 1
                start = end
                isLineStart = false
                continue
            }
            let end = UnsafeRawPointer(newline) - base
            lines.append(Span32(start, end))
            start = end + 1
            isLineStart = true
        }
        result.consumed = start > mark ? start : 0
        return result
    }

    /// The same where a character is made of units of more than a byte.
    private static func frameUnits(
        _ bytes: UnsafeRawBufferPointer, from mark: Int, limit: Int, isLineStart: Bool, isEnded: Bool,
        _ encoding: LineEncoding, _ offset: Int64, into lines: inout ContiguousArray<Span32>
    ) -> Result {
        let width = encoding.width
        let limit = max(width, limit / width * width)
        var result = Result(consumed: 0, parts: 0)
        var start = mark
        var isLineStart = isLineStart
        while start < bytes.count {
            if isLineStart {
                // A hole has whole units of NULs; one NUL may well be half of a letter.
                let count = encoding.nulls(UnsafeRawBufferPointer(rebasing: bytes[start...]))
                if count > 0, start + count > bytes.count - width { break }
                result.skipped += count
                start += count
            }
            let isLong = (bytes.count - start) / width * width > limit
            let window = isLong ? start + limit + width : bytes.count
            let newline = encoding.newline(
                in: UnsafeRawBufferPointer(rebasing: bytes[..<window]), from: start, phase: offset)
            guard let newline else {
                guard isLong else {
                    if isEnded {
                        lines.append(Span32(start, bytes.count))
                        start = bytes.count
                    }
                    break
                }
                let end =
                    start + encoding.cut(UnsafeRawBufferPointer(rebasing: bytes[start...]), limit: limit)
                lines.append(Span32(start, end))
                result.parts += 1
                start = end
                isLineStart = false
                continue
            }
            lines.append(Span32(start, newline))
            start = newline + width
            isLineStart = true
        }
        result.consumed = start > mark ? start : 0
        return result
    }

    /// Where to cut within `limit` bytes so that no UTF-8 sequence is torn.
    private static func cut(_ start: UnsafeRawPointer, _ limit: Int) -> Int {
        for back in 0..<min(4, limit - 1)
        where start.load(fromByteOffset: limit - back, as: UInt8.self) & 0xC0 != 0x80 {
            return limit - back
        }
        return limit
    }
}
