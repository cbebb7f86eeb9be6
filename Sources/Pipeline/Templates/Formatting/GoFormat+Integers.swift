// Why this file exists: integers in the bases, signs and zeros of Go's fmt.

import Platform

extension GoFormat {
    /// Appends an integer; false if the verb is none for it.
    func integer(_ value: Int64, _ verb: Character) -> Bool {
        switch verb {
        case "v", "d": digits(value, 10, verb)
        case "b": digits(value, 2, verb)
        case "o", "O": digits(value, 8, verb)
        case "x", "X": digits(value, 16, verb)
        case "c": withScalar(value) { pad($0) }
        case "q": quotedCharacter(value)
        case "U": codePoint(value)
        default: return false
        }
        return true
    }

    private func digits(_ value: Int64, _ radix: Int, _ verb: Character) {
        var least = flags.precision ?? 0
        if flags.precision == 0, value == 0 { return fill(flags.width ?? 0, isZero: false) }
        if flags.precision == nil, flags.zero, !flags.minus, let width = flags.width {
            least = value < 0 || flags.plus || flags.space ? width - 1 : width
        }
        var text = Array(String(value.magnitude, radix: radix, uppercase: verb == "X").utf8)
        text.insert(contentsOf: repeatElement(48, count: max(0, least - text.count)), at: 0)
        if flags.sharp || verb == "O" {
            switch radix {
            case 2: text.insert(contentsOf: Array("0b".utf8), at: 0)
            case 8 where flags.sharp && text[0] != 48: text.insert(48, at: 0)
            case 16: text.insert(contentsOf: Array((verb == "X" ? "0X" : "0x").utf8), at: 0)
            default: break
            }
        }
        if verb == "O" { text.insert(contentsOf: Array("0o".utf8), at: 0) }
        if value < 0 {
            text.insert(UInt8(ascii: "-"), at: 0)
        } else if flags.plus {
            text.insert(UInt8(ascii: "+"), at: 0)
        } else if flags.space {
            text.insert(UInt8(ascii: " "), at: 0)
        }
        text.withUnsafeBytes { pad($0, isZeroAllowed: false) }
    }

    private func withScalar(_ value: Int64, _ body: (UnsafeRawBufferPointer) -> Void) {
        var bytes: [UInt8] = []
        GoText.append(UInt32(exactly: value) ?? GoText.replacement, to: &bytes)
        bytes.withUnsafeBytes(body)
    }

    private func quotedCharacter(_ value: Int64) {
        let buffer = ByteBuffer()
        buffer.append(UInt8(ascii: "'"))
        let scalar = UInt32(exactly: value).flatMap { Unicode.Scalar($0) }?.value ?? GoText.replacement
        GoQuotes.append(scalar, quote: UInt8(ascii: "'"), isASCII: flags.plus, to: buffer)
        buffer.append(UInt8(ascii: "'"))
        pad(buffer.bytes)
    }

    private func codePoint(_ value: Int64) {
        var hex = String(UInt64(bitPattern: value), radix: 16, uppercase: true)
        let least = max(4, flags.precision ?? 4)
        hex = "U+" + String(repeating: "0", count: max(0, least - hex.utf8.count)) + hex
        if flags.sharp, let scalar = UInt32(exactly: value).flatMap({ Unicode.Scalar($0) }),
            GoQuotes.isPrintable(scalar)
        {
            hex += " '\(scalar)'"
        }
        hex.withUTF8 { pad(UnsafeRawBufferPointer($0), isZeroAllowed: false) }
    }
}
