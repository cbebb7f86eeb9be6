// Promtail's command line as a process: what it prints, what it sends, and how it ends.

import Glibc
import HTTPServing
import Platform
import Receiver
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct PromtailCommandTests {
    private let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
        try directory.write("one\ntwo\nthree\n", to: "input")
    }

    private func run(_ arguments: String...) async throws -> Command.Output {
        try await Command(list: arguments, input: directory.path("input")).end()
    }

    private func withReceiver(_ body: (String, CollectingSink) async throws -> Void) async throws {
        let sink = CollectingSink()
        let receiver = try await Receiver.start(listen: ListenAddress(host: "127.0.0.1", port: 0), sink: sink)
        do {
            try await body(receiver.pushURL, sink)
        } catch {
            await receiver.shutdown(grace: .zero)
            throw error
        }
        await receiver.shutdown(grace: .zero)
    }

    @Test func aDryRunOfStandardInputPrintsEntries() async throws {
        let output = try await run("-stdin", "--dry-run", "-client.external-labels=env=test")
        #expect(output.status == 0)
        let lines = output.standardOutput.split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(lines.map(\.last) == ["one", "two", "three"])
        for line in lines {
            #expect(line.count == 3)
            #expect(line[0].hasSuffix("Z"))
            #expect(line[1].hasPrefix("{env=\"test\", hostname=\""))
            #expect(line[1].hasSuffix("\", job=\"stdin\"}"))
        }
        #expect(!output.standardError.contains("level=error"), "\(output.standardError)")
    }

    @Test func standardInputIsShippedToItsEnd() async throws {
        try directory.write("{\"level\":\"info\"}\n{\"level\":\"warn\"}", to: "input")
        try directory.write(
            """
            scrape_configs:
            - job_name: piped
              pipeline_stages:
              - json: {expressions: {level: }}
              - labels: {level: }
              static_configs: [{labels: {job: piped}}]
            """, to: "promtail.yml")
        try await withReceiver { url, sink in
            let output = try await run(
                "-config.file=\(directory.path("promtail.yml"))", "-stdin", "-client.url", url,
                "-client.batch-wait=1ms")
            #expect(output.status == 0, "\(output.standardError)")
            let entries = sink.entries
            #expect(entries.map(\.line) == ["{\"level\":\"info\"}", "{\"level\":\"warn\"}"])
            #expect(
                entries.map { $0.labels.map(\.description) }
                    == [["job=\"piped\"", "level=\"info\""], ["job=\"piped\"", "level=\"warn\""]])
        }
    }

    @Test func aDryRunOfFilesLeavesThePositionsAlone() async throws {
        try directory.write("old\nnew\n", to: "a.log")
        try directory.makeDirectory("state")
        let positions = "positions:\n  \(directory.path("a.log")): \"4\"\n"
        try directory.write(positions, to: "state/positions.yaml")
        try directory.write(
            goodConfiguration(directory, url: "http://127.0.0.1:1/push").replacing(
                "positions.json", with: "positions.yaml"), to: "agent.conf")
        let command = try Command("-config.file=\(directory.path("agent.conf"))", "-dry-run=true")
        let output = try await command.wait { $0.standardOutput.contains("new\n") }
        #expect(!output.standardOutput.contains("old"))
        command.signal(SIGTERM)
        #expect(try await command.end().status == 0)
        #expect(try directory.read("state/positions.yaml") == Array(positions.utf8))
        #expect(try FileSystem.list(directory.path("state")).entries.count == 1)
    }

    @Test func aPromtailConfigurationRunsWhereItStopped() async throws {
        try directory.write("old\nnew\n", to: "a.log")
        try directory.write("positions:\n  \(directory.path("a.log")): \"4\"\n", to: "promtail.positions")
        try await withReceiver { url, sink in
            try directory.write(goodConfiguration(directory, url: url), to: "agent.conf")
            let command = try Command(
                "-config.file", directory.path("agent.conf"), "-log.level=debug",
                "-server.grpc-listen-port=0",
                "-import-positions", directory.path("promtail.positions"))
            #expect(try await sink.waitFor(count: 1).map(\.line) == ["new"])
            command.signal(SIGTERM)
            let output = try await command.end()
            #expect(output.status == 0)
            #expect(output.standardError.contains("flag=-server.grpc-listen-port"))
            #expect(directory.names.contains("promtail.positions.promtail"))
        }
    }

    @Test func theSyntaxIsCheckedAndTheConfigurationPrinted() async throws {
        try directory.write(
            goodConfiguration(directory, url: "http://u:hush@127.0.0.1:1/push"), to: "agent.conf")
        let path = directory.path("agent.conf")
        let output = try await run(
            "-config.file=\(path)", "-check-syntax", "-print-config-stderr", "-server.http-listen-port=7")
        #expect(output.status == 0)
        #expect(output.standardOutput == "\(path): good (1 target, 1 client)\n")
        #expect(output.standardError.contains("  http_listen_port: 7\n"))
        #expect(output.standardError.contains("url: <secret>\n"))
        #expect(!output.standardError.contains("hush"))
        let reversed = try await run(
            "-config.file=\(path)", "-check-syntax", "-log-config-reverse-order", "-server.http-listen-port=7"
        )
        #expect(
            reversed.standardError.split(separator: "\n").reversed()
                == output.standardError.split(separator: "\n"))
    }

    @Test(arguments: [
        (["-config.fiel=x"], "logferry: unknown flag '-config.fiel'; did you mean -config.file?\n"),
        (["-dry-run"], "logferry: nothing says which configuration: write -config.file=PATH\n"),
        (
            ["-inspect"],
            "logferry: -inspect shows lines of standard input: add -stdin, or use logferry inspect\n"
        ),
    ])
    func whatCannotBeDoneIsSaid(_ arguments: [String], _ sentence: String) async throws {
        let output = try await Command(list: arguments).end()
        #expect(output.standardError.hasPrefix(sentence), "\(output.standardError)")
        #expect(output.status == 64)
    }

    @Test func versionAndHelpAreAsOfACommand() async throws {
        #expect(try await run("-version").standardOutput.hasPrefix("logferry "))
        #expect(try await run("--version").standardOutput.hasPrefix("logferry "))
        #expect(try await run("-help").standardOutput.contains("  -config.file=…\n"))
        #expect(try await run("--help").standardOutput.contains("SUBCOMMANDS"))
    }
}
