// Why this file exists: RE2's '.' matches no byte outside UTF-8, but Go's takes each for one character U+FFFD, and a
// line with one broken byte should not be lost to an expression that ends in '.*'.

import Platform

/// A text with U+FFFD for each byte that is not part of well-formed UTF-8 (RFC 3629), and what was where.
struct RepairedText {
    /// The repaired text.
    private(set) var bytes: [UInt8] = []
    /// Where in `bytes` there is a U+FFFD that the text does not have, in order.
    private var places: [Int32] = []

    /// Nil for what is well-formed, which is nearly every text.
    @inline(__always)
    init?(_ text: UnsafeRawBufferPointer) {
        guard !Self.isASCII(text) else { return nil }
        self.init(beyondASCII: text)
    }

    @inline(__always)
    private static func isASCII(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let base = text.baseAddress else { return true }
        let highs: UInt64 = 0x8080_8080_8080_8080
        var at = 0
        var seen: UInt64 = 0
        while at &+ 32 <= text.count {
            let (a, b) = (
                (base + at).loadUnaligned(as: UInt64.self), (base + at + 8).loadUnaligned(as: UInt64.self)
            )
            let (c, d) = (
                (base + at + 16).loadUnaligned(as: UInt64.self),
                (base + at + 24).loadUnaligned(as: UInt64.self)
            )
            seen |= a | b | c | d
            at &+= 32
        }
        while at < text.count {
            seen |= UInt64(base.load(fromByteOffset: at, as: UInt8.self))
            at &+= 1
        }
        return seen & highs == 0
    }

    @inline(never)
    private init?(beyondASCII text: UnsafeRawBufferPointer) {
        guard let base = text.baseAddress, var broken = Self.firstBroken(base, from: 0, text.count) else {
            return nil
        }
        var copied = 0
        bytes.reserveCapacity(text.count + 64)
        while true {
            bytes += UnsafeRawBufferPointer(rebasing: text[copied..<broken])
            places.append(Int32(truncatingIfNeeded: bytes.count))
            bytes += [0xEF, 0xBF, 0xBD]
            copied = broken + 1
            guard let next = Self.firstBroken(base, from: copied, text.count) else { break }
            broken = next
        }
        bytes += UnsafeRawBufferPointer(rebasing: text[copied...])
    }

    private static func firstBroken(_ base: UnsafeRawPointer, from start: Int, _ count: Int) -> Int? {
        var at = start
        while at < count {
            let length = UTF8Text.sequenceLength(base + at, available: count - at)
            if length == 0 { return at }
            at += length
        }
        return nil
    }

    /// Where the byte at `offset` of the text is in `bytes`.
    func repaired(_ offset: Int) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(places[middle]) - 2 * middle < offset { low = middle + 1 } else { high = middle }
        }
        return offset + 2 * low
    }

    /// Where what is at `offset` of `bytes`, not inside of a U+FFFD that was put in, is in the text.
    func original(_ offset: Int32) -> Int32 {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < offset { low = middle + 1 } else { high = middle }
        }
        return offset - 2 * Int32(truncatingIfNeeded: low)
    }
}
