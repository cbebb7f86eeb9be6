// Why this file exists: which byte of a URL needs an escape depends on where it stands, by rules of Go's own.

import Platform

/// Escapes in the parts of a URL, as Go's package net/url has them (https://pkg.go.dev/net/url).
enum PercentEncoding {
    /// A part of a URL.
    enum Part {
        case path
        case userInformation
        case host
        case fragment
    }

    private static func needsEscape(_ byte: UInt8, in part: Part) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: return false
        default: break
        }
        if "-_.~".utf8.contains(byte) { return false }
        switch part {
        case .path: return !"$&+,/:;=@".utf8.contains(byte)
        case .userInformation: return !"$&+,;=".utf8.contains(byte)
        case .host: return !"!$&'()*+,;=:[]<>\"".utf8.contains(byte)
        case .fragment: return !"$&+,/:;=?@!()*".utf8.contains(byte)
        }
    }

    /// Appends the bytes, escaped where the part demands it.
    static func append(_ bytes: some Sequence<UInt8>, as part: Part, to buffer: ByteBuffer) {
        for byte in bytes {
            if needsEscape(byte, in: part) {
                buffer.append(UInt8(ascii: "%"))
                buffer.append(digit(byte >> 4))
                buffer.append(digit(byte & 15))
            } else {
                buffer.append(byte)
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }

    /// The bytes without escapes.
    static func decoded(_ text: TemplateText, as part: Part) throws(TemplateError) -> [UInt8] {
        var (bytes, place) = ([UInt8](), 0)
        bytes.reserveCapacity(text.count)
        while place < text.count {
            let byte = text[place]
            guard byte == UInt8(ascii: "%") else {
                if part == .host, byte < 0x80, needsEscape(byte, in: part) {
                    throw TemplateError(
                        "invalid character \(quoted(text.part(place, place + 1))) in host name")
                }
                bytes.append(byte)
                place += 1
                continue
            }
            guard place + 2 < text.count, let high = JSONEscapes.hexValue(text[place + 1]),
                let low = JSONEscapes.hexValue(text[place + 2]),
                // In a host only what is not ASCII may be escaped, and the sign itself.
                part != .host || high >= 8 || (high, low) == (2, 5)
            else { throw TemplateError("invalid URL escape \(quoted(text.part(place, place + 3)))") }
            bytes.append(UInt8(high << 4 | low))
            place += 3
        }
        return bytes
    }

    /// As messages show a text.
    static func quoted(_ text: TemplateText) -> String { "\"\(text.part(0, 200).string)\"" }
}
