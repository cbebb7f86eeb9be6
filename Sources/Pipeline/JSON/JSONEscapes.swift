// Why this file exists: a value taken out of JSON is shipped without its escapes.

import Platform

/// Undoing the escapes of JSON strings (RFC 8259, section 7).
enum JSONEscapes {
    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 48...57: UInt32(byte) - 48
        case 65...70: UInt32(byte) - 55
        case 97...102: UInt32(byte) - 87
        default: nil
        }
    }

    /// Appends the text that the inside of a checked JSON string stands for. A surrogate without its other half
    /// becomes U+FFFD.
    static func appendUnescaped(_ bytes: UnsafeRawBufferPointer, to buffer: ByteBuffer) {
        var at = 0
        var clean = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count else {
                at += 1
                continue
            }
            buffer.append(UnsafeRawBufferPointer(rebasing: bytes[clean..<at]))
            let letter = bytes[at + 1]
            at += 2
            switch letter {
            case UInt8(ascii: "n"): buffer.append(10)
            case UInt8(ascii: "t"): buffer.append(9)
            case UInt8(ascii: "r"): buffer.append(13)
            case UInt8(ascii: "b"): buffer.append(8)
            case UInt8(ascii: "f"): buffer.append(12)
            case UInt8(ascii: "u"): append(unicodeEscape(bytes, &at), to: buffer)
            default: buffer.append(letter)
            }
            clean = at
        }
        buffer.append(UnsafeRawBufferPointer(rebasing: bytes[min(clean, bytes.count)...]))
    }

    /// `at` stands at the four digits and is left after them, or after the second escape of a pair.
    private static func unicodeEscape(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> UInt32 {
        let replacement: UInt32 = 0xFFFD
        guard let first = unit(bytes, at) else { return replacement }
        at += 4
        guard (0xD800...0xDFFF).contains(first) else { return first }
        guard first < 0xDC00, at + 6 <= bytes.count, bytes[at] == UInt8(ascii: "\\"),
            bytes[at + 1] == UInt8(ascii: "u"), let second = unit(bytes, at + 2),
            (0xDC00...0xDFFF).contains(second)
        else { return replacement }
        at += 6
        return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
    }

    private static func unit(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt32? {
        guard at + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for index in at..<(at + 4) {
            guard let digit = hexValue(bytes[index]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private static func append(_ scalar: UInt32, to buffer: ByteBuffer) {
        guard let scalar = Unicode.Scalar(scalar) else { return }
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { buffer.append(byte) }
    }
}
