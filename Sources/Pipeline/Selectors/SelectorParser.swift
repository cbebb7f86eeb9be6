// Why this file exists: a selector that is wrong should say where, and what LogQL has instead.

/// Reads a stream selector and its line filters, from left to right.
struct SelectorParser {
    private var scanner: SelectorScanner

    init(_ text: String) { scanner = SelectorScanner(text) }

    mutating func parse() throws(SelectorError) -> ([LabelMatcher], [LineFilter]) {
        scanner.skipSpace()
        guard scanner.take("{") else {
            throw scanner.expected("'{'", #"a selector begins with its labels: {app="web"}"#)
        }
        let matchers = try labelMatchers()
        var filters: [LineFilter] = []
        scanner.skipSpace()
        while !scanner.isAtEnd {
            filters.append(try lineFilter())
            scanner.skipSpace()
        }
        return (matchers, filters)
    }

    private mutating func labelMatchers() throws(SelectorError) -> [LabelMatcher] {
        var matchers: [LabelMatcher] = []
        scanner.skipSpace()
        if scanner.take("}") { return [] }
        while true {
            scanner.skipSpace()
            matchers.append(try labelMatcher())
            scanner.skipSpace()
            if scanner.take("}") { return matchers }
            guard scanner.take(",") else {
                throw scanner.expected("',' or '}'", #"write {app="web", env="prod"}"#)
            }
        }
    }

    private mutating func labelMatcher() throws(SelectorError) -> LabelMatcher {
        let column = scanner.column
        let name = scanner.word()
        guard !name.isEmpty else { throw scanner.expected("a label name", #"write name="value""#) }
        guard LabelName.isValid(name) else {
            throw SelectorError(
                column: column, problem: "'\(name)' is not a label name",
                remedy: "use letters, digits and _, not starting with a digit: '\(LabelName.repaired(name))'")
        }
        scanner.skipSpace()
        let operators = [("=~", true, false), ("!~", true, true), ("!=", false, true), ("=", false, false)]
        guard let (_, isExpression, isNegated) = operators.first(where: { scanner.take($0.0) }) else {
            throw scanner.expected("=, !=, =~ or !~", "write \(name)=\"value\"")
        }
        if scanner.isNext("=") {
            throw scanner.expected("a text in double quotes", "write \(name)=\"value\", with one '='")
        }
        let (text, place) = try string()
        let value = String(decoding: text, as: UTF8.self)
        return LabelMatcher(
            name: name, pattern: isExpression ? .expression(try expression(value, place)) : .text(value),
            isNegated: isNegated)
    }

    private mutating func lineFilter() throws(SelectorError) -> LineFilter {
        let operators = [("|=", false, false), ("!=", false, true), ("|~", true, false), ("!~", true, true)]
        guard let (sign, isExpression, isNegated) = operators.first(where: { scanner.take($0.0) }) else {
            throw foreignFilter()
        }
        var patterns: [LineFilter.Pattern] = []
        repeat {
            scanner.skipSpace()
            if scanner.isNext("ip(") {
                throw scanner.unsupported(
                    "line filters with ip()", "write a regular expression: \(sign.first ?? "|")~ \"…\"")
            }
            let (text, place) = try string()
            patterns.append(
                isExpression
                    ? .expression(try expression(String(decoding: text, as: UTF8.self), place)) : .text(text))
            scanner.skipSpace()
        } while scanner.takeWord("or")
        return LineFilter(patterns: patterns, isNegated: isNegated)
    }

    private func foreignFilter() -> SelectorError {
        if scanner.isNext("|>") || scanner.isNext("!>") {
            return scanner.unsupported("pattern filters", #"write a regular expression: |~ "…""#)
        }
        if scanner.isNext("|") {
            return scanner.unsupported(
                "parsers and label filters", "use stages instead, and line filters: |= != |~ !~")
        }
        return scanner.expected("|=, !=, |~ or !~", #"write {app="web"} |= "text""#)
    }

    private mutating func string() throws(SelectorError) -> (text: [UInt8], column: Int) {
        scanner.skipSpace()
        let column = scanner.column
        return (try scanner.string(), column)
    }

    private func expression(_ text: String, _ column: Int) throws(SelectorError) -> RegularExpression {
        do throws(RegularExpressionError) {
            return try RegularExpression(text)
        } catch {
            throw SelectorError(
                column: column, problem: error.problem, remedy: error.remedy ?? "write another expression")
        }
    }
}
