// Why this file exists: files are opened, read, written and synced here, short transfers and EINTR handled.

import CPlatform
import Glibc
import Synchronization

/// What statx(2) tells of a file.
public struct FileStatus: Hashable, Codable, Sendable {
    /// Device number of the filesystem that holds the file.
    public let device: UInt64
    /// Inode number; reused after the file is gone.
    public let inode: UInt64
    /// Size in bytes.
    public internal(set) var size: Int64
    /// When the inode was made, in nanoseconds since the Unix epoch; 0 where the filesystem keeps none.
    public let birth: Int64
    /// The last write, in nanoseconds since the Unix epoch.
    public let modified: Int64
    /// Hard links; 0 once the file is deleted and only held open.
    public let links: UInt64
    /// Type and permission bits, see inode(7).
    public let mode: UInt32
    /// The owner's user number.
    public let owner: UInt32
    /// The owning group's number.
    public let group: UInt32

    /// True for a regular file.
    public var isRegular: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFREG) }
    /// True for a directory.
    public var isDirectory: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFDIR) }

    init(_ raw: lf_status) {
        device = raw.device
        inode = raw.inode
        size = raw.size
        birth = raw.birth_ns
        modified = raw.modified_ns
        links = raw.links
        mode = raw.mode
        owner = raw.uid
        group = raw.gid
    }

    /// Takes all as they are; what is left out is 0.
    public init(
        device: UInt64 = 0, inode: UInt64 = 0, size: Int64 = 0, birth: Int64 = 0, modified: Int64 = 0,
        links: UInt64 = 0, mode: UInt32 = 0, owner: UInt32 = 0, group: UInt32 = 0
    ) {
        self.device = device
        self.inode = inode
        self.size = size
        self.birth = birth
        self.modified = modified
        self.links = links
        self.mode = mode
        self.owner = owner
        self.group = group
    }

    /// Looks at a path; a symlink is followed unless `follow` is false.
    public static func of(path: String, follow: Bool = true) throws(SystemError) -> FileStatus {
        var status = FileStatus()
        try check(System.calls.status(at: path, follow: follow, &status), "look at", path)
        return status
    }
}

/// An open file. Closed when the last reference goes. It stays with the system that it was opened with.
public final class File: Sendable {
    /// How a file is opened, see open(2). Every descriptor is close-on-exec.
    public enum Mode: Sendable {
        /// For reading; never blocks on a FIFO and does not become a controlling terminal.
        case read
        /// For reading and writing, made with mode 0640 if it is missing.
        case update
        /// For writing, emptied if it exists, mode 0640.
        case replace
        /// For appending, made with mode 0640 if it is missing.
        case append

        var flags: Int32 {
            switch self {
            case .read: O_RDONLY | O_NONBLOCK | O_NOCTTY
            case .update: O_RDWR | O_CREAT
            case .replace: O_WRONLY | O_CREAT | O_TRUNC
            case .append: O_WRONLY | O_CREAT | O_APPEND
            }
        }
    }

    /// The path it was opened by, for messages.
    public let path: String
    /// The descriptor, valid as long as this object.
    public let descriptor: Int32
    let calls: any SystemCalls
    private let hidden = Atomic<Int64>(0)

    /// Opens `path`.
    public init(_ path: String, _ mode: Mode) throws(SystemError) {
        let calls = System.calls
        descriptor = try check(
            retrying { calls.open(path, flags: mode.flags | O_CLOEXEC, mode: 0o640) }, "open", path)
        self.calls = calls
        self.path = path
    }

    /// Opens what is at `path` and no symlink, to read, or to read and write at any place.
    public init(existing path: String, forWriting: Bool = false) throws(SystemError) {
        let calls = System.calls
        let flags = (forWriting ? O_RDWR : O_RDONLY) | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC
        descriptor = try check(retrying { calls.open(path, flags: flags, mode: 0) }, "open", path)
        self.calls = calls
        self.path = path
    }

    /// Makes a file that is for its owner alone, to read and write; EEXIST if the name is taken.
    public init(new path: String) throws(SystemError) {
        let calls = System.calls
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        descriptor = try check(retrying { calls.open(path, flags: flags, mode: 0o600) }, "make", path)
        self.calls = calls
        self.path = path
    }

    deinit { calls.close(descriptor) }

    /// How many bytes in front of the file are hidden: offsets that are read from, and the size, count from behind them.
    public var hiddenBytes: Int64 { hidden.load(ordering: .relaxed) }

    /// Hides the pad in front of the file from whoever reads it, as long as there is one now.
    public func hidePad() throws(SystemError) {
        hidden.store(Int64(try pad()?.length ?? 0), ordering: .relaxed)
    }

    /// The pad in front of the file; nil if there is none.
    public func pad() throws(SystemError) -> Pad? {
        let head = ByteBuffer(capacity: Pad.minimumLength)
        let start = -hiddenBytes
        // What is shorter than a pad need not be read.
        guard try status().size >= start + Int64(Pad.minimumLength) else { return nil }
        head.advance(by: try read(at: start, into: head.end, length: Pad.minimumLength))
        return Pad(startOf: head.bytes)
    }

    /// The file's present status; its size is without what is hidden.
    public func status() throws(SystemError) -> FileStatus {
        var status = FileStatus()
        try check(calls.status(of: descriptor, &status), "look at", path)
        status.size = max(0, status.size - hiddenBytes)
        return status
    }

    /// Reads up to `length` bytes from `offset` on; fewer only at the end of the file.
    public func read(at offset: Int64, into target: UnsafeMutableRawPointer, length: Int) throws(SystemError)
        -> Int
    {
        let start = offset + hiddenBytes
        var done = 0
        while done < length {
            let count = try check(
                retrying { calls.pread(descriptor, target + done, length - done, at: start + Int64(done)) },
                "read", path)
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// Reads up to `length` bytes from `offset` on and, in the same call, the bytes before it: as many as `tail` has
    /// room for and the file has, which then end where `offset` is.
    /// - Returns: how many bytes are in `tail` and how many in `target`; fewer than asked for only at the end of the
    ///   file.
    public func read(
        at offset: Int64, into target: UnsafeMutableRawPointer, length: Int,
        tail: UnsafeMutableRawBufferPointer
    ) throws(SystemError) -> (tail: Int, target: Int) {
        let before = Int(min(Int64(tail.count), max(0, offset)))
        let start = offset - Int64(before) + hiddenBytes
        var done = 0
        while done < before + length {
            let (inTail, inTarget) = (min(done, before), max(0, done - before))
            let first = UnsafeMutableRawBufferPointer(rebasing: tail[inTail..<before])
            let second = UnsafeMutableRawBufferPointer(start: target + inTarget, count: length - inTarget)
            let count = try check(
                retrying { calls.preadv(descriptor, first, second, at: start + Int64(done)) }, "read", path)
            if count == 0 { break }
            done += count
        }
        return (min(done, before), max(0, done - before))
    }

    /// The first offset from `offset` on that has data, which a hole of a sparse file has not; nil where none follows.
    /// Where the filesystem cannot tell, all is data, also beyond the end.
    public func dataStart(from offset: Int64) throws(SystemError) -> Int64? {
        let place = retrying { calls.seekData(descriptor, from: offset + hiddenBytes) }
        switch place {
        case -Int64(ENXIO): return nil
        case -Int64(EINVAL), -Int64(ENOTSUP), -Int64(ENOSYS): return offset
        default: return try check(place, "look for data in", path) - hiddenBytes
        }
    }

    /// True if some process has the file open for writing, or mapped into its memory so; nil if it cannot be told, as
    /// of another user's processes without the right to look at them.
    public func isBeingWritten() -> Bool? {
        switch retrying({ calls.isBeingWritten(descriptor) }) {
        case 0: false
        case 1...: true
        default: nil
        }
    }

    /// Writes all bytes at `offset`.
    public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
        try write(bytes) { calls.pwrite(descriptor, $0, $1, at: offset + Int64($2)) }
    }

    /// Writes all bytes at the file's own position, or at its end if it was opened for appending.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        try write(bytes) { start, length, _ in calls.write(descriptor, start, length) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, _ call: (UnsafeRawPointer, Int, Int) -> Int)
        throws(SystemError)
    {
        var done = 0
        while done < bytes.count, let start = bytes.baseAddress {
            let count = try check(retrying { call(start + done, bytes.count - done, done) }, "write", path)
            // A disk that takes nothing and gives no reason would be asked for ever.
            guard count > 0 else { throw SystemError("write", path, code: EIO) }
            done += count
        }
    }

    /// Writes a buffer's contents at `offset`.
    public func write(_ buffer: ByteBuffer, at offset: Int64) throws(SystemError) {
        defer { withExtendedLifetime(buffer) {} }
        try write(buffer.bytes, at: offset)
    }

    /// Writes a buffer's contents at the file's own position, or at its end if it was opened for appending.
    public func write(_ buffer: ByteBuffer) throws(SystemError) {
        defer { withExtendedLifetime(buffer) {} }
        try write(buffer.bytes)
    }

    /// Waits until the contents are on the disk: fdatasync(2).
    public func sync() throws(SystemError) {
        try check(retrying { calls.fdatasync(descriptor) }, "sync", path)
    }

    /// True if `sync` may be called on a thread of its own; false in a simulation.
    public var allowsThreads: Bool { calls.allowsThreads }

    /// Cuts the file short, or lengthens it by a hole.
    public func truncate(to length: Int64) throws(SystemError) {
        try check(retrying { calls.ftruncate(descriptor, length) }, "cut", path)
    }

    /// Takes `length` bytes, a multiple of what the filesystem allots at a time, out of the front of the file, so that
    /// what is behind them moves to its start. Fewer than the file has.
    public func collapse(_ length: Int64) throws(SystemError) {
        try check(retrying { calls.collapse(descriptor, length) }, "collapse", path)
    }

    /// Sets the permission bits, see inode(7).
    public func setMode(_ mode: UInt32) throws(SystemError) {
        try check(retrying { calls.setMode(descriptor, mode) }, "change the mode of", path)
    }

    /// Sets the owner's and the owning group's number.
    public func setOwner(_ owner: UInt32, group: UInt32) throws(SystemError) {
        try check(retrying { calls.setOwner(descriptor, owner, group) }, "change the owner of", path)
    }

    /// Sets the time of the last write, in nanoseconds since the Unix epoch.
    public func setModified(_ nanoseconds: Int64) throws(SystemError) {
        try check(retrying { calls.setModified(descriptor, nanoseconds) }, "set the time of", path)
    }

    /// The number of a process that has the file open for writing at a place of its own, without O_APPEND; 0 if there is
    /// none, nil if it cannot be told.
    public func writerWithoutAppend() -> Int32? {
        let process = retrying { calls.writerWithoutAppend(descriptor) }
        return process >= 0 ? process : nil
    }

    /// Gives the file `length` bytes of disk at once, so that a later write cannot find the disk full.
    public func preallocate(_ length: Int64) throws(SystemError) {
        try check(retrying { calls.allocate(descriptor, length) }, "allocate space for", path)
    }

    /// Tells the kernel that these bytes will not be read again: POSIX_FADV_DONTNEED.
    public func dropFromPageCache(from offset: Int64, length: Int64) {
        calls.forgetPages(descriptor, from: offset + hiddenBytes, length: length)
    }

    /// Takes the advisory lock of flock(2) without waiting; false if another process holds it.
    public func tryLock() throws(SystemError) -> Bool {
        let code = retrying { calls.lock(descriptor, LOCK_EX | LOCK_NB) }
        if code == -EWOULDBLOCK { return false }
        try check(code, "lock", path)
        return true
    }
}
