// logrotate(8) and what its imported configuration does leave the same behind: names, contents, modes, owners, times and status.

import Configuration
import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite(.timeLimit(.minutes(5))) struct LogrotateComparisonTests {
    private static let possible = LogrotateCase.all.filter { !$0.needsRoot || geteuid() == 0 }

    private static func outcomes(
        _ subject: LogrotateCase
    ) throws -> [(expected: LogrotateOutcome, found: LogrotateOutcome)] {
        try Logrotate.compare(subject) { trial in
            (
                note: { try RotationState(directory: trial.stateDirectory).note($0, at: Int64($1)) },
                rotate: { try rotate(trial, isForced: $0) }
            )
        }
    }

    @Test(arguments: possible) func theTreesAreEqual(_ subject: LogrotateCase) throws {
        for (number, outcome) in try Self.outcomes(subject).enumerated() {
            #expect(outcome.found == outcome.expected, "pass \(number + 1)")
        }
    }

    /// Else docs/logrotate.md says what is not so any more.
    @Test(arguments: LogrotateCase.differing) func whatIsSaidToDifferDiffers(_ subject: LogrotateCase) throws
    {
        #expect(try Self.outcomes(subject).contains { $0.found != $0.expected })
    }

    /// One pass of what was imported, without an agent.
    private static func rotate(_ trial: LogrotateTrial, isForced: Bool) throws -> Int32 {
        let imported = LogrotateImport(
            [trial.configuration], positions: trial.stateDirectory + "/positions.json")
        let diagnostics = DiagnosticCollector()
        let policies = LogrotateDirectiveTests.decode(imported.text, diagnostics)
        #expect(diagnostics.diagnostics.filter { $0.severity == .error } == [])
        // A process that another test has just started may hold a file for an instant that is to be compressed.
        for _ in 0..<50 {
            guard let status = try go(policies, trial, isForced, isGood: !imported.isRefused) else {
                continue
            }
            return status
        }
        return -1
    }

    /// The exit status; nil if something was left for later.
    private static func go(
        _ policies: [Policy], _ trial: LogrotateTrial, _ isForced: Bool, isGood: Bool
    ) throws -> Int32? {
        var isGood = isGood
        var isDone = true
        let executor = try Executor(
            directory: trial.stateDirectory, custodian: NoCustodian(), scripts: Programs(), log: { _, _ in })
        let now = Clock.realtime() / 1_000_000_000
        var survey = Survey(now: now, isForced: isForced)
        for policy in policies {
            let scene = try survey.scene(
                of: policy, lastRotations: executor.state.lastRotations, custodian: NoCustodian())
            let plan = Planner.plan(policy, scene)
            let report = executor.perform(plan, of: policy, now: now)
            isDone = isDone && !report.outcomes.contains { if case .postponed = $0 { true } else { false } }
            isGood = isGood && report.isGood && !plan.remarks.contains { $0.kind == .error }
        }
        return isDone ? isGood ? 0 : 1 : nil
    }
}
