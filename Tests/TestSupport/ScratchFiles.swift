// What an application, a user or logrotate does to log files, done to those of one test.

import Glibc
import Synchronization

extension ScratchDirectory {
    /// Makes a directory and those above it.
    public func makeDirectory(_ name: String) throws {
        var made = path
        for component in name.split(separator: "/") {
            made += "/" + component
            guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw ScratchError("mkdir", made) }
        }
    }

    /// Opens a file for appending, made if it is missing.
    public func writer(_ name: String) throws -> ScratchWriter { try ScratchWriter(path(name)) }

    /// Appends text to a file, made if it is missing.
    public func append(_ text: String, to name: String) throws { try writer(name).write(text) }

    /// Puts text in the place of what the file had, in the inode that it has.
    public func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    /// Cuts a file to `size` bytes, or lengthens it by a hole.
    public func truncate(_ name: String, to size: Int) throws {
        guard Glibc.truncate(path(name), off_t(size)) == 0 else { throw ScratchError("truncate", path(name)) }
    }

    /// Renames, replacing what has the new name.
    public func rename(_ name: String, to other: String) throws {
        guard Glibc.rename(path(name), path(other)) == 0 else { throw ScratchError("rename", path(name)) }
    }

    /// Renames to an absolute path on the same filesystem.
    public func move(_ name: String, to path: String) throws {
        guard Glibc.rename(self.path(name), path) == 0 else { throw ScratchError("rename", self.path(name)) }
    }

    /// Makes a hard link `other` beside `name`.
    public func link(_ name: String, to other: String) throws {
        guard Glibc.link(path(name), path(other)) == 0 else { throw ScratchError("link", path(other)) }
    }

    /// Makes a symlink `name` that says `target`, taken as it is.
    public func symlink(_ name: String, saying target: String) throws {
        guard Glibc.symlink(target, path(name)) == 0 else { throw ScratchError("symlink", path(name)) }
    }

    /// Removes a file, or a directory that is empty.
    public func remove(_ name: String) throws {
        guard Glibc.remove(path(name)) == 0 else { throw ScratchError("remove", path(name)) }
    }

    /// Returns when a file made now has a later time than one that was made before: the clock of a filesystem moves with
    /// the kernel's ticks, some milliseconds apart.
    public func awaitClockTick() {
        let probe = path(".clock")
        func touch() -> timespec {
            let descriptor = open(probe, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            defer { close(descriptor) }
            var status = stat()
            _ = Glibc.write(descriptor, "x", 1)
            fstat(descriptor, &status)
            return status.st_mtim
        }
        let start = touch()
        while true {
            let now = touch()
            if now.tv_sec != start.tv_sec || now.tv_nsec != start.tv_nsec { return }
        }
    }

    /// Sets the time of the last write, in seconds since the Unix epoch.
    public func setModified(_ name: String, to seconds: Int) throws {
        try setModified(name, toNanoseconds: Int64(seconds) * 1_000_000_000)
    }

    /// Sets the time of the last write, in nanoseconds since the Unix epoch.
    public func setModified(_ name: String, toNanoseconds nanoseconds: Int64) throws {
        let time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        guard utimensat(AT_FDCWD, path(name), [time, time], 0) == 0 else {
            throw ScratchError("utimensat", path(name))
        }
    }
}

/// A file open for appending, as an application holds its log, whatever becomes of the name.
public final class ScratchWriter: Sendable {
    private let path: String
    private let descriptor: Int32
    private let isClosed = Atomic<Bool>(false)

    fileprivate init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND, 0o644)
        guard descriptor >= 0 else { throw ScratchError("open", path) }
    }

    deinit { close() }

    /// Lets go of the file.
    public func close() {
        if !isClosed.exchange(true, ordering: .acquiringAndReleasing) { _ = Glibc.close(descriptor) }
    }

    /// Writes text in one call.
    public func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Writes bytes in one call.
    public func write(_ bytes: [UInt8]) throws {
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw ScratchError("write", path)
        }
    }

    /// Cuts the file off, as a program does that starts its log anew.
    public func truncate(to size: Int = 0) throws {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw ScratchError("ftruncate", path) }
    }
}
