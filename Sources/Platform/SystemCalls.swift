// Why this file exists: every call that the system may answer badly goes through here, so that a test can be the system.

import Glibc

/// The system calls on files, names, directories, watches and clocks, as Linux has them.
///
/// Where a result is a number, it is the system's own, or minus the `errno` value of a failure: short reads, EINTR
/// and the like come through as they are, and those who call deal with them. One implementation is Linux
/// (`System.linux`); others inject faults, or are a filesystem and a clock in memory.
public protocol SystemCalls: AnyObject, Sendable {
    /// False where every call must come from one thread, because the calls are played back in order.
    var allowsThreads: Bool { get }

    /// open(2); the descriptor.
    func open(_ path: String, flags: Int32, mode: UInt32) -> Int32
    /// close(2), whose failure tells nothing that could be acted on.
    func close(_ descriptor: Int32)
    /// read(2) of an inotify instance; the bytes read.
    func read(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ length: Int) -> Int
    /// pread(2); the bytes read, 0 at the end of the file.
    func pread(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ length: Int, at offset: Int64) -> Int
    /// preadv(2) into two buffers, the first filled before the second; the bytes read into both.
    func preadv(
        _ descriptor: Int32, _ first: UnsafeMutableRawBufferPointer, _ second: UnsafeMutableRawBufferPointer,
        at offset: Int64
    ) -> Int
    /// write(2); the bytes written.
    func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ length: Int) -> Int
    /// pwrite(2); the bytes written.
    func pwrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ length: Int, at offset: Int64) -> Int
    /// fdatasync(2), of a directory as well.
    func fdatasync(_ descriptor: Int32) -> Int32
    /// ftruncate(2).
    func ftruncate(_ descriptor: Int32, _ length: Int64) -> Int32
    /// posix_fallocate(3) from the start of the file.
    func allocate(_ descriptor: Int32, _ length: Int64) -> Int32
    /// posix_fadvise(2) with POSIX_FADV_DONTNEED.
    func forgetPages(_ descriptor: Int32, from offset: Int64, length: Int64)
    /// fallocate(2) with FALLOC_FL_COLLAPSE_RANGE from the start of the file.
    func collapse(_ descriptor: Int32, _ length: Int64) -> Int32
    /// fchmod(2).
    func setMode(_ descriptor: Int32, _ mode: UInt32) -> Int32
    /// fchown(2).
    func setOwner(_ descriptor: Int32, _ owner: UInt32, _ group: UInt32) -> Int32
    /// futimens(3) of the last write alone, in nanoseconds since the Unix epoch.
    func setModified(_ descriptor: Int32, _ nanoseconds: Int64) -> Int32
    /// lseek(2) with SEEK_DATA; the offset of the next byte that is in no hole.
    func seekData(_ descriptor: Int32, from offset: Int64) -> Int64
    /// flock(2).
    func lock(_ descriptor: Int32, _ operation: Int32) -> Int32
    /// statx(2) of an open file.
    func status(of descriptor: Int32, _ status: inout FileStatus) -> Int32
    /// statx(2) of a path; a symlink at its end is followed if `follow`.
    func status(at path: String, follow: Bool, _ status: inout FileStatus) -> Int32
    /// 1 if some process has the open file open for writing, 0 if none has.
    func isBeingWritten(_ descriptor: Int32) -> Int32
    /// The number of a process that has the open file open for writing without O_APPEND, 0 if none has.
    func writerWithoutAppend(_ descriptor: Int32) -> Int32

    /// opendir(3) and readdir(3): hands over each name with its inode and its DT_ type.
    func list(_ directory: String, _ handle: (UnsafePointer<CChar>, UInt64, UInt8) -> Void) -> Int32
    /// mkdir(2).
    func makeDirectory(_ path: String, mode: UInt32) -> Int32
    /// rename(2).
    func rename(_ from: String, to: String) -> Int32
    /// renameat2(2) with RENAME_NOREPLACE.
    func renameToNew(_ from: String, to: String) -> Int32
    /// unlink(2).
    func unlink(_ path: String) -> Int32
    /// link(2).
    func link(_ from: String, to: String) -> Int32
    /// The `f_type` of statfs(2).
    func filesystemType(at path: String) -> Int64
    /// statvfs(3).
    func space(at path: String, _ space: inout FilesystemSpace) -> Int32

    /// inotify_init1(2), not blocking; the descriptor.
    func inotifyInit() -> Int32
    /// inotify_add_watch(2); the watch's number.
    func inotifyAddWatch(_ descriptor: Int32, _ path: String, _ mask: UInt32) -> Int32
    /// inotify_rm_watch(2).
    func inotifyRemoveWatch(_ descriptor: Int32, _ watch: Int32) -> Int32

    /// CLOCK_REALTIME of clock_gettime(2), in nanoseconds.
    func realtime() -> Int64
    /// CLOCK_MONOTONIC of clock_gettime(2), in nanoseconds.
    func monotonic() -> Int64
}

/// Which system the calls go to.
public enum System {
    /// Linux, unless a test put something else in its place for its own task. What is open keeps the system that it
    /// was opened with, on whatever thread it is used and closed.
    @TaskLocal public static var calls = linux

    /// The system that the program runs on.
    public static let linux: any SystemCalls = LinuxCalls()
}

/// Repeats a system call as long as a signal interrupts it.
@inline(__always)
func retrying<Result: FixedWidthInteger & SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result == -Result(EINTR) { continue }
        return result
    }
}

/// Throws what a failed call left.
@inline(__always)
@discardableResult
func check<Result: FixedWidthInteger & SignedInteger>(
    _ result: Result, _ action: @autoclosure () -> String, _ subject: String
) throws(SystemError) -> Result {
    guard result >= 0 else {
        throw SystemError(action(), subject, code: Int32(truncatingIfNeeded: -result))
    }
    return result
}
