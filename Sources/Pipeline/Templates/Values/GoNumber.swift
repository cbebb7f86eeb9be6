// Why this file exists: numbers in templates and in texts that are made numbers are written as in Go.

/// Go's notations of numbers (https://go.dev/ref/spec#Integer_literals and below).
enum GoNumber {
    case int(Int64)
    case float(Double)
    /// An integer that 64 bits cannot hold.
    case tooLarge

    /// A literal with or without a sign; nil for anything else.
    static func literal(_ text: String) -> GoNumber? {
        guard let digits = withoutUnderscores(text) else { return nil }
        let isNegative = digits.hasPrefix("-")
        let magnitude = isNegative || digits.hasPrefix("+") ? digits.dropFirst() : digits[...]
        guard let first = magnitude.utf8.first else { return nil }
        let second = magnitude.utf8.dropFirst().first.map { $0 | 0x20 } ?? 0
        var (radix, body) = (10, magnitude)
        if first == UInt8(ascii: "0"), magnitude.utf8.count > 1 {
            switch second {
            case UInt8(ascii: "x"): (radix, body) = (16, magnitude.dropFirst(2))
            case UInt8(ascii: "o"): (radix, body) = (8, magnitude.dropFirst(2))
            case UInt8(ascii: "b"): (radix, body) = (2, magnitude.dropFirst(2))
            default:
                if magnitude.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }) {
                    (radix, body) = (8, magnitude.dropFirst(1))
                }
            }
        }
        if let wanted = integer(body, radix, isNegative) { return wanted }
        guard radix == 10 || radix == 16, isFloat(magnitude, radix), let value = Double(digits) else {
            return nil
        }
        return value.isFinite ? .float(value) : nil
    }

    private static func integer(_ body: Substring, _ radix: Int, _ isNegative: Bool) -> GoNumber? {
        guard let first = body.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else {
            return nil
        }
        let isInteger = body.utf8.allSatisfy { byte in
            let letter = Int(byte | 0x20) - 87
            let value = TemplateLexer.isDigit(byte) ? Int(byte) - 48 : letter
            return value >= 0 && value < radix && (letter >= 10 || TemplateLexer.isDigit(byte))
        }
        guard isInteger else { return nil }
        return Int64((isNegative ? "-" : "") + body, radix: radix).map { .int($0) } ?? .tooLarge
    }

    /// True for digits with a point or an exponent; a hexadecimal one needs its exponent.
    private static func isFloat(_ text: Substring, _ radix: Int) -> Bool {
        let marks: [UInt8] =
            radix == 16
            ? [UInt8(ascii: "p")] : [UInt8(ascii: "."), UInt8(ascii: "e")]
        let letters = text.utf8.map { $0 | ($0 >= 64 ? 0x20 : 0) }
        guard letters.contains(where: { marks.contains($0) }) else { return false }
        return letters.allSatisfy { byte in
            TemplateLexer.isDigit(byte) || [46, 43, 45, 101, 112, 120].contains(byte)
                || (radix == 16 && (97...102).contains(byte))
        }
    }

    /// Go allows `_` between digits, and behind a prefix such as 0x; nil where one stands elsewhere.
    private static func withoutUnderscores(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
            guard index > 0, index + 1 < bytes.count, isDigitOrPrefix(bytes[index - 1]),
                isDigitOrPrefix(bytes[index + 1])
            else { return nil }
        }
        return String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func isDigitOrPrefix(_ byte: UInt8) -> Bool {
        TemplateLexer.isDigit(byte) || (97...102).contains(byte | 0x20) || [111, 120].contains(byte | 0x20)
    }
}
