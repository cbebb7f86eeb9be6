// Why this file exists: Promtail turns JSON numbers into text by way of a float; labels must come out alike.

import Glibc
import Platform

/// The text that a JSON number has as a label or a line: the shortest decimal digits of the nearest double,
/// without an exponent.
enum NumberText {
    /// Replaces a number's span by that of its canonical text. Most numbers are canonical as they stand.
    @inline(__always)
    static func normalize(_ value: inout Value, in chunk: Chunk) {
        let bytes = chunk.bytes(value.span)
        if !isCanonical(bytes) { rewrite(&value, bytes, chunk) }
        value.kind = .text
    }

    /// True for what a double prints as it is written: at most 15 digits, no exponent, no zeros at the end of a
    /// fraction.
    @inline(__always)
    private static func isCanonical(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= 15 else { return false }
        var hasPoint = false
        for byte in bytes {
            if byte == UInt8(ascii: ".") { hasPoint = true }
            if byte | 0x20 == UInt8(ascii: "e") { return false }
        }
        return !hasPoint || bytes.last != UInt8(ascii: "0")
    }

    @inline(never)
    private static func rewrite(_ value: inout Value, _ bytes: UnsafeRawBufferPointer, _ chunk: Chunk) {
        guard let number = Double(String(decoding: bytes, as: UTF8.self)), number.isFinite else { return }
        let start = chunk.scratch.count
        chunk.scratch.append(text(of: number))
        value.span = chunk.scratchSpan(from: start)
    }

    /// Appends a finite number's text.
    static func append(_ number: Double, to buffer: ByteBuffer) {
        if number.magnitude < 0x1p53, let whole = Int64(exactly: number), whole != 0 || number.sign == .plus {
            buffer.append(decimal: whole)
        } else {
            buffer.append(text(of: number))
        }
    }

    /// "1000" for 1e3, "0.00001" for 1e-5, "12345678901234567000" for 12345678901234567890.
    static func text(of number: Double) -> String {
        let shortest = number.description
        let isNegative = shortest.hasPrefix("-")
        let magnitude = isNegative ? shortest.dropFirst() : shortest[...]
        let parts = magnitude.split(separator: "e", maxSplits: 1)
        let mantissa = parts[0].split(separator: ".", maxSplits: 1)
        let whole = String(mantissa[0])
        var fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        if fraction == "0" { fraction = "" }
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let digits = whole + fraction
        let point = whole.count + exponent
        var result: String
        if point <= 0 {
            result = "0." + String(repeating: "0", count: -point) + digits
        } else if point >= digits.count {
            result = digits + String(repeating: "0", count: point - digits.count)
        } else {
            result = String(digits.prefix(point)) + "." + String(digits.dropFirst(point))
        }
        return isNegative ? "-" + result : result
    }
}
