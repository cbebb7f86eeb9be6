// Why this file exists: every way of rotation that cannot rename copies bytes from one open file to another.

import Platform

/// Copies bytes between files, a piece at a time. Holes stay holes.
struct Copying {
    private static let pieceBytes = 1 << 18
    /// A piece of the smallest size in which a filesystem can have a hole.
    private static let pageBytes = 4096

    private let buffer = ByteBuffer(capacity: pieceBytes)
    /// Asked before each piece: true ends the copying.
    var shouldStop: () -> Bool = { false }

    /// Copies from `start` to `end`, or to the end of `source` if there is none, to `offset` of `target`.
    /// - Returns: where in `source` it ended.
    func copy(_ source: File, from start: Int64, to end: Int64? = nil, into target: File, at offset: Int64)
        throws
        -> Int64
    {
        var place = start
        while place < end ?? .max {
            if shouldStop() { throw StepProblem.abandoned }
            let length = Int(min(Int64(Self.pieceBytes), (end ?? .max) - place))
            let count = try source.read(at: place, into: buffer.base, length: length)
            if count == 0 { break }
            let bytes = UnsafeRawBufferPointer(start: buffer.base, count: count)
            try write(bytes, to: target, at: offset + place - start)
            place += Int64(count)
        }
        return place
    }

    /// Copies what is there, and what comes meanwhile, until little or nothing more comes.
    func copyAll(
        _ source: File, from start: Int64, into target: File, at offset: Int64, upToRemaining rest: Int64
    ) throws -> Int64 {
        var place = start
        // A program that writes faster than the disk copies would keep this busy for ever.
        for _ in 0..<64 {
            place = try copy(
                source, from: place, to: source.status().size, into: target, at: offset + place - start)
            if try source.status().size - place <= rest { break }
        }
        return place
    }

    private func write(_ bytes: UnsafeRawBufferPointer, to target: File, at offset: Int64) throws(SystemError)
    {
        // Lines have no NULs: one look tells that there is no hole.
        guard
            bytes.first == 0 || bytes.last == 0
                || bytes.count >= 2 * Self.pageBytes && bytes[bytes.count / 2] == 0
        else { return try target.write(bytes, at: offset) }
        var at = 0
        while at < bytes.count {
            let page = UnsafeRawBufferPointer(rebasing: bytes[at..<min(at + Self.pageBytes, bytes.count)])
            // The last one is written in any case: it gives the file its length.
            if at + page.count == bytes.count || !page.allSatisfy({ $0 == 0 }) {
                try target.write(page, at: offset + Int64(at))
            }
            at += page.count
        }
    }

    /// True if `length` bytes of two files are the same.
    func areSame(_ a: File, _ b: File, from start: Int64, and other: Int64, length: Int64) throws(SystemError)
        -> Bool
    {
        let second = ByteBuffer(capacity: Self.pieceBytes)
        var done: Int64 = 0
        while done < length {
            let piece = Int(min(Int64(Self.pieceBytes), length - done))
            let first = try a.read(at: start + done, into: buffer.base, length: piece)
            guard first == piece, try b.read(at: other + done, into: second.base, length: piece) == piece
            else {
                return false
            }
            let left = UnsafeRawBufferPointer(start: buffer.base, count: piece)
            guard left.elementsEqual(UnsafeRawBufferPointer(start: second.base, count: piece)) else {
                return false
            }
            done += Int64(piece)
        }
        return true
    }

    /// The end of the last line in a file between two places: behind a newline.
    /// - Returns: nil if there is none. `isWide` if the newline has more than one byte, so that its end cannot be told.
    func lastLineEnd(in file: File, from start: Int64, to end: Int64) throws(SystemError) -> (
        place: Int64, isWide: Bool
    )? {
        var top = end
        while top > start {
            let bottom = max(start, top - 65_536)
            let count = try file.read(at: bottom, into: buffer.base, length: Int(top - bottom))
            let bytes = UnsafeRawBufferPointer(start: buffer.base, count: count)
            if let place = bytes.lastIndex(of: 0x0A) {
                let isWide = place > 0 && bytes[place - 1] == 0 || place + 1 < count && bytes[place + 1] == 0
                return (bottom + Int64(place) + 1, isWide)
            }
            top = bottom
        }
        return nil
    }
}
