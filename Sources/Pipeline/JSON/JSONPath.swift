// Why this file exists: a json stage's expressions are JMESPath; those that only name a place are followed while
// the line is scanned, and any other kind of expression would be told apart here.

import Platform

/// One step of a path into JSON.
enum JSONStep: Sendable {
    /// The value of an object's key.
    case key(String)
    /// The element of an array, from 0, or from the end where it is negative: -1 is the last.
    case index(Int)
}

/// Why an expression is not followed.
enum JSONPathError: Error, Equatable {
    /// Not JMESPath either, or deeper than any line.
    case malformed
    /// JMESPath that computes something: projections, filters, pipes, literals, functions.
    case computes
}

/// The part of JMESPath (https://jmespath.org/specification.html) that names one place: identifiers, quoted
/// identifiers and indexes, as in `request."user.name".groups[0]`.
///
/// More than the specification's identifiers are taken without quotes: letters of any script, digits in front, `-`.
struct JSONPath {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var steps: [JSONStep] = []

    /// The steps of `expression`, at least one.
    static func parse(_ expression: String) throws(JSONPathError) -> [JSONStep] {
        var parser = JSONPath(scalars: Array(expression.unicodeScalars))
        try parser.parse()
        // No line has more levels, and what walks the tree must not go deeper either.
        guard parser.steps.count <= JSONScanner.maximumDepth else { throw .malformed }
        return parser.steps
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private mutating func parse() throws(JSONPathError) {
        skipSpace()
        if next == "[" { try bracket() } else { try identifier() }
        skipSpace()
        while let scalar = next {
            switch scalar {
            case "[": try bracket()
            case ".":
                at += 1
                skipSpace()
                // Behind a point a bracket is a list of expressions, not an index.
                if next == "[" { throw .computes }
                try identifier()
            default: throw problem
            }
            skipSpace()
        }
    }

    private mutating func skipSpace() {
        while let scalar = next, scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" {
            at += 1
        }
    }

    /// What is wrong with a character that no path has here.
    private var problem: JSONPathError {
        guard let next else { return .malformed }
        return "*[]{}()|&@`'!<>=,?:".unicodeScalars.contains(next) ? .computes : .malformed
    }

    private mutating func identifier() throws(JSONPathError) {
        if next == "\"" { return try quoted() }
        let start = at
        while let scalar = next, isLetter(scalar) { at += 1 }
        guard at > start else { throw problem }
        steps.append(.key(String(String.UnicodeScalarView(scalars[start..<at]))))
    }

    private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-"
    }

    /// A JSON string.
    private mutating func quoted() throws(JSONPathError) {
        let start = at + 1
        at = start
        while let scalar = next, scalar != "\"" { at += scalar == "\\" ? 2 : 1 }
        guard at < scalars.count, at > start else { throw .malformed }
        var text = String(String.UnicodeScalarView(scalars[start..<at]))
        at += 1
        let unescaped = ByteBuffer()
        text.withUTF8 { JSONEscapes.appendUnescaped(UnsafeRawBufferPointer($0), to: unescaped) }
        steps.append(.key(unescaped.text))
    }

    private mutating func bracket() throws(JSONPathError) {
        at += 1
        skipSpace()
        let start = at
        if next == "-" { at += 1 }
        while let scalar = next, ("0"..."9").contains(scalar) { at += 1 }
        let number = Int(String(String.UnicodeScalarView(scalars[start..<at])))
        skipSpace()
        guard let next else { throw .malformed }
        guard let number, next == "]" else { throw next == "]" && at > start ? .malformed : .computes }
        at += 1
        steps.append(.index(number))
    }
}
