// Why this file exists: a rotation may compress a file before it was read to its end; the rest is in the archive.

import CZlib
import Platform

/// The decompressed contents of a gzip file (RFC 1952), read from front to back.
///
/// A little of what was read is held, so that a reader can come back to the start of a line; coming back further
/// begins anew. One object a reader, since each stands somewhere else. Used by one thread.
final class ArchiveStream {
    /// What can be said of the archive so far.
    enum State: Hashable {
        /// There is more.
        case open
        /// All of it was read, and every checksum was right.
        case ended
        /// It stops in the middle: whoever writes it is not done, or never will be.
        case incomplete
        /// It is damaged, or no gzip file.
        case damaged
    }

    /// The most that one call decompresses, in bytes, so that nothing else is kept waiting.
    static let slice = 4 << 20
    /// How many bytes before the place that was asked for stay at hand.
    static let history = 256

    private let file: File
    private let stream: UnsafeMutablePointer<z_stream>
    private let input = ByteBuffer(capacity: 64 << 10)
    private var taken: Int64 = 0
    /// Decompressed bytes from `start` on.
    private let held = ByteBuffer(capacity: 64 << 10)
    private var start: Int64 = 0
    private var isInitialised = false
    private(set) var state = State.open

    init(_ file: File) {
        self.file = file
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        begin()
    }

    deinit {
        if isInitialised { inflateEnd(stream) }
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Where the decompressed bytes at hand end, in bytes from the start of the contents.
    var position: Int64 { start + Int64(held.count) }

    /// Starts again at the first byte.
    func begin() {
        if isInitialised { inflateEnd(stream) }
        stream.pointee = z_stream()
        let version = ZLIB_VERSION
        let size = Int32(MemoryLayout<z_stream>.size)
        isInitialised = inflateInit2_(stream, 15 + 16, version, size) == Z_OK
        state = isInitialised ? .open : .damaged
        input.removeAll()
        held.removeAll()
        taken = 0
        start = 0
    }

    /// Makes the bytes from `offset` on available, `length` of them or as many as there are.
    /// - Returns: what is at hand from `offset` on, valid until the next call; nil if `offset` was not reached yet
    ///   because a slice was spent: call again.
    func bytes(at offset: Int64, length: Int) throws(SystemError) -> UnsafeRawBufferPointer? {
        if offset < start { begin() }
        var budget = Self.slice
        let wanted = offset + Int64(length)
        while position < wanted, state == .open, budget > 0 {
            forget(before: offset - Int64(Self.history))
            budget -= try inflateSome()
        }
        guard position > offset else {
            return state == .open ? nil : UnsafeRawBufferPointer(start: nil, count: 0)
        }
        let available = min(Int64(length), position - offset)
        return UnsafeRawBufferPointer(start: held.base + Int(offset - start), count: Int(available))
    }

    /// The bytes before `offset`, as many as are at hand, at most `history`.
    func tail(before offset: Int64) -> UnsafeRawBufferPointer {
        guard offset > start, offset <= position else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let count = min(offset - start, Int64(Self.history))
        return UnsafeRawBufferPointer(start: held.base + Int(offset - start - count), count: Int(count))
    }

    private func forget(before offset: Int64) {
        let excess = min(offset, position) - start
        // In large steps, since what stays has to be moved.
        guard excess >= Int64(64 << 10) || (excess > 0 && offset >= position) else { return }
        let kept = held.count - Int(excess)
        held.base.copyMemory(from: held.base + Int(excess), byteCount: kept)
        held.truncate(to: kept)
        start += excess
    }

    /// Decompresses up to 64 KiB; returns how many bytes came.
    private func inflateSome() throws(SystemError) -> Int {
        if stream.pointee.avail_in == 0 {
            input.removeAll()
            input.reserve(64 << 10)
            let count = try file.read(at: taken, into: input.end, length: 64 << 10)
            guard count > 0 else {
                state = .incomplete
                return 0
            }
            taken += Int64(count)
            stream.pointee.next_in = input.base.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_in = UInt32(truncatingIfNeeded: count)
        }
        let room = 64 << 10
        held.reserve(room)
        stream.pointee.next_out = held.end.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(truncatingIfNeeded: room)
        let code = inflate(stream, Z_NO_FLUSH)
        let count = room - Int(stream.pointee.avail_out)
        held.advance(by: count)
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: try endMember()
        default: state = .damaged
        }
        return max(count, 1)
    }

    /// A gzip file may have several members (RFC 1952, section 2.2); what follows the last and is none is padding.
    private func endMember() throws(SystemError) {
        if stream.pointee.avail_in < 2 {
            // The next member's first bytes may not have been read yet.
            let left = Int(stream.pointee.avail_in)
            taken -= Int64(left)
            input.removeAll()
            input.reserve(64 << 10)
            let count = try file.read(at: taken, into: input.end, length: 64 << 10)
            taken += Int64(count)
            stream.pointee.next_in = input.base.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_in = UInt32(truncatingIfNeeded: count)
        }
        guard stream.pointee.avail_in >= 2, let next = stream.pointee.next_in, next[0] == 0x1F,
            next[1] == 0x8B
        else {
            state = .ended
            return
        }
        if inflateReset(stream) != Z_OK { state = .damaged }
    }
}
