// `logferry status` as an operator and his scripts meet it: with an agent, without one, and with one that is not well.

import Glibc
import HTTPServing
import Platform
import Receiver
import Telemetry
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct StatusCommandTests {
    private func status(_ directory: ScratchDirectory, _ arguments: String...) async throws -> Command.Output
    {
        try await Command(list: ["status", "--config", directory.path("agent.conf")] + arguments).end()
    }

    @Test func theAgentThatRunsSaysHowItIs() async throws {
        let directory = try ScratchDirectory()
        let config = directory.path("agent.conf")
        try directory.write("one\ntwo\n", to: "a.log")
        let sink = CollectingSink()
        let receiver = try await Receiver.start(listen: ListenAddress(host: "127.0.0.1", port: 0), sink: sink)
        do {
            try directory.write(goodConfiguration(directory, url: receiver.pushURL), to: "agent.conf")
            let agent = try Command("run", "--config", config)
            _ = try await sink.waitFor(count: 2)
            // Told from the moment on at which the answer was taken.
            var report: StatusReport?
            while report?.totals.sentEntries != 2 {
                let output = try await status(directory, "--json")
                #expect(output.status == 0 && output.standardError == "")
                #expect(
                    output.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
                report = StatusJSON.read(StatusReport.self, Array(output.standardOutput.utf8))
                guard report != nil else { break }
            }
            #expect(report?.files.map(\.currentPath) == [directory.path("a.log")])
            #expect(report?.clients.map(\.name) == ["main"])
            let output = try await status(directory)
            #expect(output.status == 0 && output.standardError == "")
            let lines = output.standardOutput.split(separator: "\n").map(String.init)
            #expect(lines.first?.contains("  healthy  up ") == true, "\(output.standardOutput)")
            #expect(lines.contains { $0.hasSuffix("  shipped   test  \(directory.path("a.log"))") })
            #expect(lines.contains { $0.hasPrefix("sent     2 entries, ") })
            #expect(!output.standardOutput.contains("\u{1B}"))
            agent.signal(SIGTERM)
            #expect(try await agent.end().status == 0)
        } catch {
            await receiver.shutdown(grace: .zero)
            throw error
        }
        await receiver.shutdown(grace: .zero)
    }

    @Test func withoutAnAgentItSaysSoAndFails() async throws {
        let directory = try ScratchDirectory()
        try directory.write(goodConfiguration(directory), to: "agent.conf")
        let output = try await status(directory)
        #expect(output.status == 1 && output.standardOutput == "")
        #expect(output.standardError == "logferry: no agent is running on \(directory.path)/state\n")
        let json = try await status(directory, "--json")
        #expect(json.status == 1 && json.standardOutput == "{\"phase\":\"stopped\",\"rotation\":[]}\n")
        #expect(try await status(directory, "--interval", "0").status == 64)
    }

    /// Answers as an agent would that reports this; nil: not at all.
    private func agent(
        _ directory: ScratchDirectory, _ report: StatusReport, isBusy: Bool = false
    ) async throws -> HTTPServer {
        try directory.write(goodConfiguration(directory), to: "agent.conf")
        try directory.makeDirectory("state")
        var router = Router()
        router.on("GET", "/status") { request in
            if isBusy, !request.query.contains(where: { $0.name == "last" }) {
                try? await Task.sleep(for: .seconds(300))
            }
            return .bytes(StatusJSON.line(report), contentType: "application/json")
        }
        return try await HTTPServer.start(onSocket: directory.path("state/logferry.sock"), router: router)
    }

    private func report(_ reasons: [String] = []) -> StatusReport {
        var report = StatusReport()
        report.phase = .running
        report.host = "host\u{1B}]0;title\u{07}\u{9B}2J"
        report.reasons = reasons
        report.status = reasons.isEmpty ? .healthy : .degraded
        return report
    }

    @Test func anAgentThatIsNotWellIsAStatusOfItsOwn() async throws {
        let directory = try ScratchDirectory()
        let server = try await agent(directory, report(["client main\u{1B}[2J\u{9B}2J has not been reached"]))
        let text = try await status(directory)
        #expect(text.status == 3)
        #expect(text.standardOutput.contains("\n! client main?[2J?2J has not been reached\n"))
        let json = try await status(directory, "--json")
        #expect(json.status == 3)
        for output in [text, json] {
            #expect(
                output.standardOutput.unicodeScalars.allSatisfy {
                    $0 == "\n" || $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value)
                })
        }
        await server.shutdown(grace: .zero)
    }

    @Test func anAgentThatIsRotatingIsNotWaitedFor() async throws {
        let directory = try ScratchDirectory()
        let server = try await agent(directory, report(), isBusy: true)
        let output = try await status(directory)
        #expect(output.status == 0 && output.standardOutput.contains("  healthy  "))
        await server.shutdown(grace: .zero)
    }

    @Test func aWatchGoesOnWhileTheAgentIsAway() async throws {
        let directory = try ScratchDirectory()
        var server = try await agent(directory, report())
        let arguments = ["status", "--config", directory.path("agent.conf"), "--watch", "--interval", "0.1"]
        let json = try Command(list: arguments + ["--json"])
        let text = try Command(list: arguments)
        let two = try await json.wait { $0.standardOutput.split(separator: "\n").count >= 2 }.standardOutput
        #expect(Set(two.split(separator: "\n")).count == 1 && two.hasPrefix("{"))
        _ = try await text.wait { $0.standardOutput.contains("  healthy  ") }
        await server.shutdown(grace: .zero)
        #expect(unlink(directory.path("state/logferry.sock")) == 0)
        _ = try await json.wait { $0.standardError.hasSuffix("logferry: no agent is running there\n") }
        _ = try await text.wait {
            $0.standardOutput.contains(": no agent is running there\n")
        }
        server = try await agent(directory, report(["it came back"]))
        _ = try await json.wait { $0.standardError.hasSuffix("\nlogferry: the agent answers again\n") }
        _ = try await text.wait { $0.standardOutput.contains("\n! it came back\n") }
        for command in [json, text] {
            command.signal(SIGINT)
            #expect(try await command.end().status == -SIGINT)
        }
        await server.shutdown(grace: .zero)
    }
}
