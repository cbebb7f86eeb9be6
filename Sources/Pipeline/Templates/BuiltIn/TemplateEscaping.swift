// Why this file exists: Go's templates escape texts for HTML, JavaScript and query strings, and so do these.

import Platform

/// Escapes of https://pkg.go.dev/text/template#hdr-Functions.
enum TemplateEscaping {
    private static let digits = StaticString("0123456789ABCDEF")

    private static func digit(_ value: UInt8) -> UInt8 { digits.utf8Start[Int(value & 15)] }

    /// As html/template would for text and quoted attributes.
    @Sendable
    static func html(_ text: TemplateText, to buffer: ByteBuffer) {
        for byte in text {
            switch byte {
            case 0: buffer.append(literal: "\u{FFFD}")
            case UInt8(ascii: "\""): buffer.append(literal: "&#34;")
            case UInt8(ascii: "'"): buffer.append(literal: "&#39;")
            case UInt8(ascii: "&"): buffer.append(literal: "&amp;")
            case UInt8(ascii: "<"): buffer.append(literal: "&lt;")
            case UInt8(ascii: ">"): buffer.append(literal: "&gt;")
            default: buffer.append(byte)
            }
        }
    }

    /// For the inside of a JavaScript string.
    @Sendable
    static func javaScript(_ text: TemplateText, to buffer: ByteBuffer) {
        var place = 0
        while place < text.count {
            let (scalar, length) = GoText.decode(text, at: place)
            switch scalar {
            case 92, 39, 34:
                buffer.append(UInt8(ascii: "\\"))
                buffer.append(text[place])
            case ..<32, 60, 62, 38, 61:
                buffer.append(literal: "\\u00")
                buffer.append(digit(text[place] >> 4))
                buffer.append(digit(text[place]))
            case ..<128: buffer.append(text[place])
            default:
                if let character = Unicode.Scalar(scalar), GoQuotes.isPrintable(character) {
                    buffer.append(text.part(place, place + length).bytes)
                } else {
                    let hex = String(scalar, radix: 16, uppercase: true)
                    buffer.append("\\u" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex)
                }
            }
            place += length
        }
    }

    /// For a query string: a blank becomes `+`.
    @Sendable
    static func query(_ text: TemplateText, to buffer: ByteBuffer) {
        for byte in text {
            switch byte {
            case UInt8(ascii: " "): buffer.append(UInt8(ascii: "+"))
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
                buffer.append(byte)
            case _ where byte < 0x80 && TemplateLexer.isName(byte): buffer.append(byte)
            default:
                buffer.append(UInt8(ascii: "%"))
                buffer.append(digit(byte >> 4))
                buffer.append(digit(byte))
            }
        }
    }
}
