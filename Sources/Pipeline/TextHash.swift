// Why this file exists: every line of a run of possible twins is hashed whole, so eight bytes a step are too few.

import Platform

/// A 64-bit hash of a text, and whether it is ASCII, in one pass of sixteen bytes a step.
///
/// The same in every process, as checkpoints need it to be: what one process decided, the next one decides again.
/// Nothing depends on two texts never having the same hash.
enum TextHash {
    static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> (hash: UInt64, isASCII: Bool) {
        var hash = Hash64.mix(seed ^ (UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15))
        guard let start = bytes.baseAddress, bytes.count > 0 else { return (hash, true) }
        var seen: UInt64 = 0
        var at = 0
        var other = seed
        // Two at a time do not wait for each other.
        while bytes.count &- at >= 32 {
            let (a, b) = (word(start + at), word(start + at + 8))
            let (c, d) = (word(start + at + 16), word(start + at + 24))
            seen |= a | b | c | d
            hash = fold(a ^ 0xA076_1D64_78BD_642F, b ^ hash)
            other = fold(c ^ 0x8EBC_6AF0_9C88_C6E3, d ^ other)
            at &+= 32
        }
        hash ^= other
        if bytes.count &- at >= 16 {
            let low = word(start + at)
            let high = word(start + at + 8)
            seen |= low | high
            hash = fold(low ^ 0xA076_1D64_78BD_642F, high ^ hash)
            at &+= 16
        }
        if bytes.count &- at >= 8 {
            let next = word(start + at)
            seen |= next
            hash = fold(next ^ 0xE703_7ED1_A0B4_28DB, hash)
            at &+= 8
        }
        var rest: UInt64 = 0
        while at < bytes.count {
            rest = rest << 8 | UInt64(start.load(fromByteOffset: at, as: UInt8.self))
            at &+= 1
        }
        seen |= rest
        return (Hash64.mix(hash ^ rest), seen & 0x8080_8080_8080_8080 == 0)
    }

    @inline(__always)
    private static func word(_ start: UnsafeRawPointer) -> UInt64 {
        start.loadUnaligned(as: UInt64.self).littleEndian
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
