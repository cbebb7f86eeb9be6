// Why this file exists: a text in quotes in the output is one that Go could read, as strconv.Quote writes it.

import Platform

/// Go's quoted texts (https://pkg.go.dev/strconv#Quote).
enum GoQuotes {
    /// Appends the text in double quotes; with `isASCII` all other characters as escapes.
    static func append(_ text: TemplateText, isASCII: Bool = false, to buffer: ByteBuffer) {
        let quote = UInt8(ascii: "\"")
        buffer.append(quote)
        var place = 0
        while place < text.count {
            let (scalar, length) = GoText.decode(text, at: place)
            if scalar == GoText.replacement, length == 1 {
                buffer.append(literal: "\\x")
                append(hex: UInt32(text[place]), digits: 2, to: buffer)
            } else {
                append(scalar, quote: quote, isASCII: isASCII, to: buffer)
            }
            place += length
        }
        buffer.append(quote)
    }

    /// Appends one character, as an escape where it needs one.
    static func append(_ scalar: UInt32, quote: UInt8, isASCII: Bool, to buffer: ByteBuffer) {
        switch scalar {
        case UInt32(quote), 92:
            buffer.append(UInt8(ascii: "\\"))
            buffer.append(UInt8(truncatingIfNeeded: scalar))
        case 7: buffer.append(literal: "\\a")
        case 8: buffer.append(literal: "\\b")
        case 9: buffer.append(literal: "\\t")
        case 10: buffer.append(literal: "\\n")
        case 11: buffer.append(literal: "\\v")
        case 12: buffer.append(literal: "\\f")
        case 13: buffer.append(literal: "\\r")
        case ..<32, 127:
            buffer.append(literal: "\\x")
            append(hex: scalar, digits: 2, to: buffer)
        default:
            if scalar < 127 || (!isASCII && Unicode.Scalar(scalar).map(isPrintable) ?? false) {
                GoText.append(scalar, to: buffer)
            } else if scalar < 0x10000 {
                buffer.append(literal: "\\u")
                append(hex: scalar, digits: 4, to: buffer)
            } else {
                buffer.append(literal: "\\U")
                append(hex: scalar, digits: 8, to: buffer)
            }
        }
    }

    private static func append(hex value: UInt32, digits: Int, to buffer: ByteBuffer) {
        let text = String(value, radix: 16)
        for _ in 0..<max(0, digits - text.utf8.count) { buffer.append(48) }
        buffer.append(text)
    }

    /// What Go's unicode.IsPrint says: letters, marks, numbers, punctuation, symbols and the ASCII blank.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 127 { return scalar.value >= 32 }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }

    /// True for a text that can stand in backquotes in one line.
    static func canBackquote(_ text: TemplateText) -> Bool {
        var place = 0
        while place < text.count {
            let (scalar, length) = GoText.decode(text, at: place)
            if length == 1, scalar == GoText.replacement { return false }
            if (scalar < 32 && scalar != 9) || scalar == 96 || scalar == 127 || scalar == 0xFEFF {
                return false
            }
            place += length
        }
        return true
    }
}
