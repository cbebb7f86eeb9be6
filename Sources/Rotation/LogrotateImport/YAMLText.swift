// Why this file exists: what is printed must mean the same to a reader of YAML 1.1 and of 1.2, whatever a path or script holds.

/// Text as YAML.
enum YAMLText {
    /// A scalar in double quotes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where !isPlain(scalar): result += escaped(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// What follows a key: the text as a block, a line each, with `indentation` blanks in front; in double quotes if a block
    /// cannot hold it.
    static func block(_ text: String, indentation: Int) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isSafe = text.unicodeScalars.allSatisfy { isPlain($0) || $0 == "\n" || $0 == "\t" }
        guard isSafe, let first = lines.first, !first.isEmpty, lines.last?.isEmpty == false else {
            return quoted(text)
        }
        // Where the first line begins with a blank, the depth has to be said.
        let depth = first.first == " " || first.first == "\t" ? "2" : ""
        let margin = String(repeating: " ", count: indentation)
        return "|\(depth)-" + lines.map { $0.isEmpty ? "\n" : "\n\(margin)\($0)" }.joined()
    }

    /// Text that can stand behind a `#`, on one line to every reader.
    static func comment(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(isPlain(scalar) || scalar == "\t" ? scalar : " ")
        }
        while result.last == " " || result.last == "\t" { result.removeLast() }
        return result
    }

    /// True for what a line of YAML may hold as it is: no control characters, none of what YAML 1.1 takes for the end of a
    /// line, no mark of byte order.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            true
        default: false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return scalar.value < 0x100
            ? "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
            : "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
