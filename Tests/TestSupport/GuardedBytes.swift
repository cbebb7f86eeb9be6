// Code that works on raw bytes must not touch the one after the last: here that is a page that cannot be read.

import Glibc

/// Bytes that end where readable memory ends.
public final class GuardedBytes {
    private let mapping: UnsafeMutableRawPointer
    private let room: Int
    private let page = sysconf(Int32(_SC_PAGESIZE))

    /// Makes room for up to `capacity` bytes.
    public init(capacity: Int) throws {
        room = (capacity + page - 1) / page * page
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        guard let start = mmap(nil, room + page, PROT_READ | PROT_WRITE, flags, -1, 0), start != MAP_FAILED,
            mprotect(start + room, page, PROT_NONE) == 0
        else { throw ScratchError("mmap", "of guarded memory") }
        mapping = start
    }

    deinit { munmap(mapping, room + page) }

    /// Puts a copy of the bytes right before the unreadable page and hands it to `body`.
    public func with<Result>(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
        -> Result
    {
        precondition(bytes.count <= room, "more bytes than there is room for")
        let start = mapping + (room - bytes.count)
        bytes.withUnsafeBytes { if let base = $0.baseAddress { memcpy(start, base, bytes.count) } }
        return try body(UnsafeRawBufferPointer(start: start, count: bytes.count))
    }
}
