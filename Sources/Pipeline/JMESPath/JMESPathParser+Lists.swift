// Why this file exists: what stands in brackets, braces and parentheses of an expression.

import Configuration
import Platform

extension JMESPathParser {
    /// `[` at the start of an expression was passed.
    mutating func bracket() throws(JMESPathError) -> Int32 {
        switch kind {
        case .number, .colon: return try indexOrSlice(of: try add(JMESPathNode(.current)))
        case .star where following == .closeBracket:
            advance()
            advance()
            let current = try add(JMESPathNode(.current))
            return try project(.projection, current, JMESPathToken.Kind.projection)
        default: return try list()
        }
    }

    /// `[` was passed, and a number or a colon follows.
    mutating func indexOrSlice(of left: Int32) throws(JMESPathError) -> Int32 {
        if case .number(let index) = kind, following == .closeBracket {
            advance()
            advance()
            var node = JMESPathNode(.index)
            node.index = index
            return try chain(left, try add(node))
        }
        let slice = try add(slice())
        return try project(.projection, try chain(left, slice), JMESPathToken.Kind.projection)
    }

    private mutating func slice() throws(JMESPathError) -> JMESPathNode {
        var parts: [Int?] = [nil, nil, nil]
        var part = 0
        var last = 0
        while kind != .closeBracket {
            let token = token
            switch token.kind {
            case .colon:
                part += 1
                guard part < parts.count else {
                    throw problem("a slice has at most three parts", fix: "write [start:stop:step]")
                }
            case .number(let number) where parts[part] == nil:
                parts[part] = number
                last = token.start
            default: throw unexpected("in a slice ", fix: "write [start:stop:step], each a number or nothing")
            }
            advance()
        }
        guard part > 0 else { throw unexpected() }
        guard parts[2] != 0 else {
            throw JMESPathError(
                .invalidValue, at: last, in: text, "the step of a slice cannot be 0",
                fix: "write 1, or leave it out")
        }
        advance()
        program.slices.append(JMESPathSlice(start: parts[0], stop: parts[1], step: parts[2] ?? 1))
        var node = JMESPathNode(.slice)
        node.first = Int32(program.slices.count - 1)
        return node
    }

    /// `[?` was passed.
    mutating func filter(_ left: Int32) throws(JMESPathError) -> Int32 {
        let condition = try expression(0)
        try expect(.closeBracket, "']'")
        let power = JMESPathToken.Kind.filter.bindingPower
        return try project(.filterProjection, left, power, where: condition)
    }

    /// `[` was passed: expressions whose values make an array.
    mutating func list() throws(JMESPathError) -> Int32 {
        var parts: [Int32] = []
        repeat { parts.append(try expression(0)) } while try isContinued(before: .closeBracket, "']'")
        return try add(.list, parts)
    }

    /// `{` was passed: keys and expressions whose values make an object.
    mutating func hash() throws(JMESPathError) -> Int32 {
        var keys: [Span32] = []
        var parts: [Int32] = []
        repeat {
            guard case .identifier(let name, _) = kind else { throw unexpected("in place of a key ") }
            advance()
            try expect(.colon, "':' behind the key")
            keys.append(program.key(name))
            parts.append(try expression(0))
        } while try isContinued(before: .closeBrace, "'}'")
        return try add(.hash, parts, keys: keys)
    }

    /// Passes a comma, or the end of a list.
    private mutating func isContinued(before end: JMESPathToken.Kind, _ name: String) throws(JMESPathError)
        -> Bool
    {
        if kind == .comma {
            advance()
            return true
        }
        try expect(end, "',' or \(name)")
        return false
    }

    private func add(
        _ operation: JMESPathNode.Operation, _ parts: [Int32], keys: [Span32] = [],
        function: JMESPathFunction = .type, at place: Int = 0
    ) throws(JMESPathError) -> Int32 {
        var node = JMESPathNode(operation)
        node.first = program.add(parts, keys: keys)
        node.count = Int32(parts.count)
        node.function = function
        node.index = place
        return try add(node)
    }

    /// The name of a function was passed, and a parenthesis follows.
    mutating func call(_ name: String, isQuoted: Bool, at place: Int) throws(JMESPathError) -> Int32 {
        guard !isQuoted else {
            throw problem("a function's name has no quotes", at: place, fix: "write \(name)(...)")
        }
        advance()
        var arguments: [Int32] = []
        if kind == .closeParenthesis {
            advance()
        } else {
            repeat {
                arguments.append(try argument())
            } while try isContinued(before: .closeParenthesis, "')'")
        }
        guard let function = JMESPathFunction(name) else {
            let near = Suggestions.nearest(name, among: JMESPathFunction.names)
            throw JMESPathError(
                .unknownFunction, at: place, in: text, "JMESPath has no function '\(name)'",
                fix: near.map { "did you mean '\($0)'?" }
                    ?? "the functions are \(JMESPathFunction.names.joined(separator: ", "))")
        }
        let takes = function.count
        guard arguments.count == takes || function.takesMore && arguments.count > takes else {
            throw JMESPathError(
                .invalidArity, at: place, in: text,
                "\(name) takes \(function.takesMore ? "at least " : "")\(takes == 1 ? "one argument" : "two arguments"), not \(arguments.count)",
                fix: "write \(function.example)")
        }
        return try add(.call, arguments, function: function, at: place)
    }

    private mutating func argument() throws(JMESPathError) -> Int32 {
        guard kind == .reference else { return try expression(0) }
        advance()
        return try add(JMESPathNode(.reference, try expression(0)))
    }

    func field(_ name: String) -> JMESPathNode {
        var node = JMESPathNode(.field)
        node.key = program.key(name)
        return node
    }

    func literal(_ value: JSONValue) -> JMESPathNode {
        program.literals.append(value)
        var node = JMESPathNode(.literal)
        node.first = Int32(program.literals.count - 1)
        return node
    }

    func literal(_ json: [UInt8], at place: Int) throws(JMESPathError) -> Int32 {
        guard let value = JSONLiteral.value(json, into: program.arena) else {
            let text = String(decoding: json, as: UTF8.self)
            throw problem(
                "'\(text)' in backticks is no JSON", at: place,
                fix: "write a text in single quotes: '\(text)'")
        }
        return try add(literal(value))
    }

    func add(_ node: JMESPathNode) throws(JMESPathError) -> Int32 {
        guard let number = program.add(node) else { throw tooLarge() }
        return number
    }
}
