// Why this file exists: a json stage's expressions are JMESPath; those that only name a place are followed while
// the line is scanned, and are told apart from the others here.

/// One step of a path into JSON.
enum JSONStep: Sendable {
    /// The value of an object's key.
    case key(String)
    /// The element of an array, from 0, or from the end where it is negative: -1 is the last.
    case index(Int)
}

/// The part of JMESPath (https://jmespath.org/specification.html) that names one place: identifiers, quoted
/// identifiers and indexes, as in `request."user.name".groups[0]`.
///
/// More than the specification's identifiers are taken without quotes: letters of any script, digits in front, `-`.
struct JSONPath {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var steps: [JSONStep] = []

    /// The steps of `expression`, at least one; nil if it does not only name a place.
    static func parse(_ expression: String) -> [JSONStep]? {
        var parser = JSONPath(scalars: Array(expression.unicodeScalars))
        // No line has more levels, and what walks the tree must not go deeper either.
        guard parser.parse(), parser.steps.count <= JSONScanner.maximumDepth else { return nil }
        return parser.steps
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private mutating func parse() -> Bool {
        skipSpace()
        guard next == "[" ? bracket() : identifier() else { return false }
        skipSpace()
        while let scalar = next {
            switch scalar {
            case "[": guard bracket() else { return false }
            case ".":
                at += 1
                skipSpace()
                // A bracket behind a point is none of an index, but of a list of expressions.
                guard identifier() else { return false }
            default: return false
            }
            skipSpace()
        }
        return true
    }

    private mutating func skipSpace() {
        while let scalar = next, scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" {
            at += 1
        }
    }

    private mutating func identifier() -> Bool {
        if next == "\"" { return quoted() }
        let start = at
        while let scalar = next, isLetter(scalar) { at += 1 }
        steps.append(.key(String(String.UnicodeScalarView(scalars[start..<at]))))
        return at > start
    }

    private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-"
    }

    /// A JSON string.
    private mutating func quoted() -> Bool {
        let start = at
        at += 1
        while let scalar = next, scalar != "\"" { at += scalar == "\\" ? 2 : 1 }
        guard at < scalars.count, at > start + 1 else { return false }
        at += 1
        let text = String(String.UnicodeScalarView(scalars[start..<at]))
        guard let key = JSONLiteral.string(Array(text.utf8)) else { return false }
        steps.append(.key(key))
        return true
    }

    private mutating func bracket() -> Bool {
        at += 1
        skipSpace()
        let start = at
        if next == "-" { at += 1 }
        while let scalar = next, ("0"..."9").contains(scalar) { at += 1 }
        guard let number = Int(String(String.UnicodeScalarView(scalars[start..<at]))) else { return false }
        skipSpace()
        guard next == "]" else { return false }
        at += 1
        steps.append(.index(number))
        return true
    }
}
