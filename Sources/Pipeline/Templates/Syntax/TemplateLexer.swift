// Why this file exists: text and actions follow one another, and the marks between them decide about white space.

/// Reads a template's text piece by piece and its actions word by word, as https://pkg.go.dev/text/template says.
struct TemplateLexer {
    let source: [UInt8]
    /// Where reading goes on.
    private(set) var place = 0
    private var trimsNextText = false

    init(_ source: [UInt8]) { self.source = source }

    /// The bytes of a range as a String, for messages.
    func string(_ range: Range<Int>) -> String { String(decoding: source[range], as: UTF8.self) }

    private func byte(_ index: Int) -> UInt8 { source.indices.contains(index) ? source[index] : 0 }

    private func starts(_ text: StaticString, at index: Int) -> Bool {
        guard source.count - index >= text.utf8CodeUnitCount else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { source[index + $0] == text.utf8Start[$0] }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    // MARK: Text

    /// The text up to the next action or the end, comments left out; then whether an action begins.
    mutating func text() throws(TemplateSyntaxError) -> (pieces: [Range<Int>], isAction: Bool) {
        var pieces: [Range<Int>] = []
        while true {
            var start = place
            let open = nextOpening()
            var end = open ?? source.count
            if trimsNextText { while start < end, Self.isSpace(source[start]) { start += 1 } }
            trimsNextText = false
            guard let open else {
                if start < end { pieces.append(start..<end) }
                place = source.count
                return (pieces, false)
            }
            place = open + 2
            if byte(place) == UInt8(ascii: "-"), place + 1 < source.count, Self.isSpace(source[place + 1]) {
                while end > start, Self.isSpace(source[end - 1]) { end -= 1 }
                place += 2
            }
            if start < end { pieces.append(start..<end) }
            guard starts("/*", at: place) else { return (pieces, true) }
            try skipComment(from: open)
        }
    }

    private func nextOpening() -> Int? {
        var index = place
        while index + 1 < source.count {
            if source[index] == UInt8(ascii: "{"), source[index + 1] == UInt8(ascii: "{") { return index }
            index += 1
        }
        return nil
    }

    private mutating func skipComment(from open: Int) throws(TemplateSyntaxError) {
        var index = place + 2
        while index < source.count, !starts("*/", at: index) { index += 1 }
        guard index < source.count else {
            throw TemplateSyntaxError(open, "the comment has no end", fix: "close it with '*/}}'")
        }
        index += 2
        if Self.isSpace(byte(index)), starts("-}}", at: index + 1) {
            (place, trimsNextText) = (index + 4, true)
        } else if starts("}}", at: index) {
            place = index + 2
        } else {
            throw TemplateSyntaxError(
                index, "a comment is an action of its own", fix: "write '}}' right behind '*/'")
        }
    }

    // MARK: Words

    /// The next word of the action.
    mutating func next() throws(TemplateSyntaxError) -> TemplateToken {
        let before = place
        while place < source.count, Self.isSpace(source[place]) { place += 1 }
        let isApart = place > before
        let start = place
        if isApart, starts("-}}", at: place) {
            (place, trimsNextText) = (place + 3, true)
            return TemplateToken(kind: .end, range: start..<place, isApart: true)
        }
        let kind = try kind(at: start)
        return TemplateToken(kind: kind, range: start..<place, isApart: isApart)
    }

    private mutating func kind(at start: Int) throws(TemplateSyntaxError) -> TemplateToken.Kind {
        guard start < source.count else {
            throw TemplateSyntaxError(start, "the action has no end", fix: "close it with '}}'")
        }
        switch source[start] {
        case UInt8(ascii: "}") where byte(start + 1) == UInt8(ascii: "}"): return take(2, .end)
        case UInt8(ascii: "|"): return take(1, .pipe)
        case UInt8(ascii: ","): return take(1, .comma)
        case UInt8(ascii: "("): return take(1, .leftParenthesis)
        case UInt8(ascii: ")"): return take(1, .rightParenthesis)
        case UInt8(ascii: "="):
            guard byte(start + 1) != UInt8(ascii: "=") else {
                throw TemplateSyntaxError(start, "there is no '=='", fix: "write 'eq A B'")
            }
            return take(1, .assign)
        case UInt8(ascii: ":"):
            guard byte(start + 1) == UInt8(ascii: "=") else {
                throw TemplateSyntaxError(
                    start, "a ':' stands alone", fix: "write ':=' to declare a variable")
            }
            return take(2, .declare)
        case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"):
            let (kind, end) = try TemplateLiteral.quoted(source, at: start)
            place = end
            return kind
        case UInt8(ascii: "$"):
            takeName(from: start + 1)
            return .variable
        case UInt8(ascii: ".") where !Self.isDigit(byte(start + 1)):
            guard Self.isName(byte(start + 1)) else { return take(1, .dot) }
            takeName(from: start + 1)
            return .field
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let (kind, end) = try TemplateLiteral.number(source, at: start)
            place = end
            return kind
        case let byte where Self.isName(byte):
            takeName(from: start)
            return word(start..<place)
        case let byte:
            throw unexpected(byte, at: start)
        }
    }

    private mutating func take(_ count: Int, _ kind: TemplateToken.Kind) -> TemplateToken.Kind {
        place += count
        return kind
    }

    private mutating func takeName(from start: Int) {
        place = start
        while place < source.count, Self.isName(source[place]) { place += 1 }
    }

    private func word(_ range: Range<Int>) -> TemplateToken.Kind {
        switch string(range) {
        case "true": .bool(true)
        case "false": .bool(false)
        case "nil": .null
        case let word: TemplateToken.Keyword(rawValue: word).map { .keyword($0) } ?? .identifier
        }
    }

    private func unexpected(_ byte: UInt8, at start: Int) -> TemplateSyntaxError {
        switch byte {
        case UInt8(ascii: "{"):
            TemplateSyntaxError(start, "'{' inside an action", fix: "close the action before it with '}}'")
        case UInt8(ascii: "}"):
            TemplateSyntaxError(start, "one '}' alone", fix: "close the action with '}}'")
        case UInt8(ascii: "&"): TemplateSyntaxError(start, "there is no '&'", fix: "write 'and A B'")
        case UInt8(ascii: "!"):
            TemplateSyntaxError(start, "there is no '!'", fix: "write 'not A' or 'ne A B'")
        case UInt8(ascii: "<"):
            TemplateSyntaxError(start, "there is no '<'", fix: "write 'lt A B' or 'le A B'")
        case UInt8(ascii: ">"):
            TemplateSyntaxError(start, "there is no '>'", fix: "write 'gt A B' or 'ge A B'")
        default:
            TemplateSyntaxError(
                start, "'\(String(UnicodeScalar(byte)))' is nothing that an action may have",
                fix: "put a text in double quotes")
        }
    }

    /// Letters, digits, `_` and whatever is not ASCII.
    static func isName(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
