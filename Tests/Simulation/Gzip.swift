// The model's own gzip, so that bodies and archives are what another program would read and write.

import CZlib

enum Gzip {
    /// The bytes of a gzip stream; nil if it is damaged or goes on behind its end.
    static func decompressed(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        var stream = z_stream()
        let size = CInt(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(
            mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = CUnsignedInt(bytes.count)
        var output = [UInt8](repeating: 0, count: max(256, bytes.count * 8))
        var used = 0
        while true {
            let code = output.withUnsafeMutableBufferPointer { buffer -> CInt in
                stream.next_out = buffer.baseAddress.map { $0 + used }
                stream.avail_out = CUnsignedInt(buffer.count - used)
                let code = inflate(&stream, Z_NO_FLUSH)
                used = buffer.count - Int(stream.avail_out)
                return code
            }
            switch code {
            case Z_STREAM_END where stream.avail_in == 0:
                output.removeLast(output.count - used)
                return output
            case Z_OK where used == output.count:
                output.append(contentsOf: repeatElement(0, count: output.count))
            default: return nil
            }
        }
    }

    /// A gzip stream of the bytes, as gzip(1) makes it.
    static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let size = CInt(MemoryLayout<z_stream>.size)
        guard
            deflateInit2_(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
        else { return [] }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count + 1024)
        let count = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = CUnsignedInt(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = CUnsignedInt(target.count)
                deflate(&stream, Z_FINISH)
                return target.count - Int(stream.avail_out)
            }
        }
        output.removeLast(output.count - count)
        return output
    }
}
