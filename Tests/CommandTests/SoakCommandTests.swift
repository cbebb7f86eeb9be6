// The promise, tried out on the real thing for ten seconds: never lose a line, never repeat one.

import Glibc
import Testing

@Suite(.timeLimit(.minutes(10))) struct SoakCommandTests {
    private static let hasLogrotate = access("/usr/sbin/logrotate", X_OK) == 0

    @Test(.enabled(if: hasLogrotate, "packaging/deps installs logrotate"), arguments: [1])
    func everyLineArrivesOnceWhateverHappens(seed: Int) async throws {
        let soak = try Command(
            "logferry-soak",
            list: [
                "--logferry", try Command.executable(), "--brief", "--seed", "\(seed)", "--kinds",
                "create,nocreate,dateext,olddir,move,movewithin,delaycompress,delete,deleteunread,rewrite",
            ])
        let output = try await soak.end()
        #expect(output.status == 0, "\(output.standardOutput)\(output.standardError)")
        #expect(output.standardOutput.hasSuffix("\nEvery line arrived, once, as it was written.\n"))
    }

    @Test(arguments: [
        ["collapse", "--brief"],
        ["collapse", "--brief", "--compress"],
        ["outage", "--brief"],
        [
            "--brief", "--minutes", "0.08", "--whole", "--kinds",
            "agentrename,agentsignal,agentcompress,agentdelay,agentdate,agentcollapse,agentarchive,agenttruncate",
        ],
    ])
    func everyLineArrivesOnceThoughTheAgentRotates(trial: [String]) async throws {
        let soak = try Command("logferry-soak", list: trial + ["--logferry", try Command.executable()])
        let output = try await soak.end()
        #expect(output.status == 0, "\(output.standardOutput)\(output.standardError)")
        #expect(output.standardOutput.hasSuffix("\nEvery line arrived, once, as it was written.\n"))
    }

    @Test(arguments: [
        (["--kinds", "create,mv"], "--kinds has \"mv\"; there are create, "),
        (["--formats", "xml"], "--formats has \"xml\"; there are json, "),
        (["--minutes", "0"], "--minutes is 0.0; write a number above 0, up to 1000"),
        (["--clients", "9"], "--clients is 9; write a number from 1 to 4"),
    ])
    func whatCannotBeTriedIsSaid(arguments: [String], message: String) async throws {
        let output = try await Command("logferry-soak", list: ["--logferry", "/bin/true"] + arguments).end()
        #expect(output.status == 64)
        #expect(output.standardError.contains(message), "\(output.standardError)")
    }

    @Test func anAgentThatDoesNotStayAliveIsReported() async throws {
        let soak = try Command(
            "logferry-soak",
            list: ["--logferry", "/bin/false", "--brief", "--kinds", "move", "--formats", "plain"])
        let output = try await soak.end()
        #expect(output.status == 1)
        #expect(output.standardError.contains("the agent does not stay alive"), "\(output.standardError)")
    }
}
