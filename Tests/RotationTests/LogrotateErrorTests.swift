// What logrotate refuses of a configuration, and how much of it it leaves out.

import TestSupport
import Testing

@testable import Rotation

@Suite struct LogrotateErrorTests {
    /// What came of a text: the paths that are rotated, whether logrotate would end with status 1, and the remarks
    /// without their file.
    private static func read(_ text: String) throws -> (paths: [String], isRefused: Bool, remarks: [String]) {
        let directory = try ScratchDirectory()
        try directory.write(Array(text.utf8), to: "c")
        let imported = LogrotateImport([directory.path("c")])
        let prefix = directory.path("c:").utf8.count
        return (
            imported.policies.flatMap(\.patterns), imported.isRefused,
            imported.remarks.map { String($0.description.dropFirst(prefix)) }
        )
    }

    /// A block that logrotate leaves out, with another behind it.
    @Test(arguments: [
        "rotate abc", "rotate", "rotate -2", "rotate 2x", "rotate 1.5", "rotate 1 # c", "rotate 2 daily",
        "rotate == 1",
        "size 1m", "size 1T", "size 100kb", "size 1k5", "size 1.5k", "size -1", "size 1 k",
        "size 99999999999999999999",
        "size 9999999999999G", "minsize abc", "maxsize \"1k\"", "daily 5", "create 999", "create 0640,root",
        "create 0640 root root x", "create nobody-of-that-name", "create root nobody-of-that-name",
        "create = 0640",
        "create -1", "olddir", "olddir a b", "createolddir x", "su", "su root", "su root root x",
        "su nobody-of-that-name root",
        "mail", "mail a b", "errors a@b", "shredcycles x", "shredcycles", "start x", "start -1", "maxage x",
        "maxage -1",
        "minage x", "compresscmd", "compresscmd a b", "compressext", "compressoptions", "extension",
        "addextension",
        "tabooext .x", "taboopat x", "include", "compress# x", "compress = rotate 1", "{", "5", "daily\r",
        "/b {",
        "nothing_known", "extension \u{FF}",
    ])
    func aBadDirectiveLeavesItsBlockOut(_ directive: String) throws {
        var text = Array("/a {\nmissingok\n\(directive)\n}\n/c {\n}\n".utf8)
        // The one byte that is no UTF-8.
        text = text.split(separator: Array("\u{FF}".utf8), omittingEmptySubsequences: false).map(Array.init)
            .joined(separator: [0xFF]).map { $0 }
        let directory = try ScratchDirectory()
        try directory.write(text, to: "c")
        let imported = LogrotateImport([directory.path("c")])
        #expect(imported.policies.flatMap(\.patterns) == ["/c"])
        #expect(imported.isRefused)
        #expect(imported.remarks.first { $0.kind == .error }?.line == 3)
        #expect(imported.text.contains("  # \(directory.path("c")):1 is left out, as logrotate does.\n"))
    }

    @Test(arguments: [
        ("weekly 8", "“weekly 8”: a day is 0 for Sunday to 6, or 7 for every seven days"),
        ("weekly mon", "“weekly mon”: a day is 0 for Sunday to 6, or 7 for every seven days"),
        ("weekly=1", "“weekly=1”: a day is 0 for Sunday to 6, or 7 for every seven days"),
        ("postrotate\nx\n}", "postrotate has no endscript"),
    ])
    func someMistakesLeaveTheRestOfTheFileOut(_ directive: String, _ sentence: String) throws {
        let result = try Self.read("/a {\n}\n/b {\n\(directive)\n}\n/c {\n}\n")
        #expect(result.paths == ["/a"])
        #expect(result.isRefused)
        #expect(
            result.remarks == ["4: error: \(sentence); the rest of the file is left out, as logrotate does"])
    }

    @Test(arguments: [
        "rotate abc", "5", "}", "{", "a.log {\n}", "l/a.log {\n}", "* {\n}", "compress, daily", "mail",
        "su nobody-of-that-name root", "/b { }\n}",
    ])
    func aMistakeOutsideOfBlocksLeavesTheRestOfTheFileOut(_ line: String) throws {
        let result = try Self.read("/a {\n}\n\(line)\n")
        #expect(result.paths.first == "/a")
        #expect(result.isRefused)
        let behind = try Self.read("/a {\n}\n\(line)\n/c {\n}\n")
        #expect(behind.isRefused)
        #expect(!behind.paths.contains("/c"))
    }

    @Test(arguments: [
        ("nonsense", "3: warning: there is no directive “nonsense”; its line is ignored, as logrotate does"),
        (
            "daly 5",
            "3: warning: there is no directive “daly”; its line is ignored, as logrotate does; is it daily?"
        ),
        ("size", "3: warning: size needs a value; it is ignored, as logrotate does"),
        ("dateformat", "3: warning: dateformat needs a value; it is ignored, as logrotate does"),
        ("maxsize = ", "3: warning: maxsize needs a value; it is ignored, as logrotate does"),
        ("missingok yes", "3: warning: there is no directive “yes”; its line is ignored, as logrotate does"),
        ("errors", "3: warning: errors means nothing to logrotate any more"),
        (
            "mail root",
            "1: warning: mail has no equal; write a preremove script that mails the file in its first argument"
        ),
        (
            "copy\nrenamecopy",
            "1: warning: copy and renamecopy exclude each other, and logrotate fails; the policy copies"
        ),
        (
            "compress\ncompressoptions 'a b'",
            "1: warning: a blank in a word of compressoptions cannot be said; write a script for compresscmd"
        ),
        (
            "dateext\nsize 5",
            "1: note: logs may be rotated for their size more than once a day, and a name with a date is there but once; add "
                + "dateformat: \"-%Y%m%d-%H%M%S\""
        ),
    ])
    func whatIsIgnoredOrHasNoEqualIsTold(_ directive: String, _ remark: String) throws {
        let result = try Self.read("/a {\nmissingok\n\(directive)\n}\n/c {\n}\n")
        #expect(result.paths == ["/a", "/c"])
        #expect(!result.isRefused)
        #expect(result.remarks == [remark])
    }

    @Test func whatFollowsABraceIsIgnored() throws {
        let result = try Self.read("/a {\n} # x\n/b {\n} /c {\n\n/d {\n}\n")
        #expect(result.paths == ["/a", "/b", "/d"])
        #expect(!result.isRefused)
        #expect(result.remarks.count == 2)
    }

    @Test func namesWithoutABlockAreRefused() throws {
        let result = try Self.read("/a {\n}\n/b\n/c\n")
        #expect(result.paths == ["/a"])
        #expect(
            result.remarks == [
                "3: error: there is no { behind the names of logs; the rest of the file is left out, as logrotate does"
            ])
    }

    @Test func theEndOfTheFileEndsABlock() throws {
        let result = try Self.read("/a {\nrotate 2\n")
        #expect(result.paths == ["/a"])
        #expect(!result.isRefused)
        let cut = try Self.read("/a {\ncompress")
        #expect(cut.remarks == ["2: warning: “compress” is ignored, as logrotate does: its line has no end"])
    }

    @Test(arguments: [
        ("/a /b {\n}", ["/a", "/b"]),
        ("/a\n/b\n{\n}", ["/a", "/b"]),
        ("/a{}", ["/a"]),
        ("compress /a {}", ["/a"]),
        ("/a\n# c } {\n  # d\n/b {\n}", ["/a", "/b"]),
        ("/a # b\n{\n}", ["/a", "/#", "/b"]),
        ("\"/a b\" '/c d' /e\\ f {\n}", ["/a b", "/c d", "/e f"]),
        ("/a/\"b c\".log {\n}", ["/a/b c.log"]),
        ("\"/it's\" '/a\"b' {\n}", ["/it's", "/a\"b"]),
        ("\"/a\\ b\\\"c\" {\n}", ["/a\\ b\"c"]),
        ("/a/[ab]?*.log {\n}", ["/a/[ab]?*.log"]),
        ("/a,/b, /c {\n}", ["/a,/b,", "/c"]),
    ])
    func namesOfLogsAreWords(_ text: String, _ paths: [String]) throws {
        let result = try Self.read(text + "\n")
        // Relative ones are from here.
        let found = result.paths.map { path in
            paths.contains(path) ? path : "/" + (path.split(separator: "/").last ?? "")
        }
        #expect(found == paths)
        #expect(!result.isRefused)
    }

    @Test func aTildeIsAHomeDirectory() throws {
        #expect(
            try Self.read("~root/x.log {\n}\n").paths == [
                try #require(LogrotateAccounts.home(of: "root")) + "/x.log"
            ])
        #expect(
            try Self.read("~/x.log {\n}\n").paths == [try #require(LogrotateAccounts.home(of: "")) + "/x.log"]
        )
    }
}
