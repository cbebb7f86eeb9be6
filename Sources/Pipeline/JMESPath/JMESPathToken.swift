// Why this file exists: lexer and parser of expressions share these words.

/// A token of JMESPath and where it stands, in bytes from the expression's start.
struct JMESPathToken {
    enum Kind: Equatable {
        /// A key; only one without quotes can be a function's name.
        case identifier(String, isQuoted: Bool)
        /// The text between two backticks, a backtick's escape undone: JSON.
        case literal([UInt8])
        /// The text between two single quotes, escapes undone.
        case rawString(String)
        case number(Int)
        case comparison(Comparison)
        case dot, star, current, reference, and, or, not, pipe, comma, colon
        /// `[?`
        case filter
        /// `[]`
        case flatten
        case openBracket, closeBracket, openBrace, closeBrace, openParenthesis, closeParenthesis
        case end
    }

    enum Comparison: UInt8, BitwiseCopyable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    }

    let kind: Kind
    let start: Int
    let end: Int
}

extension JMESPathToken.Kind {
    /// How strongly it binds to what stands before it, by the specification's order: pipe, or, and, comparisons, then what
    /// ends a projection from 10 on.
    var bindingPower: Int {
        switch self {
        case .pipe: 1
        case .or: 2
        case .and: 3
        case .comparison: 5
        case .flatten: 9
        case .filter: 21
        case .dot: 40
        case .openBracket: 55
        case .openParenthesis: 60
        default: 0
        }
    }

    static let projectionStop = 10
    static let projection = 20
    /// What `!` denies goes on up to the next comparison: `!a.b[]` is `!(a.b[])`.
    static let negation = 8
}
