// What is compared with logrotate(8): which scripts run when, with what, and what is left undone if one fails.

extension LogrotateCase {
    private static let two: [Item] = [
        .file("a.log", "a\n", hours: 30), .file("b.log", "b\n", hours: 30),
        .archive("a.log.1.gz", "a1\n", hours: 40),
        .archive("b.log.1.gz", "b1\n", hours: 40),
    ]

    /// Each script writes down its name, its arguments and what there is; what there is before `prerotate` differs, because
    /// logrotate has moved the older generations by then.
    private static func tracing(_ names: [String]) -> String {
        names.map { name in
            "\(name)\necho \(name) $0 $*\(name == "prerotate" ? "" : " : `cd @; ls`") >> @/trace\nendscript\n"
        }.joined()
    }

    private static let allScripts = ["firstaction", "prerotate", "postrotate", "lastaction"]

    static let scripts: [LogrotateCase] = [
        LogrotateCase(
            "scripts", "@/*.log {\nsize 1\nrotate 1\ncreate\n\(tracing(allScripts))}\n",
            [.file("a.log", "a\n"), .file("b.log", "b\n")]),
        LogrotateCase(
            "scripts and compression",
            "@/*.log {\nsize 1\nrotate 1\ncreate\ncompress\n\(tracing(allScripts))}\n",
            [.file("a.log", "a\n"), .archive("a.log.1.gz", "1\n")]),
        LogrotateCase(
            "scripts with arguments",
            "@/a.log {\nsize 1\nrotate 2\ncopytruncate\nprerotate\necho \"<$1>\" $# >> @/trace\nendscript\n"
                + "postrotate\necho \"<$1> <$2>\" $# >> @/trace\nendscript\n}\n", [.file("a.log", "a\n")]),
        LogrotateCase(
            "scripts of renamecopy",
            "@/a.log {\nsize 1\nrotate 2\nrenamecopy\ncreate\n\(tracing(allScripts))}\n",
            [.file("a.log", "a\n"), .file("a.log.1", "1\n")]),
        LogrotateCase(
            "scripts with dates",
            "@/a.log {\nsize 1\nrotate 2\ndateext\nolddir old\n\(tracing(allScripts))}\n",
            [.file("a.log", "a\n"), .directory("old")]),
        LogrotateCase(
            "shared scripts",
            "@/*.log @/*.txt {\nsize 1\nrotate 1\nsharedscripts\ncreate\n\(tracing(allScripts))}\n",
            [.file("a.log", "a\n"), .file("b.log", ""), .file("c.txt", "c\n"), .file("d.txt", "d\n")]),
        LogrotateCase(
            "shared scripts and compression",
            "@/*.log {\nsize 1\nrotate 2\nsharedscripts\ncompress\ndelaycompress\ncreate\n\(tracing(["firstaction", "prerotate", "lastaction"]))}\n",
            [
                .file("a.log", "a\n"), .file("a.log.1", "a1\n"), .file("b.log", "b\n"),
                .file("b.log.1", "b1\n"),
            ]),
        LogrotateCase(
            "scripts of what is not due", "@/*.log {\nsize 100\nrotate 1\n\(tracing(allScripts))}\n",
            [.file("a.log", "a\n")]),
        LogrotateCase(
            "preremove", "@/*.log {\nsize 1\nrotate 1\ncreate\n\(tracing(["preremove", "postrotate"]))}\n",
            [.file("a.log", "a\n"), .file("a.log.1", "1\n")]),
        LogrotateCase(
            "the environment of a script",
            "@/*.log {\nsize 1\nrotate 1\npostrotate\ncat | wc -c >> @/trace; umask >> @/trace; id -u >> @/trace\nendscript\n}\n",
            [.file("a.log", "a\n")]),
    ]

    /// With `prerotate`, there is nothing that logrotate would have moved already.
    private static func failing(_ name: String, _ shared: String, _ more: String = "") -> LogrotateCase {
        LogrotateCase(
            "\(name) fails, \(shared)",
            "@/*.log {\nsize 1\nrotate 1\n\(shared)\ncreate\ncompress\n\(more)\n\(name)\ncase $1 in *b.log) ;; *) false;; esac\nendscript\n}\n",
            name == "prerotate" ? Array(two.prefix(2)) : two)
    }

    static let failures: [LogrotateCase] = [
        failing("firstaction", "nosharedscripts"), failing("prerotate", "nosharedscripts"),
        failing("postrotate", "nosharedscripts"),
        failing("lastaction", "nosharedscripts"),
        failing("firstaction", "sharedscripts"), failing("prerotate", "sharedscripts"),
        failing("postrotate", "sharedscripts"),
        failing("lastaction", "sharedscripts"),
        failing("postrotate", "nosharedscripts", "lastaction\necho last >> @/trace\nendscript"),
        failing("postrotate", "sharedscripts", "lastaction\necho last >> @/trace\nendscript"),
        LogrotateCase(
            "preremove fails", "@/*.log {\nsize 1\nrotate 1\ncreate\npreremove\nfalse\nendscript\n}\n",
            [.file("a.log", "a\n", hours: 30), .file("a.log.1", "1\n", hours: 40)]),
        LogrotateCase(
            "a script that fails in its middle",
            "@/*.log {\nsize 1\nrotate 1\npostrotate\nfalse\ntrue\nendscript\n}\n", [.file("a.log", "a\n")]),
        LogrotateCase(
            "a script that exits",
            "@/a.log {\nsize 1\nrotate 1\nprerotate\nexit 7\nendscript\n}\n@/b.log {\nsize 1\nrotate 1\n}\n",
            [.file("a.log", "a\n"), .file("b.log", "b\n")]),
    ]
}
