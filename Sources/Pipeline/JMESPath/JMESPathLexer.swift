// Why this file exists: the text of an expression as tokens, with what to write instead of what is none.

import Configuration
import Platform

/// Takes a text apart into the tokens of JMESPath (https://jmespath.org/specification.html#grammar).
struct JMESPathLexer {
    private let text: [UInt8]
    private var at = 0
    private var tokens: [JMESPathToken] = []

    /// All tokens, the last of them `.end`.
    static func tokens(of text: [UInt8]) throws(JMESPathError) -> [JMESPathToken] {
        var lexer = JMESPathLexer(text: text)
        while lexer.at < text.count { try lexer.next() }
        lexer.tokens.append(JMESPathToken(kind: .end, start: text.count, end: text.count))
        return lexer.tokens
    }

    private init(text: [UInt8]) { self.text = text }

    private func byte(_ offset: Int = 0) -> UInt8? { at + offset < text.count ? text[at + offset] : nil }

    private mutating func next() throws(JMESPathError) {
        switch text[at] {
        case 0x20, 0x09, 0x0a, 0x0d: at += 1
        case UInt8(ascii: "."): take(.dot)
        case UInt8(ascii: "*"): take(.star)
        case UInt8(ascii: "@"): take(.current)
        case UInt8(ascii: ","): take(.comma)
        case UInt8(ascii: ":"): take(.colon)
        case UInt8(ascii: "]"): take(.closeBracket)
        case UInt8(ascii: "{"): take(.openBrace)
        case UInt8(ascii: "}"): take(.closeBrace)
        case UInt8(ascii: "("): take(.openParenthesis)
        case UInt8(ascii: ")"): take(.closeParenthesis)
        case UInt8(ascii: "["):
            switch byte(1) {
            case UInt8(ascii: "?"): take(.filter, 2)
            case UInt8(ascii: "]"): take(.flatten, 2)
            default: take(.openBracket)
            }
        case UInt8(ascii: "&"): byte(1) == UInt8(ascii: "&") ? take(.and, 2) : take(.reference)
        case UInt8(ascii: "|"): byte(1) == UInt8(ascii: "|") ? take(.or, 2) : take(.pipe)
        case UInt8(ascii: "!"):
            byte(1) == UInt8(ascii: "=") ? take(.comparison(.notEqual), 2) : take(.not)
        case UInt8(ascii: "<"):
            byte(1) == UInt8(ascii: "=") ? take(.comparison(.lessOrEqual), 2) : take(.comparison(.less))
        case UInt8(ascii: ">"):
            byte(1) == UInt8(ascii: "=") ? take(.comparison(.greaterOrEqual), 2) : take(.comparison(.greater))
        case UInt8(ascii: "="):
            guard byte(1) == UInt8(ascii: "=") else {
                throw problem("a single '=' compares nothing", fix: "write '=='")
            }
            take(.comparison(.equal), 2)
        case UInt8(ascii: "\""): try quotedIdentifier()
        case UInt8(ascii: "'"): try rawString()
        case UInt8(ascii: "`"): try literal()
        case UInt8(ascii: "-"), 48...57: try number()
        case let first where Self.isLetter(first): identifier()
        default: throw strange()
        }
    }

    private mutating func take(_ kind: JMESPathToken.Kind, _ length: Int = 1) {
        tokens.append(JMESPathToken(kind: kind, start: at, end: at + length))
        at += length
    }

    private func problem(_ problem: String, at place: Int? = nil, fix: String? = nil) -> JMESPathError {
        JMESPathError(.syntax, at: place ?? at, in: text, problem, fix: fix)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private mutating func identifier() {
        var length = 1
        while let next = byte(length), Self.isLetter(next) || next &- 48 < 10 { length += 1 }
        let name = String(decoding: text[at..<(at + length)], as: UTF8.self)
        take(.identifier(name, isQuoted: false), length)
    }

    private mutating func number() throws(JMESPathError) {
        var length = 1
        while let next = byte(length), next &- 48 < 10 { length += 1 }
        let digits = String(decoding: text[at..<(at + length)], as: UTF8.self)
        guard digits != "-" else {
            throw problem("'-' stands before a number only", fix: "put a key with a '-' in double quotes")
        }
        guard let number = Int(digits) else {
            throw problem("the number \(digits) is too large", fix: "no array has so many elements")
        }
        take(.number(number), length)
    }

    /// The place of the delimiter that ends what starts here, past escaped ones.
    private func end(of delimiter: UInt8) -> Int? {
        var place = at + 1
        while place < text.count, text[place] != delimiter {
            place += text[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return place < text.count ? place : nil
    }

    private mutating func quotedIdentifier() throws(JMESPathError) {
        guard let end = end(of: UInt8(ascii: "\"")) else {
            throw problem("the key in double quotes does not end", fix: "add '\"' where it does")
        }
        guard end > at + 1 else { throw problem("the key in double quotes is empty", fix: "write a key") }
        guard let key = JSONLiteral.string(Array(text[at...end])) else {
            throw problem(
                "this key in double quotes is no JSON string",
                fix: "write '\\\\' for a backslash and '\\\"' for a quote")
        }
        take(.identifier(key, isQuoted: true), end + 1 - at)
    }

    private mutating func rawString() throws(JMESPathError) {
        guard let end = end(of: UInt8(ascii: "'")) else {
            throw problem("the text in single quotes does not end", fix: "add \"'\" where it does")
        }
        // Only the quote needs an escape, so another backslash stands for itself.
        let inside = Self.removing("\\", before: "'", from: text[(at + 1)..<end])
        take(.rawString(String(decoding: inside, as: UTF8.self)), end + 1 - at)
    }

    private mutating func literal() throws(JMESPathError) {
        guard let end = end(of: UInt8(ascii: "`")) else {
            throw problem("the literal in backticks does not end", fix: "add '`' where it does")
        }
        take(.literal(Self.removing("\\", before: "`", from: text[(at + 1)..<end])), end + 1 - at)
    }

    private static func removing(
        _ escape: Unicode.Scalar, before delimiter: Unicode.Scalar, from text: ArraySlice<UInt8>
    ) -> [UInt8] {
        let (escape, delimiter) = (UInt8(ascii: escape), UInt8(ascii: delimiter))
        var result: [UInt8] = []
        var isEscaped = false
        for byte in text {
            if isEscaped, byte == delimiter { result.removeLast() }
            result.append(byte)
            isEscaped = byte == escape && !isEscaped
        }
        return result
    }

    /// What no token starts with.
    private func strange() -> JMESPathError {
        let rest = String(decoding: text[at...], as: UTF8.self).unicodeScalars
        let scalar = rest.first.map { String($0) } ?? ""
        if rest.first?.properties.isAlphabetic == true {
            return problem(
                "'\(scalar)' is no letter that a key without quotes may have",
                fix: "put the key in double quotes")
        }
        return problem(
            "'\(scalar)' means nothing here", fix: "put a key in double quotes, a text in single ones")
    }
}
