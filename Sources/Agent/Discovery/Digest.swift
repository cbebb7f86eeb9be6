// Why this file exists: several agents share targets by `hashmod`, so a hash must be Prometheus' to the bit.

import CCrypto

/// Hashes that others compute, too.
enum Digest {
    /// The last eight bytes of a text's MD5 (RFC 1321), the first of them the most significant; this is what
    /// Prometheus takes the modulus of. Where the system forbids MD5, 0.
    static func lastEightBytesOfMD5(of text: String) -> UInt64 {
        var digest: [UInt8] = Array(repeating: 0, count: 16)
        var text = text
        let isMade = text.withUTF8 { lf_md5($0.baseAddress, $0.count, &digest) }
        guard isMade else { return 0 }
        return digest.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
