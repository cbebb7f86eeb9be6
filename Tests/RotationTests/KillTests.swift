// A kill before any system call that changes something, in every kind of rotation: the next start completes it.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct KillTests {
    /// Performs the scenario; killed at the call number `place`, if there are so many, and completed by another process.
    /// - Returns: what is there then; true if the kill came.
    private func run(_ scenario: KillScenario, killedAt place: Int) throws -> (
        ExecutorRig, Bool
    ) {
        let rig = try ExecutorRig()
        try System.$calls.withValue(FaultySystem.calm) { try scenario.prepare(rig) }
        rig.reader.read(limit: scenario.readsFirst)
        var policy = rig.policy
        scenario.change(&policy)
        let plan = rig.plan(try scenario.plan(rig))
        let dying = FaultySystem(.error(EIO), at: place, of: FaultySystem.changes, lasts: .max)
        rig.reader.isDead = { dying.struck != nil }
        rig.scripts.isDead = rig.reader.isDead
        System.$calls.withValue(dying) {
            _ = (try? rig.executor())?.perform(plan, of: policy, now: rig.now, shouldStop: rig.reader.isDead)
        }
        let isKilled = dying.struck != nil
        rig.reader.isDead = { false }
        rig.scripts.isDead = { false }
        rig.reader.restart()
        if scenario.isWritten, isKilled { try rig.write(9000..<9040) }
        try System.$calls.withValue(FaultySystem.calm) {
            let executor = try rig.executor()
            let recovered = executor.recover()
            #expect(recovered.errors == [], "killed at \(place)")
            if executor.state.lastRotation(of: rig.logs.path("app.log")) != rig.now {
                // Nothing was begun: it is planned again.
                let report = executor.perform(rig.plan(try scenario.plan(rig)), of: policy, now: rig.now)
                #expect(report.errors == [], "killed at \(place)")
            }
            #expect(executor.recover() == Report(), "killed at \(place)")
        }
        if scenario.isWritten, !isKilled { try rig.write(9000..<9040) }
        return (rig, isKilled)
    }

    @Test(arguments: KillScenario.all)
    func theNextStartCompletesIt(scenario: KillScenario) throws {
        let (calm, _) = try run(scenario, killedAt: .max)
        calm.reader.read()
        let expected = try calm.tree()
        var place = 0
        while true {
            let (rig, isKilled) = try run(scenario, killedAt: place)
            rig.reader.read()
            let tree = try rig.tree()
            // What was written while nobody was there may be in the archive as well as in the log.
            #expect(tree.mapValues { String($0.prefix(20)) }.keys == expected.keys, "killed at \(place)")
            if !scenario.isWritten { #expect(tree == expected, "killed at \(place)") }
            let missing = calm.reader.lines.count - rig.reader.lines.count
            #expect(rig.reader.lines == calm.reader.lines, "killed at \(place): \(missing) lines are missing")
            #expect(rig.reader.mistakes == [], "killed at \(place)")
            #expect(rig.scripts.texts == calm.scripts.texts, "killed at \(place)")
            #expect(rig.openFiles == [], "killed at \(place)")
            if !isKilled { break }
            place += 1
        }
        #expect(place > 8)
    }
}
