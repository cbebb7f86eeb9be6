// What a user meets first: the version, a slip on the command line, and what is wrong with a configuration.

import Glibc
import TestSupport
import Testing

/// A configuration that can be used, with a state directory in `directory`.
func goodConfiguration(_ directory: ScratchDirectory, url: String = "http://127.0.0.1:1/push") -> String {
    """
    server: {http_listen_port: 0}
    positions: {filename: \(directory.path)/state/positions.json}
    clients: [{name: main, url: \(url), batchwait: 1ms, backoff_config: {min_period: 1ms, max_period: 5ms}}]
    scrape_configs:
    - job_name: test
      static_configs: [{labels: {job: test, __path__: \(directory.path)/*.log}}]

    """
}

let badConfiguration = """
    clients: [{url: http://127.0.0.1:1/push, batchwait: 1}]
    scrape_configs:
    - job_name: test
      static_configs: [{labels: {job: test}}]
    sever: {}

    """

func complaints(_ path: String) -> String {
    """
    \(path):1:53: error: clients[0].batchwait: '1' has no unit; write a unit, for example 1s
    \(path):4:29: error: the label __path__ is missing: nothing says which files to follow; add '__path__: \
    /var/log/app/*.log' to its labels
    \(path):5:1: error: unknown key 'sever'; did you mean 'server'?
    logferry: \(path): 3 errors; nothing was started

    """
}

@Suite(.timeLimit(.minutes(5))) struct CheckCommandTests {
    @Test func versionIsOneLine() async throws {
        let output = try await Command("--version").end()
        #expect(output.status == 0)
        #expect(output.standardOutput.hasPrefix("logferry "))
        #expect(output.standardOutput.split(separator: "\n").count == 1)
        #expect(output.standardError == "")
    }

    @Test func helpNamesTheCommands() async throws {
        let output = try await Command("--help").end()
        #expect(output.status == 0)
        for command in ["run", "check", "reload", "positions", "ship", "receive", "demo"] {
            #expect(output.standardOutput.contains("\n  \(command)"))
        }
    }

    @Test(
        arguments: [
            (["--verison"], "--verison"), (["run", "--confg", "x"], "--confg"), (["check", "a", "b"], "b"),
            (["shop"], "shop"), (["receive", "--listen"], "--listen"),
        ] as [([String], String)])
    func slipOnTheCommandLineIsNamed(_ arguments: [String], _ word: String) async throws {
        let output = try await Command(list: arguments).end()
        #expect(output.status == 64)
        #expect(output.standardError.contains("'\(word)"), "\(output.standardError)")
        #expect(output.standardError.contains("Usage: logferry"))
    }

    @Test func goodConfigurationIsGood() async throws {
        let directory = try ScratchDirectory()
        try directory.write(goodConfiguration(directory), to: "agent.conf")
        let path = directory.path("agent.conf")
        let output = try await Command("check", path).end()
        #expect(output.status == 0)
        #expect(output.standardOutput == "\(path): good (1 target, 1 client)\n")
        #expect(output.standardError == "")
        // Nothing was started.
        #expect(directory.names == ["agent.conf"])
    }

    @Test(arguments: ["check", "run"])
    func badConfigurationIsExplainedAndNothingStarted(_ command: String) async throws {
        let directory = try ScratchDirectory()
        try directory.write(badConfiguration, to: "agent.conf")
        let path = directory.path("agent.conf")
        let output = try await (command == "run" ? Command("run", "--config", path) : Command("check", path))
            .end()
        #expect(output.status == 2)
        #expect(output.standardOutput == "")
        #expect(output.standardError == complaints(path))
        #expect(directory.names == ["agent.conf"])
    }

    @Test(arguments: ["check", "run"])
    func missingConfigurationIsNamed(_ command: String) async throws {
        let path = "/nonexistent/agent.conf"
        let output = try await (command == "run" ? Command("run", "--config", path) : Command("check", path))
            .end()
        #expect(output.status == 2)
        #expect(
            output.standardError == """
                \(path):1:1: error: cannot open \(path): No such file or directory; give the path of an agent.conf
                logferry: \(path): 1 error; nothing was started

                """)
    }
}
