// What a user reads whose regular expression is none.

import Testing

@testable import Pipeline

@Suite struct RegularExpressionErrorTests {
    @Test(
        arguments: [
            ("(a", "a group is not closed in '(a'; add ')', or write '\\(' for the character"),
            ("a)", "a ')' closes no group in 'a)'; remove it, or write '\\)' for the character"),
            ("[a", "the character class '[a' is not closed; add ']', or write '\\[' for the character"),
            ("a\\", "the regular expression ends in '\\'; write '\\\\' for the character"),
            ("*a", "'*' repeats nothing; write it after what it repeats, or '\\*' for the character"),
            ("a**", "'**' repeats a repetition; write one of them, or a group around the first: (?:a*)*"),
            ("a{2,1}", "'{2,1}' is no count of RE2; write the smaller number first, and at most 1000"),
            ("a{1001}", "'{1001}' is no count of RE2; write the smaller number first, and at most 1000"),
            (
                "[z-a]",
                "'z-a' is no range of characters; write the lower one first, or '\\-' for the character"
            ),
            (
                "[[:word2:]]",
                "'[:word2:]' is no class of characters in RE2; the syntax is at https://github.com/google/re2/wiki/Syntax"
            ),
            (
                #"\y"#,
                "'\\y' is no escape of RE2; write '\\\\' for a backslash; the syntax is at https://github.com/google/re2/wiki/Syntax"
            ),
            (
                #"(a)\1"#,
                "RE2 has no backreference such as '\\1'; the syntax is at https://github.com/google/re2/wiki/Syntax"
            ),
            (#"a\C"#, "'\\C' would cut characters in two; write '.', or '(?s:.)' for any character"),
            ("(?=a)", "RE2 has no lookahead, '(?='; match what stands there, and group the rest"),
            ("(?!a)", "RE2 has no lookahead, '(?!'; match what stands there, and group the rest"),
            ("(?<=a)b", "RE2 has no lookbehind, '(?<='; match what stands there, and group the rest"),
            ("(?<!a)b", "RE2 has no lookbehind, '(?<!'; match what stands there, and group the rest"),
            ("(?>a)", "RE2 has no atomic group, '(?>'; match what stands there, and group the rest"),
            (
                "(?#a)",
                "'(?#' starts no group of RE2; the syntax is at https://github.com/google/re2/wiki/Syntax"
            ),
            (
                "(?P<a>x)(?<a>y)",
                "two groups are called 'a'; write letters, digits and _, and each name once: (?P<name>...)"
            ),
            (
                "(?<a-b>x)",
                "'(?P<a-b>' is no name for a group; write letters, digits and _, and each name once: (?P<name>...)"
            ),
            (
                #"\p{Klingon}"#,
                "'\\p{Klingon}' is no class of characters in RE2; the syntax is at https://github.com/google/re2/wiki/Syntax"
            ),
            (
                "((a{100}){100}){100}",
                "'{100}' is no count of RE2; write the smaller number first, and at most 1000"
            ),
            (
                #"(?:\pL{500}\pN{500}){1}\p{Han}{900}[^\p{Cyrillic}]{999}"#,
                "the regular expression needs more than 8 MiB when compiled; write smaller counts in its {n,m}, or several expressions"
            ),
        ] as [(String, String)])
    func saysWhatToWriteInstead(_ pattern: String, _ expected: String) {
        let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
        #expect(error?.description == expected)
    }

    @Test func groupsNestAsDeepAsInGo() throws {
        let nested = { (depth: Int) in
            String(repeating: "(", count: depth) + String(repeating: ")", count: depth)
        }
        #expect(try RegularExpression(nested(1000)).groupNames.count == 1001)
        let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(nested(1001)) }
        #expect(error?.description == "the groups of the regular expression are nested more than 1000 deep")
    }
}
