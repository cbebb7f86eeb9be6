// Why this file exists: what is about to be done is on the disk before it is done, one line at a time.

import FoundationEssentials
import Glibc
import Platform

/// The file of records: lines of JSON, written one after the other. Used by one thread.
final class RotationJournal {
    /// More than this is written anew, if most of it has no meaning any more.
    static let compactionBytes: Int64 = 1 << 20
    private static let limitBytes = 256 << 20

    let path: String
    private(set) var size: Int64 = 0
    private var file: File
    private let encoder = JSONEncoder()

    /// Opens the file, or makes it, and hands over its records. A last line that was not written to its end is cut off;
    /// other lines that cannot be read are passed over.
    init(path: String, _ handle: (JournalRecord) -> Void) throws(SystemError) {
        self.path = path
        file = try File(path, .update)
        encoder.outputFormatting = .withoutEscapingSlashes
        let (whole, length) = try Self.read(path, handle)
        size = Int64(whole)
        if whole < length { try file.truncate(to: size) }
    }

    /// Hands over the records in a file, which stays as it is.
    /// - Returns: how many bytes are records, of how many.
    @discardableResult
    static func read(_ path: String, _ handle: (JournalRecord) -> Void) throws(SystemError) -> (Int, of: Int)
    {
        let bytes = try FileSystem.contents(of: path, limit: limitBytes)
        let whole = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let decoder = JSONDecoder()
        for line in bytes[..<whole].split(separator: 0x0A) {
            if let record = try? decoder.decode(JournalRecord.self, from: Data(line)) { handle(record) }
        }
        return (whole, bytes.count)
    }

    /// Adds records in one write.
    func append(_ records: [JournalRecord]) throws(SystemError) {
        let buffer = try encode(records)
        do throws(SystemError) {
            try file.write(buffer, at: size)
        } catch {
            // The next record must not be behind half of this one.
            try? file.truncate(to: size)
            throw error
        }
        size += Int64(buffer.count)
    }

    /// Waits until all records are on the disk.
    func sync() throws(SystemError) { try file.sync() }

    /// Puts these records in the place of all that there are.
    func replace(with records: [JournalRecord]) throws(SystemError) {
        let buffer = try encode(records)
        let new = path + ".new"
        do throws(SystemError) {
            let file = try File(new, .replace)
            try file.write(buffer)
            try file.sync()
        } catch {
            try? FileSystem.remove(new)
            throw error
        }
        try FileSystem.rename(new, to: path)
        try FileSystem.syncDirectory(FileSystem.parent(of: path))
        file = try File(path, .update)
        size = Int64(buffer.count)
    }

    private func encode(_ records: [JournalRecord]) throws(SystemError) -> ByteBuffer {
        let buffer = ByteBuffer()
        for record in records {
            if case .done(let number) = record {
                buffer.append("{\"done\":{\"step\":\(number)}}\n")
                continue
            }
            guard let line = try? encoder.encode(record) else {
                throw SystemError("write", path, code: EINVAL)
            }
            line.withUnsafeBytes { buffer.append($0) }
            buffer.append(0x0A)
        }
        return buffer
    }
}
