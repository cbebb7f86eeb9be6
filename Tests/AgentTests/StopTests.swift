// The end of an agent, and the one who finds its directory taken.

import Agent
import Checkpoints
import Glibc
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct StopTests {
    @Test func stopShipsWhatWasReadAndWritesThePositions() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("one\ntwo\nunfinished", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("[{name: main, url: \(receiver.pushURL), batchwait: 1h}]"))
            try await running.waitForReadLines(2)
            #expect(sink.entries.isEmpty)
            try await running.stop()
            #expect(sink.entries.map(\.line) == ["one", "two"])
            #expect(await running.agent.status() == nil)
        }
        let text = String(
            decoding: try FileSystem.contents(of: trial.directory.path("state/positions.json")), as: UTF8.self
        )
        #expect(text.contains(#""client": "main", "offset": 8"#), "\(text)")
        #expect(text.contains(#""path": "\#(trial.directory.path("logs/a.log"))""#))
        #expect(text.hasPrefix("{\n\"version\": 2,\n"))
        // The next one goes on in the middle of the unfinished line's file.
        try await withReceiver(sink) { receiver in
            let again = try trial.start(trial.configuration("name: main, url: \(receiver.pushURL)"))
            try trial.directory.append(" no more\n", to: "logs/a.log")
            #expect(try await sink.waitFor(count: 3).map(\.line) == ["one", "two", "unfinished no more"])
            try await again.stop()
        }
    }

    @Test func stopWithoutALineIsQuick() async throws {
        let trial = try AgentTrial()
        let running = try trial.start(trial.configuration("url: http://127.0.0.1:1/push"))
        _ = try await running.wait { _ in true }
        try await running.stop()
        #expect(try FileStatus.of(path: trial.directory.path("state/positions.json")).isRegular)
    }

    @Test func stopTriesOnceMoreAndDoesNotHammer() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("one\n", to: "logs/a.log")
        try await withReceiver(sink, script: AnswerScript { _ in .status(503) }) { receiver in
            // After a failure the next try is half an hour away, or more: long after any stop has ended.
            let running = try trial.start(
                trial.configuration(
                    "[{url: \(receiver.pushURL), batchwait: 1ms, backoff_config: {min_period: 10h, max_period: 10h}}]"
                ))
            _ = try await running.wait { $0.clients[0].lastError != nil }
            let before = Clock.monotonic()
            try await running.stop()
            #expect(receiver.counters.requests == 2)
            #expect(Clock.monotonic() - before < 5_000_000_000)
        }
        // Nothing was lost by it.
        try await withReceiver(sink) { receiver in
            let again = try trial.start(trial.configuration("url: \(receiver.pushURL)"))
            #expect(try await sink.waitFor(count: 1).map(\.line) == ["one"])
            try await again.stop()
        }
    }

    @Test func secondAgentNamesWhoHoldsTheDirectory() async throws {
        let trial = try AgentTrial()
        let configuration = trial.configuration("url: http://127.0.0.1:1/push")
        let running = try trial.start(configuration)
        let error = try #require(throws: CheckpointError.self) { try trial.makeAgent(configuration) }
        let directory = trial.directory.path("state")
        #expect(error.description.hasPrefix("\(directory) is in use by pid \(getpid()) ("), "\(error)")
        #expect(
            error.description.hasSuffix(
                "); stop that one first, or give this one a positions.filename in another directory"))
        try await running.stop()
        // Its end frees the directory.
        let next = try trial.start(configuration)
        try await next.stop()
    }

    @Test func agentThatCannotListenSaysWhere() async throws {
        let trial = try AgentTrial()
        try await withReceiver(DiscardingSink()) { receiver in
            let port = receiver.address.port
            let configuration = trial.configuration("url: \(receiver.pushURL)")
                .replacing("http_listen_port: 0", with: "http_listen_port: \(port)")
            let running = try trial.start(configuration)
            do {
                try await running.stop()
                Issue.record("it ran")
            } catch {
                #expect("\(error)".contains("127.0.0.1:\(port)"), "\(error)")
            }
        }
    }
}
