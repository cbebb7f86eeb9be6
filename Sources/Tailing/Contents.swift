// Why this file exists: the lines of a generation are in a file or in an archive of it, and the reader need not care.

import CISAL
import Platform

/// The bytes before the place that was read last, which many files share: of one at a time.
final class TailBytes {
    fileprivate let bytes = ByteBuffer(capacity: Contents.tailLength)
    fileprivate var owner: ObjectIdentifier?

    fileprivate func take(by contents: Contents) {
        owner = ObjectIdentifier(contents)
        bytes.removeAll()
    }
}

/// The open file that holds a generation's bytes: as they are, or compressed.
final class Contents {
    /// What one read gave.
    struct Piece {
        /// Bytes that were put into the target.
        var count: Int
        /// CRC-64 of the up to 256 bytes before the offset; nil if they could not be read.
        var tail: UInt64?
        /// True if the place was not reached yet: an archive is decompressed a slice at a time.
        var isBusy = false
    }

    let file: File
    /// How it is compressed; nil if it is not.
    let format: ArchiveFormat?
    private var streams: [Int: ArchiveStream] = [:]
    private let shared: TailBytes
    private var tailBytes: ByteBuffer { shared.bytes }

    /// How many bytes before an offset tell whether the bytes there are still those that were read.
    static let tailLength = 256

    /// A pad in front of the file is no part of its contents.
    init(_ file: File, _ format: ArchiveFormat?, _ tailBytes: TailBytes = TailBytes()) throws(SystemError) {
        self.file = file
        self.format = format
        shared = tailBytes
        if format == nil { try file.hidePad() }
    }

    /// True if it can only be read from front to back.
    var isCompressed: Bool { format != nil }

    /// How long the contents are, in bytes; of an archive that was not read to its end, more than is known.
    func size(_ status: FileStatus) -> Int64 {
        guard isCompressed else { return status.size }
        guard let furthest = streams.values.max(by: { $0.position < $1.position }) else { return 1 }
        return furthest.state == .open ? furthest.position + 1 : furthest.position
    }

    /// True if an archive was not read to its end by this reader.
    func hasMore(_ reader: Int) -> Bool { streams[reader].map { $0.state == .open } ?? true }

    /// True for an archive that stops in the middle or is damaged, as far as it was read.
    var isDamaged: Bool { streams.values.contains { $0.state == .damaged || $0.state == .incomplete } }

    /// How long the contents of a complete archive are, in bytes; nil if it was not read to its end.
    var knownEnd: Int64? { streams.values.first { $0.state == .ended }?.position }

    /// An archive was written to: goes on where it ended.
    func goOn(_ status: FileStatus) { for stream in streams.values { stream.goOn(size: status.size) } }

    /// The file was written anew: begins anew.
    func restart() throws(SystemError) {
        streams = [:]
        if !isCompressed { try file.hidePad() }
    }

    /// True if the pad in front of the file is gone: it was written anew, and what is hidden now are its first bytes.
    func hasLostPad() throws(SystemError) -> Bool {
        guard file.hiddenBytes > 0 else { return false }
        return try Int64(file.pad()?.length ?? 0) != file.hiddenBytes
    }

    /// The first bytes, up to `Fingerprint.maximumLength`.
    func head() throws(SystemError) -> ByteBuffer {
        let buffer = ByteBuffer(capacity: Fingerprint.maximumLength)
        if let format {
            let stream = ArchiveStream(file, format)
            // What it gives lives as long as it does.
            try withExtendedLifetime(stream) { () throws(SystemError) in
                if let bytes = try stream.bytes(at: 0, length: Fingerprint.maximumLength) {
                    buffer.append(bytes)
                }
            }
        } else {
            buffer.advance(by: try file.read(at: 0, into: buffer.end, length: Fingerprint.maximumLength))
        }
        return buffer
    }

    /// Where the line after so many others begins, or the contents end if there are not as many; lines end at the byte
    /// 0x0A. `isWhole` is false if an archive is damaged or not complete in front of that.
    func offset(afterLines lines: Int64) throws(SystemError) -> (offset: Int64, isWhole: Bool) {
        guard let format, lines > 0 else { return (0, true) }
        let stream = ArchiveStream(file, format)
        return try withExtendedLifetime(stream) { () throws(SystemError) in
            var (offset, count): (Int64, Int64) = (0, 0)
            while true {
                guard let bytes = try stream.bytes(at: offset, length: 256 << 10) else { continue }
                if bytes.count == 0 { return (offset, stream.state == .ended) }
                for (index, byte) in bytes.enumerated() where byte == 10 {
                    count += 1
                    if count == lines { return (offset + Int64(index) + 1, true) }
                }
                offset += Int64(bytes.count)
            }
        }
    }

    /// True for an archive that ends within its first bytes, up to `Fingerprint.maximumLength`, and is not complete.
    func isUnfinished() throws(SystemError) -> Bool {
        guard let format else { return false }
        let stream = ArchiveStream(file, format)
        return try withExtendedLifetime(stream) { () throws(SystemError) in
            _ = try stream.bytes(at: 0, length: Fingerprint.maximumLength)
            return stream.state == .incomplete
        }
    }

    /// CRC-64 of the up to 256 bytes before `offset`; nil if there are fewer bytes in front of it than there must be.
    /// Of an archive, this decompresses all before it.
    func tail(before offset: Int64) throws(SystemError) -> UInt64? {
        let length = Int(min(offset, Int64(Self.tailLength)))
        guard let format else {
            shared.take(by: self)
            tailBytes.advance(
                by: try file.read(at: offset - Int64(length), into: tailBytes.end, length: length))
            return tailBytes.count == length ? Self.tailHash(tailBytes.bytes) : nil
        }
        let stream = ArchiveStream(file, format)
        while stream.state == .open, stream.position < offset {
            _ = try stream.bytes(at: max(0, offset - 1), length: 1)
        }
        return withExtendedLifetime(stream) {
            let bytes = stream.tail(before: offset)
            return bytes.count == length ? Self.tailHash(bytes) : nil
        }
    }

    /// Reads up to `length` bytes at `offset` to the end of `target`, which has room for them.
    func read(at offset: Int64, reader: Int, into target: ByteBuffer, length: Int) throws(SystemError)
        -> Piece
    {
        let expected = Int(min(offset, Int64(Self.tailLength)))
        shared.take(by: self)
        if let format {
            let stream = streams[reader] ?? ArchiveStream(file, format)
            streams[reader] = stream
            guard let bytes = try stream.bytes(at: offset, length: length) else {
                return Piece(count: 0, tail: nil, isBusy: true)
            }
            target.append(bytes)
            tailBytes.append(stream.tail(before: offset))
            let tail = tailBytes.count == expected ? Self.tailHash(tailBytes.bytes) : nil
            return Piece(count: bytes.count, tail: tail)
        }
        let (before, count) = try file.read(
            at: offset, into: target.end, length: length,
            tail: UnsafeMutableRawBufferPointer(start: tailBytes.end, count: expected))
        tailBytes.advance(by: before)
        target.advance(by: count)
        return Piece(count: count, tail: before == expected ? Self.tailHash(tailBytes.bytes) : nil)
    }

    /// True if a newline is before the offset of the last `read`, or nothing. To be asked before another file is read.
    func isLineStart(_ encoding: LineEncoding) -> Bool {
        tailBytes.count == 0 || encoding.endsWithNewline(tailBytes.bytes)
    }

    /// The tail at `count` bytes behind the offset of the last `read`, which put `bytes` into its target; nil if another file
    /// was read meanwhile.
    func tail(after count: Int, of bytes: UnsafeRawBufferPointer) -> UInt64? {
        if count >= Self.tailLength {
            return Self.tailHash(UnsafeRawBufferPointer(rebasing: bytes[(count - Self.tailLength)..<count]))
        }
        guard shared.owner == ObjectIdentifier(self) else { return nil }
        let before = tailBytes.bytes.suffix(Self.tailLength - count)
        return withUnsafeTemporaryAllocation(byteCount: before.count + count, alignment: 1) { joined in
            UnsafeMutableRawBufferPointer(rebasing: joined[..<before.count]).copyBytes(from: before)
            UnsafeMutableRawBufferPointer(rebasing: joined[before.count...]).copyBytes(from: bytes[..<count])
            return Self.tailHash(UnsafeRawBufferPointer(joined))
        }
    }

    /// The lower half of the hash: a tail is written down with every line of a quiet file, and tells one file from another
    /// only after everything else did not.
    static func tailHash(_ bytes: UnsafeRawBufferPointer) -> UInt64 { hash(bytes) & 0xFFFF_FFFF }

    static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return 0 }
        return lf_crc64(start, bytes.count)
    }
}
