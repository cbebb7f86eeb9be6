// Undoes the compression of a push body within a limit, since a small body can hold gigabytes.

import CZlib

/// The content codings of a push body (RFC 9110, section 8.4.1).
enum ContentCoding: Equatable {
    case identity, gzip, deflate

    /// The coding that a `Content-Encoding` field names.
    init(field: String?) throws(PushRefusal) {
        switch field?.lowercased() {
        case nil, "", "identity": self = .identity
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .deflate
        case let other?: throw .unsupportedEncoding(other)
        }
    }

    /// The bytes without their coding.
    ///
    /// gzip may have several members (RFC 1952, section 2.2). deflate is zlib's format (RFC 1950) as HTTP
    /// wants it, or, as many clients send it, without the wrapping (RFC 1951).
    ///
    /// - Throws: 400 when the bytes are not so coded, 413 when there are more than `limit`.
    func decoded(_ bytes: [UInt8], limit: Int) throws(PushRefusal) -> [UInt8] {
        switch self {
        case .identity:
            guard bytes.count <= limit else { throw .tooLarge(byteCount: bytes.count, limit: limit) }
            return bytes
        case .gzip:
            return try inflated(bytes, windowBits: 15 + 16, mayRepeat: true, limit: limit, name: "gzip")
        case .deflate:
            let isWrapped =
                bytes.count >= 2 && bytes[0] & 0x0f == 8 && (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0
            return try inflated(
                bytes, windowBits: isWrapped ? 15 : -15, mayRepeat: false, limit: limit, name: "deflate")
        }
    }
}

/// Inflates with zlib; `windowBits` chooses the format as its manual says (inflateInit2).
private func inflated(
    _ bytes: [UInt8], windowBits: CInt, mayRepeat: Bool, limit: Int, name: String
) throws(PushRefusal) -> [UInt8] {
    guard bytes.count <= CUnsignedInt.max else { throw .tooLarge(byteCount: bytes.count, limit: limit) }
    var stream = z_stream()
    guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
        throw PushRefusal(status: 500, reason: "no memory to decompress the body")
    }
    defer { inflateEnd(&stream) }
    var input = bytes
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var isComplete = false
    let problem: PushRefusal? = input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = CUnsignedInt(input.count)
        while !isComplete {
            let (code, count) = chunk.withUnsafeMutableBufferPointer { chunk in
                stream.next_out = chunk.baseAddress
                stream.avail_out = CUnsignedInt(chunk.count)
                let code = inflate(&stream, Z_NO_FLUSH)
                return (code, chunk.count - Int(stream.avail_out))
            }
            output.append(contentsOf: chunk[..<count])
            guard output.count <= limit else { return .tooLarge(byteCount: output.count, limit: limit) }
            switch code {
            case Z_OK where count > 0 || stream.avail_in > 0:
                continue
            case Z_STREAM_END where stream.avail_in == 0:
                isComplete = true
            case Z_STREAM_END where mayRepeat:
                guard inflateReset(&stream) == Z_OK else {
                    return .malformed("the body is not valid \(name)")
                }
            case Z_STREAM_END:
                return .malformed("the body is not valid \(name): there are bytes after its end")
            case Z_OK, Z_BUF_ERROR:
                return .malformed("the body is not valid \(name): it ends too early")
            default:
                return .malformed("the body is not valid \(name)")
            }
        }
        return nil
    }
    if let problem { throw problem }
    return output
}
