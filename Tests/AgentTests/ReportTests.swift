import Agent
import Glibc
import Platform
import Receiver
import Synchronization
import Telemetry
import TestSupport
import Testing

/// How a running agent says it stands.
@Suite(.timeLimit(.minutes(5))) struct ReportTests {
    @Test func anAgentAtRestIsHealthyAndSaysWhatItDid() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("one\ntwo\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(trial.configuration("name: main, url: \(receiver.pushURL)"))
            _ = try await sink.waitFor(count: 2)
            _ = try await running.wait { $0.lagBytes == 0 && $0.clients[0].batchesInFlight == 0 }
            let report = await running.agent.report()
            #expect(report.status == .healthy)
            #expect(report.reasons.isEmpty)
            #expect(report.phase == .running)
            #expect(report.version == logferryVersion)
            #expect(report.uptime > 0)
            #expect(report.totals.readLines == 2)
            #expect(report.totals.sentEntries == 2)
            #expect(report.lagSeconds == 0)
            let client = try #require(report.clients.first)
            #expect(client.state == .up)
            #expect(client.failingSeconds == nil)
            #expect(abs((client.lastSuccess ?? 0) - Clock.realtime() / 1_000_000_000) < 300)
            let file = try #require(report.files.first)
            #expect(file.state == .shipped)
            #expect(file.job == "test")
            #expect((file.size, file.shipped, file.lagBytes) == (8, 8, 0))
            try await running.stop()
        }
    }

    @Test func aClientThatIsDownIsToldWithItsFilesAndForgottenWhenItIsBack() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let isDown = Atomic(true)
        try trial.directory.write("one\n", to: "logs/a.log")
        let script = AnswerScript { _ in isDown.load(ordering: .relaxed) ? .status(503) : .accept }
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.startFromFile(
                trial.configuration("name: main, url: \(receiver.pushURL)"))
            _ = try await running.wait { $0.clients[0].state == .retrying && $0.lagSeconds > 0 }
            try trial.directory.append("two\n", to: "logs/a.log")
            let down = try await running.wait { $0.lagBytes == 8 }
            #expect((down.clients[0].failingSeconds ?? 0) > 0)
            #expect(down.clients[0].lastError != nil)
            #expect(down.clients[0].batchesInFlight == 1)
            #expect(down.clients[0].inFlightBytes > 0)
            #expect(down.files.map(\.state) == [.waiting])
            // A reload changes nothing of it.
            try await running.reload()
            let after = try await running.wait { $0.fileCount == 1 }
            #expect((after.clients[0].failingSeconds ?? 0) >= (down.clients[0].failingSeconds ?? .infinity))
            isDown.store(false, ordering: .relaxed)
            _ = try await sink.waitFor(count: 2)
            let up = try await running.wait { $0.lagBytes == 0 && $0.clients[0].state == .up }
            #expect(up.clients[0].lastError == nil)
            #expect(up.lagSeconds == 0)
            #expect(up.files.map(\.state) == [.shipped])
            try await running.stop()
        }
    }

    @Test func aFileThatCannotBeReadIsNamed() async throws {
        let trial = try AgentTrial()
        // Whoever is root may read everything, but not a link to itself.
        let path = trial.directory.path("logs/a.log")
        #expect(symlink("a.log", path) == 0)
        let running = try trial.start(trial.configuration("url: http://127.0.0.1:1/push"))
        let report = try await running.wait { !$0.unreadable.isEmpty }
        #expect(report.unreadable.map(\.path) == [path])
        #expect(report.unreadable[0].error.contains("symbolic links"))
        #expect(unlink(path) == 0)
        try trial.directory.write("unfinished", to: "logs/a.log")
        _ = try await running.wait { $0.unreadable.isEmpty && $0.fileCount == 1 }
        try await running.stop()
    }

    @Test func theControlSocketAnswersTheSameReport() async throws {
        let trial = try AgentTrial()
        try trial.directory.write("unfinished", to: "logs/a.log")
        let running = try trial.start(trial.configuration("name: main, url: http://127.0.0.1:1/push"))
        _ = try await running.wait { $0.fileCount == 1 }
        let client = ControlClient(positions: trial.directory.path("state/positions.json"))
        let report = try client.status().report
        #expect(report.files.map(\.path) == [trial.directory.path("logs/a.log")])
        #expect(report.clients.map(\.name) == ["main"])
        #expect(report.phase == .running)
        try await running.stop()
    }
}
