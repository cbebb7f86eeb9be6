// A log is copied and cut off: what comes meanwhile is copied too, and a start after a kill knows what was done.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct CopyTruncateTests {
    private let rig: ExecutorRig
    init() throws { rig = try ExecutorRig() }

    private func rotate(
        _ number: Int = 1, shouldStop: @escaping () -> Bool = { false }
    ) throws -> Report {
        let log = try rig.subject("app.log")
        let plan = rig.plan([
            .copyTruncate(log, to: rig.logs.path("app.log.\(number)")), .noteRotation(path: log.path),
        ])
        return try rig.executor().perform(plan, of: rig.policy, now: Int64(number), shouldStop: shouldStop)
    }

    @Test func theCopyIsCompleteBeforeTheLogIsCutOff() throws {
        try rig.write(0..<50)
        rig.reader.read(limit: 9)
        // What comes while the reader is being paused is copied too.
        rig.reader.failure = { [rig] call in
            if call.hasPrefix("pause") { try? rig.write(50..<60) }
            return nil
        }
        #expect(try rotate().isGood)
        #expect(try rig.status("app.log").size == 0)
        #expect(try rig.status("app.log.1").mode == rig.status("app.log").mode)
        try rig.write(60..<70)
        rig.reader.read()
        #expect(rig.reader.lines.count == 70 && Set(rig.reader.lines).count == 70)
        #expect(rig.reader.calls == ["pause app.log", "move app.log into app.log.1", "release app.log"])
    }

    @Test func whatComesAfterTheCutIsNotTakenForTheOldLines() throws {
        var (place, cuts, isKilled) = (0, 0, true)
        while isKilled {
            let host = try CopyTruncateTests()
            let rig = host.rig
            try rig.write(0..<30)
            let dying = FaultySystem(.error(EIO), at: place, of: FaultySystem.changes, lasts: .max)
            rig.reader.isDead = { dying.struck != nil }
            System.$calls.withValue(dying) { _ = try? host.rotate(shouldStop: rig.reader.isDead) }
            isKilled = dying.struck != nil
            rig.reader.isDead = { false }
            rig.reader.restart()
            place += 1
            guard try rig.status("app.log").size == 0 else { continue }
            cuts += 1
            try rig.write(100..<140)
            #expect(try rig.executor().recover().isGood)
            #expect(try rig.tree()["app.log"]?.hasPrefix("644 line 100\n") == true)
            #expect(try rig.tree()["app.log.1"]?.hasSuffix("line 29\n") == true)
        }
        #expect(cuts > 2)
    }

    @Test func aReaderThatEndsBeforeTheRotationLeavesTheRestToTheNextStart() throws {
        try rig.write(0..<50)
        rig.reader.read(limit: 5)
        var isStopping = false
        rig.reader.failure = { call in
            guard call.hasPrefix("move") else { return nil }
            isStopping = true
            return CustodianError("the agent is about to end")
        }
        let report = try rotate { isStopping }
        #expect(report.isAbandoned && report.isGood)
        #expect(rig.messages.allSatisfy { $0.level != .error })
        rig.reader.failure = { _ in nil }
        rig.reader.restart()
        #expect(try rig.executor().recover().outcomes == [.done, .done])
        try rig.write(50..<60)
        rig.reader.read()
        #expect(rig.reader.lines.count == 60 && Set(rig.reader.lines).count == 60)
    }

    @Test func aLogThatMayOnlyBeAppendedToIsLeftAsItIs() throws {
        try rig.write(0..<50)
        let refusing = FaultySystem(.error(EPERM), at: 0, of: [.ftruncate], lasts: .max)
        let report = try System.$calls.withValue(refusing) { try rotate() }
        #expect(report.errors.first?.contains("Operation not permitted") == true)
        #expect(rig.logs.names == ["app.log"])
        rig.reader.read()
        #expect(rig.reader.lines.count == 50)
    }

    @Test func programsAreToldByTheirFileOrTheirUnit() throws {
        var policy = rig.policy
        let file = rig.logs.path("app.pid")
        func tell(_ receiver: Policy.Receiver) throws -> Report {
            policy.signal = Policy.Signal(receiver, number: 1, name: "HUP")
            var plan = Plan()
            plan.steps = [Step(nil, .signal(Policy.Signal(receiver, number: 1, name: "HUP")))]
            return try rig.executor().perform(plan, of: policy, now: rig.now)
        }
        for (text, isGood) in [
            ("4711\n", true), (" 4712 x", true), ("", false), ("1\n", false), ("-5", false), ("x", false),
        ] {
            try rig.logs.write(text, to: "app.pid")
            #expect(try tell(.pidFile(file)).isGood == isGood, "\(text)")
        }
        #expect(rig.scripts.runs == ["signal 1 to 4711", "signal 1 to 4712"])
        rig.scripts.output = "99\n"
        #expect(try tell(.unit("app.service")).isGood)
        #expect(
            rig.scripts.runs.suffix(2) == [
                "systemctl|show|--property=MainPID|--value|--|app.service", "signal 1 to 99",
            ])
        rig.scripts.output = "0\n"
        #expect(
            try tell(.unit("app.service")).errors == [
                "rotation[0]: there is no number of a running process in what systemctl says of app.service: 0"
            ])
    }
}
