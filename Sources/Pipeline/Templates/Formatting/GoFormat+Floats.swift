// Why this file exists: floats in the notations, signs and widths of Go's fmt.

import Platform

extension GoFormat {
    /// Appends a float; false if the verb is none for it.
    func float(_ value: Double, _ verb: Character) throws(TemplateError) -> Bool {
        let precision: Int?
        switch verb {
        case "v", "g", "G", "x", "X": precision = flags.precision
        case "b": precision = nil
        case "e", "E", "f", "F": precision = flags.precision ?? 6
        default: return false
        }
        let buffer = ByteBuffer()
        if value.sign == .plus || value.isNaN {
            buffer.append(UInt8(ascii: flags.space && !flags.plus ? " " : "+"))
        }
        guard value.isFinite else {
            special(value, buffer)
            return true
        }
        let notation: Character = verb == "v" ? "g" : verb == "F" ? "f" : verb
        GoFloat.append(value, notation, precision: precision, to: buffer)
        if flags.sharp, verb != "b" {
            let digits = "gGv".contains(verb) ? flags.precision ?? 6 : "xX".contains(verb) ? -1 : 0
            withPoint(buffer, isG: "gGv".contains(verb), digits: digits)
        }
        let bytes = buffer.bytes
        let width = flags.width ?? 0
        guard flags.plus || bytes[0] != UInt8(ascii: "+") else {
            pad(UnsafeRawBufferPointer(rebasing: bytes[1...]))
            return true
        }
        if flags.zero, !flags.minus, width > bytes.count {
            output.append(bytes[0])
            fill(width - bytes.count, isZero: true)
            output.append(UnsafeRawBufferPointer(rebasing: bytes[1...]))
        } else {
            pad(bytes)
        }
        return true
    }

    private func special(_ value: Double, _ buffer: ByteBuffer) {
        if value < 0 { buffer.append(UInt8(ascii: "-")) }
        buffer.append(literal: value.isNaN ? "NaN" : "Inf")
        let hasSign = !value.isNaN || flags.space || flags.plus
        pad(
            hasSign ? buffer.bytes : UnsafeRawBufferPointer(rebasing: buffer.bytes[1...]),
            isZeroAllowed: false)
    }

    /// `%#g` and its like keep the point, and `g` its zeros.
    private func withPoint(_ buffer: ByteBuffer, isG: Bool, digits: Int) {
        let text = Array(buffer.bytes)
        let exponent = text.firstIndex { $0 | 0x20 == UInt8(ascii: "e") || $0 | 0x20 == UInt8(ascii: "p") }
        var (mantissa, tail) = (Array(text[..<(exponent ?? text.count)]), text[(exponent ?? text.count)...])
        let hasPoint = mantissa.contains(UInt8(ascii: "."))
        var digits = digits
        if isG {
            let shown = mantissa.filter { TemplateLexer.isDigit($0) }
            digits -= shown.drop { $0 == 48 }.count
            if shown.allSatisfy({ $0 == 48 }) { digits -= 1 }
        }
        if !hasPoint { mantissa.append(UInt8(ascii: ".")) }
        if isG { mantissa += Array(repeating: 48, count: max(0, digits)) }
        mantissa += tail
        tail = []
        buffer.removeAll()
        mantissa.withUnsafeBytes { buffer.append($0) }
    }
}
