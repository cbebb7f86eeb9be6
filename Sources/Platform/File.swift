// Why this file exists: the one seam where files are opened, read, written and synced, EINTR handled.

import CPlatform
import Glibc

/// What statx(2) tells of a file.
public struct FileStatus: Hashable, Sendable {
    /// Device number of the filesystem that holds the file.
    public let device: UInt64
    /// Inode number; reused after the file is gone.
    public let inode: UInt64
    /// Size in bytes.
    public let size: Int64
    /// When the inode was made, in nanoseconds since the Unix epoch; 0 where the filesystem keeps none.
    public let birth: Int64
    /// The last write, in nanoseconds since the Unix epoch.
    public let modified: Int64
    /// Hard links; 0 once the file is deleted and only held open.
    public let links: UInt64
    /// Type and permission bits, see inode(7).
    public let mode: UInt32

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
    }

    /// Looks at a path; a symlink is followed unless `follow` is false.
    public static func of(path: String, follow: Bool = true) throws(SystemError) -> FileStatus {
        var raw = lf_status()
        guard lf_status_of_path(path, follow ? 1 : 0, &raw) == 0 else { throw .last("look at", path) }
        return FileStatus(raw)
    }
}

/// An open file. Closed when the last reference goes.
public final class File {
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

    /// Opens `path`.
    public init(_ path: String, _ mode: Mode) throws(SystemError) {
        let descriptor = retrying { lf_open(path, mode.flags | O_CLOEXEC, 0o640) }
        guard descriptor >= 0 else { throw .last("open", path) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The file's present status.
    public func status() throws(SystemError) -> FileStatus {
        var raw = lf_status()
        guard lf_status_of_descriptor(descriptor, &raw) == 0 else { throw .last("look at", path) }
        return FileStatus(raw)
    }

    /// Reads up to `length` bytes from `offset` on; fewer only at the end of the file.
    public func read(at offset: Int64, into target: UnsafeMutableRawPointer, length: Int) throws(SystemError)
        -> Int
    {
        var done = 0
        while done < length {
            let count = retrying {
                pread(descriptor, target + done, length - done, off_t(offset) + off_t(done))
            }
            guard count >= 0 else { throw .last("read", path) }
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// Writes all bytes at `offset`.
    public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
        var done = 0
        while done < bytes.count, let start = bytes.baseAddress {
            let count = retrying {
                pwrite(descriptor, start + done, bytes.count - done, off_t(offset) + off_t(done))
            }
            guard count > 0 else { throw .last("write", path) }
            done += count
        }
    }

    /// Writes all bytes at the file's own position, or at its end if it was opened for appending.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var done = 0
        while done < bytes.count, let start = bytes.baseAddress {
            let count = retrying { Glibc.write(descriptor, start + done, bytes.count - done) }
            guard count > 0 else { throw .last("write", path) }
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
        guard retrying({ fdatasync(descriptor) }) == 0 else { throw .last("sync", path) }
    }

    /// Gives the file `length` bytes of disk at once, so that a later write cannot find the disk full.
    public func preallocate(_ length: Int64) throws(SystemError) {
        let code = lf_preallocate(descriptor, length)
        guard code == 0 else { throw SystemError("allocate space for", path, code: code) }
    }

    /// Tells the kernel that these bytes will not be read again: POSIX_FADV_DONTNEED.
    public func dropFromPageCache(from offset: Int64, length: Int64) {
        posix_fadvise(descriptor, off_t(offset), off_t(length), POSIX_FADV_DONTNEED)
    }

    /// Takes the advisory lock of flock(2) without waiting; false if another process holds it.
    public func tryLock() throws(SystemError) -> Bool {
        if retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw .last("lock", path) }
        return false
    }
}

/// Repeats a system call as long as a signal interrupts it.
@inline(__always)
func retrying<Result: FixedWidthInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result == -1 && errno == EINTR { continue }
        return result
    }
}
