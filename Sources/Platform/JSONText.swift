// Why this file exists: every line that is shipped is escaped into JSON once, on the hot path.

import CPlatform
import Glibc

/// Writing JSON strings (RFC 8259, section 7).
public enum JSONText {
    /// Escapes so much at once that room for the worst case is small.
    public static let pieceBytes = 8192

    /// Bytes of room that `appendEscaped(_:startingIn:to:)` needs for so many bytes.
    @inlinable
    public static func room(for count: Int) -> Int { count * 6 + 64 }

    /// Appends `bytes` as the inside of a JSON string, without the quotes.
    ///
    /// Each byte of a run that is not UTF-8 (RFC 3629) becomes one U+FFFD, because a receiver refuses a whole push for
    /// one of them.
    /// - Returns: how many bytes were replaced.
    @discardableResult
    public static func appendEscaped(_ bytes: UnsafeRawBufferPointer, to buffer: ByteBuffer) -> Int {
        var (at, replaced) = (0, 0)
        while at < bytes.count {
            let end = min(bytes.count, at + pieceBytes)
            buffer.reserve(room(for: end - at))
            let piece = appendEscaped(bytes, startingIn: at..<end, isPadded: false, to: buffer)
            at = piece.end
            replaced &+= piece.replaced
        }
        return replaced
    }

    /// Appends what starts in `range` of `bytes`, for which the buffer must have `room`; a UTF-8 sequence that starts there
    /// is taken whole.
    /// - Parameter isPadded: true if 64 bytes behind the range are readable, which saves a copy of the last ones.
    /// - Returns: where it ended, and how many bytes were replaced.
    @inline(__always)
    public static func appendEscaped(
        _ bytes: UnsafeRawBufferPointer, startingIn range: Range<Int>, isPadded: Bool, to buffer: ByteBuffer
    ) -> (end: Int, replaced: Int) {
        guard let start = bytes.baseAddress else { return (range.upperBound, 0) }
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "not within the text")
        precondition(buffer.capacity - buffer.count >= room(for: range.count), "no room for the worst case")
        var place: UnsafeMutablePointer<UInt8>? = buffer.end.assumingMemoryBound(to: UInt8.self)
        var replaced = 0
        let end = lf_escape(
            start.assumingMemoryBound(to: UInt8.self), range.lowerBound, range.upperBound, bytes.count,
            isPadded ? 1 : 0, &place, &replaced)
        if let place { buffer.advance(by: UnsafeMutableRawPointer(place) - buffer.end) }
        return (end, replaced)
    }

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
    @inline(__always)
    public static func sequenceLength(_ start: UnsafeRawPointer, available: Int) -> Int {
        lf_utf8_length(start.assumingMemoryBound(to: UInt8.self), max(0, available))
    }

    /// How many bytes of a text are not part of any well-formed sequence, each of which becomes U+FFFD where only UTF-8 is
    /// taken.
    public static func strayBytes(in text: UnsafeRawBufferPointer) -> Int {
        guard let start = text.baseAddress else { return 0 }
        return lf_stray_bytes(start.assumingMemoryBound(to: UInt8.self), text.count)
    }
}
