// Why this file exists: which entries a `match` stage means is said in LogQL, as in the queries that find them later.

import CRE2

/// A LogQL stream selector with line filters: `{app="web", env=~"prod|test"} |= "error" !~ "timeout"`.
///
/// An entry is meant if all matchers hold for its labels and all filters for its line. A label that is not there has
/// the empty value.
struct StreamSelector: Sendable {
    let matchers: [LabelMatcher]
    let filters: [LineFilter]

    /// Reads a selector as it is written in a configuration.
    init(_ text: String) throws(SelectorError) {
        var parser = SelectorParser(text)
        (matchers, filters) = try parser.parse()
    }

    /// Whether all matchers hold. The labels are sorted or not.
    func matches(_ labels: [Label]) -> Bool {
        matchers.allSatisfy { matcher in
            matcher.matches(labels.first { $0.name == matcher.name }?.value ?? "")
        }
    }

    /// Whether all filters hold.
    @inline(__always)
    func matches(_ line: UnsafeRawBufferPointer) -> Bool {
        for filter in filters where !filter.matches(line) { return false }
        return true
    }
}

/// What a label's value has to be.
struct LabelMatcher: Sendable {
    enum Pattern: Sendable {
        case text(String)
        /// Matches the value from end to end.
        case expression(RegularExpression)
    }

    let name: String
    let pattern: Pattern
    /// True for `!=` and `!~`.
    let isNegated: Bool

    func matches(_ value: String) -> Bool {
        switch pattern {
        case .text(let text): return text.utf8.elementsEqual(value.utf8) != isNegated
        case .expression(let expression):
            var value = value
            return value.withUTF8 { expression.fullyMatches(UnsafeRawBufferPointer($0)) } != isNegated
        }
    }
}

/// What a line has to hold, or may not.
struct LineFilter: Sendable {
    enum Pattern: Sendable {
        case text([UInt8])
        /// Matches anywhere in the line.
        case expression(RegularExpression)
    }

    /// One of them is enough: `|= "a" or "b"`.
    let patterns: [Pattern]
    /// True for `!=` and `!~`: none of them may be there.
    let isNegated: Bool

    @inline(__always)
    func matches(_ line: UnsafeRawBufferPointer) -> Bool {
        for pattern in patterns where Self.finds(pattern, in: line) { return !isNegated }
        return isNegated
    }

    @inline(__always)
    private static func finds(_ pattern: Pattern, in line: UnsafeRawBufferPointer) -> Bool {
        switch pattern {
        case .text(let text):
            guard !text.isEmpty else { return true }
            guard let start = line.baseAddress else { return false }
            return text.withUnsafeBytes { bytes in
                bytes.baseAddress.map { lf_find(start, line.count, $0, bytes.count) != nil } ?? true
            }
        case .expression(let expression): return expression.matches(line)
        }
    }
}

/// What is wrong with a selector.
struct SelectorError: Error, Equatable {
    /// In characters, from 1.
    let column: Int
    /// What is wrong there.
    let problem: String
    /// What to write instead.
    let remedy: String
}
