// libyaml names a bad byte by its offset only, so the bytes are checked before it sees them.

/// Finds the first byte that cannot stand in a YAML file.
enum TextCheck {
    enum Fault: Equatable {
        case encoding(String)
        case notUTF8(UInt8)
        case nul
        case character(UInt32)
        case directives
    }

    /// How many lines may begin with `%`: libyaml compares each directive with all others.
    static let directiveLimit = 100

    /// How many bytes a UTF-8 byte order mark takes at the front: 3 or 0.
    static func byteOrderMarkLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// The first fault and its offset; nil if libyaml can read every character.
    static func firstFault(in bytes: UnsafeBufferPointer<UInt8>) -> (fault: Fault, offset: Int)? {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            return (.encoding("UTF-16"), 0)
        }
        var index = 0
        var directives = 0
        var isLineStart = true
        while index < bytes.count {
            let byte = bytes[index]
            if isLineStart, byte == UInt8(ascii: "%") {
                directives += 1
                guard directives <= directiveLimit else { return (.directives, index) }
            }
            isLineStart = byte == 0x0a || byte == 0x0d
            if byte >= 0x20 && byte < 0x7f || byte == 0x0a || byte == 0x0d || byte == 0x09 {
                index += 1
                continue
            }
            guard byte != 0 else { return (.nul, index) }
            guard let (value, length) = decode(bytes, at: index) else { return (.notUTF8(byte), index) }
            guard isReadable(value) else { return (.character(value), index) }
            isLineStart = value == 0x85 || value == 0x2028 || value == 0x2029
            index += length
        }
        return nil
    }

    /// The message and the remedy for a fault.
    static func words(for fault: Fault) -> (message: String, remedy: String) {
        switch fault {
        case .encoding(let name):
            return ("the file is encoded in \(name)", "save it as UTF-8")
        case .notUTF8(let byte):
            return (
                "the byte 0x\(hexadecimal(UInt32(byte), digits: 2)) is not UTF-8", "save the file as UTF-8"
            )
        case .nul:
            return (
                "the file contains a NUL byte, so it is not a text",
                "remove the byte, or save the file as UTF-8"
            )
        case .character(let value):
            let name = hexadecimal(value, digits: 4)
            return (
                "YAML does not allow the character U+\(name)",
                "remove it, or write \"\\u\(name)\" inside double quotes"
            )
        case .directives:
            return ("more than \(directiveLimit) lines begin with %", "indent them, or remove the directives")
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: digits > 2)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// One character by the table of well-formed sequences (Unicode Standard, table 3-7).
    private static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (value: UInt32, length: Int)? {
        let lead = UInt32(bytes[index])
        let length: Int
        var value: UInt32
        switch lead {
        case 0x00...0x7f: return (lead, 1)
        case 0xc2...0xdf: (length, value) = (2, lead & 0x1f)
        case 0xe0...0xef: (length, value) = (3, lead & 0x0f)
        case 0xf0...0xf4: (length, value) = (4, lead & 0x07)
        default: return nil
        }
        guard bytes.count - index >= length else { return nil }
        for offset in 1..<length {
            let next = UInt32(bytes[index + offset])
            guard next & 0xc0 == 0x80 else { return nil }
            value = value << 6 | next & 0x3f
        }
        guard length < 3 || value >= (length == 3 ? 0x800 : 0x10000), Unicode.Scalar(value) != nil else {
            return nil
        }
        return (value, length)
    }

    /// The printable characters of YAML 1.1, section 5.1; a byte order mark is one only at the file's very front.
    private static func isReadable(_ value: UInt32) -> Bool {
        switch value {
        case 0x85, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...0x10ffff: return true
        default: return false
        }
    }
}
