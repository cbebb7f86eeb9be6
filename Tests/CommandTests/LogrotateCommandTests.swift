// `logferry import logrotate`, and that `logferry rotate` does with what it prints what logrotate(8) does.

import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct LogrotateCommandTests {
    private func write(_ text: String, to name: String, _ directory: ScratchDirectory) throws {
        try directory.write(text, to: name)
        chmod(directory.path(name), 0o644)
    }

    @Test func whatIsPrintedIsAnAgentConf() async throws {
        let directory = try ScratchDirectory()
        let log = directory.path("app.log")
        try write(
            "mail root\n\(log) {\n  weekly\n  rotate 4\n  create 0640\n}\n", to: "logrotate.conf", directory)
        let path = directory.path("logrotate.conf")
        let output = try await Command("import", "logrotate", path).end()
        #expect(output.status == 0)
        #expect(output.standardError.hasPrefix("\(path):2: warning: mail has no equal; "))
        #expect(
            output.standardOutput.contains("  - paths: [\"\(log)\"]\n    interval: weekly\n    rotate: 4\n"))
        try directory.write(output.standardOutput, to: "agent.conf")
        let check = try await Command("check", directory.path("agent.conf")).end()
        #expect(check.status == 0)
        #expect(check.standardError == "")
    }

    @Test func whatLogrotateRefusesIsStatus1() async throws {
        let directory = try ScratchDirectory()
        try write("/var/log/a {\nrotate x\n}\n/var/log/b {\n}\n", to: "c", directory)
        let part = try await Command("import", "logrotate", directory.path("c")).end()
        #expect(part.status == 1)
        #expect(part.standardOutput.contains("\"/var/log/b\""))
        #expect(
            part.standardError
                == "\(directory.path("c")):2: error: “x” is not a number of generations: 0, 1, 2 …, or -1 for all\n"
        )
        let none = try await Command("import", "logrotate", "/nonexistent/logrotate.conf").end()
        #expect(none.status == 1)
        #expect(none.standardOutput == "")
        #expect(none.standardError.hasSuffix("logferry: nothing was imported\n"))
    }

    /// The cases of `RotationTests` that need nothing but the two commands.
    private static let cases = LogrotateCase.all.filter { !$0.needsRoot && !$0.knowsTimes }

    @Test(arguments: cases) func theCommandsDoWhatLogrotateDoes(_ subject: LogrotateCase) throws {
        let logferry = try Command.executable()
        let outcomes = try Logrotate.compare(subject) { trial in
            let agentConf = trial.scratch.path("agent.conf")
            let errors = trial.scratch.path("errors")
            let imported = try Program.run(
                logferry,
                [
                    "import", "logrotate", "--positions", trial.stateDirectory + "/positions.json",
                    trial.configuration,
                ],
                output: agentConf, errors: errors)
            return (
                note: { _, _ in },
                rotate: { isForced in
                    let status = try Program.run(
                        logferry, ["rotate", "--config", agentConf] + (isForced ? ["--force"] : []),
                        output: trial.scratch.path("out"))
                    return max(imported, status)
                }
            )
        }
        for (number, outcome) in outcomes.enumerated() {
            #expect(outcome.found == outcome.expected, "pass \(number + 1)")
        }
    }
}
