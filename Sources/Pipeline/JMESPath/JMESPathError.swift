// Why this file exists: a mistake in an expression is found when the configuration is read, and told where it stands.

/// Why a text is no JMESPath expression that can be run.
struct JMESPathError: Error, Equatable {
    /// The kinds of error of the specification that can be told without a line; the others are `JMESPathFailure`s.
    enum Kind: Equatable {
        case syntax, invalidArity, invalidValue, unknownFunction
        /// Nested deeper, or longer, than any expression that is meant.
        case tooLarge
    }

    let kind: Kind
    /// Where it stands, in characters (Unicode scalars) from the expression's start.
    let offset: Int
    /// What is wrong, without a full stop.
    let problem: String
    /// What to write instead, without a full stop; nil where the problem says all.
    let remedy: String?

    /// - Parameter at: where it stands, in bytes of `text`.
    init(_ kind: Kind, at place: Int, in text: [UInt8], _ problem: String, fix remedy: String? = nil) {
        self.kind = kind
        // Every scalar of UTF-8 has one byte that continues none.
        offset = text.prefix(max(0, place)).reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        self.problem = problem
        self.remedy = remedy
    }
}

/// Why an expression gives nothing for a line.
enum JMESPathFailure: Error {
    /// A function was given something that it does not take: the call's node.
    case invalidType(Int32, JSONValue.Kind)
    /// Beyond `JMESPathLimits`.
    case tooMuch
    /// A number that no text can stand for.
    case notFinite
}

/// How much one evaluation of an expression may do.
enum JMESPathLimits {
    /// Steps: one for each part of the expression, each element looked at, and each 64 bytes of text.
    static let steps = 100_000
    /// Bytes that functions write, and bytes of the result.
    static let outputBytes = 1 << 20
    /// How deep an expression may be, and what it makes may be nested beyond its line.
    static let depth = 256
    /// How many parts an expression may have.
    static let nodes = 20_000
}
