// Why this file exists: what Promtail writes as JSON, Go's encoding/json has escaped; the same text must come out.

import Platform

/// JSON strings and numbers as Go's encoding/json writes them.
///
/// Besides what RFC 8259 demands, `<`, `>`, `&`, U+2028 and U+2029 are escaped, so that the text can stand in HTML and
/// JavaScript. What is not UTF-8 becomes U+FFFD, one for each byte.
enum GoJSONText {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of each byte that may need an escape; only the lowest set bit is exact.
    @inline(__always)
    private static func special(_ word: UInt64) -> UInt64 {
        // '<' and '>' differ in one bit, and so do '"' and '&'.
        let brackets = (word | 0x0202_0202_0202_0202) ^ 0x3e3e_3e3e_3e3e_3e3e
        let quotes = (word | 0x0404_0404_0404_0404) ^ 0x2626_2626_2626_2626
        let backslashes = word ^ 0x5c5c_5c5c_5c5c_5c5c
        let low = (word &- 0x2020_2020_2020_2020) & ~word
        let found =
            low | word | ((brackets &- ones) & ~brackets) | ((quotes &- ones) & ~quotes)
            | ((backslashes &- ones) & ~backslashes)
        return found & highs
    }

    /// The place of the first byte from `start` on that cannot be copied as it is.
    @inline(__always)
    private static func endOfPlain(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        var at = start
        while bytes.count &- at >= 8 {
            let mask = special(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian)
            if mask != 0 { return at &+ (mask.trailingZeroBitCount >> 3) }
            at &+= 8
        }
        while at < bytes.count {
            let byte = bytes[at]
            if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5c || byte == 0x26 || byte | 2 == 0x3e
            {
                return at
            }
            at &+= 1
        }
        return at
    }

    /// Appends a text with quotes around it. The bytes must not lie in `buffer`.
    ///
    /// - Parameter escapesHTML: false to leave `<`, `>` and `&` as they are.
    static func append(
        quoted bytes: UnsafeRawBufferPointer, escapesHTML: Bool = true, to buffer: ByteBuffer
    ) {
        buffer.reserve(bytes.count + 2)
        buffer.append(UInt8(ascii: "\""))
        var at = 0
        while at < bytes.count {
            let end = endOfPlain(bytes, at)
            if end > at { buffer.append(UnsafeRawBufferPointer(rebasing: bytes[at..<end])) }
            at = end < bytes.count ? appendSpecial(bytes, end, escapesHTML, to: buffer) : end
        }
        buffer.append(UInt8(ascii: "\""))
    }

    /// Appends what stands for the byte or sequence at `place`, and gives the place behind it.
    private static func appendSpecial(
        _ bytes: UnsafeRawBufferPointer, _ place: Int, _ escapesHTML: Bool, to buffer: ByteBuffer
    ) -> Int {
        let byte = bytes[place]
        switch byte {
        case 0x22: buffer.append(literal: "\\\"")
        case 0x5c: buffer.append(literal: "\\\\")
        case 0x08: buffer.append(literal: "\\b")
        case 0x09: buffer.append(literal: "\\t")
        case 0x0a: buffer.append(literal: "\\n")
        case 0x0c: buffer.append(literal: "\\f")
        case 0x0d: buffer.append(literal: "\\r")
        case _ where !escapesHTML && (byte == 0x26 || byte | 2 == 0x3e): buffer.append(byte)
        case 0..<0x80:
            buffer.append(literal: "\\u00")
            buffer.append(hexadecimal(byte >> 4))
            buffer.append(hexadecimal(byte & 15))
        default: return appendSequence(bytes, place, to: buffer)
        }
        return place &+ 1
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 48 + digit : 87 + digit }

    private static func appendSequence(_ bytes: UnsafeRawBufferPointer, _ place: Int, to buffer: ByteBuffer)
        -> Int
    {
        guard let start = bytes.baseAddress else { return place + 1 }
        let length = UTF8Text.sequenceLength(start + place, available: bytes.count - place)
        guard length > 0 else {
            buffer.append(literal: "\u{FFFD}")
            return place + 1
        }
        let isLineSeparator =
            length == 3 && bytes[place] == 0xE2 && bytes[place + 1] == 0x80 && bytes[place + 2] | 1 == 0xA9
        if isLineSeparator {
            buffer.append(literal: "\\u202")
            buffer.append(bytes[place + 2] == 0xA8 ? UInt8(ascii: "8") : UInt8(ascii: "9"))
        } else {
            buffer.append(UnsafeRawBufferPointer(rebasing: bytes[place..<(place + length)]))
        }
        return place + length
    }

    /// Appends a JSON number as the double nearest to it is written: with an exponent below 1e-6 and from 1e21 on. What
    /// is too large for a double stays as it is.
    static func append(number bytes: UnsafeRawBufferPointer, to buffer: ByteBuffer) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let number = Double(text), number.isFinite else { return buffer.append(bytes) }
        append(number: number, to: buffer)
    }

    /// Appends a finite number.
    static func append(number: Double, to buffer: ByteBuffer) {
        let size = number.magnitude
        guard size != 0, size < 1e-6 || size >= 1e21 else {
            return NumberText.append(number, to: buffer)
        }
        let parts = number.description.split(separator: "e", maxSplits: 1)
        guard parts.count == 2, let exponent = Int(parts[1]) else {
            return buffer.append(NumberText.text(of: number))
        }
        buffer.append(parts[0].hasSuffix(".0") ? String(parts[0].dropLast(2)) : String(parts[0]))
        buffer.append(exponent < 0 ? "e\(exponent)" : "e+\(exponent)")
    }
}
