// What is compared with logrotate(8): when a log is due, which files are logs, and what a configuration says of that.

extension LogrotateCase {
    private static func block(_ body: String...) -> String {
        "@/a.log {\n" + body.joined(separator: "\n") + "\n}\n"
    }

    private static func file(_ name: String, bytes: Int) -> Item {
        .file(name, String(repeating: "x", count: bytes), hours: 30)
    }

    /// One log at each of these times of its last rotation, in hours ago.
    private static func times(_ name: String, _ interval: String, _ hours: [Int]) -> LogrotateCase {
        let logs = hours.map { "t\($0).log" }
        return LogrotateCase(
            name, "@/*.log {\n\(interval)\nrotate 1\ncreate\n}\n", logs.map { .file($0, "x\n", hours: 30) },
            [Pass(last: Dictionary(uniqueKeysWithValues: zip(logs, hours)))])
    }

    static let times: [LogrotateCase] = [
        times("hourly", "hourly", [0, 1, 2, 24, 25, 1000, -48]),
        times("daily", "daily", [0, 1, 5, 12, 23, 24, 25, 47, 48, 72, 750, 8760, -48, -1000]),
        times("weekly", "weekly", [0, 1, 24, 48, 72, 96, 120, 144, 168, 192, 1000, -24, -48, -200]),
        times("weekly 1", "weekly 1", [0, 1, 24, 48, 72, 96, 120, 144, 168, 192, -24, -48]),
        times("weekly 4", "weekly 4", [0, 1, 24, 48, 72, 96, 120, 144, 168, 192]),
        times("weekly 7", "weekly 7", [0, 1, 24, 144, 160, 168, 192, -24, -48]),
        times("monthly", "monthly", [0, 24, 240, 480, 720, 800, 8760, -24, -800]),
        times("yearly", "yearly", [0, 24, 2000, 8000, 8760, 9000, -24, -9000]),
        LogrotateCase(
            "seen for the first time", "@/*.log {\ndaily\nrotate 1\ncreate\n}\n",
            [.file("a.log", "x\n", hours: 900)], [Pass(), Pass()]),
        LogrotateCase(
            "by force", "@/*.log {\nmonthly\nrotate 1\ncreate\nminsize 100\nminage 9\nnotifempty\n}\n",
            [.file("a.log", "x\n"), .file("b.log", "")],
            [Pass(isForced: true), Pass([.file("a.log", "y\n")], isForced: true)]),
        LogrotateCase(
            "size", "@/*.log {\ndaily\nsize 1k\nrotate 1\n}\n",
            [file("a.log", bytes: 1023), file("b.log", bytes: 1024), file("c.log", bytes: 1025)],
            [Pass(last: ["a.log": 72])]),
        LogrotateCase(
            "no size at all", "@/*.log {\nrotate 1\n}\n",
            [file("a.log", bytes: 1_048_575), file("b.log", bytes: 1_048_576)]),
        LogrotateCase(
            "size 0", "@/*.log {\nsize 0\nrotate 1\n}\n", [.file("a.log", ""), .file("b.log", "x")]),
        LogrotateCase(
            "minsize", "@/*.log {\ndaily\nminsize 1000\nrotate 1\n}\n",
            [file("a.log", bytes: 999), file("b.log", bytes: 1000), file("c.log", bytes: 1001)],
            [Pass(last: ["a.log": 72, "b.log": 72])]),
        LogrotateCase(
            "maxsize", "@/*.log {\ndaily\nmaxsize 1000\nrotate 1\n}\n",
            [file("a.log", bytes: 999), file("b.log", bytes: 1000), file("c.log", bytes: 999)],
            [Pass(last: ["a.log": 72, "b.log": 0, "c.log": 0])]),
        LogrotateCase(
            "minsize and maxsize", "@/*.log {\ndaily\nminsize 100\nmaxsize 1000\nrotate 1\n}\n",
            [
                file("a.log", bytes: 99), file("b.log", bytes: 100), file("c.log", bytes: 1000),
                file("d.log", bytes: 500),
            ],
            [Pass(last: ["a.log": 72, "b.log": 72, "c.log": 0, "d.log": 0])]),
        LogrotateCase(
            "size and maxsize", "@/*.log {\nsize 100\nmaxsize 5\nrotate 1\n}\n",
            [file("a.log", bytes: 4), file("b.log", bytes: 5)]),
        LogrotateCase(
            "minage", "@/*.log {\ndaily\nminage 2\nrotate 1\n}\n",
            [.file("a.log", "x\n", hours: 47), .file("b.log", "x\n", hours: 49)],
            [Pass(last: ["a.log": 72, "b.log": 72])]),
        LogrotateCase(
            "minage and size", block("size 1", "minage 3", "minsize 100", "rotate 1"), [.file("a.log", "x\n")]
        ),
        LogrotateCase(
            "maxage", block("size 1", "rotate 5", "maxage 3", "create"),
            [
                .file("a.log", "x\n"), .file("a.log.1", "1\n", hours: 71), .file("a.log.2", "2\n", hours: 73),
                .file("a.log.3", "3\n", hours: 900), .file("a.log.4", "4\n", hours: 10),
            ]),
        LogrotateCase(
            "maxage dateext", block("size 1", "rotate 9", "maxage 3", "dateext", "create"),
            [
                .file("a.log", "x\n"), .file("a.log-{-1}", "1\n", hours: 71),
                .file("a.log-{-2}", "2\n", hours: 73),
                .file("a.log-{-3}", "3\n", hours: 10), .file("a.log-{-9}", "9\n", hours: 900),
            ]),
        LogrotateCase(
            "maxage and rotate -1", block("size 1", "rotate -1", "maxage 3", "dateext", "create"),
            [
                .file("a.log", "x\n"), .file("a.log-{-2}", "2\n", hours: 73),
                .file("a.log-{-9}", "9\n", hours: 900),
            ]),
    ]

    static let choices: [LogrotateCase] = [
        LogrotateCase(
            "notifempty", "@/*.log {\nsize 0\nnotifempty\nrotate 1\n}\n",
            [.file("a.log", ""), .file("b.log", "x")]),
        LogrotateCase(
            "ifempty", "notifempty\n@/*.log {\ndaily\nifempty\nrotate 1\n}\n", [.file("a.log", "")],
            [Pass(last: ["a.log": 72])]),
        LogrotateCase(
            "a log that is missing", "@/a.log @/b.log {\nsize 1\nrotate 1\n}\n", [.file("b.log", "x\n")]),
        LogrotateCase(
            "missingok", "@/a.log @/b.log @/*.txt {\nsize 1\nrotate 1\nmissingok\n}\n",
            [.file("b.log", "x\n")]),
        LogrotateCase(
            "a pattern that matches nothing", "@/*.txt @/*.log {\nsize 1\nrotate 1\n}\n",
            [.file("b.log", "x\n")]),
        LogrotateCase(
            "a directory that is missing", "@/none/a.log {\nsize 1\n}\n@/b.log {\nsize 1\nrotate 1\n}\n",
            [.file("b.log", "x\n")]),
        LogrotateCase(
            "a directory that may be missing", "@/none/*.log @/none/a {\nmissingok\n}\n",
            [.file("b.log", "x\n")]),
        LogrotateCase(
            "several globs", "@/*.log '@/c d.txt'\n# and\n@/[ef]?.x {\nsize 1\nrotate 1\n}\n",
            [
                .file("b.log", "b\n"), .file("a.log", "a\n"), .file("c d.txt", "c\n"), .file("e1.x", "e\n"),
                .file("f1.x", "f\n"),
                .file("g1.x", "g\n"), .file(".hidden.log", "h\n"),
            ], [Pass(), Pass([.file("a.log", "2\n")])]),
        LogrotateCase(
            "duplicates that are ignored",
            "ignoreduplicates\n@/a.log {\nsize 1\nrotate 1\n}\n@/*.log {\nsize 1\nrotate 0\n}\n",
            [.file("a.log", "a\n"), .file("b.log", "b\n")]),
        LogrotateCase(
            "a duplicate", "@/b.log {\nsize 1\nrotate 1\ncreate\n}\n@/*.log {\nsize 1\nrotate 2\ncreate\n}\n",
            [.file("a.log", "a\n"), .file("b.log", "b\n")]),
        LogrotateCase(
            "a symlink", "@/*.log {\nsize 1\nrotate 1\ncopytruncate\n}\n",
            [.file("real", "x\n", hours: 30), .symlink("a.log", saying: "real"), .file("b.log", "b\n")]),
        LogrotateCase(
            "hard links", "@/*.log {\nsize 1\nrotate 1\n}\n",
            [.file("real", "x\n", hours: 30), .link("a.log", to: "real")]),
        LogrotateCase(
            "allowhardlink", "@/*.log {\nsize 1\nrotate 1\nallowhardlink\n}\n",
            [.file("real", "x\n", hours: 30), .link("a.log", to: "real")]),
        LogrotateCase(
            "a directory among the logs", "@/*.log {\nsize 1\nrotate 1\n}\n",
            [.directory("a.log"), .file("b.log", "b\n")]),
        LogrotateCase(
            "a directory that all may write to", "@/d/*.log {\nsize 1\nrotate 1\n}\n",
            [.directory("d", mode: 0o777), .file("d/a.log", "a\n")],
            needsRoot: true),
        LogrotateCase(
            "a directory that a group may write to",
            "@/d/*.log {\nsize 1\nrotate 1\n}\n@/e/*.log {\nsize 1\nrotate 1\n}\n",
            [
                .directory("d", mode: 0o775, owner: Owner(0, 4)), .file("d/a.log", "a\n"),
                .directory("e", mode: 0o775, owner: Owner(1, 0)), .file("e/a.log", "a\n"),
            ], needsRoot: true),
        LogrotateCase(
            "su", "@/d/*.log {\nsize 1\nrotate 1\nsu daemon adm\ncreate 0640\ncompress\n}\n",
            [
                .directory("d", mode: 0o777),
                .file("d/a.log", "a\n", mode: 0o640, owner: Owner(1, 4), hours: 30),
            ], needsRoot: true),
        LogrotateCase(
            "su and copytruncate", "@/d/*.log {\nsize 1\nrotate 1\nsu daemon adm\ncopytruncate\n}\n",
            [
                .directory("d", mode: 0o777),
                .file("d/a.log", "a\n", mode: 0o660, owner: Owner(1, 4), hours: 30),
            ], needsRoot: true),
    ]

    static let configurations: [LogrotateCase] = [
        LogrotateCase(
            "includes",
            "rotate 1\ntabooext + .off\n@/a.log {\nsize 1\n}\ninclude ^/d-a\ninclude ^/d-b\n@/c.log {\nsize 1\n}\n",
            files: ["d-a": "rotate 2\ncreate 0600\n", "d-b": "@/b.log {\nsize 1\nnocreate\n}\n"],
            [
                .file("a.log", "a\n"), .file("b.log", "b\n"), .file("c.log", "c\n"), .file("c.log.1", "1\n"),
                .file("a.log.1", "1\n"),
            ]),
        LogrotateCase(
            "an included directory",
            "rotate 1\ntabooext + .off\ninclude ^/d\n@/last.log {\nsize 1\n}\n",
            files: [
                "d/a": "create 0604\n@/a.log {\nsize 1\n}\n", "d/b.off": "@/b.log {\nsize 1\n}\n",
                "d/c~": "@/c.log {\nsize 1\n}\n", "d/d.dpkg-old": "@/d.log {\nsize 1\n}\n",
                "d/e": "@/e.log {\nsize 1\nrotate x\n}\n@/f.log {\nsize 1\n}\n",
            ],
            ["a", "b", "c", "d", "e", "f", "last"].map { .file("\($0).log", "\($0)\n", hours: 30) }),
        LogrotateCase(
            "a block that is refused", "rotate 1\n@/a.log {\nsize 1x\n}\n@/b.log {\nsize 1\n}\n",
            [.file("a.log", "a\n"), .file("b.log", "b\n")]),
        LogrotateCase(
            "an option that is unknown", "rotate 1\n@/a.log {\nsize 1\nfrobnicate\n}\n",
            [.file("a.log", "a\n")]),
        LogrotateCase(
            "a user that is unknown",
            "@/a.log {\nsize 1\nrotate 1\ncreate 0600 no-such-user adm\n}\n@/b.log {\nsize 1\nrotate 1\n}\n",
            [.file("a.log", "a\n"), .file("b.log", "b\n")]),
        LogrotateCase("nothing at all", "# nothing\n", [.file("a.log", "a\n")]),
    ]
}
