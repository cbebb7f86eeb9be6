// Why this file exists: the system calls that the agent really makes.

import CPlatform
import Glibc

/// Linux, which has no state of its own here.
final class LinuxCalls: SystemCalls {
    var allowsThreads: Bool { true }

    func open(_ path: String, flags: Int32, mode: UInt32) -> Int32 {
        result(lf_open(path, flags, mode))
    }

    func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    func read(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ length: Int) -> Int {
        result(Glibc.read(descriptor, target, length))
    }

    func pread(
        _ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ length: Int, at offset: Int64
    ) -> Int {
        result(Glibc.pread(descriptor, target, length, off_t(offset)))
    }

    func preadv(
        _ descriptor: Int32, _ first: UnsafeMutableRawBufferPointer, _ second: UnsafeMutableRawBufferPointer,
        at offset: Int64
    ) -> Int {
        var buffers = (
            iovec(iov_base: first.baseAddress, iov_len: first.count),
            iovec(iov_base: second.baseAddress, iov_len: second.count)
        )
        // Of the pair, not of its first: only what is pointed to is sure to be in memory.
        return withUnsafePointer(to: &buffers) { pair in
            pair.withMemoryRebound(to: iovec.self, capacity: 2) {
                result(Glibc.preadv(descriptor, $0, 2, off_t(offset)))
            }
        }
    }

    func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ length: Int) -> Int {
        result(Glibc.write(descriptor, bytes, length))
    }

    func pwrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ length: Int, at offset: Int64) -> Int {
        result(Glibc.pwrite(descriptor, bytes, length, off_t(offset)))
    }

    func fdatasync(_ descriptor: Int32) -> Int32 { result(Glibc.fdatasync(descriptor)) }

    func ftruncate(_ descriptor: Int32, _ length: Int64) -> Int32 {
        result(Glibc.ftruncate(descriptor, off_t(length)))
    }

    func allocate(_ descriptor: Int32, _ length: Int64) -> Int32 {
        // The one call here that returns the errno value itself.
        -lf_preallocate(descriptor, length)
    }

    func collapse(_ descriptor: Int32, _ length: Int64) -> Int32 { result(lf_collapse(descriptor, length)) }

    func setMode(_ descriptor: Int32, _ mode: UInt32) -> Int32 { result(fchmod(descriptor, mode)) }

    func setOwner(_ descriptor: Int32, _ owner: UInt32, _ group: UInt32) -> Int32 {
        result(fchown(descriptor, owner, group))
    }

    func setModified(_ descriptor: Int32, _ nanoseconds: Int64) -> Int32 {
        result(lf_set_modified(descriptor, nanoseconds))
    }

    func forgetPages(_ descriptor: Int32, from offset: Int64, length: Int64) {
        posix_fadvise(descriptor, off_t(offset), off_t(length), POSIX_FADV_DONTNEED)
    }

    func seekData(_ descriptor: Int32, from offset: Int64) -> Int64 {
        result(lf_seek_data(descriptor, offset))
    }

    func lock(_ descriptor: Int32, _ operation: Int32) -> Int32 {
        result(flock(descriptor, operation))
    }

    func status(of descriptor: Int32, _ status: inout FileStatus) -> Int32 {
        var raw = lf_status()
        let code = result(lf_status_of_descriptor(descriptor, &raw))
        if code == 0 { status = FileStatus(raw) }
        return code
    }

    func status(at path: String, follow: Bool, _ status: inout FileStatus) -> Int32 {
        var raw = lf_status()
        let code = result(lf_status_of_path(path, follow ? 1 : 0, &raw))
        if code == 0 { status = FileStatus(raw) }
        return code
    }

    /// A read lease is given only on a file that nobody has open for writing: fcntl(2), F_SETLEASE. Where leases are
    /// refused, as for somebody else's file without CAP_LEASE, /proc is asked.
    func isBeingWritten(_ descriptor: Int32) -> Int32 {
        let answer = lf_is_being_written(descriptor)
        return answer >= 0 ? answer : OpenForWriting.scan(for: descriptor, self)
    }

    func writerWithoutAppend(_ descriptor: Int32) -> Int32 {
        OpenForWriting.scanForWriterWithoutAppend(of: descriptor, self)
    }

    func list(_ directory: String, _ handle: (UnsafePointer<CChar>, UInt64, UInt8) -> Void) -> Int32 {
        guard let stream = opendir(directory) else { return -errno }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let raw = readdir(stream) else { return -errno }
            withUnsafePointer(to: &raw.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    handle($0, UInt64(raw.pointee.d_ino), raw.pointee.d_type)
                }
            }
        }
    }

    func makeDirectory(_ path: String, mode: UInt32) -> Int32 { result(mkdir(path, mode)) }

    func rename(_ from: String, to: String) -> Int32 { result(Glibc.rename(from, to)) }

    func renameToNew(_ from: String, to: String) -> Int32 { result(lf_rename_to_new(from, to)) }

    func unlink(_ path: String) -> Int32 { result(Glibc.unlink(path)) }

    func link(_ from: String, to: String) -> Int32 { result(Glibc.link(from, to)) }

    func filesystemType(at path: String) -> Int64 { result(lf_filesystem_type(path)) }

    func space(at path: String, _ space: inout FilesystemSpace) -> Int32 {
        var raw = lf_space()
        let code = result(lf_space_at(path, &raw))
        if code == 0 { space = FilesystemSpace(free: raw.free, capacity: raw.capacity, block: raw.block) }
        return code
    }

    func inotifyInit() -> Int32 { result(inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))) }

    func inotifyAddWatch(_ descriptor: Int32, _ path: String, _ mask: UInt32) -> Int32 {
        result(inotify_add_watch(descriptor, path, mask))
    }

    func inotifyRemoveWatch(_ descriptor: Int32, _ watch: Int32) -> Int32 {
        result(inotify_rm_watch(descriptor, watch))
    }

    func realtime() -> Int64 { time(CLOCK_REALTIME) }

    func monotonic() -> Int64 { time(CLOCK_MONOTONIC) }

    @inline(__always)
    private func time(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// What a call returned, or minus the `errno` that it left.
    @inline(__always)
    private func result<Result: FixedWidthInteger & SignedInteger>(_ value: Result) -> Result {
        value == -1 ? -Result(errno) : value
    }
}
