// Why this file exists: the ring on disk that takes a record for every answer of Loki.

import CZlib
import Platform

/// An append-only ring of records in one preallocated file.
///
/// The file starts with a header (`magic`, version). A record is: length of the payload (u32), CRC-32 of what
/// follows (u32), sequence number (u64), payload; little-endian, at a multiple of 8 bytes. Sequence numbers rise
/// by one; a reader starts where a snapshot says and stops at the first record that does not carry the next number
/// or whose CRC is wrong, which is where a crash tore it. A length of `wrap` sends the reader back to the start.
///
/// Whoever appends must take a snapshot before the ring comes round to records it still needs: `used` tells.
public final class Journal {
    /// Where the next record goes: what a snapshot remembers.
    public struct Mark: Hashable, Sendable {
        /// Bytes from the start of the file.
        public var position: Int64
        /// The number that the next record gets.
        public var sequence: UInt64

        /// The start of an empty ring.
        public static let start = Mark(position: 16, sequence: 1)

        /// Takes both as they are.
        public init(position: Int64, sequence: UInt64) {
            self.position = position
            self.sequence = sequence
        }
    }

    /// The ring's size in bytes.
    public static let defaultSize: Int64 = 4 << 20
    private static let magic: [UInt8] = Array("logferry".utf8)
    private static let version: UInt64 = 1
    private static let wrap: UInt32 = .max
    private static let recordHeader = 16

    private let file: File
    private let size: Int64
    private let record = ByteBuffer(capacity: 4096)
    /// Where the next record goes.
    public private(set) var mark: Mark
    /// Bytes appended since the last call of `restart(at:)` or `noteSnapshot()`.
    public private(set) var used: Int64 = 0

    /// The descriptor, for whoever syncs it from another thread while this object lives.
    public var descriptor: Int32 { file.descriptor }

    /// Opens or makes the ring. A file with another version is refused, not overwritten.
    public init(path: String, size: Int64 = Journal.defaultSize) throws(CheckpointError) {
        self.size = size
        mark = .start
        do {
            file = try File(path, .update)
            let status = try file.status()
            if status.size == 0 {
                try Self.format(file, size: size)
                return
            }
            let header = ByteBuffer(capacity: 16)
            let count = try file.read(at: 0, into: header.end, length: 16)
            header.advance(by: count)
            let version = count == 16 ? header.base.load(fromByteOffset: 8, as: UInt64.self).littleEndian : 0
            guard header.bytes.prefix(8).elementsEqual(Self.magic) else {
                throw CheckpointError.foreign(path: path)
            }
            guard version == Self.version else {
                throw CheckpointError.version(path: path, found: version, known: Self.version)
            }
            if status.size < size { try file.preallocate(size) }
        } catch let error as SystemError {
            throw .system(error)
        } catch let error as CheckpointError {
            throw error
        } catch {
            throw .foreign(path: path)
        }
    }

    private static func format(_ file: File, size: Int64) throws(SystemError) {
        try file.preallocate(size)
        // Written out once, so that a record is never the first write to its block and a sync stays cheap.
        let zeros = ByteBuffer(capacity: 1 << 16)
        zeros.end.initializeMemory(as: UInt8.self, repeating: 0, count: 1 << 16)
        zeros.advance(by: 1 << 16)
        var at: Int64 = 0
        while at < size {
            let length = Int(min(Int64(zeros.count), size - at))
            try file.write(UnsafeRawBufferPointer(rebasing: zeros.bytes[..<length]), at: at)
            at += Int64(length)
        }
        let header = ByteBuffer(capacity: 16)
        magic.withUnsafeBytes { header.append($0) }
        put(version, header)
        try file.write(header, at: 0)
        try file.sync()
    }

    /// Reads the records from `mark` on and leaves the journal ready to append after the last good one.
    public func replay(from start: Mark, _ apply: (UnsafeRawBufferPointer) -> Bool) throws(SystemError) {
        mark = start
        used = 0
        let bytes = ByteBuffer(capacity: 4096)
        while used < size {
            guard let payload = try read(bytes), apply(payload) else { return }
            let length = Int64(Self.padded(Self.recordHeader + payload.count))
            mark.position += length
            mark.sequence += 1
            used += length
        }
    }

    /// The record at the mark, nil where the journal ends.
    private func read(_ bytes: ByteBuffer) throws(SystemError) -> UnsafeRawBufferPointer? {
        var hasWrapped = false
        while true {
            bytes.removeAll()
            bytes.reserve(Self.recordHeader)
            let room = size - mark.position
            let atEnd = room < Int64(Self.recordHeader)
            let got = atEnd ? 0 : try file.read(at: mark.position, into: bytes.end, length: Self.recordHeader)
            let length = got == Self.recordHeader ? bytes.base.load(as: UInt32.self).littleEndian : 0
            if atEnd || length == Self.wrap {
                guard !hasWrapped else { return nil }
                hasWrapped = true
                used += room
                mark.position = Mark.start.position
                continue
            }
            guard got == Self.recordHeader, length > 0,
                Int64(length) <= room - Int64(Self.recordHeader)
            else { return nil }
            bytes.advance(by: Self.recordHeader)
            bytes.reserve(Int(length))
            let count = try file.read(
                at: mark.position + Int64(Self.recordHeader), into: bytes.end, length: Int(length))
            guard count == Int(length) else { return nil }
            bytes.advance(by: count)
            let crc = bytes.base.load(fromByteOffset: 4, as: UInt32.self).littleEndian
            let sequence = bytes.base.load(fromByteOffset: 8, as: UInt64.self).littleEndian
            guard sequence == mark.sequence, crc == Self.checksum(bytes) else { return nil }
            return UnsafeRawBufferPointer(rebasing: bytes.bytes[Self.recordHeader...])
        }
    }

    /// Appends one record with a single write(2). It survives a kill of the process; `sync` for the rest.
    public func append(_ payload: UnsafeRawBufferPointer) throws(SystemError) {
        let length = Self.padded(Self.recordHeader + payload.count)
        precondition(Int64(length) <= size / 4, "a record must not fill the ring")
        var next = mark
        var spent: Int64 = 0
        if next.position + Int64(length) > size {
            spent = size - next.position
            if spent >= 4 {
                try withUnsafeBytes(of: Self.wrap) { (raw) -> Result<Void, SystemError> in
                    Result { () throws(SystemError) in try file.write(raw, at: next.position) }
                }.get()
            }
            next.position = Mark.start.position
        }
        record.removeAll()
        record.reserve(length)
        Self.put(UInt32(truncatingIfNeeded: payload.count), record)
        Self.put(UInt32(0), record)
        Self.put(next.sequence, record)
        record.append(payload)
        record.base.storeBytes(of: Self.checksum(record).littleEndian, toByteOffset: 4, as: UInt32.self)
        while record.count < length { record.append(0) }
        try file.write(record, at: next.position)
        mark = Mark(position: next.position + Int64(length), sequence: next.sequence + 1)
        used += spent + Int64(length)
    }

    /// Bytes of the ring that one record of this payload takes at most.
    public static func footprint(ofPayload count: Int) -> Int { padded(recordHeader + count) }

    /// The largest payload that a record can hold.
    public var maximumPayload: Int { Int(size / 4) - 2 * Self.recordHeader }

    /// True when half of the ring has been filled since the last snapshot.
    public var wantsSnapshot: Bool { used > size / 2 }

    /// Says that a snapshot holds all up to `mark`.
    public func noteSnapshot() { used = 0 }

    /// Waits until the records are on the disk.
    public func sync() throws(SystemError) { try file.sync() }

    private static func padded(_ length: Int) -> Int { (length + 7) & ~7 }

    /// CRC-32 over all that follows the checksum itself.
    private static func checksum(_ record: ByteBuffer) -> UInt32 {
        let covered = UnsafeRawBufferPointer(rebasing: record.bytes[8...])
        let start = covered.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return UInt32(truncatingIfNeeded: crc32_z(0, start, covered.count))
    }

    private static func put<Value: FixedWidthInteger>(_ value: Value, _ buffer: ByteBuffer) {
        withUnsafeBytes(of: value.littleEndian) { buffer.append($0) }
    }
}
