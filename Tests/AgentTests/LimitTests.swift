// Bounds: on a line, on a batch, on what is read ahead of a destination that does not answer.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct LimitTests {
    static let lines = ["short", "exactly 16 bytes", "seventeen bytes !", "äöüäöüäö", "xäöüäöüäöü", "end"]

    @Test func longLinesAreDroppedAndCounted() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write(Self.lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL)", rest: "limits_config: {max_line_size: 16}"))
            #expect(
                try await sink.waitFor(count: 4).map(\.line) == [
                    "short", "exactly 16 bytes", "äöüäöüäö", "end",
                ])
            _ = try await running.wait { $0.lagBytes == 0 }
            let metrics = try await running.metrics()
            #expect(metrics["logferry_dropped_entries_total{reason=\"line_too_long\"}"] == 2)
            #expect(metrics["logferry_truncated_lines_total"] == 0)
            #expect(metrics["logferry_read_lines_total"] == 6)
            #expect(metrics["logferry_sent_entries_total"] == 4)
            try await running.stop()
        }
        #expect(sink.entries.count == 4)
    }

    @Test func longLinesAreCutShortBeforeACharacter() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write(Self.lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL)",
                    rest: "limits_config: {max_line_size: 16, max_line_size_truncate: true}"))
            let expected = ["short", "exactly 16 bytes", "seventeen bytes ", "äöüäöüäö", "xäöüäöüä", "end"]
            #expect(try await sink.waitFor(count: 6).map(\.line) == expected)
            let metrics = try await running.metrics()
            #expect(metrics["logferry_truncated_lines_total"] == 2)
            #expect(metrics["logferry_dropped_entries_total{reason=\"line_too_long\"}"] ?? 0 == 0)
            try await running.stop()
        }
    }

    @Test func droppedLinesAreDoneWith() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration(
                "url: \(receiver.pushURL)", rest: "limits_config: {max_line_size: 4}")
            try trial.directory.write("too long\nmuch too long\n", to: "logs/a.log")
            let running = try trial.start(configuration)
            // Nothing of the file is sent, and nothing of it is left to send.
            let status = try await running.wait { $0.fileCount == 1 && $0.lagBytes == 0 }
            #expect(status.files.map(\.size) == [23])
            try await running.stop()
            let again = try trial.start(configuration)
            _ = try await again.wait { $0.fileCount == 1 && $0.lagBytes == 0 }
            #expect(again.agent.progress.readLines == 0)
            try await again.stop()
            #expect(receiver.counters.requests == 0)
        }
    }

    @Test(arguments: [1, 10, 100])
    func batchSmallerThanALineTakesOneLine(_ size: Int) async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let lines = (0..<60).map { String(repeating: "x", count: 101 + $0 % 7) + " \($0)" }
        try trial.directory.write(lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL), batchsize: \(size)"))
            #expect(try await sink.waitFor(count: 60).map(\.line) == lines)
            #expect(receiver.counters.requests == 60)
            try await running.stop()
        }
    }

    @Test func lineBeyondTheReadersLimitComesInParts() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let long = String(repeating: "é", count: 1_200_000)
        try trial.directory.write("before\n\(long)\nafter\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(trial.configuration("url: \(receiver.pushURL)"))
            let lines = try await sink.waitFor(count: 5).map(\.line)
            #expect(lines.first == "before")
            #expect(lines.last == "after")
            #expect(lines[1...3].joined() == long)
            #expect(lines[1...3].allSatisfy { $0.utf8.count <= 1 << 20 })
            #expect(try await running.metrics()["logferry_split_lines_total"] == 2)
            try await running.stop()
        }
    }

    @Test(arguments: [("", 4e6), (", batchsize: 1", 1e3), (", batchsize: 4MiB", 13e6)])
    func backlogWaitsInItsFileWhenNobodyAnswers(_ batch: String, _ most: Double) async throws {
        let trial = try AgentTrial()
        let sink = CountingSink()
        let line = String(repeating: "a line of 99 bytes. ", count: 5).dropLast() + "\n"
        let block = String(repeating: String(line), count: 10_000)
        let writer = try trial.directory.writer("logs/a.log")
        for _ in 0..<50 { try writer.write(block) }
        let isOver = Mutex(false)
        let script = AnswerScript { _ in isOver.withLock { $0 } ? .accept : .never }
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL), timeout: 200ms\(batch)"))
            _ = try await running.wait { _ in receiver.counters.requests > 0 }
            // Every turn of the loop could read more; none does.
            for _ in 0..<300 { _ = try await running.wait { _ in true } }
            let metrics = try await running.metrics()
            #expect(metrics["logferry_read_bytes_total"] ?? .infinity < most)
            #expect(metrics["logferry_lag_bytes"] == 50_000_000)
            isOver.withLock { $0 = true }
            try await running.stop()
        }
    }
}
