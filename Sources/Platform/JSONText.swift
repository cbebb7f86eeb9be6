// Why this file exists: every line that is shipped is escaped into JSON once, on the hot path.

import CPlatform
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
                let escape = escapes[Int(byte)]
                out.storeBytes(of: escape, as: UInt64.self)
                out += Int(UInt64(littleEndian: escape) &>> 56)
                at &+= 1
            } else {
                let length = UTF8Text.sequenceLength(start + at, available: count - at)
                if length > 0 {
                    memcpy(out, start + at, length)
                    out += length
                    at &+= length
                } else {
                    storeReplacement(to: out)
                    out += 3
                    at &+= 1
                    replaced &+= 1
                }
            }
        }
        buffer.advance(by: out - buffer.end)
        return replaced
    }

    /// The same for a slice of a marked text, which is faster.
    ///
    /// - Parameters:
    ///   - bytes: the slice. 32 bytes after its end must be readable.
    ///   - marks: the marks of the text that it is a slice of, from where it starts.
    public static func appendEscaped(
        _ bytes: UnsafeRawBufferPointer, marks: ByteMarks.Place, to buffer: ByteBuffer
    ) -> Int {
        // Room for the worst case of a usual line at once; a long line is written in pieces.
        let piece = 8192
        var replaced = 0
        var at = 0
        while at < bytes.count {
            let end = min(bytes.count, at + piece)
            buffer.reserve((end - at) * 6 + 64)
            let (consumed, skipped) = escape(bytes, at..<end, marks, buffer)
            at = consumed
            replaced &+= skipped
        }
        return replaced
    }

    /// Escapes what starts in `range`; a UTF-8 sequence that starts there is taken whole.
    @inline(__always)
    private static func escape(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ marks: ByteMarks.Place, _ buffer: ByteBuffer
    ) -> (consumed: Int, replaced: Int) {
        guard let start = bytes.baseAddress else { return (range.upperBound, 0) }
        let text = (start - marks.offset).assumingMemoryBound(to: UInt8.self)
        let end = marks.offset + range.upperBound
        var at = marks.offset + range.lowerBound
        var out = buffer.end.assumingMemoryBound(to: UInt8.self)
        var replaced = 0
        while at < end {
            var place: UnsafeMutablePointer<UInt8>? = out
            at = lf_escape(text, at, end, marks.special, marks.others, &place)
            if let place { out = place }
            guard at < end else { break }
            // A word with bytes that a backslash in front does not make right.
            let stop = min(end, (at | 63) &+ 1)
            replaced &+= escapeWord(
                UnsafeRawPointer(text), &at, stop, marks.offset + bytes.count, marks, &out)
        }
        buffer.advance(by: UnsafeMutableRawPointer(out) - buffer.end)
        return (at - marks.offset, replaced)
    }

    /// Escapes what starts before `stop` in one word of the marks.
    /// - Parameter end: where the text ends.
    /// - Returns: how many bytes were replaced.
    private static func escapeWord(
        _ text: UnsafeRawPointer, _ at: inout Int, _ stop: Int, _ end: Int, _ marks: ByteMarks.Place,
        _ place: inout UnsafeMutablePointer<UInt8>
    ) -> Int {
        let escapes = Self.escapes
        var out = UnsafeMutableRawPointer(place)
        var replaced = 0
        let word = at >> 6
        var bits = (marks.special[word] | marks.others[word]) & (UInt64.max &<< UInt64(at & 63))
        while at < stop {
            let next = bits == 0 ? stop : min(stop, word << 6 &+ bits.trailingZeroBitCount)
            let clean = next &- at
            // Sixteen bytes are copied whatever the number: most runs between two marks are shorter.
            out.storeBytes(of: (text + at).loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
            if clean > 16 { copyRest(out, text + at, clean) }
            out += clean
            at = next
            guard next < stop else { break }
            at &+= 1
            bits &= bits &- 1
            let byte = text.load(fromByteOffset: next, as: UInt8.self)
            if byte < 0x80 {
                let escape = escapes[Int(byte)]
                out.storeBytes(of: escape, as: UInt64.self)
                out += Int(UInt64(littleEndian: escape) &>> 56)
                continue
            }
            let length = UTF8Text.sequenceLength(text + next, available: end - next)
            guard length > 0 else {
                storeReplacement(to: out)
                out += 3
                replaced &+= 1
                continue
            }
            memcpy(out, text + next, length)
            out += length
            at = next &+ length
            bits = at < stop ? bits & (UInt64.max &<< UInt64(at & 63)) : 0
        }
        place = out.assumingMemoryBound(to: UInt8.self)
        return replaced
    }

    /// Copies what follows the first sixteen bytes, sixteen at a time: a call of memcpy costs more.
    @inline(__always)
    private static func copyRest(_ out: UnsafeMutableRawPointer, _ from: UnsafeRawPointer, _ count: Int) {
        var done = 16
        repeat {
            out.storeBytes(
                of: from.loadUnaligned(fromByteOffset: done, as: SIMD16<UInt8>.self), toByteOffset: done,
                as: SIMD16<UInt8>.self)
            done &+= 16
        } while done < count
    }

    /// U+FFFD in UTF-8.
    private static func storeReplacement(to out: UnsafeMutableRawPointer) {
        out.storeBytes(of: 0xEF, as: UInt8.self)
        out.storeBytes(of: 0xBF, toByteOffset: 1, as: UInt8.self)
        out.storeBytes(of: 0xBD, toByteOffset: 2, as: UInt8.self)
    }

    /// For each ASCII byte its text in a JSON string, at most six bytes from the lowest on, and in the highest
    /// byte how many they are. Written once, before its first use, and then only read.
    nonisolated(unsafe) private static let escapes: UnsafePointer<UInt64> = {
        let table = UnsafeMutablePointer<UInt64>.allocate(capacity: 128)
        let hexadecimal = Array("0123456789abcdef".utf8)
        for byte in UInt8(0)..<128 {
            let text: [UInt8] =
                switch byte {
                case 0x22: Array(#"\""#.utf8)
                case 0x5c: Array(#"\\"#.utf8)
                case 0x0a: Array(#"\n"#.utf8)
                case 0x09: Array(#"\t"#.utf8)
                case 0x0d: Array(#"\r"#.utf8)
                case 0..<0x20:
                    Array(#"\u00"#.utf8) + [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
                default: [byte]
                }
            var word = UInt64(text.count) << 56
            for (index, letter) in text.enumerated() { word |= UInt64(letter) << UInt64(index * 8) }
            table[Int(byte)] = word.littleEndian
        }
        return UnsafePointer(table)
    }()

    /// Appends a whole JSON string that YAML's parsers read as well: what is not printable ASCII below U+FFFF is
    /// escaped, since YAML takes some of those characters for line breaks and forbids others.
    public static func append(plainlyQuoted text: String, to buffer: ByteBuffer) {
        buffer.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C:
                buffer.append(UInt8(ascii: "\\"))
                buffer.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0x20..<0x7F: buffer.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0...0xFFFF:
                let digits = String(scalar.value, radix: 16)
                buffer.append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: buffer.append(String(scalar))
            }
        }
        buffer.append(UInt8(ascii: "\""))
    }

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
