// Why this file exists: texts as they are, quoted, or in hexadecimal, as Go's fmt writes them.

import Platform

extension GoFormat {
    /// Appends a text; false if the verb is none for it.
    func text(_ text: TemplateText, _ verb: Character) throws(TemplateError) -> Bool {
        switch verb {
        case "v" where flags.sharpV: quoted(text)
        case "v", "s": pad(shortened(text).bytes)
        case "q": quoted(shortened(text))
        case "x", "X": try hexadecimal(text, isUpper: verb == "X")
        default: return false
        }
        return true
    }

    /// The first characters, as many as the precision says.
    private func shortened(_ text: TemplateText) -> TemplateText {
        guard var left = flags.precision else { return text }
        var place = 0
        while place < text.count, left > 0 {
            place += GoText.decode(text, at: place).length
            left -= 1
        }
        return text.part(0, place)
    }

    private func quoted(_ text: TemplateText) {
        let buffer = ByteBuffer(capacity: text.count + 2)
        if flags.sharp, GoQuotes.canBackquote(text) {
            buffer.append(UInt8(ascii: "`"))
            buffer.append(text.bytes)
            buffer.append(UInt8(ascii: "`"))
        } else {
            GoQuotes.append(text, isASCII: flags.plus, to: buffer)
        }
        pad(buffer.bytes)
    }

    private func hexadecimal(_ text: TemplateText, isUpper: Bool) throws(TemplateError) {
        let shown = flags.precision.map { text.part(0, $0) } ?? text
        try context.expect(bytes: shown.count * 4)
        let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        let prefix = Array((isUpper ? "0X" : "0x").utf8)
        let buffer = ByteBuffer(capacity: shown.count * 2)
        for (index, byte) in shown.enumerated() {
            if flags.space, index > 0 { buffer.append(UInt8(ascii: " ")) }
            if flags.sharp, flags.space || index == 0 { prefix.withUnsafeBytes { buffer.append($0) } }
            buffer.append(digits[Int(byte >> 4)])
            buffer.append(digits[Int(byte & 15)])
        }
        pad(buffer.bytes)
    }
}

extension GoText {
    /// Appends a character in UTF-8; U+FFFD for what is none.
    static func append(_ scalar: UInt32, to buffer: ByteBuffer) {
        if scalar < 0x80 {
            buffer.append(UInt8(truncatingIfNeeded: scalar))
        } else {
            buffer.append(String(Unicode.Scalar(scalar) ?? "\u{FFFD}"))
        }
    }
}
