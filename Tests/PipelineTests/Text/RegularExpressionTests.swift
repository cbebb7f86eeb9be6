// Regular expressions as tables: what matches where, in Go's syntax and with Go's idea of broken UTF-8.

import TestSupport
import Testing

@testable import Pipeline

/// Each group of a match as its text, `-` for one without a part in it; nil without a match.
func groups(_ pattern: String, _ text: [UInt8], from start: Int = 0) throws -> [String]? {
    let expression = try RegularExpression(pattern)
    var groups = expression.makeGroups()
    return text.withUnsafeBytes { bytes in
        guard expression.firstMatch(in: bytes, from: start, groups: &groups) else { return nil }
        return groups.map {
            $0.isSet ? String(decoding: text[Int($0.start)..<Int($0.end)], as: UTF8.self) : "-"
        }
    }
}

func groups(_ pattern: String, _ text: String, from start: Int = 0) throws -> [String]? {
    try groups(pattern, Array(text.utf8), from: start)
}

func isFound(_ pattern: String, _ text: [UInt8]) throws -> Bool {
    let expression = try RegularExpression(pattern)
    return text.withUnsafeBytes { expression.matches($0) }
}

func isWhole(_ pattern: String, _ text: [UInt8]) throws -> Bool {
    let expression = try RegularExpression(pattern)
    return text.withUnsafeBytes { expression.fullyMatches($0) }
}

/// Where the matches are, each as `start-end`.
func places(_ pattern: String, _ text: [UInt8]) throws -> [String] {
    let expression = try RegularExpression(pattern)
    var groups: [MatchedGroup] = [.unset]
    var places: [String] = []
    text.withUnsafeBytes { bytes in
        expression.eachMatch(in: bytes, groups: &groups) {
            places.append("\($0[0].start)-\($0[0].end)")
            return places.count < 10
        }
    }
    return places
}

@Suite struct RegularExpressionTests {
    @Test(
        arguments: [
            ("(?P<a>x)(y)(?P<b_2>z)", ["", "a", "", "b_2"]),
            ("(?<a>x)", ["", "a"]),
            ("(?<a>(?<b>x)|(?P<c>y))", ["", "a", "b", "c"]),
            (#"\(?<a>x"#, [""]),
            (#"\\(?<a>x)"#, ["", "a"]),
            ("[(?<a>]+(?<b>x)", ["", "b"]),
            ("[](?<a>]+(?<b>x)", ["", "b"]),
            ("[^](?<a>]+(?<b>x)", ["", "b"]),
            (#"[\](?<a>]+(?<b>x)"#, ["", "b"]),
            ("[[:alpha:](?<a>]+(?<b>x)", ["", "b"]),
            ("[[:](?<b>x)", ["", "b"]),
            (#"\Q(?<a>\E(?<b>x)"#, ["", "b"]),
            (#"x\Q(?<a>"#, [""]),
            ("(?:x)(?i)(?i:y)", [""]),
            ("", [""]),
        ] as [(String, [String])])
    func groupsHaveTheirNames(_ pattern: String, _ names: [String]) throws {
        #expect(try RegularExpression(pattern).groupNames.map { $0 ?? "" } == names)
    }

    @Test(
        arguments: [
            ("a+", "baac", ["aa"]),
            (
                "^(?s)(?P<time>\\S+?) (?P<stream>stdout|stderr) (?P<flags>\\S+?) (?P<content>.*)$",
                "2019-01-01T01:00:00.000000001Z stderr P i'm a log message!",
                [
                    "2019-01-01T01:00:00.000000001Z stderr P i'm a log message!",
                    "2019-01-01T01:00:00.000000001Z",
                    "stderr", "P", "i'm a log message!",
                ]
            ),
            ("(a)|(b)", "b", ["b", "-", "b"]),
            ("(a)?b", "b", ["b", "-"]),
            ("(a*)b", "b", ["b", ""]),
            ("", "", [""]),
            ("(x*)", "", ["", ""]),
            ("(?i)ERROR", "an Error", ["Error"]),
            (#"\Qa.b\E(c)"#, "axbc a.bc", ["a.bc", "c"]),
            (#"a\.b"#, "axb a.b", ["a.b"]),
            ("größe (.)", "größe ä", ["größe ä", "ä"]),
            (#"\d+\s\w+\b"#, "x 12 ab-c", ["12 ab"]),
            ("[[:digit:]]+", "a12b", ["12"]),
            (#"\p{Greek}+"#, "abc αβγ", ["αβγ"]),
            ("x.y", "x\ny xzy", ["xzy"]),
            ("(?s)x.y", "x\ny xzy", ["x\ny"]),
            ("^b", "a\nb", nil),
            ("(?m)^b$", "a\nb\nc", ["b"]),
            ("a{2,3}", "aaaa", ["aaa"]),
            ("a{2,3}?", "aaaa", ["aa"]),
            (#"\x41\x{42}"#, "AB", ["AB"]),
            ("plain", "a plain text", ["plain"]),
            ("plain", "plan", nil),
        ] as [(String, String, [String]?)])
    func leftmostMatchIsFound(_ pattern: String, _ text: String, _ expected: [String]?) throws {
        #expect(try groups(pattern, text) == expected)
        #expect(try isFound(pattern, Array(text.utf8)) == (expected != nil))
    }

    @Test func whatIsBeforeTheStartStillCounts() throws {
        #expect(try groups("^a", "aa", from: 1) == nil)
        #expect(try groups(#"\ba"#, "aa a", from: 1) == ["a"])
        #expect(try groups(#"\Ba"#, "aa a", from: 1) == ["a"])
        #expect(try groups("b", "abab", from: 2) == ["b"])
        #expect(try groups("a", "a", from: 1) == nil)
        #expect(try groups("", "a", from: 1) == [""])
        #expect(try groups("", "a", from: 2) == nil)
        #expect(try groups("", "a", from: -1) == nil)
    }

    @Test(
        arguments: [
            ("a", "a", true), ("a", "aa", false), ("a|aa", "aa", true), ("", "", true), ("", "a", false),
            ("a.*", "abc", true), ("a.*", "abc\n", false), ("^a$", "a", true), ("(?m)a$", "a\n", false),
            (#"a\.b"#, "a.b", true), (#"a\.b"#, "axb", false), (".+", "é", true), (".", "é", true),
        ] as [(String, String, Bool)])
    func wholeTextMatches(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try isWhole(pattern, Array(text.utf8)) == expected)
        let expression = try RegularExpression(pattern)
        var groups = expression.makeGroups()
        let isMatch = Array(text.utf8).withUnsafeBytes { expression.fullMatch(of: $0, groups: &groups) }
        #expect(isMatch == expected)
        #expect(!isMatch || groups[0] == MatchedGroup(start: 0, end: Int32(text.utf8.count)))
    }

    @Test(
        arguments: [
            ("debug", "a debug line", true), (".*debug.*", "a debug line", true),
            (".*debug.*", "a\ndebug\nline", true),
            (".*debug.*", "line", false), (".*", "", true), (#".*\.log"#, "x.log", true),
            (#".*\.log"#, "xlog", false),
            (#"x\.*"#, "ax", true), (#"x\\.*"#, #"x\y"#, true), (#"x\\.*"#, "xy", false),
            (#"\Qx.*"#, "x", false), (#"\Qx.*"#, "x.*", true), (".*?x", "x", true), (".*+", "", nil),
            (".*a|b.*", "b", true), (".*(a)", "a", true), ("a-b_c d/e", "xa-b_c d/ey", true),
        ] as [(String, String, Bool?)])
    func textIsFoundAsByTheWholeExpression(_ pattern: String, _ text: String, _ expected: Bool?) throws {
        guard let expected else {
            #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
            return
        }
        #expect(try isFound(pattern, Array(text.utf8)) == expected)
        let grouped = pattern.hasPrefix("\\Q") ? pattern : "(?:\(pattern))"
        #expect(try isFound(grouped, Array(text.utf8)) == expected)
    }

    @Test(
        arguments: [
            // A byte outside UTF-8 is one character, wherever it is.
            ("^(.)(.)$", [0x61, 0xFF], "0-2 0-1 1-2"),
            ("a(.*)z", [0x61, 0xE9, 0x62, 0x7A], "0-4 1-3"),
            ("b(.)", [0xE2, 0x82, 0x62, 0xFF, 0x63], "2-4 3-4"),
            ("^(.+)$", [0xED, 0xA0, 0x80], "0-3 0-3"),
            ("^(.)(.)(.)$", [0xED, 0xA0, 0x80], "0-3 0-1 1-2 2-3"),
            ("^(.)(.)$", [0xC3, 0xA9, 0xC3], "0-3 0-2 2-3"),
            ("[^a]", [0x61, 0x80], "1-2"),
            ("\u{FFFD}", [0x61, 0x80], "1-2"),
            ("x", [0x80, 0x80, 0x78], "2-3"),
            ("(y)|x", [0x80, 0x80, 0x78], "2-3 -1--1"),
            ("z", [0x80], ""),
        ] as [(String, [UInt8], String)])
    func brokenBytesAreCharacters(_ pattern: String, _ text: [UInt8], _ expected: String) throws {
        let expression = try RegularExpression(pattern)
        var groups = expression.makeGroups()
        let isMatch = text.withUnsafeBytes { expression.firstMatch(in: $0, from: 0, groups: &groups) }
        #expect((isMatch ? groups.map { "\($0.start)-\($0.end)" }.joined(separator: " ") : "") == expected)
        #expect(try isFound(pattern, text) == isMatch)
    }

    @Test(
        arguments: [
            ("a", "banana", ["1-2", "3-4", "5-6"]),
            ("a*", "baac", ["0-0", "1-3", "4-4"]),
            ("", "aé", ["0-0", "1-1", "3-3"]),
            ("", "", ["0-0"]),
            ("(.*)", "text", ["0-4"]),
            ("x", "abc", []),
            (#"\b"#, "ab c", ["0-0", "2-2", "3-3", "4-4"]),
            ("^a", "aaa", ["0-1"]),
            // The table's own limit.
            ("", "0123456789ab", (0..<10).map { "\($0)-\($0)" }),
        ] as [(String, String, [String])])
    func matchesAreFoundOneBehindTheOther(_ pattern: String, _ text: String, _ expected: [String]) throws {
        #expect(try places(pattern, Array(text.utf8)) == expected)
    }

    @Test func matchesInBrokenTextAreFoundOneBehindTheOther() throws {
        #expect(try places(".", [0x61, 0xFF, 0xC3, 0xA9, 0xE2]) == ["0-1", "1-2", "2-4", "4-5"])
        #expect(try places("", [0xFF, 0xC3, 0xA9]) == ["0-0", "1-1", "3-3"])
    }

    @Test(arguments: ["(a*)*b", "(a|a)*b", "(a|aa)+$", "(.*)(.*)(.*)(.*)(.*)x", "(?:a?){500}a{500}b"])
    func timeIsLinearWhateverTheExpression(_ pattern: String) throws {
        // A matcher that tries one way after the other would still be at it when the sun is cold.
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 20_000) + Array("!".utf8)
        #expect(try groups(pattern, text) == nil)
        #expect(try !isFound(pattern, text))
    }

    @Test func groupsBeyondTheUsualNumberAreFound() throws {
        let pattern = String(repeating: "(.)", count: 200)
        let found = try groups(pattern, String(repeating: "ab", count: 100))
        #expect(found?.count == 201)
        #expect(found?.last == "b")
    }

    @Test func fewerGroupsMayBeAskedFor() throws {
        let expression = try RegularExpression("(a)(b)")
        var one: [MatchedGroup] = [.unset]
        var none: [MatchedGroup] = []
        var many = Array(repeating: MatchedGroup(start: 7, end: 7), count: 5)
        try Array("xab".utf8).withUnsafeBytes { bytes in
            try #require(expression.firstMatch(in: bytes, groups: &one))
            try #require(expression.firstMatch(in: bytes, groups: &none))
            try #require(expression.firstMatch(in: bytes, groups: &many))
        }
        #expect(one == [MatchedGroup(start: 1, end: 3)])
        #expect(many[2] == MatchedGroup(start: 2, end: 3))
        #expect(many[3] == MatchedGroup(start: 7, end: 7))
    }

    @Test func emptyTextWithoutAnAddressIsATextToo() throws {
        let nowhere = UnsafeRawBufferPointer(start: nil, count: 0)
        let expression = try RegularExpression("^(x?)$")
        var groups = expression.makeGroups()
        #expect(expression.firstMatch(in: nowhere, groups: &groups))
        #expect(groups == [MatchedGroup(start: 0, end: 0), MatchedGroup(start: 0, end: 0)])
        #expect(try RegularExpression("").matches(nowhere))
        #expect(try !RegularExpression("x").matches(nowhere))
    }
}
