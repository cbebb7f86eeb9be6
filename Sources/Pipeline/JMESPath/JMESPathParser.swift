// Why this file exists: which part of an expression belongs to which, by how strongly the tokens bind.

import Platform

/// A Pratt parser of JMESPath (https://jmespath.org/specification.html#grammar).
///
/// What a projection is followed by, up to the next pipe, comparison, comma or closing bracket, is applied to each of its
/// elements; so it becomes the projection's right side.
struct JMESPathParser {
    let text: [UInt8]
    let tokens: [JMESPathToken]
    var at = 0
    let program: JMESPathProgram
    private var depth = 0

    init(_ text: [UInt8], building program: JMESPathProgram) throws(JMESPathError) {
        self.text = text
        self.program = program
        tokens = try JMESPathLexer.tokens(of: text)
    }

    var token: JMESPathToken { tokens[min(at, tokens.count - 1)] }
    var kind: JMESPathToken.Kind { token.kind }

    /// The token behind the present one.
    var following: JMESPathToken.Kind { tokens[min(at + 1, tokens.count - 1)].kind }

    mutating func advance() { at = min(at + 1, tokens.count - 1) }

    mutating func parse() throws(JMESPathError) -> Int32 {
        guard kind != .end else {
            throw problem("the expression is empty", fix: "write a key, or '@' for the whole line")
        }
        let root = try expression(0)
        guard kind == .end else { throw unexpected() }
        return root
    }

    /// An expression whose operators bind more strongly than `power`.
    mutating func expression(_ power: Int) throws(JMESPathError) -> Int32 {
        depth += 1
        defer { depth -= 1 }
        guard depth <= JMESPathLimits.depth else { throw tooLarge() }
        var left = try start()
        while kind.bindingPower > power { left = try continuation(of: left) }
        return left
    }

    /// What stands at the start of an expression.
    private mutating func start() throws(JMESPathError) -> Int32 {
        let token = token
        switch token.kind {
        case .identifier(let name, let isQuoted):
            advance()
            if kind == .openParenthesis { return try call(name, isQuoted: isQuoted, at: token.start) }
            return try add(field(name))
        case .literal(let json):
            advance()
            return try literal(json, at: token.start)
        case .rawString(let string):
            advance()
            let key = program.key(string)
            return try add(literal(.string(Int(key.start), count: Int(key.length))))
        case .current:
            advance()
            return try add(JMESPathNode(.current))
        case .not:
            advance()
            return try add(JMESPathNode(.not, try expression(JMESPathToken.Kind.negation)))
        case .star:
            advance()
            let current = try add(JMESPathNode(.current))
            return try project(.valueProjection, current, JMESPathToken.Kind.projection)
        case .flatten:
            advance()
            let flat = try add(JMESPathNode(.flatten, try add(JMESPathNode(.current))))
            return try project(.projection, flat, JMESPathToken.Kind.flatten.bindingPower)
        case .filter:
            advance()
            return try filter(try add(JMESPathNode(.current)))
        case .openBracket:
            advance()
            return try bracket()
        case .openBrace:
            advance()
            return try hash()
        case .openParenthesis:
            advance()
            let inside = try expression(0)
            try expect(.closeParenthesis, "')'")
            return inside
        case .reference:
            throw problem("'&' stands before an argument of a function only", fix: "leave it out")
        default: throw unexpected()
        }
    }

    /// What goes on behind `left`.
    private mutating func continuation(of left: Int32) throws(JMESPathError) -> Int32 {
        let kind = kind
        let power = kind.bindingPower
        switch kind {
        case .dot:
            advance()
            if self.kind == .star {
                advance()
                return try project(.valueProjection, left, JMESPathToken.Kind.projection)
            }
            return try chain(left, try behindDot(power))
        case .pipe:
            advance()
            return try chain(left, try expression(power))
        case .or:
            advance()
            return try add(JMESPathNode(.or, left, try expression(power)))
        case .and:
            advance()
            return try add(JMESPathNode(.and, left, try expression(power)))
        case .comparison(let comparison):
            advance()
            var node = JMESPathNode(.comparison, left, try expression(power))
            node.comparison = comparison
            return try add(node)
        case .flatten:
            advance()
            return try project(.projection, try add(JMESPathNode(.flatten, left)), power)
        case .filter:
            advance()
            return try filter(left)
        case .openBracket:
            advance()
            switch self.kind {
            case .number, .colon: return try indexOrSlice(of: left)
            case .star where following == .closeBracket:
                advance()
                advance()
                return try project(.projection, left, JMESPathToken.Kind.projection)
            default:
                throw problem(
                    "behind what is there, '[' takes an index, a slice, '*' or '?'",
                    fix: "write '.[' for a list of expressions, '.\"key\"' for a key")
            }
        default: throw unexpected()
        }
    }

    func chain(_ left: Int32, _ right: Int32) throws(JMESPathError) -> Int32 {
        try add(JMESPathNode(.chain, left, right))
    }

    /// A projection over `left`, and what belongs to it.
    mutating func project(
        _ operation: JMESPathNode.Operation, _ left: Int32, _ power: Int, where condition: Int32 = -1
    ) throws(JMESPathError) -> Int32 {
        let right = try projected(power)
        return try add(JMESPathNode(operation, left, right, third: condition))
    }

    /// What is applied to each element of a projection.
    private mutating func projected(_ power: Int) throws(JMESPathError) -> Int32 {
        if kind.bindingPower < JMESPathToken.Kind.projectionStop { return try add(JMESPathNode(.current)) }
        switch kind {
        case .openBracket, .filter: return try expression(power)
        case .dot:
            advance()
            return try behindDot(power)
        default: throw unexpected()
        }
    }

    /// What may stand behind a point.
    private mutating func behindDot(_ power: Int) throws(JMESPathError) -> Int32 {
        switch kind {
        case .identifier, .star: return try expression(power)
        case .openBracket:
            advance()
            return try list()
        case .openBrace:
            advance()
            return try hash()
        case .flatten, .filter:
            throw problem("no bracket of this kind stands behind '.'", fix: "leave the '.' out")
        case .literal, .rawString:
            throw problem("a literal cannot stand behind '.'", fix: "put a key in double quotes")
        case .number: throw problem("a number is no key", fix: "put a key in double quotes: \"1\"")
        default: throw unexpected("behind '.' ")
        }
    }
}
