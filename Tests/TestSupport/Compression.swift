// Archives as gzip(1) and logrotate leave them.

import CZlib
import Platform

/// The bytes deflated by zlib; `windowBits` chooses gzip (31), zlib (15) or a bare stream (-15).
public func deflated(_ bytes: [UInt8], windowBits: CInt) -> [UInt8] {
    var stream = z_stream()
    guard
        deflateInit2_(
            &stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            CInt(MemoryLayout<z_stream>.size)) == Z_OK
    else { return [] }
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, CUnsignedLong(bytes.count))) + 64)
    let count = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = CUnsignedInt(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = CUnsignedInt(output.count)
            _ = deflate(&stream, Z_FINISH)
            return output.count - Int(stream.avail_out)
        }
    }
    return Array(output[..<count])
}

/// The bytes as a gzip file of one member (RFC 1952).
public func gzipped(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, windowBits: 31) }

/// What is in a gzip file, of one member or several; nil if it is none.
public func gunzipped(_ bytes: [UInt8]) -> [UInt8]? {
    var input = bytes
    var stream = z_stream()
    guard inflateInit2_(&stream, 31, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
        return nil
    }
    defer { inflateEnd(&stream) }
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    let isGood = input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = CUnsignedInt(input.count)
        while true {
            let code = piece.withUnsafeMutableBufferPointer { output in
                stream.next_out = output.baseAddress
                stream.avail_out = CUnsignedInt(output.count)
                return inflate(&stream, Z_NO_FLUSH)
            }
            result += piece[..<(piece.count - Int(stream.avail_out))]
            if code == Z_STREAM_END {
                if stream.avail_in == 0 { return true }
                inflateReset(&stream)
            } else if code != Z_OK {
                return false
            }
        }
    }
    return isGood ? result : nil
}

extension ScratchDirectory {
    /// Puts NAME.gz in the place of a file, with the time of its last write, as gzip(1) does.
    public func compress(_ name: String) throws {
        let modified = try FileStatus.of(path: path(name)).modified
        try write(gzipped(try read(name)), to: name + ".gz")
        try setModified(name + ".gz", toNanoseconds: modified)
        try remove(name)
    }

    /// Copies a file, as `cp` does.
    public func copy(_ name: String, to other: String) throws { try write(try read(name), to: other) }
}
