// Compressed bodies as clients make them.

import CZlib

/// The bytes deflated by zlib; `windowBits` chooses gzip (31), zlib (15) or a bare stream (-15).
func deflated(_ bytes: [UInt8], windowBits: CInt) -> [UInt8] {
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

func gzipped(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, windowBits: 31) }
