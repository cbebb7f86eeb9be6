// `logferry rotate` and `logferry status` as an administrator meets them, with an agent and without one.

import Glibc
import HTTPServing
import Platform
import Receiver
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RotateCommandTests {
    private func names(_ directory: ScratchDirectory) throws -> [String] {
        try FileSystem.list(directory.path("logs")).entries.map(\.name).sorted()
    }

    /// A configuration with nothing but a policy.
    private func trial(_ policy: String) throws -> ScratchDirectory {
        let directory = try ScratchDirectory()
        try directory.makeDirectory("logs")
        try directory.write(
            """
            positions: {filename: \(directory.path("state"))/positions.json}
            rotation:
            - {paths: ["\(directory.path("logs"))/*.log"], \(policy)}
            """, to: "agent.conf")
        return directory
    }

    private func rotate(_ directory: ScratchDirectory, _ arguments: String...) async throws -> Command.Output
    {
        try await Command(list: ["rotate", "--config", directory.path("agent.conf")] + arguments).end()
    }

    @Test func withoutAnAgentItIsALogrotate() async throws {
        let directory = try trial("interval: daily, rotate: 2, method: rename, create: {mode: \"0600\"}")
        let log = directory.path("logs/app.log")
        for (round, text) in ["one\n", "two\n", "three\n"].enumerated() {
            try directory.append(text, to: "logs/app.log")
            let output = try await rotate(directory, "--force")
            #expect(output.standardError == "")
            #expect(output.standardOutput == "rotated \(log)\n")
            #expect(output.status == 0, "round \(round)")
        }
        #expect(try names(directory) == ["app.log", "app.log.1", "app.log.2"])
        #expect(try directory.read("logs/app.log.1") == Array("three\n".utf8))
        #expect(try FileStatus.of(path: log).mode & 0o777 == 0o600)
        // Rotated a moment ago, it is not due.
        let again = try await rotate(directory)
        #expect(again.status == 0 && again.standardOutput == "" && again.standardError == "")
        let table = try await Command("status", "--config", directory.path("agent.conf")).end()
        #expect(table.status == 0)
        #expect(table.standardOutput.contains(log))
        #expect(table.standardOutput.contains("1 log, "))
        #expect(table.standardError.contains("no agent is running"))
    }

    @Test func aDryRunSaysWhatItWouldDoAndTouchesNothing() async throws {
        let directory = try trial("size: 3, rotate: 1, method: rename, create: {}, compress: true")
        try directory.write("one two\n", to: "logs/app.log")
        let output = try await rotate(directory, "--dry-run")
        #expect(output.status == 0)
        #expect(output.standardError == "")
        let log = directory.path("logs/app.log")
        #expect(output.standardOutput.contains("  rename \(log) to \(log).1\n"), "\(output.standardOutput)")
        #expect(output.standardOutput.contains("  compress \(log).1 to \(log).1.gz with gzip -6\n"))
        #expect(try names(directory) == ["app.log"])
        #expect((try? FileStatus.of(path: directory.path("state"))) == nil)
    }

    @Test func whatIsMissingIsAnErrorAsInLogrotate() async throws {
        let directory = try trial("interval: daily, rotate: 1, method: rename, create: {}")
        let output = try await rotate(directory)
        #expect(output.status == 1)
        #expect(output.standardError.contains("\(directory.path("logs"))/*.log"), "\(output.standardError)")
        #expect(output.standardError.split(separator: "\n").count == 1, "said once: \(output.standardError)")
        try directory.write("x\n", to: "logs/app.log")
        let other = try await rotate(directory, "--force", "/nowhere/b.log")
        #expect(other.status == 1)
        #expect(other.standardError.contains("/nowhere/b.log: no policy under rotation names it"))
        #expect(try names(directory) == ["app.log"])
    }

    @Test func theAgentThatRunsRotatesAndSaysHowLogsStand() async throws {
        let directory = try ScratchDirectory()
        let config = directory.path("agent.conf")
        try directory.write("one\ntwo\n", to: "a.log")
        let sink = CollectingSink()
        let receiver = try await Receiver.start(listen: ListenAddress(host: "127.0.0.1", port: 0), sink: sink)
        do {
            try directory.write(
                goodConfiguration(directory, url: receiver.pushURL) + """

                    rotation:
                    - {paths: ["\(directory.path)/*.log"], size: 1G, rotate: 3, method: rename, create: {}}
                    """, to: "agent.conf")
            let agent = try Command("run", "--config", config)
            _ = try await agent.wait { $0.standardError.contains("msg=following") }
            for _ in 0..<2 {
                let output = try await Command("rotate", "--config", config, "--force").end()
                #expect(output.standardOutput == "rotated \(directory.path("a.log"))\n")
                #expect(output.standardError == "" && output.status == 0)
                try directory.append("more\n", to: "a.log")
            }
            #expect(try await sink.waitFor(count: 4).map(\.line) == ["one", "two", "more", "more"])
            let status = try await Command("status", "--json", "--config", config).end()
            #expect(status.standardOutput.contains("\"path\":\"\(directory.path("a.log"))\""))
            #expect(status.standardOutput.contains("\"generations\":2"), "\(status.standardOutput)")
            #expect(status.standardError == "")
            agent.signal(SIGTERM)
            #expect(try await agent.end().status == 0)
        } catch {
            await receiver.shutdown(grace: .zero)
            throw error
        }
        await receiver.shutdown(grace: .zero)
    }
}
