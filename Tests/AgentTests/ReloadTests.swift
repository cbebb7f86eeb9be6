// Another configuration takes effect, and no line is lost or repeated by it.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct ReloadTests {
    @Test func newPathIsFollowedAndTheOldOneGoesOn() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("old\n", to: "logs/a.log")
        try trial.directory.write("new\n", to: "logs/a.txt")
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("url: \(receiver.pushURL)")
            let running = try trial.startFromFile(configuration)
            _ = try await sink.waitFor(count: 1)
            try trial.write(configuration.replacing("/logs/*.log", with: "/logs/*.{log,txt}"))
            #expect(try await running.reload() == [])
            _ = try await sink.waitFor(count: 2)
            try trial.directory.append("more\n", to: "logs/a.log")
            _ = try await sink.waitFor(count: 3)
            try await running.stop()
        }
        #expect(sink.entries.map(\.line) == ["old", "new", "more"])
    }

    @Test func newStagesAndLabelsAreForWhatIsReadFromThenOn() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("{\"level\":\"info\"}\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.startFromFile(trial.configuration("url: \(receiver.pushURL)"))
            _ = try await sink.waitFor(count: 1)
            let stages = "- json: {expressions: {level: }}\n- labels: {level: }"
            try trial.write(trial.configuration("url: \(receiver.pushURL)", stages: stages))
            try await running.reload()
            try trial.directory.append("{\"level\":\"warn\"}\n", to: "logs/a.log")
            _ = try await sink.waitFor(count: 2)
            try await running.stop()
        }
        let levels = sink.entries.map { entry in entry.labels.first { $0.name == "level" }?.value }
        #expect(levels == [nil, "warn"])
    }

    /// Without a name, a client is known by its URL: with another one it goes on where the old one was.
    @Test func clientWithAnotherURLGoesOnWhereTheOldOneWas() async throws {
        let trial = try AgentTrial()
        let (before, after) = (CollectingSink(), CollectingSink())
        try trial.directory.write(AgentTrial.lines(0..<10), to: "logs/a.log")
        try await withReceiver(before) { old in
            let running = try trial.startFromFile(trial.configuration("url: \(old.pushURL)"))
            _ = try await before.waitFor(count: 10)
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try await withReceiver(after) { new in
                try trial.write(trial.configuration("url: \(new.pushURL)"))
                try await running.reload()
                try trial.directory.append(AgentTrial.lines(10..<20), to: "logs/a.log")
                _ = try await after.waitFor(count: 10)
                try await running.stop()
            }
        }
        trial.expectOnce(before.entries + after.entries, 0..<20)
        #expect(after.entries.count == 10)
    }

    @Test func everyLineArrivesOnceWhileItIsReloadedUnderLoad() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let count = 4000
        try await withReceiver(sink) { receiver in
            let running = try trial.startFromFile(trial.configuration("url: \(receiver.pushURL)"))
            _ = try await running.wait { _ in true }
            let directory = trial.directory
            async let writing: Void = {
                for start in stride(from: 0, to: count, by: 20) {
                    try directory.append(AgentTrial.lines(start..<(start + 20)), to: "logs/a.log")
                    if start % 1000 == 500 {
                        try directory.rename("logs/a.log", to: "logs/a.log.\(start / 1000 + 1)")
                    }
                    await Task.yield()
                }
            }()
            for round in 1...15 {
                try await running.reload()
                _ = try await sink.waitFor(count: round * 100)
            }
            try await writing
            _ = try await sink.waitFor(count: count)
            _ = try await running.wait { $0.lagBytes == 0 }
            let metrics = try await running.metrics()
            #expect(metrics["logferry_config_reloads_total{result=\"success\"}"] == 15)
            try await running.stop()
        }
        trial.expectOnce(sink.entries, 0..<count)
    }

    /// What is read again is counted once, and what is down lags by all that is there.
    @Test func countersGoOnOverAReload() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let isHeld = Mutex(true)
        let script = AnswerScript { _ in isHeld.withLock { $0 } ? .status(503) : .accept }
        let text = AgentTrial.lines(0..<100)
        try trial.directory.write(text, to: "logs/a.log")
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.startFromFile(trial.configuration("url: \(receiver.pushURL)"))
            // Read, and refused once.
            _ = try await running.wait { $0.clients[0].lastError != nil }
            try await running.reload()
            // The room of the client is taken: nothing of this is read, but all of it is behind.
            try trial.directory.append(AgentTrial.lines(100..<110), to: "logs/a.log")
            let size = Int64(AgentTrial.lines(0..<110).utf8.count)
            _ = try await running.wait { $0.lagBytes == size }
            try await running.reload()
            isHeld.withLock { $0 = false }
            _ = try await sink.waitFor(count: 110)
            _ = try await running.wait { $0.lagBytes == 0 }
            let metrics = try await running.metrics()
            #expect(metrics["logferry_read_lines_total"] == 110)
            #expect(metrics["logferry_read_bytes_total"] == Double(size))
            #expect(metrics["logferry_sent_entries_total"] == 110)
            #expect(metrics["logferry_generations_total"] == 1)
            #expect(
                (metrics["logferry_requests_total{client=\"\(receiver.pushURL)\",result=\"server_error\"}"]
                    ?? 0) > 0)
            try await running.stop()
        }
        trial.expectOnce(sink.entries, 0..<110)
    }

    @Test func unreadFileThatWasDeletedIsReadToItsEnd() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let isHeld = Mutex(true)
        let script = AnswerScript { _ in isHeld.withLock { $0 } ? .status(503) : .accept }
        // More than the batches hold, so that most of it is in the file alone.
        let filler = String(repeating: "x", count: 1000)
        try trial.directory.write((0..<4000).map { "\($0) \(filler)\n" }.joined(), to: "logs/a.log")
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.startFromFile(trial.configuration("url: \(receiver.pushURL)"))
            _ = try await running.wait { $0.clients[0].lastError != nil }
            try trial.directory.remove("logs/a.log")
            try await running.reload()
            try await running.reload()
            isHeld.withLock { $0 = false }
            _ = try await sink.waitFor(count: 4000)
            try await running.stop()
        }
        #expect(sink.entries.map { Int($0.line.prefix { $0 != " " }) } == (0..<4000).map { $0 })
    }

    /// The answer is lost, the entries are not: what is sent again must be the same, so that Loki drops it.
    @Test func whatWasSentBeforeIsSentAgainTheSameToTheByte() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write(AgentTrial.lines(0..<50), to: "logs/a.log")
        // After the first failure the next try would be hours away.
        let client = "batchwait: 1ms, backoff_config: {min_period: 10h, max_period: 10h}"
        try await withReceiver(sink, script: .sequence([.closeAfterStoring])) { receiver in
            let running = try trial.startFromFile(
                trial.configuration("[{url: \(receiver.pushURL), \(client)}]"))
            _ = try await running.wait { $0.clients[0].lastError != nil }
            try await running.reload()
            _ = try await sink.waitFor(count: 100)
            try await running.stop()
        }
        let texts = texts(sink.entries)
        #expect(texts.count == 100)
        #expect(Array(texts[..<50]) == Array(texts[50...]))
    }

    @Test func lokiThatIsDownDelaysNoReload() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let port = try ClosedPort()
        try trial.directory.write(AgentTrial.lines(0..<10), to: "logs/a.log")
        let url = "http://\(port.address)\(Receiver.pushPath)"
        let running = try trial.startFromFile(trial.configuration("name: main, url: \(url)"))
        _ = try await running.wait { $0.clients[0].lastError != nil }
        for _ in 1...5 { try await running.reload() }
        let receiver = try await Receiver.start(listen: port.address, sink: sink)
        _ = try await sink.waitFor(count: 10)
        _ = try await running.wait { $0.lagBytes == 0 }
        try await running.stop()
        await receiver.shutdown(grace: .zero)
        trial.expectOnce(sink.entries, 0..<10)
    }

    /// Until the push is answered its lines are neither committed nor read again.
    @Test func pushOnItsWayIsWaitedFor() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write(AgentTrial.lines(0..<10), to: "logs/a.log")
        let (arrived, hasArrived) = AsyncStream.makeStream(of: Void.self)
        let script = AnswerScript { request in
            guard request.index == 0 else { return .accept }
            hasArrived.yield()
            return .delay(nanoseconds: 200_000_000)
        }
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.startFromFile(trial.configuration("url: \(receiver.pushURL)"))
            for await _ in arrived { break }
            // Two at once: the second waits for the first.
            async let first = running.reload()
            async let second = running.reload()
            _ = try await (first, second)
            #expect(sink.entries.count == 10)
            try trial.directory.append(AgentTrial.lines(10..<20), to: "logs/a.log")
            _ = try await sink.waitFor(count: 20)
            try await running.stop()
        }
        trial.expectOnce(sink.entries, 0..<20)
    }
}
