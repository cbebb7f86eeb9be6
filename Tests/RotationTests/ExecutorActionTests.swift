// What each action does to the disk, and that it touches nothing that was not planned.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct ExecutorActionTests {
    private let rig: ExecutorRig
    init() throws { rig = try ExecutorRig() }

    private func perform(_ actions: [Action], _ change: (inout Policy) -> Void = { _ in }) throws -> Report {
        var policy = rig.policy
        change(&policy)
        let report = try rig.executor().perform(rig.plan(actions), of: policy, now: rig.now)
        #expect(rig.logs.names.allSatisfy { !$0.hasPrefix(".logferry-") })
        #expect(rig.reader.mistakes == [])
        return report
    }

    @Test func aLogGetsAnotherNameAndANewOneItsPlace() throws {
        try rig.write(0..<3)
        try rig.logs.write("older\n", to: "app.log.1")
        chmod(rig.logs.path("app.log"), 0o604)
        let log = try rig.subject("app.log")
        let report = try perform([
            .rename(rig.subject("app.log.1"), to: rig.logs.path("app.log.2"), isLog: false),
            .rename(log, to: rig.logs.path("app.log.1"), isLog: true),
            .create(path: log.path, Policy.Ownership(), like: rig.status("app.log")),
            .noteRotation(path: log.path),
        ])
        #expect(report.outcomes == [.done, .done, .done, .done])
        #expect(report.rotated == [log.path])
        #expect(
            try rig.tree() == [
                "app.log": "604 ", "app.log.1": "604 line 0\nline 1\nline 2\n", "app.log.2": "644 older\n",
            ])
        #expect(try rig.subject("app.log.1").identity == log.identity)
        #expect(rig.reader.calls == ["renamed app.log.1 to app.log.2", "renamed app.log to app.log.1"])
        #expect(try rig.executor().state.lastRotation(of: log.path) == rig.now)
    }

    @Test func theNewLogHasTheModeAndOwnerThatAreSaid() throws {
        try rig.write(0..<1)
        let path = rig.logs.path("new.log")
        let isRoot = geteuid() == 0
        let ownership = Policy.Ownership(
            mode: 0o2620, owner: isRoot ? "4711" : nil, group: isRoot ? "4712" : nil)
        _ = try perform([.create(path: path, ownership, like: rig.status("app.log"))])
        let status = try rig.status("new.log")
        #expect(status.mode & 0o7777 == 0o2620)
        if isRoot { #expect(status.owner == 4711 && status.group == 4712) }
        let nobody = Policy.Ownership(owner: "no such user")
        let report = try perform([.create(path: rig.logs.path("x"), nobody, like: rig.status("app.log"))])
        #expect(report.errors == ["\(rig.logs.path("app.log")): there is no user no such user"])
        #expect(rig.logs.names == ["app.log", "new.log"])
    }

    @Test func aLogThatTheProgramMadeMeanwhileIsItsOwn() throws {
        try rig.write(0..<2)
        let report = try perform([
            .create(
                path: rig.logs.path("app.log"), Policy.Ownership(mode: 0o600), like: rig.status("app.log"))
        ])
        #expect(report.isGood)
        #expect(try rig.tree() == ["app.log": "644 line 0\nline 1\n"])
    }

    @Test func nothingIsEverReplaced() throws {
        try rig.write(0..<100)
        try rig.logs.write("taken\n", to: "app.log.1")
        try rig.logs.write("taken\n", to: "app.log.gz")
        let (log, taken) = (try rig.subject("app.log"), rig.logs.path("app.log.1"))
        let before = try rig.tree()
        for action: Action in [
            .rename(log, to: taken, isLog: true), .copy(log, to: taken, removesSource: false),
            .copy(log, to: taken, removesSource: true), .copyTruncate(log, to: taken),
            .collapse(log, to: taken), .compress(log, to: log.path + ".gz", Policy.Compression()),
        ] {
            let report = try perform([action])
            #expect(report.errors.count == 1, "\(action)")
            #expect(try rig.tree() == before, "\(action)")
            #expect(report.rotated == [])
        }
    }

    @Test(arguments: ["symlink", "other file", "nothing", "directory"])
    func whatIsNotThePlannedFileIsLeftAlone(what: String) throws {
        try rig.write(0..<200)
        let (log, status) = (try rig.subject("app.log"), try rig.status("app.log"))
        try rig.logs.rename("app.log", to: "elsewhere")
        switch what {
        case "symlink": try rig.logs.symlink("app.log", saying: rig.logs.path("elsewhere"))
        case "other file": try rig.logs.write("other\n", to: "app.log")
        case "directory": try rig.logs.makeDirectory("app.log")
        default: break
        }
        let names = rig.logs.names
        let target = rig.logs.path("app.log.1")
        for action: Action in [
            .rename(log, to: target, isLog: true), .copy(log, to: target, removesSource: false),
            .copy(log, to: target, removesSource: true), .copyTruncate(log, to: target),
            .collapse(log, to: target), .compress(log, to: target, Policy.Compression()),
            .remove(log, .surplus, unshipped: 0),
        ] {
            let report = try perform([action])
            // What is gone need not be removed.
            if what == "nothing", case .remove = action { continue }
            #expect(report.errors.count == 1, "\(action)")
            #expect(rig.logs.names == names)
            #expect(try rig.status("elsewhere").size == status.size)
        }
    }

    @Test func aStepThatFailsLeavesOutThoseOfItsLogAloneButNotTheNote() throws {
        try rig.write(0..<2)
        try rig.write(0..<2, to: "b.log")
        let (a, b) = (try rig.subject("app.log"), try rig.subject("b.log"))
        let gone = Subject(path: rig.logs.path("gone"), identity: b.identity, size: 0)
        var plan = Plan()
        plan.steps = [
            Step(a.path, .rename(gone, to: rig.logs.path("x"), isLog: false)),
            Step(a.path, .rename(a, to: rig.logs.path("app.log.1"), isLog: true)),
            Step(a.path, .noteRotation(path: a.path)),
            Step(b.path, .rename(b, to: rig.logs.path("b.log.1"), isLog: true)),
            Step(nil, .run(.lastaction, arguments: [])),
        ]
        var policy = rig.policy
        policy.scripts.last = "last"
        let executor = try rig.executor()
        let report = executor.perform(plan, of: policy, now: rig.now)
        guard case .failed = report.outcomes.first else { return #expect(Bool(false)) }
        #expect(report.outcomes.dropFirst() == [.leftOut, .done, .done, .done])
        #expect(report.failedLogs == [a.path])
        #expect(report.rotated == [b.path])
        #expect(executor.state.lastRotation(of: a.path) == rig.now)
        #expect(rig.scripts.runs == ["/bin/sh|-c|last|logrotate_script"])
    }

    @Test func aRemovedGenerationIsAskedForOnceMore() throws {
        try rig.logs.write("old\n", to: "app.log.3")
        let old = try rig.subject("app.log.3")
        rig.reader.answer = .unshipped(4)
        var report = try perform([.remove(old, .surplus, unshipped: 0)])
        #expect(report.isGood && rig.logs.names == ["app.log.3"])
        #expect(report.outcomes == [.postponed("\(old.path) is not shipped yet and is kept until it is")])
        report = try perform([.remove(old, .totalSize, unshipped: 4)])
        #expect(report.unshippedBytesRemoved == 4)
        #expect(rig.logs.names == [])
        #expect(rig.messages.last?.level == .error)
        try rig.logs.write("old\n", to: "app.log.3")
        report = try perform([.remove(rig.subject("app.log.3"), .age, unshipped: 0)]) {
            $0.keepsUnshipped = false
        }
        #expect(report.isGood && rig.logs.names == [])
    }

    @Test func theDirectoryOfOlderGenerationsIsMadeWithAllAboveIt() throws {
        try rig.write(0..<1)
        let path = rig.logs.path("old/er")
        let report = try perform([
            .makeDirectory(path: path, Policy.Ownership(mode: 0o751)),
            .rename(rig.subject("app.log"), to: path + "/app.log.1", isLog: true),
        ])
        #expect(report.isGood)
        #expect(try rig.status("old").mode & 0o7777 == 0o751)
        #expect(try rig.status("old/er").mode & 0o7777 == 0o751)
        #expect(rig.reader.calls == ["renamed app.log to app.log.1"])
    }

    @Test func aGenerationIsOverwrittenBeforeItGoesIfThePolicySaysSo() throws {
        try rig.logs.write("secret\n", to: "app.log.3")
        let old = try rig.subject("app.log.3")
        let report = try perform([.remove(old, .surplus, unshipped: 0)]) { $0.shreds = 3 }
        #expect(report.isGood && rig.logs.names == [])
        #expect(rig.scripts.runs == ["shred|-n|3|--|\(old.path)"])
    }
}
