// Why this file exists: what a parser did not expect tells it little; a reader wants to know what to write instead.

extension JMESPathParser {
    func problem(_ problem: String, at place: Int? = nil, fix: String? = nil) -> JMESPathError {
        JMESPathError(.syntax, at: place ?? token.start, in: text, problem, fix: fix)
    }

    func tooLarge() -> JMESPathError {
        JMESPathError(
            .tooLarge, at: token.start, in: text,
            "the expression is more than \(JMESPathLimits.depth) deep, or has more than \(JMESPathLimits.nodes) parts",
            fix: "use several stages, one behind the other")
    }

    mutating func expect(_ wanted: JMESPathToken.Kind, _ name: String) throws(JMESPathError) {
        guard kind == wanted else {
            if kind == .end { throw problem("\(name) is missing at the end", fix: "add it") }
            throw unexpected(fix: hint ?? "write \(name)")
        }
        advance()
    }

    /// The present token cannot stand here.
    /// - Parameter place: said of where it stands, with a blank at the end.
    func unexpected(_ place: String = "", fix: String? = nil) -> JMESPathError {
        guard kind != .end else {
            return problem("the expression ends where something must follow", fix: fix ?? hint)
        }
        let shown = String(decoding: text[token.start..<token.end], as: UTF8.self)
        return problem("'\(shown)' \(place)is not expected here", fix: fix ?? hint)
    }

    /// What is probably meant.
    private var hint: String? {
        switch kind {
        case .number(let number): "write a number in backticks: `\(number)`"
        case .identifier, .rawString, .literal:
            "write '.' between keys, '|' between expressions, and a key with other characters in double quotes"
        case .end: "complete it, or leave the last sign out"
        case .dot: "write a key before each '.', or put a key with points in double quotes"
        default: nil
        }
    }
}
