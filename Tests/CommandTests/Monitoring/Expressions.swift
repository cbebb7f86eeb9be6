// What a query asks for is read out of it as far as a test needs, which is not far.

/// A query in PromQL or LogQL, taken apart into what stands outside of texts, selectors and ranges.
struct Expression {
    private enum Token: Equatable {
        case word(String), sign(Character)
    }

    /// What is wrong with it; nil if brackets and quotes fit together.
    private(set) var mistake: String?
    /// What stands between braces, with texts replaced by `""`.
    private(set) var selectors: [String] = []
    /// What stands between square brackets.
    private(set) var ranges: [String] = []
    private var tokens: [Token] = []

    init(_ text: String) {
        var open: [Character] = []
        var rest = text[...]
        var inside = ""
        while let next = rest.first {
            rest = rest.dropFirst()
            switch next {
            case "\"", "`", "'":
                guard let end = Self.end(of: next, in: rest) else {
                    mistake = "a quote is not closed"
                    return
                }
                rest = rest[end...].dropFirst()
                inside += "\"\""
            case "(", "{", "[":
                open.append(next)
                inside = ""
                tokens.append(.sign(next))
            case ")", "}", "]":
                guard let last = open.popLast(), ["()", "{}", "[]"].contains("\(last)\(next)") else {
                    mistake = "\(next) closes nothing"
                    return
                }
                if next == "}" { selectors.append(inside) }
                if next == "]" { ranges.append(inside) }
                tokens.append(.sign(next))
            case _ where open.last == "{" || open.last == "[": inside.append(next)
            case _ where next.isLetter || next == "_" || next == ":" || next == "$" || next.isNumber:
                var word = String(next)
                while let more = rest.first, more.isLetter || more.isNumber || "_:.".contains(more) {
                    word.append(more)
                    rest = rest.dropFirst()
                }
                tokens.append(.word(word))
            case _ where next.isWhitespace: break
            default: tokens.append(.sign(next))
            }
        }
        if let last = open.last { mistake = "\(last) is not closed" }
    }

    private static func end(of quote: Character, in text: Substring) -> Substring.Index? {
        var index = text.startIndex
        while index < text.endIndex, text[index] != quote {
            if text[index] == "\\", quote != "`" { index = text.index(after: index) }
            guard index < text.endIndex else { return nil }
            index = text.index(after: index)
        }
        return index < text.endIndex ? index : nil
    }

    /// Words of PromQL that stand before a list of labels.
    private static let beforeLabels: Set = ["by", "without", "on", "ignoring", "group_left", "group_right"]
    private static let others: Set = [
        "and", "or", "unless", "offset", "bool", "sum", "min", "max", "avg", "count",
    ]

    /// The metrics that it asks for, if it is PromQL.
    var metrics: Set<String> {
        var found: Set<String> = []
        var place = 0
        while place < tokens.count {
            defer { place += 1 }
            guard case .word(let word) = tokens[place] else { continue }
            let isCalled = place + 1 < tokens.count && tokens[place + 1] == .sign("(")
            if Self.beforeLabels.contains(word) {
                if isCalled { place = tokens[place...].firstIndex(of: .sign(")")) ?? tokens.count }
            } else if !isCalled, !Self.others.contains(word), word.first?.isNumber == false {
                found.insert(word)
            }
        }
        return found
    }

    /// What is wrong with it as LogQL, as far as its form goes; nil if nothing is.
    var logQLMistake: String? {
        if let mistake { return mistake }
        if selectors.isEmpty { return "no stream is selected" }
        let matcher = /\s*[a-zA-Z_]\w*\s*(=~|!~|!=|=)\s*""\s*/
        for selector in selectors {
            let parts = selector.split(separator: ",", omittingEmptySubsequences: false)
            if !parts.allSatisfy({ $0.wholeMatch(of: matcher) != nil }) {
                return "no selector: {\(selector)}"
            }
        }
        for range in ranges where range.wholeMatch(of: /\d+[smhd]|\$__auto/) == nil {
            return "no range: [\(range)]"
        }
        return nil
    }
}
