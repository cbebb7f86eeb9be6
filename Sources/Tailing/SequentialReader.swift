// Why this file exists: a command reads whole logs once, compressed or not, and follows nothing.

import Glibc
import Platform

/// Reads a log from front to back, decompressed if its name says that it is compressed. Used by one thread.
public final class SequentialReader {
    /// Why an archive was not read to its end.
    public enum Damage: String, Sendable {
        /// It stops in the middle.
        case incomplete = "the archive stops in the middle"
        /// It is damaged, or of another format.
        case damaged = "the archive is damaged"
    }

    private let file: File?
    private let descriptor: Int32
    private let name: String
    private let stream: ArchiveStream?
    private var offset: Int64 = 0
    /// How many bytes were read so far, as they are in the file.
    public private(set) var position: Int64 = 0
    /// Why an archive was not read to its end; nil while it is read, and if it was.
    public private(set) var damage: Damage?

    /// Opens a file; one that is compressed has to be a regular one.
    public init(path: String) throws(SystemError) {
        let file = try File(path, .read)
        self.file = file
        descriptor = file.descriptor
        name = path
        // A hint: what it answers does not matter.
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        stream = ArchiveFormat(ofName: path).map { ArchiveStream(file, $0) }
    }

    /// Reads a descriptor that somebody else closes.
    public init(descriptor: Int32, name: String) {
        file = nil
        self.descriptor = descriptor
        self.name = name
        stream = nil
    }

    /// Reads on.
    /// - Parameter length: above 0.
    /// - Returns: how many bytes came; 0 at the end, or where an archive is damaged.
    public func read(into target: UnsafeMutableRawPointer, length: Int) throws(SystemError) -> Int {
        guard let stream else { return try readPlain(into: target, length) }
        while true {
            let bytes = try stream.bytes(at: offset, length: length)
            position = stream.taken
            // Only a slice is decompressed at once.
            guard let bytes else { continue }
            guard bytes.count > 0, let start = bytes.baseAddress else {
                if stream.state == .damaged { damage = .damaged }
                if stream.state == .incomplete { damage = .incomplete }
                return 0
            }
            target.copyMemory(from: start, byteCount: bytes.count)
            offset += Int64(bytes.count)
            return bytes.count
        }
    }

    private func readPlain(into target: UnsafeMutableRawPointer, _ length: Int) throws(SystemError) -> Int {
        while true {
            let count = Glibc.read(descriptor, target, length)
            if count < 0 {
                guard errno == EINTR else { throw .last("read", name) }
                continue
            }
            position += Int64(count)
            return count
        }
    }
}
