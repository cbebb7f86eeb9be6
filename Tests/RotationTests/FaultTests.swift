// One system call fails, each in turn: every line is still there once, the failure is told, and nothing is left open or behind.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct FaultTests {
    private static let codes: [Int32] = [EIO, ENOSPC, EOPNOTSUPP]

    @Test(arguments: KillScenario.all)
    func aFailedCallHarmsNoLine(scenario: KillScenario) throws {
        let lines = try lines(of: scenario)
        for code in Self.codes {
            var place = 0
            while try strike(scenario, code, at: place, lines) { place += 1 }
            #expect(place > 8)
        }
    }

    /// Performs the scenario with a failure at the call number `place`.
    /// - Returns: false if there are not so many calls.
    private func strike(_ scenario: KillScenario, _ code: Int32, at place: Int, _ lines: [Substring]) throws
        -> Bool
    {
        let rig = try ExecutorRig()
        try System.$calls.withValue(FaultySystem.calm) { try scenario.prepare(rig) }
        rig.reader.read(limit: scenario.readsFirst)
        var policy = rig.policy
        scenario.change(&policy)
        let plan = rig.plan(try scenario.plan(rig))
        let executor = try System.$calls.withValue(FaultySystem.calm) { try rig.executor() }
        let faulty = FaultySystem(.error(code), at: place)
        let report = System.$calls.withValue(faulty) { executor.perform(plan, of: policy, now: rig.now) }
        guard let struck = faulty.struck else { return false }
        let comment: Comment = "\(SystemError.text(of: code)) at call \(place), \(struck)"
        // What comes after is not lost either, wherever it goes.
        var expected = lines
        if let name = ["app.log", "app.log.1"].first(where: { (try? rig.status($0)) != nil }) {
            try rig.write(9000..<9002, to: name)
            expected += ["line 9000", "line 9001"]
        }
        rig.reader.read()
        #expect(rig.reader.lines.sorted() == expected.sorted(), comment)
        #expect(rig.reader.mistakes == [], comment)
        let left = try rig.tree().keys.filter { $0.contains(".logferry-") }
        #expect(struck == .unlink || left == [], comment)
        withExtendedLifetime(executor) {}
        let open = rig.openFiles.filter { !$0.hasSuffix("/rotation.journal") }
        #expect(open == [], comment)
        if report.isGood { return true }
        #expect(rig.messages.contains { $0.level == .error }, comment)
        #expect(report.errors.allSatisfy { !$0.isEmpty }, comment)
        return true
    }

    private func lines(of scenario: KillScenario) throws -> [Substring] {
        let rig = try ExecutorRig()
        try System.$calls.withValue(FaultySystem.calm) { try scenario.prepare(rig) }
        rig.reader.read()
        return rig.reader.lines
    }
}
