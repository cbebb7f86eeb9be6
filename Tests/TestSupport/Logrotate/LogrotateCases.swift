// What is compared with logrotate(8): how a log gets out of its file, and what its older generations are called.

extension LogrotateCase {
    /// All of them.
    public static let all =
        methods + compressions + names + times + choices + scripts + failures + configurations

    /// A log of 500 hours, that is due, with two lines in it.
    private static let log = Item.file("a.log", "one\ntwo\n", mode: 0o640, hours: 500)
    private static let due = ["a.log": 72]
    private static let again = Pass([.file("a.log", "three\n", hours: 3)], last: due)
    private static let older: [Item] = [
        log, .file("a.log.1", "old 1\n", mode: 0o600, hours: 600), .file("a.log.2", "old 2\n", hours: 700),
        .file("a.log.3", "old 3\n", hours: 800),
    ]

    private static func block(_ body: String...) -> String {
        "@/a.log {\n" + body.joined(separator: "\n") + "\n}\n"
    }

    static let methods: [LogrotateCase] = [
        LogrotateCase(
            "create", block("daily", "rotate 2", "create"), [log], [Pass(last: due), again, again, again]),
        LogrotateCase(
            "create a mode", block("daily", "rotate 2", "create 0604"), [log], [Pass(last: due), again]),
        LogrotateCase(
            "create an owner", block("daily", "rotate 2", "create 0604 daemon adm"),
            [.file("a.log", "x\n", mode: 0o660, owner: Owner(65534, 0), hours: 9)], [Pass(last: due)],
            needsRoot: true),
        LogrotateCase(
            "create as it was", block("daily", "rotate 2", "create"),
            [.file("a.log", "x\n", mode: 0o660, owner: Owner(1, 4), hours: 9)], [Pass(last: due)],
            needsRoot: true),
        LogrotateCase(
            "nocreate", "create 0600\n" + block("daily", "rotate 2", "nocreate"), [log], [Pass(last: due)]),
        LogrotateCase("no create", block("size 1", "rotate 2"), older, [Pass(), Pass([log]), Pass([log])]),
        LogrotateCase("copy", block("size 1", "rotate 2", "copy", "create 0600"), older, [Pass(), Pass()]),
        LogrotateCase("copytruncate", block("size 1", "rotate 3", "copytruncate"), older, [Pass(), again]),
        LogrotateCase(
            "copytruncate an owner's", block("size 1", "rotate 3", "copytruncate"),
            [.file("a.log", "x\n", mode: 0o620, owner: Owner(1, 4), hours: 9)], needsRoot: true),
        LogrotateCase("renamecopy", block("size 1", "rotate 3", "renamecopy"), older, [Pass(), again]),
        LogrotateCase(
            "renamecopy with create", block("size 1", "rotate 3", "renamecopy", "create 0604"), older,
            [Pass(), again]),
        LogrotateCase(
            "shred", block("size 1", "rotate 1", "shred", "shredcycles 1"),
            [log, .file("a.log.1", "x\n", hours: 600)]),
        LogrotateCase("rotate 0", block("size 1", "rotate 0", "create"), [log], [Pass(), again]),
        LogrotateCase("rotate 0 copytruncate", block("size 1", "copytruncate"), [log], [Pass(), again]),
        LogrotateCase("rotate 0 compress", block("size 1", "compress", "create"), [log], [Pass(), again]),
        LogrotateCase("rotate 0 dateext", block("size 1", "dateext", "create"), [log], [Pass(), again]),
        LogrotateCase("rotate -1", block("size 1", "rotate -1", "create"), older, [Pass(), again, again]),
        LogrotateCase(
            "a gap", block("size 1", "rotate 5", "create"),
            [
                log, .file("a.log.1", "1\n", hours: 600), .file("a.log.3", "3\n", hours: 700),
                .file("a.log.5", "5\n", hours: 800),
            ],
            [Pass(), again]),
        LogrotateCase(
            "what is no generation", block("size 1", "rotate 1", "create"),
            [
                log, .file("a.log.old", "x\n"), .file("a.log.01", "x\n"), .file("a.log.x.1", "x\n"),
                .file("a.log.1.bak", "x\n"),
            ],
            [Pass(), again]),
    ]

    static let compressions: [LogrotateCase] = [
        LogrotateCase(
            "compress", block("size 1", "rotate 2", "compress", "create"),
            [
                log, .archive("a.log.1.gz", "old 1\n", hours: 600),
                .archive("a.log.2.gz", "old 2\n", hours: 700),
            ],
            [Pass(), again, again]),
        LogrotateCase(
            "delaycompress", block("size 1", "rotate 3", "compress", "delaycompress", "create"),
            [
                log, .file("a.log.1", "old 1\n", mode: 0o600, hours: 600),
                .archive("a.log.2.gz", "old 2\n", hours: 700),
            ],
            [Pass(), again, again, again]),
        LogrotateCase(
            "compress an owner's", block("size 1", "rotate 2", "compress"),
            [.file("a.log", "x\n", mode: 0o640, owner: Owner(1, 4), hours: 9)], needsRoot: true),
        // An archive of a copy has the time of the log's last write, but a copy that of its making; here both have the latter.
        LogrotateCase(
            "compress copytruncate", block("size 1", "rotate 2", "compress", "copytruncate"), [log],
            [Pass(), again], hidesTimes: true),
        LogrotateCase(
            "delaycompress copytruncate",
            block("size 1", "rotate 2", "compress", "delaycompress", "copytruncate"), [log],
            [Pass(), again, again]),
        LogrotateCase(
            "compress renamecopy", block("size 1", "rotate 2", "compress", "renamecopy"), [log],
            [Pass(), again], hidesTimes: true),
        LogrotateCase("a level", block("size 1", "rotate 2", "compress", "compressoptions -9"), [log]),
        LogrotateCase(
            "another program",
            block("size 1", "rotate 2", "compress", "compresscmd /bin/cat", "compressext .same", "create"),
            [log],
            [Pass(), again]),
        LogrotateCase(
            "another ending", block("size 1", "rotate 2", "compress", "compressext .z", "create"), [log],
            [Pass(), again]),
        LogrotateCase(
            "a program that fails",
            block("size 1", "rotate 2", "compress", "compresscmd /bin/false", "compressext .x", "create"),
            [log]),
    ]

    static let names: [LogrotateCase] = [
        LogrotateCase(
            "dateext", block("size 1", "rotate 2", "dateext", "create"),
            [
                log, .file("a.log-{-3}", "3\n", hours: 72), .file("a.log-{-5}", "5\n", hours: 20),
                .file("a.log-{-9}", "9\n", hours: 20), .file("a.log.1", "number\n"),
            ], [Pass(), again]),
        LogrotateCase(
            "dateext compress", block("size 1", "rotate 2", "dateext", "compress", "create"),
            [
                log, .archive("a.log-{-3}.gz", "3\n"), .archive("a.log-{-5}.gz", "5\n"),
                .archive("a.log-{-9}.gz", "9\n"),
            ], [Pass(), again]),
        LogrotateCase(
            "dateext delaycompress",
            block("size 1", "rotate 3", "dateext", "compress", "delaycompress", "create"),
            [
                log, .file("a.log-{-3}", "3\n", hours: 70), .archive("a.log-{-5}.gz", "5\n"),
                .archive("a.log-{-9}.gz", "9\n"),
            ]),
        LogrotateCase(
            "dateformat", block("size 1", "rotate 2", "dateext", "dateformat .%Y-%m-%d", "create"),
            [log, .file("a.log-{-3}", "3\n")]),
        LogrotateCase(
            "dateformat with a time",
            block("size 1", "rotate 1", "dateext", "dateformat -%Y%m%d-%H%M%S", "create"),
            [log, .file("a.log-{-3}-010203", "3\n"), .file("a.log-{-3}-010204", "4\n")], hidesDigits: true),
        LogrotateCase(
            "dateformat of seconds", block("size 1", "rotate 1", "dateext", "dateformat -%s", "create"),
            [log, .file("a.log-1600000000", "1\n"), .file("a.log-1600000001", "2\n")], hidesDigits: true),
        LogrotateCase(
            "dateyesterday", block("size 1", "rotate 1", "dateext", "dateyesterday", "create"), [log]),
        LogrotateCase(
            "dateext hourly", block("hourly", "rotate 1", "dateext", "create"), [log], [Pass(last: due)]),
        LogrotateCase(
            "datehourago", block("hourly", "rotate 1", "dateext", "datehourago", "create"), [log],
            [Pass(last: due)]),
        LogrotateCase(
            "start 0", block("size 1", "rotate 2", "start 0", "create"), [log], [Pass(), again, again]),
        LogrotateCase(
            "start 9", block("size 1", "rotate 2", "start 9", "create"), [log], [Pass(), again, again]),
        LogrotateCase(
            "extension", "@/a.log @/b.txt {\nsize 1\nrotate 2\nextension .log\ncreate\n}\n",
            [log, .file("b.txt", "b\n", hours: 3)],
            [Pass(), again, again]),
        LogrotateCase(
            "extension compress",
            block("size 1", "rotate 3", "extension .log", "compress", "delaycompress", "create"), [log],
            [Pass(), again, again]),
        LogrotateCase(
            "extension dateext", block("size 1", "rotate 2", "extension .log", "dateext", "create"), [log],
            [Pass(), again]),
        LogrotateCase(
            "extension without a dot", block("size 1", "rotate 2", "extension log", "create"), [log],
            [Pass(), again]),
        LogrotateCase(
            "addextension", "@/a.log @/b.txt {\nsize 1\nrotate 2\naddextension .log\ncompress\ncreate\n}\n",
            [log, .file("b.txt", "b\n", hours: 3)], [Pass(), again, again]),
        LogrotateCase(
            "addextension dateext", block("size 1", "rotate 2", "addextension .log", "dateext"), [log]),
        LogrotateCase(
            "olddir", block("size 1", "rotate 2", "olddir old", "create"),
            [log, .directory("old"), .file("old/a.log.1", "1\n", hours: 600)], [Pass(), again, again]),
        LogrotateCase(
            "olddir elsewhere", block("size 1", "rotate 2", "olddir @/x/y", "compress", "create"),
            [log, .directory("x/y")],
            [Pass(), again]),
        LogrotateCase(
            "olddir copytruncate", block("size 1", "rotate 2", "olddir old", "copytruncate", "dateext"),
            [log, .directory("old")]),
        LogrotateCase(
            "createolddir", block("size 1", "rotate 2", "olddir old", "createolddir 0750", "create"), [log],
            [Pass(), again]),
        LogrotateCase(
            "createolddir an owner's",
            block("size 1", "rotate 2", "olddir o/ld", "createolddir 0750 daemon adm", "create"), [log],
            needsRoot: true),
    ]
}
