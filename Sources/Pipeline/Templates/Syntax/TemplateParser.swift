// Why this file exists: a template is read in one pass; its grammar is small enough to become instructions at once.

import Configuration

/// Reads a template and makes a program of it, as https://pkg.go.dev/text/template describes the language.
struct TemplateParser {
    /// How deep actions and parentheses may nest.
    static let maximumDepth = 200
    /// The longest template, in bytes: reading one takes time that grows with the number of its variables, too.
    static let maximumLength = 1 << 16

    var lexer: TemplateLexer
    var builder = TemplateBuilder()
    let functions: TemplateFunctions
    /// A word that was read too far.
    var ahead: TemplateToken?
    var depth = 0
    /// The loops around what is read, the innermost last: where `continue` goes, and what `break` has to mend.
    var loops: [(next: Int, breaks: [Int])] = []
    /// True where the dot is what the line has.
    var isAtRoot = true
    /// True in the template itself, where `$` is what the line has.
    var isMain = true

    /// Reads a whole template.
    static func program(_ text: [UInt8], functions: TemplateFunctions) throws(TemplateSyntaxError)
        -> TemplateProgram
    {
        guard text.count <= maximumLength else {
            throw TemplateSyntaxError(
                maximumLength, "a template of more than 64 KiB", fix: "use several stages")
        }
        var parser = TemplateParser(lexer: TemplateLexer(text), functions: functions)
        return try parser.parse()
    }

    private init(lexer: TemplateLexer, functions: TemplateFunctions) {
        (self.lexer, self.functions) = (lexer, functions)
    }

    private mutating func parse() throws(TemplateSyntaxError) -> TemplateProgram {
        beginBlock()
        if let (word, token) = try list(isTop: true) {
            throw TemplateSyntaxError(
                token.range.lowerBound, "'{{\(word.rawValue)}}' belongs to nothing",
                fix: "remove it, or write '{{if …}}' before it")
        }
        builder.emit(.finish)
        let main = builder.current
        for (name, offset) in builder.wanted where builder.blocks[builder.numbers[name] ?? 0] == nil {
            let known = builder.numbers.filter { builder.blocks[$0.value] != nil }.keys.sorted()
            throw TemplateSyntaxError(
                offset, "there is no template '\(name)'",
                fix: Suggested.text(name, among: known) ?? "write '{{define \"\(name)\"}}…{{end}}'")
        }
        return builder.program(main: main)
    }

    mutating func beginBlock() {
        builder.current = TemplateBuilder.Block()
        builder.current.scope = [("$", builder.reserve())]
    }

    // MARK: Words

    mutating func next() throws(TemplateSyntaxError) -> TemplateToken {
        if let token = ahead {
            ahead = nil
            return token
        }
        return try lexer.next()
    }

    mutating func peek() throws(TemplateSyntaxError) -> TemplateToken {
        if let ahead { return ahead }
        let token = try lexer.next()
        ahead = token
        return token
    }

    func string(_ token: TemplateToken) -> String { lexer.string(token.range) }

    /// Reads the closing `}}`.
    mutating func expectEnd(of what: String) throws(TemplateSyntaxError) {
        let token = try next()
        guard token.kind == .end else { throw unexpected(token, in: what, expecting: "'}}'") }
    }

    func unexpected(_ token: TemplateToken, in what: String, expecting wanted: String) -> TemplateSyntaxError
    {
        let found = token.kind == .end ? "'}}'" : "'\(string(token))'"
        return TemplateSyntaxError(
            token.range.lowerBound, "unexpected \(found) in \(what)", fix: "write \(wanted)")
    }

    mutating func deeper<Result>(
        _ offset: Int, _ body: (inout TemplateParser) throws(TemplateSyntaxError) -> Result
    ) throws(TemplateSyntaxError) -> Result {
        guard depth < Self.maximumDepth else {
            throw TemplateSyntaxError(
                offset, "nested more than \(Self.maximumDepth) deep", fix: "use '{{define}}', or variables")
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    // MARK: Lists

    /// Reads text and actions up to an `end` or `else`, which it returns, or to the end of the template.
    mutating func list(isTop: Bool = false) throws(TemplateSyntaxError)
        -> (TemplateToken.Keyword, TemplateToken)?
    {
        while true {
            let (pieces, isAction) = try lexer.text()
            for piece in pieces {
                builder.place = piece.lowerBound
                builder.emit(text: lexer.source[piece])
            }
            guard isAction else { return nil }
            let token = try peek()
            builder.place = token.range.lowerBound
            if case .keyword(let word) = token.kind {
                _ = try next()
                if word == .end || word == .else { return (word, token) }
                try control(word, token, isTop: isTop)
            } else {
                try action()
            }
        }
    }

    /// Reads an action that prints or sets a variable.
    private mutating func action() throws(TemplateSyntaxError) {
        let offset = try peek().range.lowerBound
        let declares = try declaration()
        try pipeline("the action")
        try expectEnd(of: "the action")
        if let declares {
            builder.emit(.store(declare(declares)))
        } else {
            builder.emit(.print, at: offset)
        }
    }
}

/// A suggestion for a misspelt name.
enum Suggested {
    static func text(_ name: String, among known: [String]) -> String? {
        Suggestions.nearest(name, among: known).map { "did you mean '\($0)'?" }
    }
}
