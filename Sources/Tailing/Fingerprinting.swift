// Why this file exists: the one place that hashes the head of a file.

import CISAL
import Platform

extension Fingerprint {
    /// Hashes up to `length` bytes at the start of a file, at most `maximumLength`; CRC-64 as in ECMA-182.
    public static func of(_ file: File, length: Int = maximumLength) throws(SystemError) -> Fingerprint {
        let buffer = ByteBuffer(capacity: maximumLength)
        let wanted = max(0, min(length, maximumLength))
        let count = try file.read(at: 0, into: buffer.end, length: wanted)
        guard count > 0 else { return .empty }
        return Fingerprint(length: count, hash: lf_crc64(buffer.base, count))
    }

    /// True if the file starts with the bytes that this fingerprint was taken of.
    public func matches(_ file: File) throws(SystemError) -> Bool {
        length == 0 ? true : try Fingerprint.of(file, length: length) == self
    }
}
