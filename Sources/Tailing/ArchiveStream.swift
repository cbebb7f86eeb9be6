// Why this file exists: a rotation may compress a file before it was read to its end; the rest is in the archive.

import Platform

/// The decompressed contents of a file, read from front to back.
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
        /// It is damaged, or of another format.
        case damaged
    }

    /// The most that one call decompresses, in bytes, so that nothing else is kept waiting.
    static let slice = 4 << 20
    /// How many bytes before the place that was asked for stay at hand.
    static let history = 256

    private let file: File
    private let format: ArchiveFormat
    private let decompressor: any Decompressor
    private let input = ByteBuffer(capacity: 64 << 10)
    /// How many bytes of `input` are done with.
    private var used = 0
    /// Bytes of the file that were read.
    private(set) var taken: Int64 = 0
    /// Decompressed bytes from `start` on.
    private let held = ByteBuffer(capacity: 64 << 10)
    private var start: Int64 = 0
    private(set) var state = State.open
    /// True once a member is complete: another may follow, or nothing.
    private var isBetweenMembers = false

    init(_ file: File, _ format: ArchiveFormat) {
        self.file = file
        self.format = format
        decompressor = format.decompressor()
        begin()
    }

    /// Where the decompressed bytes at hand end, in bytes from the start of the contents.
    var position: Int64 { start + Int64(held.count) }

    /// Starts again at the first byte.
    func begin() {
        state = decompressor.begin() ? .open : .damaged
        isBetweenMembers = false
        input.removeAll()
        used = 0
        held.removeAll()
        taken = 0
        start = 0
    }

    /// The file was written to: what it has more may be the rest, or another member.
    /// - Parameter size: how long the file is now, in bytes as they are in it.
    func goOn(size: Int64) {
        switch state {
        case _ where size < taken, .damaged: begin()
        case .ended:
            // What was there behind the last member is looked at anew.
            taken -= Int64(input.count - used)
            input.removeAll()
            used = 0
            state = .open
        case .incomplete: state = .open
        case .open: break
        }
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
        if isBetweenMembers {
            guard try beginsMember() else {
                state = .ended
                return 1
            }
            isBetweenMembers = false
            guard decompressor.begin() else {
                state = .damaged
                return 1
            }
        }
        if used == input.count, try !fill() {
            state = .incomplete
            return 0
        }
        let room = 64 << 10
        held.reserve(room)
        let step = decompressor.step(
            UnsafeRawBufferPointer(rebasing: input.bytes[used...]),
            UnsafeMutableRawBufferPointer(start: held.end, count: room))
        used += step.taken
        held.advance(by: step.given)
        switch step.state {
        case .open: break
        case .ended: isBetweenMembers = true
        case .damaged: state = .damaged
        }
        return max(step.given, 1)
    }

    /// Reads more of the file behind what is left of the input; false if there is no more.
    private func fill() throws(SystemError) -> Bool {
        let left = input.count - used
        input.base.copyMemory(from: input.base + used, byteCount: left)
        input.truncate(to: left)
        used = 0
        input.reserve(64 << 10)
        let count = try file.read(at: taken, into: input.end, length: 64 << 10)
        input.advance(by: count)
        taken += Int64(count)
        return count > 0
    }

    /// A file may have several members (RFC 1952, section 2.2), also of bzip2; what follows the last and is none is
    /// padding.
    private func beginsMember() throws(SystemError) -> Bool {
        guard let mark = format.memberMark else { return false }
        // The next member's first bytes may not have been read yet.
        while input.count - used < mark.count, try fill() {}
        return input.bytes[used...].starts(with: mark)
    }
}
