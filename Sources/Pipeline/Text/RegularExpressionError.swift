// Why this file exists: RE2 speaks to programmers; whoever writes a configuration wants to know what to write instead.

import CRE2

/// Why a text is no regular expression, and what to write instead.
public struct RegularExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, without a full stop.
    public let problem: String
    /// What to write instead, without a full stop; nil where the problem says all.
    public let remedy: String?

    init(_ problem: String, _ remedy: String? = nil) {
        self.problem = problem
        self.remedy = remedy
    }

    /// Both in one line.
    public var description: String { remedy.map { "\(problem); \($0)" } ?? problem }

    /// Where RE2's syntax stands.
    private static let syntax = "the syntax is at https://github.com/google/re2/wiki/Syntax"

    /// What RE2 found, `part` being the offending part of the expression.
    init(_ error: lf_re2_error, part: String) {
        switch error {
        case LF_RE2_NO_MEMORY: self.init("there is no memory for the regular expression")
        case LF_RE2_BAD_ESCAPE: self = Self.escape(part)
        case LF_RE2_BAD_RANGE where !part.hasPrefix("[") && !part.hasPrefix("\\"):
            self.init(
                "'\(part)' is no range of characters", "write the lower one first, or '\\-' for the character"
            )
        case LF_RE2_BAD_RANGE, LF_RE2_BAD_CLASS:
            self.init("'\(part)' is no class of characters in RE2", Self.syntax)
        case LF_RE2_MISSING_BRACKET:
            self.init(
                "the character class '\(part)' is not closed", "add ']', or write '\\[' for the character")
        case LF_RE2_MISSING_PARENTHESIS:
            self.init("a group is not closed in '\(part)'", "add ')', or write '\\(' for the character")
        case LF_RE2_UNEXPECTED_PARENTHESIS:
            self.init("a ')' closes no group in '\(part)'", "remove it, or write '\\)' for the character")
        case LF_RE2_TRAILING_BACKSLASH:
            self.init("the regular expression ends in '\\'", "write '\\\\' for the character")
        case LF_RE2_REPEATS_NOTHING:
            self.init(
                "'\(part)' repeats nothing",
                "write it after what it repeats, or '\\\(part)' for the character")
        case LF_RE2_BAD_COUNT:
            self.init("'\(part)' is no count of RE2", "write the smaller number first, and at most 1000")
        case LF_RE2_REPEATS_REPETITION:
            self.init(
                "'\(part)' repeats a repetition", "write one of them, or a group around the first: (?:a*)*")
        case LF_RE2_BAD_GROUP: self = Self.group(part)
        case LF_RE2_BAD_UTF8:
            self.init("the regular expression is not UTF-8", "write '\\xff' for the byte ff")
        case LF_RE2_BAD_NAME: self.init("'\(part)' is no name for a group", Self.names)
        case LF_RE2_TOO_LARGE: self = Self.tooLarge
        default: self.init("RE2 takes no '\(part)'", Self.syntax)
        }
    }

    private static let names = "write letters, digits and _, and each name once: (?P<name>...)"

    static func repeated(_ name: String) -> RegularExpressionError {
        RegularExpressionError("two groups are called '\(name)'", names)
    }

    static let tooDeep = RegularExpressionError(
        "the groups of the regular expression are nested more than \(ExpressionNotation.maximumDepth) deep")

    private static let tooLarge = RegularExpressionError(
        "the regular expression needs more than \(RegularExpression.maximumMemory >> 20) MiB when compiled",
        "write smaller counts in its {n,m}, or several expressions")

    private static func escape(_ part: String) -> RegularExpressionError {
        let second = part.utf8.dropFirst().first ?? 0
        if (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(second) {
            return RegularExpressionError("RE2 has no backreference such as '\(part)'", syntax)
        }
        return RegularExpressionError(
            "'\(part)' is no escape of RE2", "write '\\\\' for a backslash; \(syntax)")
    }

    private static func group(_ part: String) -> RegularExpressionError {
        let kinds = [
            ("(?=", "lookahead"), ("(?!", "lookahead"), ("(?<=", "lookbehind"), ("(?<!", "lookbehind"),
        ]
        for (start, kind) in kinds where part.hasPrefix(start) { return unsupported(kind, start) }
        if part.hasPrefix("(?>") { return unsupported("atomic group", "(?>") }
        return RegularExpressionError("'\(part)' starts no group of RE2", syntax)
    }

    static func unsupported(_ kind: String, _ start: String) -> RegularExpressionError {
        RegularExpressionError(
            "RE2 has no \(kind), '\(start)'", "match what stands there, and group the rest")
    }
}
