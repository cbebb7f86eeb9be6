// Why this file exists: interning tables hash short byte strings per line; Hasher costs too much there.

/// A 64-bit hash for tables that live in this process only. Not for disk, not for adversaries: tables that
/// use it must be bounded in size.
public enum Hash64 {
    /// Hashes `bytes`, starting from `seed`.
    public static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var hash = seed ^ (UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15)
        guard let start = bytes.baseAddress else { return mix(hash) }
        var at = 0
        while bytes.count - at >= 8 {
            hash = mix(hash ^ (start + at).loadUnaligned(as: UInt64.self))
            at &+= 8
        }
        var tail: UInt64 = 0
        while at < bytes.count {
            tail = tail << 8 | UInt64(start.load(fromByteOffset: at, as: UInt8.self))
            at &+= 1
        }
        return mix(hash ^ tail)
    }

    /// Multiplies by an odd constant and folds the halves of the product.
    @inline(__always)
    public static func mix(_ value: UInt64) -> UInt64 {
        let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }
}
