// Appends received entries to a file, and says so only when the kernel has taken every byte.

import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Writes one JSON line an entry (`tenant`, `labels`, `timestamp` in nanoseconds, `line`, `metadata`) with
/// one write(2) a push.
///
/// The file is opened with O_APPEND and created with mode 0640. What write(2) has taken is in the page cache:
/// it survives the end of the process, not a power cut. One process should write to it at a time.
public final class NDJSONFileSink: EntrySink {
    /// Writes bytes to a descriptor as write(2) does: the number of bytes taken, or -1 with errno set.
    typealias Write = @Sendable (CInt, UnsafeRawBufferPointer) -> Int

    private struct File: ~Copyable {
        let descriptor: CInt
        /// A write broke off within a line and could not be undone, so the next one begins on a new line.
        var endsInTornLine = false

        deinit {
            close(descriptor)
        }
    }

    private let path: String
    private let write: Write
    private let file: Mutex<File>

    /// Opens the file, or creates it.
    ///
    /// - Throws: `SinkError` with the reason of open(2).
    public convenience init(path: String) throws(SinkError) {
        try self.init(path: path) { descriptor, bytes in
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
    }

    /// A sink with its own write(2), for tests of what the real one seldom does.
    init(path: String, write: @escaping Write) throws(SinkError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw SinkError(
                "cannot open \(path) to append to it: \(lastSystemError()); name a file in a directory that exists"
                    + " and may be written to")
        }
        self.path = path
        self.write = write
        self.file = Mutex(File(descriptor: descriptor))
    }

    /// Appends the entries.
    ///
    /// - Throws: `SinkError` when the kernel did not take all bytes; what it took of them is cut off again if
    ///   the file
    ///   is a regular one.
    public func accept(_ entries: [ReceivedEntry]) throws {
        guard !entries.isEmpty else { return }
        var bytes: [UInt8] = []
        for entry in entries { appendNDJSON(entry, to: &bytes) }
        try file.withLock { file in
            if file.endsInTornLine { bytes.insert(UInt8(ascii: "\n"), at: 0) }
            let sizeBefore = Self.regularFileSize(file.descriptor)
            var written = 0
            while written < bytes.count {
                let result = bytes.withUnsafeBytes { all in
                    write(file.descriptor, UnsafeRawBufferPointer(rebasing: all[written...]))
                }
                if result > 0 {
                    written += min(result, bytes.count - written)
                } else if result < 0, errno == EINTR {
                    continue
                } else {
                    let reason = result == 0 ? "nothing was written" : lastSystemError()
                    if written > 0, !Self.cut(file.descriptor, to: sizeBefore, from: written) {
                        file.endsInTornLine = true
                    }
                    throw SinkError("cannot write to \(path): \(reason)")
                }
            }
            file.endsInTornLine = false
        }
    }

    /// The size in bytes of a regular file, or nil for a pipe or a device.
    private static func regularFileSize(_ descriptor: CInt) -> Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Removes `written` bytes after `size` again, unless something else has been appended meanwhile.
    private static func cut(_ descriptor: CInt, to size: Int?, from written: Int) -> Bool {
        guard let size, regularFileSize(descriptor) == size + written else { return false }
        return ftruncate(descriptor, size) == 0
    }
}

/// A sink could not be opened or written to; its description names the file and the system's reason.
public struct SinkError: Error, Sendable, CustomStringConvertible {
    /// What failed, and why.
    public let description: String

    /// An error with a text for the reader.
    public init(_ description: String) {
        self.description = description
    }
}

/// The system's text for errno (strerror_r(3)).
private func lastSystemError() -> String {
    let code = errno
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else {
            return "error \(code)"
        }
        return String(cString: start)
    }
}
