// Why this file exists: the one place that hashes the head of a file.

import Platform

extension Fingerprint {
    /// Hashes up to `length` bytes at the start of a file, at most `maximumLength`; CRC-64 as in ECMA-182.
    public static func of(_ file: File, length: Int = maximumLength) throws(SystemError) -> Fingerprint {
        let buffer = ByteBuffer(capacity: maximumLength)
        buffer.advance(by: try file.read(at: 0, into: buffer.end, length: max(0, min(length, maximumLength))))
        return of(buffer)
    }

    /// Hashes up to `length` of the first bytes of a file, which are in `head`.
    static func of(_ head: ByteBuffer, length: Int = maximumLength) -> Fingerprint {
        let bytes = head.bytes.prefix(max(0, min(length, maximumLength)))
        guard bytes.count > 0 else { return .empty }
        return Fingerprint(length: bytes.count, hash: Contents.hash(UnsafeRawBufferPointer(rebasing: bytes)))
    }

    /// True if the file starts with the bytes that this fingerprint was taken of.
    public func matches(_ file: File) throws(SystemError) -> Bool {
        length == 0 ? true : try Fingerprint.of(file, length: length) == self
    }
}
