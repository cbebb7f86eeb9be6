// The forms of Booleans and numbers, apart from the messages about them.

/// Reads texts as Booleans and numbers.
enum ScalarForms {
    enum Integer: Equatable {
        case value(Int)
        case tooLarge
        /// Octal in YAML 1.1 and decimal in 1.2; `decimal` is the latter without the zeros.
        case leadingZero(decimal: String)
        case malformed
    }

    /// The forms of https://yaml.org/type/bool.html; nil for any other text.
    static func boolean(_ text: String) -> Bool? {
        switch text {
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": return true
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": return false
        default: return nil
        }
    }

    /// A whole number: decimal, or hexadecimal after `0x`, or octal after `0o`, with `_` between digits.
    static func integer(_ text: String) -> Integer {
        var rest = text[...]
        var sign = ""
        if let first = rest.first, first == "-" || first == "+" {
            sign = first == "-" ? "-" : ""
            rest = rest.dropFirst()
        }
        var radix = 10
        if rest.hasPrefix("0x") || rest.hasPrefix("0o") {
            radix = rest.hasPrefix("0x") ? 16 : 8
            rest = rest.dropFirst(2)
        }
        guard let digits = withoutUnderscores(rest), digits.allSatisfy({ isDigit($0, radix: radix) }) else {
            return .malformed
        }
        if radix == 10, digits.count > 1, digits.first == "0" {
            let significant = digits.drop { $0 == "0" }
            return .leadingZero(decimal: sign + (significant.isEmpty ? "0" : significant))
        }
        guard let value = Int(sign + digits, radix: radix) else { return .tooLarge }
        return .value(value)
    }

    /// A decimal number with or without fraction and exponent; nil for other texts and for what is not finite.
    static func number(_ text: String) -> Double? {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
                UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "_"):
                return true
            default: return false
            }
        }
        guard isPlain, let digits = withoutUnderscores(text[...]), let value = Double(digits), value.isFinite
        else { return nil }
        return value
    }

    private static func withoutUnderscores(_ text: Substring) -> String? {
        guard let first = text.first, let last = text.last, first != "_", last != "_" else { return nil }
        return text.filter { $0 != "_" }
    }

    private static func isDigit(_ character: Character, radix: Int) -> Bool {
        guard character.isASCII, let value = character.hexDigitValue else { return false }
        return value < radix
    }
}
