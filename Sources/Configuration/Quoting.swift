// A diagnostic repeats words of the file; they must neither break its line nor drown it.

/// Shows text of a configuration inside a message.
enum Quoting {
    /// The longest piece of a value that a message repeats, in characters.
    static let limit = 60

    /// `text` in single quotes, on one line, shortened with an ellipsis.
    static func quoted(_ text: String) -> String {
        "'\(shown(text))'"
    }

    /// `text` on one line, shortened with an ellipsis; control and direction characters are written as escapes.
    static func shown(_ text: String) -> String {
        var result = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < limit else { return result + "…" }
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if isInvisible(scalar) {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: return true
        default: return false
        }
    }
}
