// `__path__` as Promtail takes it, against whole paths.

import Testing

@testable import Tailing

@Suite struct PathPatternTests {
    @Test(arguments: [
        // Plain paths.
        (
            "/var/log/app.log", ["/var/log/app.log"],
            ["/var/log/app.log.1", "/log/app.log", "/var/log/x/app.log", "/"]
        ),
        ("/app.log", ["/app.log"], ["/var/app.log"]),
        ("//var///log/./app.log", ["/var/log/app.log"], []),
        ("/var/log/", ["/var/log"], ["/var/log/a"]),
        ("/var/log/.", ["/var/log"], []),
        // One component.
        (
            "/var/log/*.log", ["/var/log/a.log", "/var/log/.log"],
            ["/var/log/x/a.log", "/var/a.log", "/var/log/a.log/b"]
        ),
        ("/var/*/app.log", ["/var/log/app.log", "/var/.x/app.log"], ["/var/app.log", "/var/a/b/app.log"]),
        ("/*/*", ["/a/b"], ["/a", "/a/b/c"]),
        ("/v?r/[kl]og/a", ["/var/log/a", "/vxr/kog/a"], ["/vr/log/a", "/var/mog/a", "/v/r/log/a"]),
        ("/a?b", ["/axb"], ["/a/b"]),
        ("/a[!x]b", ["/ayb"], ["/a/b", "/axb"]),
        // Any number of directories.
        (
            "/var/**/a.log", ["/var/a.log", "/var/x/a.log", "/var/x/y/z/a.log"],
            ["/a.log", "/var/a.log/b", "/var/b.log"]
        ),
        ("/**/a.log", ["/a.log", "/x/a.log", "/x/y/a.log"], ["/a.logs"]),
        ("/var/**", ["/var/a", "/var/x/a", "/var/x/y/a"], ["/var", "/vary/a"]),
        ("/**", ["/a", "/a/b"], ["/"]),
        ("/**/**/a", ["/a", "/x/a", "/x/y/a"], ["/b"]),
        ("/a/**/b/**/c", ["/a/b/c", "/a/x/b/y/z/c", "/a/b/b/c"], ["/a/c", "/a/b", "/b/c"]),
        ("/**/b/*.log", ["/b/x.log", "/a/b/x.log", "/b/b/x.log"], ["/b.log", "/b/c/x.log"]),
        ("/a/**/*", ["/a/b", "/a/b/c"], ["/a"]),
        ("/a/*/**/b", ["/a/x/b", "/a/x/y/b"], ["/a/b"]),
        // Two stars that are not a whole component are one.
        ("/a/x**/b", ["/a/x/b", "/a/xy/b"], ["/a/x/y/b"]),
        ("/a/**.log", ["/a/b.log"], ["/a/b/c.log"]),
        // Braces.
        ("/a/{b,c}.log", ["/a/b.log", "/a/c.log"], ["/a/d.log", "/a/{b,c}.log", "/a/b,c.log"]),
        ("/a/{b}.log", ["/a/b.log"], ["/a/{b}.log"]),
        ("/a/{}.log", ["/a/.log"], ["/a/{}.log"]),
        ("/a/x{,.1,.2}", ["/a/x", "/a/x.1", "/a/x.2"], ["/a/x.3"]),
        ("/a/{b*,?c}", ["/a/bxx", "/a/xc"], ["/a/xx"]),
        ("/{a,b}/{c,d}", ["/a/c", "/a/d", "/b/c", "/b/d"], ["/a/b", "/c/d"]),
        ("/{a,b/c}/x", ["/a/x", "/b/c/x"], ["/b/x", "/c/x"]),
        ("/{a/**,b}/x.log", ["/a/x.log", "/a/y/z/x.log", "/b/x.log"], ["/b/y/x.log"]),
        ("/a{/b,}/c", ["/a/b/c", "/a/c"], ["/a/b"]),
        ("/{a,{b,c}}", ["/a", "/b", "/c"], ["/{b", "/c}"]),
        ("/{a{1,2},b{3,{4,5}}}", ["/a1", "/a2", "/b3", "/b4", "/b5"], ["/a3", "/b1", "/a"]),
        ("/{{a,b}}", ["/a", "/b"], ["/{a}", "/{{a,b}}"]),
        ("/a,b", ["/a,b"], ["/a", "/b"]),
        ("/\\{a,b\\}", ["/{a,b}"], ["/a", "/b"]),
        ("/{a\\,b,c}", ["/a,b", "/c"], ["/a", "/b"]),
        ("/{a\\},b}", ["/a}", "/b"], ["/a"]),
        ("/[{]a[}]", ["/{a}"], ["/a"]),
        ("/{[,],b}", ["/,", "/b"], ["/["]),
        ("/[a\\]{]x", ["/ax", "/]x", "/{x"], ["/x"]),
        ("/[]{}]", ["/]", "/{", "/}"], ["/a"]),
        ("/[!]{}]", ["/a"], ["/]", "/{", "/}"]),
        // Escapes.
        ("/a\\*", ["/a*"], ["/ab"]),
        ("/\\**", ["/*", "/*a"], ["/a"]),
        ("/a\\ b", ["/a b"], []),
        // Names as they come.
        ("/a b/ü.log", ["/a b/ü.log"], []),
        ("/x/*.log", ["/x/\u{301}.log", "/x/e\u{301}\u{FE0F}.log"], []),
        ("/x/\u{301}*", ["/x/\u{301}.log"], ["/x/.log"]),
    ])
    func aPatternMatchesThesePathsAndNotThose(pattern: String, matching: [String], other: [String]) throws {
        let compiled = try PathPattern(pattern)
        for path in matching { #expect(compiled.matches(path), "\(path)") }
        for path in other { #expect(!compiled.matches(path), "\(path)") }
        #expect(compiled.description == pattern)
    }

    @Test(arguments: [
        ("*.log", "/srv/app", "/srv/app/a.log"), ("logs/**/a", "/srv", "/srv/logs/x/a"),
        ("a.log", "/", "/a.log"),
        ("./a.log", "/srv", "/srv/a.log"), ("{a,b}/c", "/srv", "/srv/b/c"), ("/a", "/srv", "/a"),
    ])
    func aRelativePatternIsTakenFromTheDirectory(pattern: String, directory: String, path: String) throws {
        #expect(try PathPattern(pattern, relativeTo: directory).matches(path))
    }

    @Test(arguments: [
        ("", "an empty path; write for example /var/log/*.log"),
        ("/", "'/' names a directory; add a file name or *.log"),
        ("///./", "'///./' names a directory; add a file name or *.log"),
        ("/{a,}", "'/{a,}' names a directory; add a file name or *.log"),
        ("/a/{b,c", "'{' at character 4 is not closed; add '}'"),
        ("/{a,{b,c}", "'{' at character 2 is not closed; add '}'"),
        ("/a}", "'}' without '{' at character 3; write \\} for the character"),
        ("/{a}}", "'}' without '{' at character 3; write \\} for the character"),
        ("/a/[b", "'[' is not closed; add ']', or write \\[ for the character"),
        ("/[a/b]", "'[' is not closed; add ']', or write \\[ for the character"),
        ("/{[a,b}", "'{' at character 2 is not closed; add '}'"),
        ("/a/[9-0].log", "the range 9-0 in '[...]' is the wrong way round; write 0-9"),
    ])
    func aMistakeIsToldWithTheRemedy(pattern: String, sentence: String) {
        #expect(throws: PathPattern.SyntaxError(description: sentence)) { try PathPattern(pattern) }
    }

    @Test func bracesStandForAThousandPathsAtMost() throws {
        let hundred = "{" + (0..<100).map { "\($0)" }.joined(separator: ",") + "}"
        let eight = "{" + (0..<8).map { "\($0)" }.joined(separator: ",") + "}"
        #expect(try PathPattern("/" + hundred + "/" + eight).matches("/99/7"))
        let sentence = "the braces stand for more than 1000 paths; use * instead"
        for pattern in [
            hundred + hundred, String(repeating: "{a,b}", count: 40), String(repeating: "{,a}", count: 1_000),
        ] {
            #expect(throws: PathPattern.SyntaxError(description: sentence)) { try PathPattern("/" + pattern) }
        }
    }

    @Test func bracesNestedDeeplyAreNoTrouble() throws {
        let deep = String(repeating: "{", count: 500) + "a" + String(repeating: "}", count: 500)
        #expect(try PathPattern("/" + deep).matches("/a"))
    }
}
