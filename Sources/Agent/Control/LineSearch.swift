// Why this file exists: an operator names a byte, and lines are sent whole.

import Glibc
import Platform

/// Finding the start of a line.
enum LineSearch {
    /// A line that is longer is sent in parts, so that any byte of it may begin one.
    static let longestLine: Int64 = 1 << 20

    /// The start of the first line at or after `offset`; where only the rest of an unfinished line follows, the
    /// start of that line. In a line that is longer than `longestLine`, `offset` itself.
    static func start(in file: File, at offset: Int64, size: Int64) throws(SystemError) -> Int64 {
        let offset = min(max(0, offset), size)
        // The byte before tells whether a line starts right here.
        let before = max(0, offset - 1)
        if offset == 0 { return 0 }
        if let newline = try newline(in: file, from: before, to: min(size, before + longestLine + 1)) {
            return newline + 1
        }
        if size - before > longestLine { return offset }
        let first = max(0, offset - longestLine)
        if let newline = try lastNewline(in: file, from: first, to: before) { return newline + 1 }
        return first == 0 ? 0 : offset
    }

    private static func newline(in file: File, from start: Int64, to end: Int64) throws(SystemError) -> Int64?
    {
        let bytes = ByteBuffer(capacity: piece)
        var at = start
        while at < end {
            let length = Int(min(end - at, Int64(piece)))
            bytes.removeAll()
            let count = try file.read(at: at, into: bytes.end, length: length)
            if count == 0 { return nil }
            bytes.advance(by: count)
            if let place = bytes.bytes.firstIndex(of: 10) { return at + Int64(place) }
            at += Int64(count)
        }
        return nil
    }

    private static func lastNewline(in file: File, from start: Int64, to end: Int64) throws(SystemError)
        -> Int64?
    {
        let bytes = ByteBuffer(capacity: piece)
        var end = end
        while end > start {
            let length = Int(min(end - start, Int64(piece)))
            bytes.removeAll()
            let count = try file.read(at: end - Int64(length), into: bytes.end, length: length)
            bytes.advance(by: count)
            if let place = bytes.bytes.lastIndex(of: 10) { return end - Int64(length) + Int64(place) }
            end -= Int64(length)
        }
        return nil
    }

    private static let piece = 1 << 16
}
