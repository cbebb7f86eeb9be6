// How a log's contents get out of its file, what is run meanwhile, and which files are left alone.

import Platform
import Testing

@testable import Rotation

@Suite struct MethodScenarioTests {
    @Test(arguments: methods) func eachMethodHasItsSteps(_ scenario: Scenario) throws { try scenario.check() }
    @Test(arguments: scripts) func scriptsRunInLogrotatesOrder(_ scenario: Scenario) throws {
        try scenario.check()
    }
    @Test(arguments: refusals) func someFilesAreLeftAlone(_ scenario: Scenario) throws {
        try scenario.check()
    }

    private static let rotated = ["mv app.log app.log.1", "note app.log"]

    private static func row(
        _ name: String, _ policy: String, _ files: [String], logs: [String] = ["app.log"],
        home: FileStatus = ModelDisk.directory(), _ steps: [String], remarks: [String] = []
    ) -> Scenario {
        Scenario(
            name: name, policy: "interval: daily; rotate: 1; " + policy, files: files, logs: logs, home: home,
            steps: steps,
            remarks: remarks)
    }

    private static func row(
        _ name: String, _ policy: String, home: FileStatus = ModelDisk.directory(), _ steps: [String],
        remarks: [String] = []
    ) -> Scenario {
        row(name, policy, ["app.log 1"], home: home, steps, remarks: remarks)
    }

    static let methods: [Scenario] = [
        row(
            "auto without a signal", "missingok: true", ["app.log 129"],
            ["collapse app.log app.log.1", "note app.log"]),
        row(
            "auto with a signal", "signal: {unit: app.service}",
            rotated + ["kill -HUP unit(\"app.service\")"]),
        row("auto with a script", "postrotate: reload", rotated + ["postrotate app.log app.log.1"]),
        row(
            "collapse", "method: collapse; compress: true", ["app.log 129"],
            ["collapse app.log app.log.1", "note app.log", "gzip -6 app.log.1 app.log.1.gz"]),
        row(
            "collapse of what is shorter than a pad", "method: collapse", ["app.log 128"], [],
            remarks: ["idle /v/app.log it is too short for its front to be cut out"]),
        row("copytruncate", "copytruncate: true", ["copytruncate app.log app.log.1", "note app.log"]),
        row("copy", "copy: true", ["cp app.log app.log.1", "note app.log"]),
        row(
            "renamecopy", "renamecopy: true; create: true; postrotate: reload",
            [
                "mv app.log app.log.tmp", "create app.log", "note app.log", "postrotate app.log app.log.1",
                "move app.log.tmp app.log.1",
            ]),
        row(
            "renamecopy with a stale temporary file", "renamecopy: true", ["app.log 1", "app.log.tmp 1"], [],
            remarks: ["error /v/app.log is not rotated: /v/app.log.tmp is in the way"]),
    ]

    static let scripts: [Scenario] = [
        row(
            "all scripts, for each log",
            "method: rename; firstaction: a; prerotate: b; postrotate: c; lastaction: d; preremove: e; compress: true",
            ["app.log 1", "b.log 1", "app.log.1.gz 1"], logs: ["app.log", "b.log"],
            [
                "firstaction once app.log /v/b.log", "prerotate app.log",
                "shift app.log.1.gz app.log.2.gz",
                "mv app.log app.log.1", "note app.log", "postrotate app.log app.log.1",
                "preremove app.log.2.gz",
                "rm app.log.2.gz surplus", "gzip -6 app.log.1 app.log.1.gz", "prerotate b.log",
                "mv b.log b.log.1",
                "note b.log", "postrotate b.log b.log.1", "gzip -6 b.log.1 b.log.1.gz",
                "lastaction once app.log /v/b.log",
            ]),
        row(
            "sharedscripts",
            "method: rename; sharedscripts: true; prerotate: b; postrotate: c; compress: true",
            ["app.log 1", "b.log 1", "c.log 1", "app.log.1.gz 1"], logs: ["app.log", "b.log"],
            [
                "prerotate once app.log /v/b.log", "shift app.log.1.gz app.log.2.gz",
                "mv app.log app.log.1",
                "note app.log", "mv b.log b.log.1", "note b.log", "postrotate once app.log /v/b.log",
                "rm app.log.2.gz surplus", "gzip -6 app.log.1 app.log.1.gz", "gzip -6 b.log.1 b.log.1.gz",
            ]),
        row(
            "sharedscripts when nothing is due",
            "method: rename; sharedscripts: true; postrotate: c; minsize: 1k",
            ["app.log 1", "app.log.2 1"], ["rm app.log.2 surplus"]),
        row(
            "one signal for all logs, before anything is compressed",
            "signal: {pidfile: /run/app.pid, name: SIGUSR1}; compress: true; postrotate: c",
            ["app.log 1", "b.log 1"],
            logs: ["app.log", "b.log"],
            [
                "mv app.log app.log.1", "note app.log", "postrotate app.log app.log.1", "mv b.log b.log.1",
                "note b.log", "postrotate b.log b.log.1", "kill -USR1 pidFile(\"/run/app.pid\")",
                "gzip -6 app.log.1 app.log.1.gz", "gzip -6 b.log.1 b.log.1.gz",
            ]),
        row(
            "sharedscripts and copies: what is copied aside is copied after the script",
            "renamecopy: true; sharedscripts: true; postrotate: c",
            [
                "mv app.log app.log.tmp", "note app.log", "postrotate once app.log",
                "move app.log.tmp app.log.1",
            ]),
    ]

    static let refusals: [Scenario] = [
        row("missing", "method: rename", [], [], remarks: ["error /v/app.log no such file"]),
        row("missingok", "method: rename; missingok: true", [], []),
        row(
            "a symlink", "method: rename", ["app.log 1 symlink"], [],
            remarks: ["warning /v/app.log is a symlink, which is not rotated"]),
        row(
            "a FIFO", "method: rename", ["app.log 1 fifo"], [],
            remarks: ["warning /v/app.log is no regular file"]),
        row("a directory is passed over without a word", "method: rename", ["app.log 1 dir"], []),
        row(
            "hard links", "method: rename", ["app.log 1 links=2"], [],
            remarks: ["warning /v/app.log has 2 hard links"]),
        row("allowhardlink", "method: rename; allowhardlink: true", ["app.log 1 links=2"], rotated),
        row(
            "a directory in the place of a generation", "method: rename", ["app.log 1", "app.log.1 1 dir"],
            [],
            remarks: ["error /v/app.log is not rotated: /v/app.log.1 is no regular file"]),
        row(
            "a symlink in the place of a generation", "method: rename",
            ["app.log 1", "app.log.2.gz 1 symlink"], [],
            remarks: ["error /v/app.log is not rotated: /v/app.log.2.gz is no regular file"]),
        row(
            "a directory that everybody may write in", "method: rename",
            home: ModelDisk.directory(mode: 0o1777), [],
            remarks: ["error /v/app.log everybody may write in /v; write su:"]),
        row(
            "a directory that a group may write in", "method: rename",
            home: ModelDisk.directory(mode: 0o775, group: 4),
            [], remarks: ["error /v/app.log a group other than root may write in /v"]),
        row(
            "a directory that root's group may write in", "method: rename",
            home: ModelDisk.directory(mode: 0o775), rotated),
        row(
            "two logs of one name in one olddir", "method: rename; olddir: /v/old",
            ["app.log 1", "old/app.log 1"],
            logs: ["app.log", "old/app.log"], ["mv app.log old/app.log.1", "note app.log"],
            remarks: ["error /v/old/app.log would have the same older generations as /v/app.log"]),
        row("su", "method: rename; su: app adm", home: ModelDisk.directory(mode: 0o777), rotated),
    ]

    @Test func anUnprivilegedProcessTrustsItsDirectories() throws {
        let scenario = Self.row("", "method: rename", home: ModelDisk.directory(mode: 0o777), [])
        var scene = scenario.scene(scenario.disk())
        scene.isPrivileged = false
        #expect(Planner.plan(try scenario.decoded(), scene).steps.map(Scenario.words) == Self.rotated)
    }

    @Test func aLogBelongsToTheFirstPolicyThatNamesIt() throws {
        let scenario = Self.row("", "method: rename", ["app.log 1", "app.log.1 1", "app.log.2 1"], [])
        var policy = try scenario.decoded()
        var scene = scenario.scene(scenario.disk())
        scene.logs[0].earlierPolicy = "rotation[0]"
        let plan = Planner.plan(policy, scene)
        #expect(plan.steps == [])
        #expect(plan.remarks.map(\.kind) == [.error])
        #expect(plan.remarks.first?.text.hasPrefix("rotation[0] rotates it already") == true)
        policy.ignoresDuplicates = true
        #expect(Planner.plan(policy, scene).remarks == [])
    }

    @Test func aPadIsNoContent() throws {
        let scenario = Self.row("", "method: collapse; notifempty: true", ["app.log 4096"], [])
        var scene = scenario.scene(scenario.disk())
        scene.logs[0].padding = 4096
        let policy = try scenario.decoded()
        #expect(Planner.plan(policy, scene).steps == [])
        scene.logs[0].padding = 4095
        #expect(Planner.plan(policy, scene).steps.map(Scenario.words).first == "collapse app.log app.log.1")
    }
}
