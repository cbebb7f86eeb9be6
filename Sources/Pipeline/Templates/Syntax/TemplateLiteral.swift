// Why this file exists: literals of templates are Go's, with its escapes and its notations of numbers.

/// Literals of https://go.dev/ref/spec#Lexical_elements.
enum TemplateLiteral {
    typealias Kind = TemplateToken.Kind

    /// A text in double quotes or backquotes, or a character in single quotes; then where it ends.
    static func quoted(_ source: [UInt8], at start: Int) throws(TemplateSyntaxError) -> (Kind, end: Int) {
        let quote = source[start]
        if quote == UInt8(ascii: "`") {
            guard let end = source[(start + 1)...].firstIndex(of: quote) else {
                throw TemplateSyntaxError(start, "the text has no end", fix: "close it with '`'")
            }
            return (.text(source[(start + 1)..<end].filter { $0 != 13 }), end + 1)
        }
        var (place, bytes, last) = (start + 1, [UInt8](), UInt32(0))
        var characters = 0
        while true {
            guard place < source.count, source[place] != 10 else {
                let mark = quote == UInt8(ascii: "'") ? "'" : "\""
                throw TemplateSyntaxError(
                    start, "the text has no end in its line", fix: "close it with \(mark)")
            }
            if source[place] == quote { break }
            characters += 1
            if source[place] == UInt8(ascii: "\\") {
                let escape = try escape(source, at: place, quote: quote)
                last = escape.value
                if escape.isByte {
                    bytes.append(UInt8(truncatingIfNeeded: escape.value))
                } else {
                    GoText.append(escape.value, to: &bytes)
                }
                place = escape.end
            } else {
                let (scalar, length) = GoText.decode(source[place...])
                last = scalar
                bytes += source[place..<(place + length)]
                place += length
            }
        }
        guard quote == UInt8(ascii: "'") else { return (.text(bytes), place + 1) }
        guard characters == 1 else {
            throw TemplateSyntaxError(
                start, "single quotes hold one character, as a number", fix: "put a text in double quotes")
        }
        return (.int(Int64(last)), place + 1)
    }

    private struct Escape {
        let value: UInt32
        let isByte: Bool
        let end: Int
    }

    private static func escape(_ source: [UInt8], at start: Int, quote: UInt8) throws(TemplateSyntaxError)
        -> Escape
    {
        let letter = start + 1 < source.count ? source[start + 1] : 0
        let simple: [UInt8: UInt32] = [
            UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
            UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): 92,
            quote: UInt32(quote),
        ]
        if let value = simple[letter] { return Escape(value: value, isByte: false, end: start + 2) }
        let (digits, radix, from): (Int, Int, Int)
        switch letter {
        case UInt8(ascii: "x"): (digits, radix, from) = (2, 16, start + 2)
        case UInt8(ascii: "u"): (digits, radix, from) = (4, 16, start + 2)
        case UInt8(ascii: "U"): (digits, radix, from) = (8, 16, start + 2)
        case UInt8(ascii: "0")...UInt8(ascii: "7"): (digits, radix, from) = (3, 8, start + 1)
        default:
            throw TemplateSyntaxError(start, "an escape that is none", fix: "write '\\\\' for a backslash")
        }
        let isByte = digits < 4
        guard from + digits <= source.count,
            let value = UInt32(String(decoding: source[from..<(from + digits)], as: UTF8.self), radix: radix),
            isByte ? value < 256 : Unicode.Scalar(value) != nil
        else {
            throw TemplateSyntaxError(
                start, "an escape that stands for no character",
                fix: "write \(digits) \(radix == 16 ? "hexadecimal" : "octal") digits")
        }
        return Escape(value: value, isByte: isByte, end: from + digits)
    }

    /// A number; then where it ends.
    static func number(_ source: [UInt8], at start: Int) throws(TemplateSyntaxError) -> (Kind, end: Int) {
        var end = start
        while end < source.count {
            let byte = source[end]
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            if isSign {
                let before = end > start ? source[end - 1] | 0x20 : 0
                let isHex = end - start > 2 && source[start..<end].contains { $0 | 0x20 == UInt8(ascii: "x") }
                let mayFollow = before == UInt8(ascii: "p") || (before == UInt8(ascii: "e") && !isHex)
                if end > start, !mayFollow { break }
            } else if byte != UInt8(ascii: "."), !TemplateLexer.isName(byte) {
                break
            }
            end += 1
        }
        let text = String(decoding: source[start..<end], as: UTF8.self)
        guard let number = GoNumber.literal(text) else {
            throw TemplateSyntaxError(start, "'\(text)' is not a number", fix: "put a text in double quotes")
        }
        switch number {
        case .int(let value): return (.int(value), end)
        case .float(let value): return (.float(value), end)
        case .tooLarge:
            throw TemplateSyntaxError(start, "'\(text)' is too large for an integer of 64 bits")
        }
    }
}
