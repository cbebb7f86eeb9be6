// Why this file exists: the actions that decide what is done, how often, and in which template.

extension TemplateParser {
    /// Reads the rest of an action that begins with a keyword, and all that belongs to it.
    mutating func control(_ word: TemplateToken.Keyword, _ token: TemplateToken, isTop: Bool)
        throws(TemplateSyntaxError)
    {
        let offset = token.range.lowerBound
        switch word {
        case .if, .with, .range:
            try deeper(offset) { parser throws(TemplateSyntaxError) in
                try parser.scoped { parser throws(TemplateSyntaxError) in
                    switch word {
                    case .if: try parser.condition(offset, isWith: false)
                    case .with: try parser.condition(offset, isWith: true)
                    default: try parser.loop(offset)
                    }
                }
            }
        case .break, .continue: try leaveLoop(word, token)
        case .template: try invocation(offset)
        case .define, .block:
            guard word == .block || isTop else {
                throw TemplateSyntaxError(
                    offset, "'{{define}}' stands inside another action",
                    fix: "move it to the end of the template")
            }
            try definition(offset, isBlock: word == .block)
        case .else, .end: break
        }
    }

    /// Variables that are set in `body` are unknown after it.
    private mutating func scoped(
        _ body: (inout TemplateParser) throws(TemplateSyntaxError) -> Void
    ) throws(TemplateSyntaxError) {
        let (scope, used) = (builder.current.scope, builder.current.used)
        try body(&self)
        (builder.current.scope, builder.current.used) = (scope, used)
        builder.isTarget = true
    }

    /// Reads the list of an action that begins at `offset`, up to its `end` or `else`.
    private mutating func body(_ what: String, _ offset: Int) throws(TemplateSyntaxError)
        -> (TemplateToken.Keyword, TemplateToken)
    {
        builder.isTarget = true
        let scope = builder.current.scope
        defer { builder.current.scope = scope }
        guard let end = try list() else {
            throw TemplateSyntaxError(
                offset, "'{{\(what)}}' has no end", fix: "write '{{end}}' behind what it is for")
        }
        return end
    }

    /// Reads `{{end}}` to its end.
    private mutating func finish(_ end: (word: TemplateToken.Keyword, token: TemplateToken))
        throws(TemplateSyntaxError)
    {
        guard end.word == .end else {
            throw TemplateSyntaxError(
                end.token.range.lowerBound, "a second '{{else}}'",
                fix: "remove it, or write '{{else if …}}' before it")
        }
        try expectEnd(of: "'end'")
    }

    /// Reads `if` and `with` from their pipeline on.
    private mutating func condition(_ offset: Int, isWith: Bool) throws(TemplateSyntaxError) {
        let what = isWith ? "with" : "if"
        let declares = try declaration()
        try pipeline("'\(what)'")
        try expectEnd(of: "'\(what)'")
        if let declares {
            let slot = declare(declares)
            builder.emit(.store(slot))
            builder.emit(.load(slot))
        }
        let (wasAtRoot, saved) = (isAtRoot, isWith ? builder.reserve(2) : 0)
        if isWith {
            builder.emit(.store(saved + 1))
            builder.emit(.load(saved + 1))
        }
        let skip = builder.emit(.jumpUnless(0), at: offset)
        if isWith {
            builder.emit(.load(saved + 1))
            builder.emit(.enter(saved))
            isAtRoot = false
        }
        let end = try body(what, offset)
        if isWith { builder.emit(.leave(saved)) }
        isAtRoot = wasAtRoot
        guard end.0 == .else else {
            builder.land(skip)
            return try finish(end)
        }
        let over = builder.emit(.jump(0))
        builder.land(skip)
        try alternative(what, isWith: isWith, offset)
        builder.land(over)
    }

    /// Reads what follows `else`: another condition, or a list and its end.
    private mutating func alternative(_ what: String, isWith: Bool, _ offset: Int)
        throws(TemplateSyntaxError)
    {
        let token = try next()
        switch token.kind {
        case .end: try finish(body(what, offset))
        case .keyword(.if) where !isWith, .keyword(.with) where isWith:
            builder.isTarget = true
            try deeper(offset) { parser throws(TemplateSyntaxError) in
                try parser.condition(token.range.lowerBound, isWith: isWith)
            }
        default: throw unexpected(token, in: "'else'", expecting: "'}}' or '\(what)'")
        }
    }

    /// Reads `range` from its variables on.
    private mutating func loop(_ offset: Int) throws(TemplateSyntaxError) {
        let variables = try rangeVariables()
        try pipeline("'range'")
        try expectEnd(of: "'range'")
        let (wasAtRoot, slot) = (isAtRoot, builder.reserve(3))
        let begin = builder.emit(.beginRange(slot, 0), at: offset)
        let outer = builder.current.scope
        let slots = variables.map { declare($0) }
        let next = builder.emit(.nextElement(slot, 0), at: offset)
        if slots.count == 2 {
            builder.emit(.key(slot), at: offset)
            builder.emit(.store(slots[0]))
        }
        if let last = slots.last {
            builder.emit(.dot)
            builder.emit(.store(last))
        }
        isAtRoot = false
        loops.append((next, []))
        let end = try body("range", offset)
        let breaks = loops.removeLast().breaks
        isAtRoot = wasAtRoot
        builder.current.scope = outer
        let back = builder.emit(.jump(0))
        builder.current.code[back] = .jump(Int32(next - back))
        builder.land(next)
        for index in breaks { builder.land(index) }
        builder.emit(.leave(slot + 2))
        guard end.0 == .else else {
            builder.land(begin)
            return try finish(end)
        }
        let over = builder.emit(.jump(0))
        builder.land(begin)
        try expectEnd(of: "'else'")
        try finish(body("range", offset))
        builder.land(over)
    }

    /// Reads `$value :=` or `$key, $value :=`, if that is what comes.
    private mutating func rangeVariables() throws(TemplateSyntaxError) -> [TemplateVariable] {
        if let one = try declaration() { return [one] }
        let first = try peek()
        guard first.kind == .variable else { return [] }
        let before = lexer
        _ = try next()
        guard try next().kind == .comma else {
            (lexer, ahead) = (before, first)
            return []
        }
        let second = try next()
        guard second.kind == .variable else {
            throw unexpected(second, in: "'range'", expecting: "a second variable, such as '$value'")
        }
        let sign = try next()
        guard sign.kind == .declare || sign.kind == .assign else {
            throw unexpected(sign, in: "'range'", expecting: "':='")
        }
        return [
            try variable(first, isNew: sign.kind == .declare),
            try variable(second, isNew: sign.kind == .declare),
        ]
    }

    private mutating func leaveLoop(_ word: TemplateToken.Keyword, _ token: TemplateToken)
        throws(TemplateSyntaxError)
    {
        guard !loops.isEmpty else {
            throw TemplateSyntaxError(
                token.range.lowerBound, "'{{\(word.rawValue)}}' stands outside of '{{range}}'",
                fix: "remove it")
        }
        try expectEnd(of: "'\(word.rawValue)'")
        let jump = builder.emit(.jump(0), at: token.range.lowerBound)
        if word == .break {
            loops[loops.count - 1].breaks.append(jump)
        } else {
            builder.current.code[jump] = .jump(Int32(loops[loops.count - 1].next - jump))
        }
    }

    // MARK: Templates

    private mutating func templateName(_ what: String) throws(TemplateSyntaxError) -> String {
        let token = try next()
        guard case .text(let bytes) = token.kind else {
            throw unexpected(token, in: "'\(what)'", expecting: "a name in double quotes")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func invocation(_ offset: Int) throws(TemplateSyntaxError) {
        let place = try peek().range.lowerBound
        let name = try templateName("template")
        try dot(of: "template")
        builder.emit(.invoke(builder.number(ofTemplate: name, at: place)), at: offset)
    }

    /// Reads the value that a template gets, if there is one.
    private mutating func dot(of what: String) throws(TemplateSyntaxError) {
        if try peek().kind == .end {
            _ = try next()
            builder.emit(.constant(builder.constant(.null)))
            return
        }
        let declares = try declaration()
        try pipeline("'\(what)'")
        try expectEnd(of: "'\(what)'")
        if let declares {
            let slot = declare(declares)
            builder.emit(.store(slot))
            builder.emit(.load(slot))
        }
    }

    private mutating func definition(_ offset: Int, isBlock: Bool) throws(TemplateSyntaxError) {
        let what = isBlock ? "block" : "define"
        let place = try peek().range.lowerBound
        let name = try templateName(what)
        if isBlock {
            try dot(of: what)
            builder.emit(.invoke(builder.number(ofTemplate: name, at: place)), at: offset)
        } else {
            try expectEnd(of: "'define'")
        }
        let outer = (builder.current, isAtRoot, isMain, loops, builder.isTarget)
        (isAtRoot, isMain, loops) = (false, false, [])
        beginBlock()
        let end = try deeper(offset) { parser throws(TemplateSyntaxError) in try parser.body(what, offset) }
        guard end.0 == .end else {
            throw TemplateSyntaxError(
                end.1.range.lowerBound, "'{{\(what)}}' has no '{{else}}'", fix: "write '{{end}}'")
        }
        try expectEnd(of: "'end'")
        builder.emit(.finish)
        let block = builder.current
        (builder.current, isAtRoot, isMain, loops, builder.isTarget) = outer
        builder.isTarget = true
        guard builder.define(name, as: block) else {
            throw TemplateSyntaxError(
                place, "there are two templates '\(name)'", fix: "give one of them another name")
        }
    }
}
