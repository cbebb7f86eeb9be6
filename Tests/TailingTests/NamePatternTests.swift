// One component of a glob against one file name.

import Testing

@testable import Tailing

@Suite struct NamePatternTests {
    @Test(arguments: [
        ("app.log", ["app.log"], ["app.lo", "app.logs", "App.log", "xapp.log", ""]),
        ("*", ["", "a", ".hidden", "a b", "é"], []),
        ("*.log", [".log", "a.log", "a.b.log", "*.log"], ["log", "a.log.1", "a.LOG"]),
        ("a*", ["a", "ab", "a*"], ["", "ba"]),
        ("a*b*c", ["abc", "aXbYc", "abbcc", "abcbc"], ["ab", "acb", "abcd", "abca"]),
        ("**", ["", "anything"], []),
        ("a**b", ["ab", "aXXb"], ["a", "abc"]),
        ("*a*a*a*", ["aaa", "xaxaxax"], ["aa", "", "xaxax"]),
        ("?", ["a", "é", "😀", "."], ["", "ab"]),
        ("a?c", ["abc", "a?c", "a.c"], ["ac", "abbc"]),
        ("??*", ["ab", "abc"], ["", "a"]),
        ("*??", ["ab", "abc"], ["", "a"]),
        ("[abc]", ["a", "b", "c"], ["", "d", "ab", "[abc]"]),
        ("[a-c]", ["a", "b", "c"], ["d", "-"]),
        ("[a-cx-z]", ["a", "c", "x", "z"], ["d", "w", "-"]),
        ("[!a-c]", ["d", "-", "!"], ["a", "b", "c", ""]),
        ("[^a-c]", ["d", "-", "^"], ["a", "b", "c", ""]),
        ("[a!]", ["a", "!"], ["b"]),
        ("[a^]", ["a", "^"], ["b"]),
        ("[]]", ["]"], ["[", "[]]"]),
        ("[]a]", ["]", "a"], ["b"]),
        ("[!]]", ["a", "["], ["]"]),
        ("[!]a]", ["b"], ["]", "a"]),
        ("[[]", ["["], ["]"]),
        ("[a-]", ["a", "-"], ["b"]),
        ("[-a]", ["a", "-"], ["b"]),
        ("[--/]", ["-", "."], ["a"]),
        ("[a-a]", ["a"], ["b"]),
        ("[\\]]", ["]"], ["\\"]),
        ("[\\a]", ["a"], ["\\"]),
        ("[a\\-c]", ["a", "-", "c"], ["b", "\\"]),
        ("[\\!a]", ["!", "a"], ["b"]),
        ("[a-\\c]", ["a", "b", "c"], ["d", "\\"]),
        ("[*?]", ["*", "?"], ["a"]),
        ("[{,}]", ["{", ",", "}"], ["a"]),
        ("[à-ü]", ["é", "ü"], ["e", "u"]),
        ("[0-9][0-9]", ["00", "42"], ["4", "4a", "421"]),
        ("[!0-9]*", ["a1", "."], ["1a", ""]),
        ("\\*", ["*"], ["a", "\\*"]),
        ("\\?", ["?"], ["a"]),
        ("\\[a]", ["[a]"], ["a"]),
        ("\\a", ["a"], ["\\a"]),
        ("\\\\", ["\\"], ["\\\\"]),
        ("a\\", ["a\\"], ["a"]),
        ("]", ["]"], [""]),
        ("a]b", ["a]b"], ["ab"]),
        ("!a", ["!a"], ["b"]),
        ("-", ["-"], ["a"]),
        ("\u{E9}*", ["\u{E9}", "\u{E9}t\u{E9}"], ["e"]),
    ])
    func aPatternMatchesTheseAndNotThose(pattern: String, matching: [String], other: [String]) throws {
        let compiled = try NamePattern(pattern.unicodeScalars)
        for name in matching { #expect(compiled.matches(name), "\(name)") }
        for name in other { #expect(!compiled.matches(name), "\(name)") }
    }

    @Test(arguments: [
        ("app.log", "app.log"), ("a\\*b", "a*b"), ("a\\", "a\\"), ("", ""), ("]", "]"), ("é", "é"),
        ("*", nil), ("a?", nil), ("[a]", nil),
    ])
    func aPatternOfOneNameKnowsIt(pattern: String, literal: String?) throws {
        #expect(try NamePattern(pattern.unicodeScalars).literal == literal)
    }

    @Test(arguments: [
        ("[", "'[' is not closed; add ']', or write \\[ for the character"),
        ("a[bc", "'[' is not closed; add ']', or write \\[ for the character"),
        ("[]", "'[' is not closed; add ']', or write \\[ for the character"),
        ("[!]", "'[' is not closed; add ']', or write \\[ for the character"),
        ("[^", "'[' is not closed; add ']', or write \\[ for the character"),
        ("[a-", "'[' is not closed; add ']', or write \\[ for the character"),
        ("[a\\", "'[' is not closed; add ']', or write \\[ for the character"),
        ("[a-\\", "'[' is not closed; add ']', or write \\[ for the character"),
        ("[a\\]", "'[' is not closed; add ']', or write \\[ for the character"),
        ("[z-a]", "the range z-a in '[...]' is the wrong way round; write a-z"),
        ("[a-z9-0]", "the range 9-0 in '[...]' is the wrong way round; write 0-9"),
    ])
    func aMistakeInAClassIsToldWithTheRemedy(pattern: String, sentence: String) {
        #expect(throws: PathPattern.SyntaxError(description: sentence)) {
            try NamePattern(pattern.unicodeScalars)
        }
    }

    @Test func namesAreComparedByTheirBytesAsTheKernelDoes() throws {
        // One e with an accent, and an e with an accent behind it: equal as text, two files in a directory.
        for pattern in ["\u{E9}.log", "\u{E9}*", "[\u{E9}].log"] {
            let compiled = try NamePattern(pattern.unicodeScalars)
            #expect(compiled.matches("\u{E9}.log"))
            #expect(!compiled.matches("e\u{301}.log"))
        }
    }

    @Test func aPatternMadeToBeSlowIsNot() throws {
        let pattern = try NamePattern(String(repeating: "a*", count: 60).unicodeScalars)
        #expect(!pattern.matches(String(repeating: "a", count: 59)))
        #expect(!pattern.matches(String(repeating: "b", count: 255)))
        #expect(
            !(try NamePattern("*a*a*a*a*a*a*a*a*b".unicodeScalars).matches(String(repeating: "a", count: 255)))
        )
    }
}
