// Why this file exists: the ring on disk that takes a record for every answer of Loki.

import CZlib
import Platform

/// An append-only ring of records in one preallocated file.
///
/// The file starts with a header (`magic`, version). A record is: length of the payload (u32), CRC-32 of what
/// follows (u32), sequence number (u64), payload; little-endian, at a multiple of 8 bytes. Sequence numbers rise
/// by one, and each CRC goes on from that of the record before, as from one run of bytes. A reader starts where a
/// snapshot says and stops at the first record that does not carry the next number or whose CRC is wrong, which is
/// where a crash tore it. A length of `wrap` sends the reader back to the start.
///
/// The CRCs are chained because a power cut can tear one record and spare a later one: when the torn one has been
/// written anew, the spared one has the right number, but belongs to a history that did not happen.
///
/// A ring can be made larger. So a reader that finds no next record where it is looks at the start, too: where the ring
/// once ended exactly behind a record, nothing sends it there.
///
/// Whoever appends must take a snapshot before the ring comes round to records it still needs: `hasRoom` tells.
/// Those after the last snapshot but one are kept too, for the day on which the last cannot be read.
public final class Journal {
    /// Where the next record goes: what a snapshot remembers.
    public struct Mark: Hashable, Sendable {
        /// Bytes from the start of the file.
        public var position: Int64
        /// The number that the next record gets.
        public var sequence: UInt64
        /// The CRC of the record before it, 0 before the first.
        public var chain: UInt32

        /// The start of an empty ring.
        public static let start = Mark(position: 16, sequence: 1)

        /// Takes all as they are.
        public init(position: Int64, sequence: UInt64, chain: UInt32 = 0) {
            self.position = position
            self.sequence = sequence
            self.chain = chain
        }
    }

    /// The size of a new ring in bytes.
    public static let defaultSize: Int64 = 4 << 20
    /// No ring is made larger than this.
    public static let largestSize: Int64 = 128 << 20
    private static let largestPayload: Int64 = 1 << 20
    private static let magic: [UInt8] = Array("logferry".utf8)
    /// Versions 2 and 3 brought further kinds of payloads, and 3 other sizes; older ones are read and go on as version 3.
    private static let version: UInt64 = 3
    private static let wrap: UInt32 = .max
    private static let recordHeader = 16

    /// For whoever syncs it from another thread.
    let file: File
    /// The ring's size in bytes, the header included.
    public private(set) var size: Int64
    private let record = ByteBuffer(capacity: 4096)
    /// Where the next record goes.
    public private(set) var mark: Mark
    /// Bytes appended or replayed since the last call of `noteSnapshot()`.
    public private(set) var used: Int64 = 0
    /// Bytes between the last two calls of `noteSnapshot()`.
    private var kept: Int64 = 0

    /// Opens the ring, which may be larger, or makes it. A file with another version is refused, not overwritten.
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
            if header.bytes.allSatisfy({ $0 == 0 }) {
                // The header comes last: a kill kept it from this ring, which has never held a record.
                try Self.format(file, size: size)
                return
            }
            guard header.bytes.prefix(8).elementsEqual(Self.magic) else {
                throw CheckpointError.foreign(path: path)
            }
            guard (1...Self.version).contains(version) else {
                throw CheckpointError.version(path: path, found: version, known: Self.version)
            }
            if version < Self.version {
                // On disk before the first payload that an older reader would take for the ring's end.
                try withUnsafeBytes(of: Self.version.littleEndian) { (raw) -> Result<Void, SystemError> in
                    Result { () throws(SystemError) in try file.write(raw, at: 8) }
                }.get()
                try file.sync()
            }
            if status.size < size { try file.preallocate(size) }
            self.size = max(size, status.size)
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
        kept = 0
        let bytes = ByteBuffer(capacity: 4096)
        while used < size, let position = try read(bytes), apply(Self.payload(bytes)) {
            let skipped = position < mark.position ? size - mark.position : 0
            let length = Int64(Self.padded(bytes.count))
            mark = Mark(position: position + length, sequence: mark.sequence + 1, chain: Self.crc(bytes))
            used += skipped + length
        }
    }

    /// Reads the record at the mark, or at the start of the ring if it goes on there.
    /// - Returns: where the record is, nil where the journal ends.
    private func read(_ bytes: ByteBuffer) throws(SystemError) -> Int64? {
        if try readHeader(at: mark.position, bytes), Self.length(bytes) != Self.wrap,
            let position = try readPayload(at: mark.position, bytes)
        {
            return position
        }
        guard mark.position > Mark.start.position, try readHeader(at: Mark.start.position, bytes) else {
            return nil
        }
        return try readPayload(at: Mark.start.position, bytes)
    }

    private func readHeader(at position: Int64, _ bytes: ByteBuffer) throws(SystemError) -> Bool {
        bytes.removeAll()
        guard size - position >= Int64(Self.recordHeader) else { return false }
        bytes.reserve(Self.recordHeader)
        bytes.advance(by: try file.read(at: position, into: bytes.end, length: Self.recordHeader))
        return bytes.count == Self.recordHeader
    }

    /// Reads the rest of a record whose header has been read; nil if it is not the one that the mark stands for.
    private func readPayload(at position: Int64, _ bytes: ByteBuffer) throws(SystemError) -> Int64? {
        let length = Int64(Self.length(bytes))
        let start = position + Int64(Self.recordHeader)
        guard length > 0, length <= size - start else { return nil }
        bytes.reserve(Int(length))
        bytes.advance(by: try file.read(at: start, into: bytes.end, length: Int(length)))
        guard Int64(bytes.count - Self.recordHeader) == length,
            bytes.base.load(fromByteOffset: 8, as: UInt64.self).littleEndian == mark.sequence,
            Self.crc(bytes) == Self.checksum(bytes, chain: mark.chain)
        else { return nil }
        return position
    }

    private static func length(_ record: ByteBuffer) -> UInt32 {
        record.base.load(as: UInt32.self).littleEndian
    }

    private static func crc(_ record: ByteBuffer) -> UInt32 {
        record.base.load(fromByteOffset: 4, as: UInt32.self).littleEndian
    }

    private static func payload(_ record: ByteBuffer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: record.bytes[recordHeader...])
    }

    /// Appends one record with a single write(2). It survives a kill of the process; `sync` for the rest. An empty
    /// payload is no record.
    public func append(_ payload: UnsafeRawBufferPointer) throws(SystemError) {
        guard payload.count > 0 else { return }
        let length = Self.padded(Self.recordHeader + payload.count)
        precondition(Int64(length) <= size / 4, "a record must not fill the ring")
        var next = mark
        var spent: Int64 = 0
        if next.position + Int64(length) > size {
            spent = max(0, size - next.position)
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
        let crc = Self.checksum(record, chain: mark.chain)
        record.base.storeBytes(of: crc.littleEndian, toByteOffset: 4, as: UInt32.self)
        while record.count < length { record.append(0) }
        try file.write(record, at: next.position)
        mark = Mark(position: next.position + Int64(length), sequence: next.sequence + 1, chain: crc)
        used += spent + Int64(length)
    }

    /// Bytes of the ring that one record of this payload takes.
    public static func footprint(ofPayload count: Int) -> Int { padded(recordHeader + count) }

    /// True if a record of this payload fits and overwrites nothing that is still needed.
    public func hasRoom(forPayload count: Int) -> Bool {
        guard count <= maximumPayload else { return false }
        let length = Int64(Self.footprint(ofPayload: count))
        let skipped = mark.position + length > size ? max(0, size - mark.position) : 0
        return kept + used + skipped + length <= size - Mark.start.position
    }

    /// The largest payload that a record can hold.
    public var maximumPayload: Int { Int(min(size / 4, Self.largestPayload)) - 2 * Self.recordHeader }

    /// Makes the ring larger, so that a snapshot is needed less often. Where what may still be needed does not lie in one
    /// piece, or the disk is full, it stays as it is.
    public func grow(to larger: Int64) {
        guard larger > size, mark.position - kept - used >= Mark.start.position else { return }
        do throws(SystemError) {
            try file.preallocate(larger)
            size = larger
        } catch {
            try? file.truncate(to: size)
        }
    }

    /// Leaves a gap, because something that happened is in no record: whoever replays from before it stops there.
    public func skip() { mark.sequence += 1 }

    /// True when half of the ring has been filled since the last snapshot, or three quarters since the one before.
    public var wantsSnapshot: Bool { used > size / 2 || (used > 0 && kept + used > size / 4 * 3) }

    /// Says that a snapshot holds all up to `mark`.
    public func noteSnapshot() {
        kept = used
        used = 0
    }

    /// Waits until the records are on the disk.
    public func sync() throws(SystemError) { try file.sync() }

    private static func padded(_ length: Int) -> Int { (length + 7) & ~7 }

    /// CRC-32 over all that follows the checksum itself, going on from the record before.
    private static func checksum(_ record: ByteBuffer, chain: UInt32) -> UInt32 {
        let covered = UnsafeRawBufferPointer(rebasing: record.bytes[8...])
        let start = covered.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return UInt32(truncatingIfNeeded: crc32_z(CUnsignedLong(chain), start, covered.count))
    }

    private static func put<Value: FixedWidthInteger>(_ value: Value, _ buffer: ByteBuffer) {
        withUnsafeBytes(of: value.littleEndian) { buffer.append($0) }
    }
}
