// Why this file exists: every line that is shipped is escaped into JSON once, on the hot path.

import Glibc

/// Writing JSON strings (RFC 8259, section 7).
public enum JSONText {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080
    private static let spaces: UInt64 = 0x2020_2020_2020_2020
    private static let quotes: UInt64 = 0x2222_2222_2222_2222
    private static let backslashes: UInt64 = 0x5c5c_5c5c_5c5c_5c5c

    /// The high bit of each byte that cannot be copied as it is. Only the lowest set bit is exact, which is
    /// the one that is used: a borrow can mark a byte above a true mark, never below it.
    @inline(__always)
    private static func special(_ word: UInt64) -> UInt64 {
        let quote = word ^ quotes
        let backslash = word ^ backslashes
        let low = (word &- spaces) & ~word
        return (low | word | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & highs
    }

    /// Appends `bytes` as the inside of a JSON string, without the quotes.
    ///
    /// Each maximal run of bytes that is not UTF-8 (RFC 3629) becomes one U+FFFD per offending byte, because
    /// a receiver refuses a whole push for one of them.
    /// - Returns: how many bytes were replaced.
    @discardableResult
    public static func appendEscaped(_ bytes: UnsafeRawBufferPointer, to buffer: ByteBuffer) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        let count = bytes.count
        // Six bytes a byte is the worst case (\u0001); rarely met, so room is made as it is needed.
        buffer.reserve(count + count / 4 + 32)
        var limit = buffer.base + (buffer.capacity - 16)
        var out = buffer.end
        var at = 0
        var replaced = 0
        while at < count {
            if out > limit {
                buffer.advance(by: out - buffer.end)
                buffer.reserve((count - at) * 2 + 64)
                limit = buffer.base + (buffer.capacity - 16)
                out = buffer.end
            }
            if count - at >= 8 {
                let word = (start + at).loadUnaligned(as: UInt64.self)
                out.storeBytes(of: word, as: UInt64.self)
                let mask = special(word)
                if mask == 0 {
                    at &+= 8
                    out += 8
                    continue
                }
                let clean = mask.trailingZeroBitCount >> 3
                at &+= clean
                out += clean
            }
            let byte = start.load(fromByteOffset: at, as: UInt8.self)
            if byte < 0x80 {
                out += escape(byte, to: out)
                at &+= 1
            } else {
                let length = UTF8Text.sequenceLength(start + at, available: count - at)
                if length > 0 {
                    memcpy(out, start + at, length)
                    out += length
                    at &+= length
                } else {
                    out.storeBytes(of: 0xEF, as: UInt8.self)
                    out.storeBytes(of: 0xBF, toByteOffset: 1, as: UInt8.self)
                    out.storeBytes(of: 0xBD, toByteOffset: 2, as: UInt8.self)
                    out += 3
                    at &+= 1
                    replaced &+= 1
                }
            }
        }
        buffer.advance(by: out - buffer.end)
        return replaced
    }

    /// Writes one ASCII byte, escaped if it must be; at most six bytes.
    @inline(__always)
    private static func escape(_ byte: UInt8, to out: UnsafeMutableRawPointer) -> Int {
        if byte >= 0x20 && byte != 0x22 && byte != 0x5c {
            out.storeBytes(of: byte, as: UInt8.self)
            return 1
        }
        let short: UInt8 =
            switch byte {
            case 0x22, 0x5c: byte
            case 0x0a: UInt8(ascii: "n")
            case 0x09: UInt8(ascii: "t")
            case 0x0d: UInt8(ascii: "r")
            default: 0
            }
        out.storeBytes(of: 0x5c, as: UInt8.self)
        if short != 0 {
            out.storeBytes(of: short, toByteOffset: 1, as: UInt8.self)
            return 2
        }
        let unicode: (UInt8, UInt8, UInt8) = (UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0"))
        out.storeBytes(of: unicode.0, toByteOffset: 1, as: UInt8.self)
        out.storeBytes(of: unicode.1, toByteOffset: 2, as: UInt8.self)
        out.storeBytes(of: unicode.2, toByteOffset: 3, as: UInt8.self)
        out.storeBytes(of: hexDigit(byte >> 4), toByteOffset: 4, as: UInt8.self)
        out.storeBytes(of: hexDigit(byte & 15), toByteOffset: 5, as: UInt8.self)
        return 6
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 &+ nibble : 87 &+ nibble }

    /// Appends a whole JSON string, quotes included.
    public static func append(quoted text: String, to buffer: ByteBuffer) {
        var text = text
        buffer.append(UInt8(ascii: "\""))
        text.withUTF8 { _ = appendEscaped(UnsafeRawBufferPointer($0), to: buffer) }
        buffer.append(UInt8(ascii: "\""))
    }
}

/// Recognising UTF-8 (RFC 3629, section 4).
public enum UTF8Text {
    /// The length of the well-formed sequence that starts at `start`, 1 to 4 bytes; 0 if there is none
    /// within the `available` bytes (a stray continuation, an overlong form, a surrogate, beyond U+10FFFF).
    public static func sequenceLength(_ start: UnsafeRawPointer, available: Int) -> Int {
        guard available > 0 else { return 0 }
        let first = start.load(as: UInt8.self)
        if first < 0x80 { return 1 }
        func byte(_ index: Int) -> UInt8 { start.load(fromByteOffset: index, as: UInt8.self) }
        func isContinuation(_ index: Int) -> Bool { byte(index) & 0xC0 == 0x80 }
        switch first {
        case 0xC2...0xDF:
            return available >= 2 && isContinuation(1) ? 2 : 0
        case 0xE0...0xEF:
            guard available >= 3, isContinuation(1), isContinuation(2) else { return 0 }
            if first == 0xE0 && byte(1) < 0xA0 { return 0 }
            if first == 0xED && byte(1) > 0x9F { return 0 }
            return 3
        case 0xF0...0xF4:
            guard available >= 4, isContinuation(1), isContinuation(2), isContinuation(3) else { return 0 }
            if first == 0xF0 && byte(1) < 0x90 { return 0 }
            if first == 0xF4 && byte(1) > 0x8F { return 0 }
            return 4
        default:
            return 0
        }
    }
}
