// Why this file exists: Promtail, Prometheus and Loki take Go's regular expressions; RE2 has their syntax and, like
// them, takes time linear in the text, whatever a log line holds.

import CRE2
import Platform

/// Where a group of an expression matched.
public struct MatchedGroup: Hashable, Sendable, BitwiseCopyable {
    /// Bytes from the start of the text to the group's first one; -1 for a group that has no part in the match.
    public var start: Int32
    /// Bytes from the start of the text to what is behind the group; -1 as above.
    public var end: Int32

    /// A group that has no part in a match.
    public static let unset = MatchedGroup(start: -1, end: -1)
    /// False for a group that has no part in the match.
    @inlinable public var isSet: Bool { start >= 0 }
    /// Bytes.
    @inlinable public var count: Int { Int(end &- start) }
}

/// A regular expression in the syntax of RE2, https://github.com/google/re2/wiki/Syntax, and Go's `(?<name>...)`.
///
/// Texts are bytes; each that is not part of well-formed UTF-8 counts as one U+FFFD, as in Go. It never changes, so that
/// any number of threads may use it. Matching takes time linear in the text.
public final class RegularExpression: Sendable {
    /// The most that RE2 may use for one expression, in bytes: the program and what it keeps of states while matching.
    /// As much again where an expression with many groups is compiled in parts, too.
    public static let maximumMemory = 8 << 20

    private let compiled: CompiledExpression
    /// Nil where it would be no faster.
    private let byFour: GroupsByFour?
    /// The groups' names; the first is the whole match, which has none.
    public let groupNames: [String?]
    /// What the expression stands for, if that is one text.
    private let literal: [UInt8]?
    /// What a text has to contain to have a match somewhere, if that is all.
    private let contained: [UInt8]?

    /// Compiles an expression.
    /// - Throws: what is wrong with it, without its place.
    public init(_ pattern: String) throws(RegularExpressionError) {
        let notation = try ExpressionNotation(pattern)
        compiled = try CompiledExpression(notation.text, maximumMemory: Self.maximumMemory)
        groupNames = compiled.groupNames
        byFour = GroupsByFour(
            notation, groupCount: groupNames.count - 1, maximumMemory: Self.maximumMemory)
        literal = notation.literal
        contained = Self.contained(pattern) ?? notation.literal
        var seen: Set<String> = []
        for name in groupNames.compactMap(\.self) where !seen.insert(name).inserted { throw .repeated(name) }
    }

    /// `.*debug.*` is somewhere in a text just where `debug` is.
    private static func contained(_ pattern: String) -> [UInt8]? {
        var rest = pattern[...]
        guard !rest.contains("\\Q") else { return nil }
        while rest.hasPrefix(".*") { rest = rest.dropFirst(2) }
        while rest.hasSuffix(".*") { rest = rest.dropLast(2) }
        return (try? ExpressionNotation(String(rest)))?.literal
    }

    /// Room for a match's groups, the whole match first.
    public func makeGroups() -> [MatchedGroup] { Array(repeating: .unset, count: groupNames.count) }

    /// Whether the expression matches somewhere in a text.
    public func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        if let contained { return Self.find(contained, in: text, from: 0) != nil }
        if let repaired = RepairedText(text) {
            return repaired.bytes.withUnsafeBytes { match($0, from: 0, LF_RE2_ANYWHERE, nil, 0) }
        }
        return match(text, from: 0, LF_RE2_ANYWHERE, nil, 0)
    }

    /// Whether the expression matches all of a text, as `relabel_configs` demand.
    public func fullyMatches(_ text: UnsafeRawBufferPointer) -> Bool {
        if let literal { return text.elementsEqual(literal) }
        if let repaired = RepairedText(text) {
            return repaired.bytes.withUnsafeBytes { match($0, from: 0, LF_RE2_WHOLE, nil, 0) }
        }
        return match(text, from: 0, LF_RE2_WHOLE, nil, 0)
    }

    /// Finds the leftmost match that starts at `start` or behind it; `^` and `\b` still see what is before.
    ///
    /// Whoever wants all of them calls `eachMatch`, which looks only once whether the text is UTF-8.
    /// - Parameter groups: gets the match and its groups, as many as there is room for; the fewer, the faster. Undefined
    ///   without a match.
    public func firstMatch(
        in text: UnsafeRawBufferPointer, from start: Int = 0, groups: inout [MatchedGroup]
    ) -> Bool {
        guard start >= 0, start <= text.count else { return false }
        if let repaired = RepairedText(text) {
            return search(repaired, from: start, LF_RE2_ANYWHERE, &groups)
        }
        return search(text, from: start, LF_RE2_ANYWHERE, &groups)
    }

    /// Matches all of a text and finds the groups.
    /// - Parameter groups: as in `firstMatch`.
    public func fullMatch(of text: UnsafeRawBufferPointer, groups: inout [MatchedGroup]) -> Bool {
        if let repaired = RepairedText(text) { return search(repaired, from: 0, LF_RE2_WHOLE, &groups) }
        return search(text, from: 0, LF_RE2_WHOLE, &groups)
    }

    /// Finds one match behind the other, none overlapping. As in Go an empty one right behind another does not count.
    /// - Parameters:
    ///   - groups: room for them, as in `firstMatch`; there has to be some.
    ///   - body: gets each match's groups; false ends the search.
    public func eachMatch(
        in text: UnsafeRawBufferPointer, groups: inout [MatchedGroup], _ body: ([MatchedGroup]) -> Bool
    ) {
        let repaired = RepairedText(text)
        var (place, lastEnd) = (0, -1)
        while place <= text.count, !groups.isEmpty {
            let isFound =
                if let repaired {
                    search(repaired, from: place, LF_RE2_ANYWHERE, &groups)
                } else {
                    search(text, from: place, LF_RE2_ANYWHERE, &groups)
                }
            guard isFound else { return }
            let (start, end) = (Int(groups[0].start), Int(groups[0].end))
            let isRepeated = end == place && start == lastEnd
            place = end == place ? place + Self.characterLength(text, at: place) : end
            lastEnd = end
            if !isRepeated, !body(groups) { return }
        }
    }

    private static func characterLength(_ text: UnsafeRawBufferPointer, at place: Int) -> Int {
        guard let base = text.baseAddress, place < text.count else { return 1 }
        return max(1, UTF8Text.sequenceLength(base + place, available: text.count - place))
    }

    @inline(__always)
    private func search(
        _ text: UnsafeRawBufferPointer, from start: Int, _ anchor: lf_re2_anchor,
        _ groups: inout [MatchedGroup]
    ) -> Bool {
        if let literal, anchor == LF_RE2_ANYWHERE {
            guard let place = Self.find(literal, in: text, from: start) else { return false }
            if !groups.isEmpty {
                groups[0] = MatchedGroup(
                    start: Int32(truncatingIfNeeded: place),
                    end: Int32(truncatingIfNeeded: place + literal.count))
            }
            return true
        }
        let count = min(groups.count, groupNames.count)
        return groups.withUnsafeMutableBufferPointer {
            match(text, from: start, anchor, $0.baseAddress, count)
        }
    }

    private func search(
        _ text: RepairedText, from start: Int, _ anchor: lf_re2_anchor, _ groups: inout [MatchedGroup]
    ) -> Bool {
        let isFound = text.bytes.withUnsafeBytes { search($0, from: text.repaired(start), anchor, &groups) }
        for index in groups.indices.prefix(groupNames.count) where isFound && groups[index].isSet {
            groups[index].start = text.original(groups[index].start)
            groups[index].end = text.original(groups[index].end)
        }
        return isFound
    }

    @inline(__always)
    private func match(
        _ text: UnsafeRawBufferPointer, from start: Int, _ anchor: lf_re2_anchor,
        _ groups: UnsafeMutablePointer<MatchedGroup>?, _ count: Int
    ) -> Bool {
        if count > GroupsByFour.groupsAtOnce + 1, let byFour, let groups {
            return byFour.match(text, start, text.count, anchor, groups, count, compiled)
        }
        return compiled.match(text, start, text.count, anchor, groups, count)
    }

    private static func find(_ literal: [UInt8], in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = text.baseAddress else { return literal.isEmpty ? 0 : nil }
        return literal.withUnsafeBytes { bytes in
            guard let needle = bytes.baseAddress, !literal.isEmpty else { return start }
            return lf_find(base + start, text.count - start, needle, bytes.count).map { $0 - base }
        }
    }
}
