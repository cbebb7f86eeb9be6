// Why this file exists: files of rejected entries are read a piece at a time, so that none has to fit into memory.

import CZlib
import Platform

/// Reads a gzip file (RFC 1952), which may have several members. Used by one thread.
final class Gunzip {
    /// What is wrong with the file after what was read so far.
    enum Damage: Error, Hashable, Sendable {
        /// The system would not read it.
        case system(SystemError)
        /// It ends in the middle.
        case endsEarly
        /// What is there is not gzip, or its checksum does not match.
        case corrupt
        /// zlib has no memory.
        case outOfMemory
    }

    private static let pieceBytes = 1 << 16
    private let file: File
    private let input = ByteBuffer(capacity: pieceBytes)
    // zlib keeps the address of its structure.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let isReady: Bool
    private var offset: Int64 = 0
    private var isInMember = false

    init(_ file: File) {
        self.file = file
        stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for gzip's wrapping: see inflateInit2 in zlib.h.
        isReady = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        if isReady { inflateEnd(stream) }
        stream.deallocate()
    }

    /// Appends the next bytes to `output`, 64 KiB at most; false when the file ends where it may.
    ///
    /// What was appended before an error is good as far as it goes.
    func read(to output: ByteBuffer) throws(Damage) -> Bool {
        guard isReady else { throw .outOfMemory }
        while true {
            if stream.pointee.avail_in == 0, try !fill() {
                if isInMember || offset == 0 { throw .endsEarly }
                return false
            }
            isInMember = true
            output.reserve(Self.pieceBytes)
            stream.pointee.next_out = output.end.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = CUnsignedInt(Self.pieceBytes)
            let code = inflate(stream, Z_NO_FLUSH)
            let count = Self.pieceBytes - Int(stream.pointee.avail_out)
            output.advance(by: count)
            switch code {
            case Z_OK, Z_BUF_ERROR: break
            case Z_STREAM_END:
                isInMember = false
                guard inflateReset(stream) == Z_OK else { throw .corrupt }
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .corrupt
            }
            if count > 0 { return true }
        }
    }

    /// Reads the next compressed bytes; false at the end of the file.
    private func fill() throws(Damage) -> Bool {
        let count: Int
        do throws(SystemError) {
            count = try file.read(at: offset, into: input.base, length: Self.pieceBytes)
        } catch {
            throw .system(error)
        }
        offset += Int64(count)
        stream.pointee.next_in = input.base.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = CUnsignedInt(count)
        return count > 0
    }
}
