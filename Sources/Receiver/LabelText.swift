// A stream's labels in the one text that Loki's own push format has for them.

/// Reads `{name="value", …}`, the values as Go writes strings between double quotes.
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals and
/// https://go.dev/ref/spec#String_literals.
struct LabelText {
    private let text: [UInt8]
    private var at = 0

    private struct Problem: Error { let reason: String }

    /// The pairs in the order they stand.
    ///
    /// - Throws: 400 when it is no such text, or a name stands twice.
    static func pairs(_ text: String) throws(PushRefusal) -> [NameValue] {
        // As good as a set without labels.
        if text.isEmpty { return [] }
        var reader = LabelText(text: Array(text.utf8))
        do throws(Problem) {
            return try reader.readAll()
        } catch {
            throw .unreadableLabels(text, "\(error.reason), at character \(reader.at)")
        }
    }

    private init(text: [UInt8]) { self.text = text }

    private mutating func readAll() throws(Problem) -> [NameValue] {
        var pairs: [NameValue] = []
        var names: Set<String> = []
        try take("{")
        while !takes("}") {
            let name = name()
            guard !name.isEmpty else { throw Problem(reason: "a label name is missing") }
            guard names.insert(name).inserted else {
                throw Problem(reason: "the label name \"\(name)\" stands twice")
            }
            try take("=")
            pairs.append(NameValue(name, try value()))
            if !takes(",") {
                try take("}")
                break
            }
        }
        skipSpaces()
        guard at == text.count else { throw Problem(reason: "there is more behind the last brace") }
        return pairs
    }

    private mutating func skipSpaces() {
        while at < text.count, [9, 10, 13, 32].contains(text[at]) { at += 1 }
    }

    private mutating func takes(_ character: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard at < text.count, text[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func take(_ character: Unicode.Scalar) throws(Problem) {
        if !takes(character) { throw Problem(reason: "there is no \(character)") }
    }

    /// Whatever stands before the next character that is none of a name; whether it can be one is decided with the others.
    private mutating func name() -> String {
        skipSpaces()
        let start = at
        while at < text.count, !"{}=,\"'` \t\r\n".utf8.contains(text[at]) { at += 1 }
        return String(decoding: text[start..<at], as: UTF8.self)
    }

    private mutating func value() throws(Problem) -> String {
        guard takes("\"") else { throw Problem(reason: "a value is not between double quotes") }
        var value: [UInt8] = []
        while at < text.count {
            let byte = text[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: value, as: UTF8.self) else {
                    throw Problem(reason: "a value is not UTF-8")
                }
                return string
            case UInt8(ascii: "\n"): throw Problem(reason: "a value has a line break that is not written \\n")
            case UInt8(ascii: "\\"): value += try escape()
            case 0xEF where text[at...].starts(with: [0xBF, 0xBD]):
                // The parser that Loki uses takes it for a broken character.
                throw Problem(reason: "a value has a U+FFFD that is not written \\ufffd")
            default: value.append(byte)
            }
        }
        throw Problem(reason: "a value has no end")
    }

    /// What the characters behind a backslash stand for.
    private mutating func escape() throws(Problem) -> [UInt8] {
        guard at < text.count else { throw Problem(reason: "a value has no end") }
        let byte = text[at]
        at += 1
        switch byte {
        case UInt8(ascii: "a"): return [7]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "v"): return [11]
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): return [byte]
        case UInt8(ascii: "x"): return [UInt8(truncatingIfNeeded: try digits(2, radix: 16))]
        case UInt8(ascii: "u"): return try scalar(digits(4, radix: 16))
        case UInt8(ascii: "U"): return try scalar(digits(8, radix: 16))
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            at -= 1
            guard let octal = UInt8(exactly: try digits(3, radix: 8)) else {
                throw Problem(reason: "an octal number has more than 8 bits")
            }
            return [octal]
        default:
            throw Problem(
                reason: "a backslash is before '\(Unicode.Scalar(byte))', which it has no meaning for")
        }
    }

    private mutating func digits(_ count: Int, radix: UInt32) throws(Problem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard at < text.count,
                let digit = Character(Unicode.Scalar(text[at])).hexDigitValue.map(UInt32.init), digit < radix
            else { throw Problem(reason: "an escape needs \(count) digits") }
            at += 1
            value = value << (radix == 8 ? 3 : 4) | digit
        }
        return value
    }

    private func scalar(_ value: UInt32) throws(Problem) -> [UInt8] {
        guard let scalar = Unicode.Scalar(value) else {
            throw Problem(reason: "an escape stands for no character")
        }
        return Array(String(scalar).utf8)
    }
}
