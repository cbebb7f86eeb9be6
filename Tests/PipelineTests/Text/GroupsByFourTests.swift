// An expression matched in parts finds what it finds at once, whatever the expression and the text.

import CRE2
import TestSupport
import Testing

@testable import Pipeline

@Suite struct GroupsByFourTests {
    /// The same expression and how it is matched in parts.
    private final class Subject {
        let whole: CompiledExpression
        let parts: GroupsByFour
        let count: Int

        init?(_ pattern: String) throws {
            let notation = try ExpressionNotation(pattern)
            whole = try CompiledExpression(notation.text, maximumMemory: RegularExpression.maximumMemory)
            count = whole.groupNames.count
            let parts = GroupsByFour(
                notation, groupCount: count - 1, maximumMemory: RegularExpression.maximumMemory)
            guard let parts else { return nil }
            self.parts = parts
        }

        enum Way { case atOnce, inParts, asDecided }

        /// The groups; nil without a match.
        func groups(
            _ way: Way, in text: [UInt8], from start: Int = 0, _ anchor: lf_re2_anchor, count: Int? = nil
        ) -> [MatchedGroup]? {
            let count = count ?? self.count
            var groups = Array(repeating: MatchedGroup.unset, count: count)
            let isFound = text.withUnsafeBytes { text in
                groups.withUnsafeMutableBufferPointer { groups in
                    guard let base = groups.baseAddress else { return false }
                    return switch way {
                    case .atOnce: whole.match(text, start, text.count, anchor, base, count)
                    case .inParts: parts.matchByFour(text, start, text.count, anchor, base, count)
                    case .asDecided: parts.match(text, start, text.count, anchor, base, count, whole)
                    }
                }
            }
            return isFound ? groups : nil
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func partsFindWhatTheWholeFinds(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var found = 0
        for _ in 0..<25 {
            var made = RandomExpression(&random)
            guard let subject = try Subject(made.pattern) else { continue }
            for _ in 0..<8 {
                let text = made.text(&random)
                let start = Int.random(in: 0..<4, using: &random) == 0 ? min(2, text.count) : 0
                for anchor in [LF_RE2_ANYWHERE, LF_RE2_WHOLE] {
                    let expected = subject.groups(.atOnce, in: text, from: start, anchor)
                    let actual = subject.groups(.inParts, in: text, from: start, anchor)
                    #expect(
                        actual == expected,
                        "\(made.pattern) in '\(String(decoding: text, as: UTF8.self))' from \(start)")
                    if expected != nil { found += 1 }
                }
            }
        }
        #expect(found > 40)
    }

    @Test func whateverIsDecidedTheGroupsAreTheSame() throws {
        let subject = try #require(try Subject(#"^(\S+) (\S*) (x|y)?([^ ]*) (?:(\d)|(\w))"#))
        for number in 0..<(2 * GroupsByFour.maximumTrials) {
            let text = Array("host\(number) - \(number % 3 == 0 ? "x" : "")rest \(number)".utf8)
            let expected = subject.groups(.atOnce, in: text, LF_RE2_ANYWHERE)
            #expect(subject.groups(.asDecided, in: text, LF_RE2_ANYWHERE) == expected)
            #expect(expected != nil)
            #expect(subject.groups(.asDecided, in: Array("none".utf8), LF_RE2_ANYWHERE) == nil)
        }
    }

    @Test(arguments: 1...12)
    func someOfTheGroupsMayBeAskedFor(_ count: Int) throws {
        let subject = try #require(try Subject(String(repeating: "(.)", count: 11)))
        let groups = subject.groups(.inParts, in: Array("abcdefghijkl".utf8), LF_RE2_ANYWHERE, count: count)
        let each = (0..<11).map { MatchedGroup(start: $0, end: $0 + 1) }
        #expect(groups == Array(([MatchedGroup(start: 0, end: 11)] + each).prefix(count)))
    }

    @Test(arguments: ["(a)(b)(c)(d)", String(repeating: "(a)", count: GroupsByFour.maximumGroups + 1), "a"])
    func fewAndManyGroupsAreMatchedAtOnce(_ pattern: String) throws {
        #expect(try Subject(pattern) == nil)
    }

    @Test(
        arguments: [
            ("(a)(?P<b>b)(?<c>c)", 1..<2, "(?:a)(?P<b>b)(?:c)"),
            ("(a)(?P<b>b)(?<c>c)", 2..<9, "(?:a)(?:b)(?P<c>c)"),
            (#"\((?:x)(?i)(?i:y)[(](\))"#, 0..<0, #"\((?:x)(?i)(?i:y)[(](?:\))"#),
            (#"\Q(a)\E((b)c)"#, 1..<2, #"\Q(a)\E(?:(b)c)"#),
            ("[[:alpha:](](a)", 0..<1, "[[:alpha:](](a)"),
        ] as [(String, Range<Int>, String)])
    func onlySomeGroupsAreKept(_ pattern: String, _ kept: Range<Int>, _ expected: String) throws {
        let text = try ExpressionNotation(pattern).text(capturing: kept)
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }
}

/// An expression with about five to twelve groups, and texts that it often matches.
private struct RandomExpression {
    private(set) var pattern = ""
    private var sample = ""
    private var groupCount = 0
    /// Fields that end where their separator is, as in most logs; else anything may stand anywhere.
    private let isTidy: Bool

    init(_ random: inout SeededGenerator) {
        isTidy = Bool.random(using: &random)
        if Bool.random(using: &random) { pattern += "^" }
        while groupCount < 5 {
            let part = isTidy ? field(&random) : part(&random, depth: 0)
            pattern += part.pattern
            sample += part.sample
        }
        if Int.random(in: 0..<3, using: &random) == 0 { pattern += "$" }
    }

    /// A text that the expression was made for, mostly with something changed.
    mutating func text(_ random: inout SeededGenerator) -> [UInt8] {
        var text = Array(sample.utf8)
        if !pattern.hasPrefix("^"), Bool.random(using: &random) { text = Array("ab- ".utf8) + text }
        for _ in 0..<Int.random(in: 0...2, using: &random) where !text.isEmpty {
            let place = Int.random(in: text.indices, using: &random)
            let byte = Array("ab1 -".utf8).randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<3, using: &random) {
            case 0: text[place] = byte
            case 1: text.insert(byte, at: place)
            default: text.remove(at: place)
            }
        }
        return text
    }

    private typealias Part = (pattern: String, sample: String)

    private mutating func field(_ random: inout SeededGenerator) -> Part {
        let values: [Part] = [
            ("(\\S+)", "ab1"), ("([^ ]*)", ""), ("(a|b)?", "b"), ("(a)?(b)?", "ab"), ("(\\d{1,3})", "11"),
            ("(?:(\\d+)|([a-z]*))", "ab"), ("((a+)-(b+))", "aa-b"), ("(?P<n>\\w+?)", "a1"), ("-", "-"),
            ("((?:a|b)*)", "abba"), ("(?:(a)|(b))*", "ab"), ("\\b(\\w+)\\b", "a"),
        ]
        var part = values.randomElement(using: &random) ?? ("a", "a")
        part.pattern = part.pattern.replacing("?P<n>", with: "?P<n\(groupCount)>")
        groupCount += part.pattern.replacing("(?:", with: "").count { $0 == "(" }
        return (part.pattern + " ", part.sample + " ")
    }

    private mutating func part(_ random: inout SeededGenerator, depth: Int) -> Part {
        let kind = Int.random(in: 0..<(depth > 3 ? 3 : 9), using: &random)
        switch kind {
        case 0: return [("a", "a"), ("b", "b"), ("é", "é")].randomElement(using: &random) ?? ("a", "a")
        case 1: return [(".", "1"), ("[ab]", "b"), ("\\w", "a")].randomElement(using: &random) ?? (".", "a")
        case 2: return [("\\b", ""), ("", ""), ("(?m:^)", "")].randomElement(using: &random) ?? ("", "")
        case 3:
            let (one, other) = (part(&random, depth: depth + 1), part(&random, depth: depth + 1))
            return (
                "(?:\(one.pattern)|\(other.pattern))", Bool.random(using: &random) ? one.sample : other.sample
            )
        case 4:
            let repeated = part(&random, depth: depth + 1)
            let count = ["*", "+", "?", "*?", "+?", "??", "{1,2}"].randomElement(using: &random) ?? "*"
            return ("(?:\(repeated.pattern))\(count)", repeated.sample)
        case 5:
            let (one, other) = (part(&random, depth: depth + 1), part(&random, depth: depth + 1))
            return (one.pattern + other.pattern, one.sample + other.sample)
        default:
            guard groupCount < GroupsByFour.maximumGroups else { return ("a", "a") }
            groupCount += 1
            let inner = part(&random, depth: depth + 1)
            return ("(\(inner.pattern))", inner.sample)
        }
    }
}
