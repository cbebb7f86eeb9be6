// What older generations are called, where they are, and how they are compressed.

import Testing

@testable import Rotation

@Suite struct NamingScenarioTests {
    @Test(arguments: names) func namesAreLogrotates(_ scenario: Scenario) throws { try scenario.check() }
    @Test(arguments: dates) func datesNameAndOrder(_ scenario: Scenario) throws { try scenario.check() }
    @Test(arguments: compression) func compressionComesLast(_ scenario: Scenario) throws {
        try scenario.check()
    }

    private static let due = "interval: daily; method: rename; "

    private static func row(
        _ name: String, _ policy: String, _ files: [String], logs: [String] = ["app.log"],
        _ steps: [String], now: String = "2026-11-23 00:00", remarks: [String] = []
    ) -> Scenario {
        Scenario(
            name: name, policy: due + policy, files: files, last: "2026-11-21 00:00", now: now, logs: logs,
            steps: steps, remarks: remarks)
    }

    private static func row(
        _ name: String, _ policy: String, _ steps: [String], now: String = "2026-11-23 00:00",
        remarks: [String] = []
    ) -> Scenario {
        row(name, policy, ["app.log 1"], steps, now: now, remarks: remarks)
    }

    static let names: [Scenario] = [
        row(
            "start 0", "rotate: 2; start: 0", ["app.log 1", "app.log.0 1", "app.log.1 1"],
            [
                "shift app.log.1 app.log.2", "shift app.log.0 app.log.1", "mv app.log app.log.0",
                "note app.log",
                "rm app.log.2 surplus",
            ]),
        row(
            "start 9", "rotate: 2; start: 9", ["app.log 1", "app.log.9 1", "app.log.1 1"],
            ["shift app.log.9 app.log.10", "mv app.log app.log.9", "note app.log"]),
        row(
            "extension", "rotate: 2; extension: .log", ["app.log 1", "b.txt 1", "app.1.log 1", "b.txt.1 1"],
            logs: ["app.log", "b.txt"],
            [
                "shift app.1.log app.2.log", "mv app.log app.1.log", "note app.log",
                "shift b.txt.1 b.txt.2", "mv b.txt b.txt.1", "note b.txt",
            ]),
        row(
            "extension and a pattern that matches older generations, too", "rotate: 2; extension: .log",
            ["app.log 1", "app.1.log 1"], logs: ["app.log", "app.1.log"],
            ["shift app.1.log app.2.log", "mv app.log app.1.log", "note app.log"],
            remarks: ["idle /v/app.1.log is an older generation of another log"]),
        row(
            "addextension", "rotate: 2; addextension: .log", ["app.log 1", "b.txt 1", "b.txt.1.log 1"],
            logs: ["app.log", "b.txt"],
            [
                "mv app.log app.1.log", "note app.log", "shift b.txt.1.log b.txt.2.log",
                "mv b.txt b.txt.1.log",
                "note b.txt",
            ]),
        row(
            "olddir", "rotate: 2; olddir: old", ["app.log 1", "old/app.log.1 1", "app.log.1 1"],
            ["shift old/app.log.1 old/app.log.2", "mv app.log old/app.log.1", "note app.log"]),
        row(
            "olddir, absolute, on another filesystem", "rotate: 2; olddir: /far", [],
            remarks: [
                "error /v/app.log is not rotated: /far is on another filesystem; write method: renamecopy"
            ]),
        Scenario(
            name: "olddir, copied to another filesystem",
            policy: "interval: daily; rotate: 1; method: renamecopy; olddir: /far",
            files: ["app.log 1", "/far/app.log.1 1"],
            steps: [
                "shift /far/app.log.1 /far/app.log.2", "rm /far/app.log.2 surplus", "mv app.log app.log.tmp",
                "note app.log", "move app.log.tmp /far/app.log.1",
            ]),
        row(
            "olddir that does not exist", "rotate: 2; olddir: none", [],
            remarks: ["error /v/app.log is not rotated: there is no directory /v/none"]),
        row(
            "createolddir", "rotate: 2; olddir: none; createolddir: 750 app adm", ["app.log 1", "b.log 1"],
            logs: ["app.log", "b.log"],
            [
                "mkdir none 0750 app adm", "mv app.log none/app.log.1", "note app.log",
                "mv b.log none/b.log.1",
                "note b.log",
            ]),
        row(
            "two logs, one of which begins as the other", "rotate: 1",
            ["app 1", "app.log 1", "app.1 1", "app.log.1 1"],
            logs: ["app", "app.log"],
            [
                "shift app.1 app.2", "mv app app.1", "note app", "rm app.2 surplus",
                "shift app.log.1 app.log.2",
                "mv app.log app.log.1", "note app.log", "rm app.log.2 surplus",
            ]),
        row(
            "create", "rotate: 1; create: {mode: \"0640\", owner: app, group: adm}",
            ["mv app.log app.log.1", "create app.log 0640 app adm", "note app.log"]),
        row(
            "create as it was", "rotate: 1; create: true",
            ["mv app.log app.log.1", "create app.log", "note app.log"]),
        row("nocreate", "rotate: 1; nocreate: true", ["mv app.log app.log.1", "note app.log"]),
    ]

    static let dates: [Scenario] = [
        row(
            "dateext", "rotate: 2; dateext: true",
            [
                "app.log 1", "app.log-20261122 1", "app.log-20261101.gz 1", "app.log-20261199 1",
                "app.log.1 1",
            ],
            ["mv app.log app.log-20261123", "note app.log", "rm app.log-20261101.gz surplus"]),
        row(
            "dateext, hourly by default", "rotate: 2; dateext: true; dateformat: -%Y%m%d%H",
            ["mv app.log app.log-2026112300", "note app.log"]),
        row(
            "dateyesterday, over the end of a month", "rotate: 2; dateext: true; dateyesterday: true",
            ["mv app.log app.log-20261130", "note app.log"], now: "2026-12-01 00:00"),
        row(
            "dateyesterday, the leap day", "rotate: 2; dateext: true; dateyesterday: true",
            ["mv app.log app.log-20280229", "note app.log"], now: "2028-03-01 00:00"),
        row(
            "datehourago", "rotate: 2; dateext: true; datehourago: true; dateformat: .%Y-%m-%d_%H",
            ["mv app.log app.log.2026-12-31_23", "note app.log"], now: "2027-01-01 00:10"),
        row(
            "seconds since the epoch", "rotate: 1; dateext: true; dateformat: .%s",
            ["app.log 1", "app.log.1795300000 1"],
            ["mv app.log app.log.1795392000", "note app.log", "rm app.log.1795300000 surplus"]),
        row(
            "extension behind the date", "rotate: 1; dateext: true; extension: .log",
            ["app.log 1", "app-20261101.log 1"],
            ["mv app.log app-20261123.log", "note app.log", "rm app-20261101.log surplus"]),
        row(
            "a name collision", "rotate: 2; dateext: true", ["app.log 1", "app.log-20261123 1"], [],
            remarks: ["error /v/app.log is not rotated: /v/app.log-20261123 exists already"]),
        row(
            "a name collision, compressed", "rotate: 2; dateext: true; compress: true",
            ["app.log 1", "app.log-20261123.gz 1"], [],
            remarks: ["error /v/app.log is not rotated: /v/app.log-20261123.gz exists already"]),
        row(
            "dates that do not sort by name are sorted by date",
            "rotate: 1; dateext: true; dateformat: -%d%m%Y",
            ["app.log 1", "app.log-30102026 1", "app.log-01112026 1"],
            [
                "mv app.log app.log-23112026", "note app.log", "rm app.log-30102026 surplus",
                "rm app.log-01112026 surplus",
            ]),
        row(
            "dates without a year are sorted by the last write",
            "rotate: 2; dateext: true; dateformat: -%m%d",
            ["app.log 1", "app.log-0101 1 9d", "app.log-1201 1 8d"],
            ["mv app.log app.log-1123", "note app.log", "rm app.log-0101 surplus"]),
        row(
            "clock set back: an older date for the newest", "rotate: 2; dateext: true",
            ["app.log 1", "app.log-20261201 1", "app.log-20261130 1"],
            ["mv app.log app.log-20261123", "note app.log", "rm app.log-20261130 surplus"]),
    ]

    static let compression: [Scenario] = [
        row(
            "compress", "rotate: 2; compress: true; compress_level: 9",
            ["app.log 1", "app.log.1.gz 1", "app.log.2.gz 1"],
            [
                "shift app.log.2.gz app.log.3.gz", "shift app.log.1.gz app.log.2.gz", "mv app.log app.log.1",
                "note app.log", "rm app.log.3.gz surplus", "gzip -9 app.log.1 app.log.1.gz",
            ]),
        row(
            "delaycompress", "rotate: 3; compress: true; delaycompress: true",
            ["app.log 1", "app.log.1 1", "app.log.2.gz 1"],
            [
                "shift app.log.2.gz app.log.3.gz", "shift app.log.1 app.log.2", "mv app.log app.log.1",
                "note app.log", "gzip -6 app.log.2 app.log.2.gz",
            ]),
        row(
            "delaycompress with dates", "rotate: 3; compress: true; delaycompress: true; dateext: true",
            ["app.log 1", "app.log-20261122 1", "app.log-20261121.gz 1"],
            ["mv app.log app.log-20261123", "note app.log", "gzip -6 app.log-20261122 app.log-20261122.gz"]),
        Scenario(
            name: "what was not compressed then is now",
            policy: due + "rotate: 3; compress: true; delaycompress: true",
            files: ["app.log 1", "app.log.1 1", "app.log.2 1"], last: "2026-11-23 00:00",
            steps: ["gzip -6 app.log.2 app.log.2.gz"]),
        row(
            "what is surplus is not compressed", "rotate: 1; compress: true; delaycompress: true",
            ["app.log 1", "app.log.1 1"],
            ["shift app.log.1 app.log.2", "mv app.log app.log.1", "note app.log", "rm app.log.2 surplus"]),
        Scenario(
            name: "an archive of that name exists already", policy: due + "rotate: 3; compress: true",
            files: ["app.log 1", "app.log.1 1", "app.log.1.gz 1"], last: "2026-11-23 00:00", steps: [],
            remarks: ["warning /v/app.log.1 is not compressed: /v/app.log.1.gz exists already"]),
        row(
            "another program",
            "rotate: 1; compress: true; compresscmd: /usr/bin/zstd; compressoptions: -q -3",
            ["mv app.log app.log.1", "note app.log", "/usr/bin/zstd app.log.1 app.log.1.zst"]),
        row(
            "another ending",
            "rotate: 1; compress: true; compresscmd: /bin/gzip; compressoptions: \"-9\"; compressext: .z",
            ["mv app.log app.log.1", "note app.log", "gzip -9 app.log.1 app.log.1.z"]),
        row(
            "both endings of one number", "rotate: 2", ["app.log 1", "app.log.1 1", "app.log.1.gz 1"],
            [
                "shift app.log.1 app.log.2", "shift app.log.1.gz app.log.2.gz", "mv app.log app.log.1",
                "note app.log",
            ]),
    ]
}
