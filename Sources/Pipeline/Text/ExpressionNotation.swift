// Why this file exists: Promtail's users write (?<name>...), which the RE2 of Debian 12 does not know yet, and many
// expressions are plain texts, which are found faster without RE2.

import Platform

/// What an expression says before RE2 reads it.
struct ExpressionNotation {
    /// The expression with every `(?<name>` as `(?P<name>`.
    private(set) var text: [UInt8] = []
    /// The text that the whole expression stands for; nil if it stands for more than one.
    private(set) var literal: [UInt8]? = []
    private var depth = 0
    /// Where in `text` each `(` or `(?P<name>` is.
    private var openings: [Int] = []

    /// How deep groups may nest; Go's limit, too.
    static let maximumDepth = 1000

    /// - Throws: an error for what RE2 would not explain, or takes although Go's syntax has it not.
    init(_ pattern: String) throws(RegularExpressionError) {
        let bytes = Array(pattern.utf8)
        text.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\"): try takeEscape(bytes, &index)
            case UInt8(ascii: "["): takeClass(bytes, &index)
            case UInt8(ascii: "("): try takeGroup(bytes, &index)
            case let byte:
                if Self.operators.contains(byte) { literal = nil } else { literal?.append(byte) }
                if byte == UInt8(ascii: ")") { depth -= 1 }
                text.append(byte)
                index += 1
            }
        }
        // Where a text is not UTF-8, an offending byte counts as this character, see `RepairedText`.
        if literal?.contains([0xEF, 0xBF, 0xBD]) == true { literal = nil }
    }

    private static let operators = Array(".*+?|^$){}]".utf8)

    /// `\Q...\E` is text; of the other escapes only those of punctuation are.
    private mutating func takeEscape(_ bytes: [UInt8], _ index: inout Int) throws(RegularExpressionError) {
        guard index + 1 < bytes.count else {
            text.append(bytes[index])
            index += 1
            literal = nil
            return
        }
        let escaped = bytes[index + 1]
        if escaped == UInt8(ascii: "C") {
            throw RegularExpressionError(
                "'\\C' would cut characters in two", "write '.', or '(?s:.)' for any character")
        }
        guard escaped == UInt8(ascii: "Q") else {
            let isPunctuation =
                escaped < 0x80 && escaped > 0x20 && escaped != UInt8(ascii: "_") && escaped != 0x7f
                && !UInt8(ascii: "0").upTo(9).contains(escaped)
                && !UInt8(ascii: "a").upTo(25).contains(escaped | 0x20)
            if isPunctuation { literal?.append(escaped) } else { literal = nil }
            text += bytes[index...(index + 1)]
            index += 2
            return
        }
        let start = index + 2
        var end = start
        while end < bytes.count, !bytes[end...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "E")]) {
            end += 1
        }
        literal?.append(contentsOf: bytes[start..<end])
        let next = min(end + 2, bytes.count)
        text += bytes[index..<next]
        index = next
    }

    /// A `(` in a class is a character, and so are a `]` that comes first and that of `[:alpha:]`.
    private mutating func takeClass(_ bytes: [UInt8], _ index: inout Int) {
        literal = nil
        let start = index
        index += 1
        if index < bytes.count, bytes[index] == UInt8(ascii: "^") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "]") { index += 1 }
        while index < bytes.count, bytes[index] != UInt8(ascii: "]") {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 2
            } else if bytes[index...].starts(with: "[:".utf8), let length = Self.nameLength(bytes[index...]) {
                index += length
            } else {
                index += 1
            }
        }
        index = min(index + 1, bytes.count)
        text += bytes[start..<index]
    }

    /// The length of the `[:alpha:]` at the front; nil if it does not end.
    private static func nameLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        var end = bytes.startIndex + 2
        while end + 1 < bytes.endIndex {
            if bytes[end] == UInt8(ascii: ":"), bytes[end + 1] == UInt8(ascii: "]") {
                return end + 2 - bytes.startIndex
            }
            end += 1
        }
        return nil
    }

    private mutating func takeGroup(_ bytes: [UInt8], _ index: inout Int) throws(RegularExpressionError) {
        literal = nil
        depth += 1
        guard depth <= Self.maximumDepth else { throw .tooDeep }
        let rest = bytes[index...]
        for start in ["(?<=", "(?<!"] where rest.starts(with: start.utf8) {
            throw .unsupported("lookbehind", start)
        }
        let isNamed = rest.starts(with: "(?<".utf8) || rest.starts(with: "(?P<".utf8)
        if isNamed || !rest.starts(with: "(?".utf8) { openings.append(text.count) }
        if rest.starts(with: "(?<".utf8) {
            text += Array("(?P<".utf8)
            index += 3
        } else {
            text.append(bytes[index])
            index += 1
        }
    }

    /// How many groups capture what they match.
    var groupCount: Int { openings.count }

    /// The expression with only some of its groups, counted from 0; the others are `(?:...)`.
    func text(capturing kept: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        var done = 0
        for (group, opening) in openings.enumerated() where !kept.contains(group) {
            result += text[done..<opening]
            result += Array("(?:".utf8)
            done = opening + 1
            if text[done...].starts(with: "?P<".utf8) {
                done = text[done...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? text.count
            }
        }
        return result + text[done...]
    }
}

extension UInt8 {
    /// The characters from this one to the one `count` further.
    fileprivate func upTo(_ count: UInt8) -> ClosedRange<UInt8> { self...(self + count) }
}
