// Why this file exists: what is computed in an action: pipelines of commands, their operands, variables.

/// Words that name a variable.
struct TemplateVariable {
    let name: String
    let offset: Int
    /// True for `:=`, false for `=`.
    let isNew: Bool
}

extension TemplateParser {
    // MARK: Variables

    /// Reads `$name :=` or `$name =`, if that is what comes.
    mutating func declaration() throws(TemplateSyntaxError) -> TemplateVariable? {
        let token = try peek()
        guard token.kind == .variable else { return nil }
        let before = lexer
        _ = try next()
        let sign = try next()
        guard sign.kind == .declare || sign.kind == .assign else {
            (lexer, ahead) = (before, token)
            return nil
        }
        return try variable(token, isNew: sign.kind == .declare)
    }

    func variable(_ token: TemplateToken, isNew: Bool) throws(TemplateSyntaxError) -> TemplateVariable {
        let variable = TemplateVariable(name: string(token), offset: token.range.lowerBound, isNew: isNew)
        if !isNew { _ = try slot(of: variable.name, at: variable.offset) }
        return variable
    }

    /// The place of a variable, after the pipeline that it is set to; a new one can be named from here on.
    mutating func declare(_ variable: TemplateVariable) -> Int32 {
        if !variable.isNew, let slot = builder.current.scope.last(where: { $0.name == variable.name })?.slot {
            return slot
        }
        let slot = builder.reserve()
        builder.current.scope.append((variable.name, slot))
        return slot
    }

    private func slot(of name: String, at offset: Int) throws(TemplateSyntaxError) -> Int32 {
        if let known = builder.current.scope.last(where: { $0.name == name }) { return known.slot }
        let names = builder.current.scope.map(\.name).filter { $0 != "$" }
        throw TemplateSyntaxError(
            offset, "there is no variable '\(name)' here",
            fix: Suggested.text(name, among: names) ?? "set it before with '{{\(name) := …}}'")
    }

    // MARK: Pipelines

    /// Reads commands with `|` between them up to the end of the action or a closing parenthesis; what they come to is
    /// left on the stack.
    mutating func pipeline(_ what: String) throws(TemplateSyntaxError) {
        let first = try peek()
        guard !first.endsCommand else {
            throw TemplateSyntaxError(
                first.range.lowerBound, "\(what) has no value", fix: "write one, such as '.Value'")
        }
        try command(isPiped: false)
        while true {
            let token = try peek()
            if token.endsPipeline { return }
            guard token.kind == .pipe else {
                throw unexpected(token, in: what, expecting: "'|' or '}}' before it")
            }
            _ = try next()
            let following = try peek()
            guard !following.endsCommand else {
                throw TemplateSyntaxError(
                    following.range.lowerBound, "nothing follows the '|'",
                    fix: "write a function, such as 'ToLower'")
            }
            try command(isPiped: true)
        }
    }

    /// Reads one command; what is piped into it lies on the stack.
    private mutating func command(isPiped: Bool) throws(TemplateSyntaxError) {
        let token = try next()
        let following = try peek()
        let isFunction = token.kind == .identifier
        if isFunction, following.kind != .field || following.isApart {
            try checkTouching(after: token)
            return try call(token, isPiped: isPiped)
        }
        if isPiped, !isFunction, !Self.canTakeArguments(token) {
            throw TemplateSyntaxError(
                token.range.lowerBound,
                "'\(string(token))' is no function that something could be piped into",
                fix: "write a function, such as 'ToLower'")
        }
        if token.kind == .null {
            throw TemplateSyntaxError(token.range.lowerBound, "nil is no command", fix: "write a value")
        }
        // What is piped in is the last argument, and the receiver of a method the first one.
        let piped = isPiped ? builder.reserve() : nil
        if let piped { builder.emit(.store(piped)) }
        if isFunction { try call(token, isPiped: false, arguments: false) } else { try term(token) }
        try rest(of: token, piped: piped)
        if piped != nil { builder.current.used -= 1 }
    }

    private static func canTakeArguments(_ token: TemplateToken) -> Bool {
        switch token.kind {
        case .field, .variable, .leftParenthesis: true
        default: false
        }
    }

    /// Reads the fields behind a value, and the arguments if the last of them is a method.
    private mutating func rest(of first: TemplateToken, piped: Int32?) throws(TemplateSyntaxError) {
        let isPiped = piped != nil
        let methods = try chain()
        let following = try peek()
        guard !following.endsCommand || isPiped else { return }
        guard methods, case .field(let name)? = builder.current.code.last else {
            let offset =
                isPiped && following.endsCommand ? first.range.lowerBound : following.range.lowerBound
            throw TemplateSyntaxError(
                offset, "'\(string(first))' is a value and takes no arguments",
                fix: "write a function before it, or put it in parentheses")
        }
        let place = builder.current.places.last.map { Int($0) }
        builder.current.code.removeLast()
        builder.current.places.removeLast()
        let count = try arguments(after: 1, piped: piped)
        builder.emit(.method(name: name, count: Int32(count)), at: place)
    }

    /// Reads operands up to the end of the command, then takes what was piped; returns how many there are.
    private mutating func arguments(after count: Int, piped: Int32?) throws(TemplateSyntaxError) -> Int {
        var count = count
        while try !peek().endsCommand {
            try operand()
            count += 1
        }
        guard let piped else { return count }
        builder.emit(.load(piped))
        return count + 1
    }

    // MARK: Operands

    /// Reads an argument: a value with its fields.
    mutating func operand() throws(TemplateSyntaxError) {
        let token = try next()
        if token.kind == .identifier {
            try call(token, isPiped: false, arguments: false)
        } else {
            try term(token)
        }
        _ = try chain()
    }

    /// Reads a value without the fields behind it, but with those of a field or a variable.
    private mutating func term(_ token: TemplateToken) throws(TemplateSyntaxError) {
        let offset = token.range.lowerBound
        builder.place = offset
        switch token.kind {
        case .dot:
            if isAtRoot { builder.usesAll = true }
            builder.emit(isAtRoot ? .root : .dot)
        case .field: try field(token)
        case .variable: try variable(token)
        case .text(let bytes): builder.emit(.constant(builder.constant(.text(bytes))))
        case .int(let value): builder.emit(.constant(builder.constant(.int(value))))
        case .float(let value): builder.emit(.constant(builder.constant(.float(value))))
        case .bool(let value): builder.emit(.constant(builder.constant(.bool(value))))
        case .null: builder.emit(.constant(builder.constant(.null)))
        case .leftParenthesis:
            try deeper(offset) { parser throws(TemplateSyntaxError) in
                try parser.pipeline("the parentheses")
                let close = try parser.next()
                guard close.kind == .rightParenthesis else {
                    throw TemplateSyntaxError(offset, "the parenthesis has no end", fix: "close it with ')'")
                }
            }
            return
        case .keyword(let word):
            throw TemplateSyntaxError(
                offset, "'\(word.rawValue)' is no value",
                fix: "put it in double quotes, or in an action of its own")
        default:
            throw unexpected(token, in: "a command", expecting: "a value")
        }
        try checkTouching(after: token)
    }

    private mutating func field(_ token: TemplateToken) throws(TemplateSyntaxError) {
        let name = String(string(token).dropFirst())
        if isAtRoot {
            builder.emit(.input(builder.input(name)))
        } else {
            builder.emit(.dot)
            builder.emit(.field(builder.name(name)))
        }
    }

    private mutating func variable(_ token: TemplateToken) throws(TemplateSyntaxError) {
        let slot = try slot(of: string(token), at: token.range.lowerBound)
        guard slot == 0, isMain else {
            builder.emit(.load(slot))
            return
        }
        let following = try peek()
        if following.kind == .field, !following.isApart {
            _ = try next()
            builder.emit(.input(builder.input(String(string(following).dropFirst()))))
        } else {
            builder.usesAll = true
            builder.emit(.root)
        }
    }

    /// Reads `.a.b` behind a value.
    /// - Returns: whether the last of them could be a method.
    private mutating func chain() throws(TemplateSyntaxError) -> Bool {
        var isMethod = false
        if case .field? = builder.current.code.last { isMethod = true }
        while true {
            let token = try peek()
            guard token.kind == .field, !token.isApart else { return isMethod }
            if case .constant? = builder.current.code.last {
                throw TemplateSyntaxError(
                    token.range.lowerBound, "a literal has no '\(string(token))'",
                    fix: "write a blank before it")
            }
            _ = try next()
            builder.emit(.field(builder.name(String(string(token).dropFirst()))), at: token.range.lowerBound)
            isMethod = true
            try checkTouching(after: token)
        }
    }

    /// Words may not touch unless one of them is a mark.
    mutating func checkTouching(after token: TemplateToken) throws(TemplateSyntaxError) {
        let following = try peek()
        guard !following.isApart else { return }
        switch following.kind {
        case .end, .pipe, .comma, .leftParenthesis, .rightParenthesis, .field, .declare, .assign: return
        default:
            throw TemplateSyntaxError(
                following.range.lowerBound, "'\(string(following))' touches '\(string(token))'",
                fix: "write a blank between them")
        }
    }
}
