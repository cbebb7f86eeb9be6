// Where logferry leaves something else behind than logrotate(8), on purpose: docs/logrotate.md says why.

extension LogrotateCase {
    /// Each with a difference in what is left behind by some pass.
    public static let differing: [LogrotateCase] = [
        LogrotateCase(
            "generations that are more than rotate says", "@/a.log {\nsize 1\nrotate 1\n}\n",
            [
                .file("a.log", "a\n"), .file("a.log.1", "1\n"), .file("a.log.2", "2\n"),
                .file("a.log.3", "3\n"),
            ]),
        LogrotateCase(
            "an older generation that is not compressed", "@/a.log {\nsize 1\nrotate 3\ncompress\n}\n",
            [.file("a.log", "a\n"), .file("a.log.1", "1\n"), .file("a.log.2", "2\n")]),
        LogrotateCase(
            "prerotate fails", "@/a.log {\nsize 1\nrotate 3\nprerotate\nfalse\nendscript\n}\n",
            [.file("a.log", "a\n"), .file("a.log.1", "1\n")]),
        LogrotateCase(
            "prerotate looks around",
            "@/a.log {\nsize 1\nrotate 3\nprerotate\nls @ > @/trace\nendscript\n}\n",
            [.file("a.log", "a\n"), .file("a.log.1", "1\n")]),
        LogrotateCase(
            "postrotate looks around",
            "@/a.log {\nsize 1\nrotate 3\ncompress\ndelaycompress\npostrotate\nls @ > @/trace\nendscript\n}\n",
            [.file("a.log", "a\n"), .file("a.log.1", "1\n")]),
        LogrotateCase(
            "maxage of a log that is not due", "@/a.log {\ndaily\nrotate 5\nmaxage 3\n}\n",
            [.file("a.log", "x\n"), .file("a.log.1", "1\n", hours: 900)], [Pass(last: ["a.log": 0])]),
        LogrotateCase(
            "a clock that was set back by a day", "@/a.log {\ndaily\nrotate 5\n}\n", [.file("a.log", "x\n")],
            [Pass(last: ["a.log": -24])]),
        LogrotateCase(
            "a duplicate before others",
            "@/b.log {\nsize 1\nrotate 1\ncreate\n}\n@/*.log {\nsize 1\nrotate 2\ncreate\n}\n",
            [.file("b.log", "b\n"), .file("c.log", "c\n")]),
        LogrotateCase(
            "olddir is missing",
            "@/a.log {\nsize 1\nrotate 1\nolddir old\n}\n@/b.log {\nsize 1\nrotate 1\n}\n",
            [.file("a.log", "a\n"), .file("b.log", "b\n")]),
        LogrotateCase(
            "createolddir without a mode", "@/a.log {\nsize 1\nrotate 1\nolddir old\ncreateolddir\n}\n",
            [.file("a.log", "a\n")]),
        LogrotateCase(
            "createolddir of a log that is not due",
            "@/a.log {\nsize 100\nrotate 1\nolddir old\ncreateolddir 0755\n}\n", [.file("a.log", "a\n")]),
        LogrotateCase(
            "the time of an archive of a copy", "@/a.log {\nsize 1\nrotate 1\ncompress\ncopytruncate\n}\n",
            [.file("a.log", "a\n", hours: 30)]),
        LogrotateCase(
            "a leftover in the way of renamecopy", "@/a.log {\nsize 1\nrotate 1\nrenamecopy\n}\n",
            [.file("a.log", "a\n"), .file("a.log.tmp", "t\n")]),
        LogrotateCase(
            "a directory in the way", "@/a.log {\nsize 1\nrotate 1\n}\n",
            [.file("a.log", "a\n"), .directory("a.log.1")]),
        LogrotateCase(
            "copy and renamecopy", "@/a.log {\nsize 1\nrotate 1\ncopy\nrenamecopy\n}\n",
            [.file("a.log", "a\n")]),
        LogrotateCase(
            "rotate 0 with an older generation", "@/a.log {\nsize 1\nrotate 0\n}\n",
            [.file("a.log", "a\n"), .file("a.log.1", "1\n")]),
        LogrotateCase(
            "preremove of what was compressed",
            "@/a.log {\nsize 1\nrotate 1\ncompress\npreremove\necho $* >> @/trace\nendscript\n}\n",
            [.file("a.log", "a\n"), .archive("a.log.1.gz", "1\n")]),
        LogrotateCase(
            "preremove fails shared",
            "@/*.log {\nsize 1\nrotate 1\ncompress\nsharedscripts\npreremove\nfalse\nendscript\n}\n",
            [.file("a.log", "a\n"), .archive("a.log.1.gz", "1\n"), .file("b.log", "b\n")]),
    ]
}
