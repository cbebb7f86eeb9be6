// Why this file exists: logrotate reads numbers as strtoul(3) does, and sizes and modes in its own way.

/// Numbers in logrotate's configuration.
enum LogrotateNumbers {
    /// A number as strtoul(3) with base 0 takes it: `0x` for 16, `0` for 8. Nil for a sign of minus, for anything behind the
    /// number, and for what is too large.
    static func count(_ text: [UInt8]) -> Int64? {
        var digits = text[...]
        if digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        var base = 10
        if digits.count > 2, digits.first == UInt8(ascii: "0"),
            digits[digits.startIndex + 1] | 0x20 == UInt8(ascii: "x")
        {
            digits.removeFirst(2)
            base = 16
        } else if digits.first == UInt8(ascii: "0") {
            base = 8
        }
        guard digits.first.map({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) ?? false else {
            return nil
        }
        return Int64(String(decoding: digits, as: UTF8.self), radix: base)
    }

    /// Why a text is no size.
    enum SizeProblem: Error {
        case unit(String)
        case number
    }

    /// A size in bytes: a number with k, K, M or G, of 1,024, behind it. No number is 0.
    static func size(_ text: [UInt8]) throws(SizeProblem) -> Int64 {
        var digits = text
        var scale: Int64 = 1
        if let last = text.last, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) {
            switch last {
            case UInt8(ascii: "k"), UInt8(ascii: "K"): scale = 1 << 10
            case UInt8(ascii: "M"): scale = 1 << 20
            case UInt8(ascii: "G"): scale = 1 << 30
            default: throw .unit(String(decoding: [last], as: UTF8.self))
            }
            digits.removeLast()
        }
        if digits.isEmpty { return 0 }
        guard let number = count(digits) else { throw .number }
        let (bytes, overflows) = number.multipliedReportingOverflow(by: scale)
        if overflows { throw .number }
        return bytes
    }

    /// Permission bits in octal digits; nil for anything else, and for what is above 7777.
    static func mode(_ text: [UInt8]) -> UInt32? {
        guard text.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "7")).contains) else { return nil }
        let mode = UInt32(String(decoding: text, as: UTF8.self), radix: 8)
        return mode.flatMap { $0 <= 0o7777 ? $0 : nil }
    }
}
