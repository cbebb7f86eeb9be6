// What `metrics` stages counted survives a reload and no restart, and no line counts twice for either.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct CustomMetricLifeTests {
    private typealias Trial = CustomMetricTests

    /// Lines that were read and not shipped are read again by the next ferry.
    @Test func countersGoOnOverAReload() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let isHeld = Mutex(true)
        let script = AnswerScript { _ in isHeld.withLock { $0 } ? .status(503) : .accept }
        try trial.directory.write(Trial.lines(0..<100), to: "logs/a.log")
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.startFromFile(
                trial.configuration("url: \(receiver.pushURL)", stages: Trial.stages))
            _ = try await running.wait { $0.clients[0].lastError != nil }
            try await running.reload()
            try await Trial.expectOnce(0..<100, running)
            try trial.directory.append(Trial.lines(100..<110), to: "logs/a.log")
            try await running.reload()
            isHeld.withLock { $0 = false }
            _ = try await sink.waitFor(count: 110)
            _ = try await running.wait { $0.lagBytes == 0 }
            try await Trial.expectOnce(0..<110, running)
            try await running.stop()
        }
    }

    /// A piece of the file may end behind what the ferry before had read.
    @Test func lineCountsOnceThoughItIsReadInOtherPieces() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let isHeld = Mutex(true)
        let script = AnswerScript { _ in isHeld.withLock { $0 } ? .status(503) : .accept }
        try trial.directory.write(Trial.lines(0..<300), to: "logs/a.log")
        try await withReceiver(sink, script: script) { receiver in
            // With times of their own, lines are not held together by the times that a ferry gave.
            let stages = Trial.stages + "\n- timestamp: {source: n, format: Unix}"
            func configuration(_ batch: Int) -> String {
                trial.configuration("url: \(receiver.pushURL), batchsize: \(batch)", stages: stages)
            }
            let running = try trial.startFromFile(configuration(700))
            for batch in [700, 1000, 1700, 900, 1 << 20] {
                try trial.write(configuration(batch))
                try await running.reload()
                _ = try await running.wait { $0.clients[0].lastError != nil }
            }
            isHeld.withLock { $0 = false }
            _ = try await sink.waitFor(count: 300)
            _ = try await running.wait { $0.lagBytes == 0 }
            try await Trial.expectOnce(0..<300, running)
            #expect(running.agent.progress.readLines == 300)
            try await running.stop()
        }
    }

    @Test func metricThatIsAnotherNowBeginsAtZero() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        func stages(_ bounds: String, _ more: String = "") -> String {
            """
            - json: {expressions: {n: }}
            - labeldrop: [filename]
            - metrics:
                lines: {type: Counter, config: {match_all: true, action: inc}}
                n: {type: Histogram, config: {buckets: \(bounds)}}
            \(more)
            """
        }
        try trial.directory.write(Trial.lines(0..<3), to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let gone = "    gone: {type: Counter, config: {match_all: true, action: inc}}"
            let running = try trial.startFromFile(
                trial.configuration("url: \(receiver.pushURL)", stages: stages("[1, 2]", gone)))
            _ = try await sink.waitFor(count: 3)
            var metrics = try await running.metrics()
            #expect(metrics["promtail_custom_gone{job=\"test\"}"] == 3)
            #expect(metrics["promtail_custom_n_count{job=\"test\"}"] == 3)
            try trial.write(
                trial.configuration("url: \(receiver.pushURL)", stages: stages("[1, 3]")))
            try await running.reload()
            try trial.directory.append(Trial.lines(3..<4), to: "logs/a.log")
            _ = try await sink.waitFor(count: 4)
            metrics = try await running.metrics()
            #expect(metrics["promtail_custom_gone{job=\"test\"}"] == nil)
            #expect(metrics["promtail_custom_lines{job=\"test\"}"] == 4)
            #expect(metrics["promtail_custom_n_count{job=\"test\"}"] == 1)
            #expect(metrics["promtail_custom_n_bucket{job=\"test\",le=\"3\"}"] == 1)
            try await running.stop()
        }
    }

    /// The next life begins at 0 and counts what the last one did not get acknowledged, also when it reads the lines
    /// before once more to know what the stages remember.
    @Test func nextLifeCountsWhatWasNotAcknowledged() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let isHeld = Mutex(false)
        let script = AnswerScript { _ in isHeld.withLock { $0 } ? .status(503) : .accept }
        // Times that stand still, so that lines before are read again for their twins.
        let stages =
            Trial.stages + "\n- static_labels: {t: '1795341600'}\n- timestamp: {source: t, format: Unix}"
        try trial.directory.write(Trial.lines(0..<60), to: "logs/a.log")
        try await withReceiver(sink, script: script) { receiver in
            let client = "name: a, url: \(receiver.pushURL)"
            let first = try trial.start(trial.configuration(client, stages: stages))
            _ = try await sink.waitFor(count: 60)
            _ = try await first.wait { $0.lagBytes == 0 }
            isHeld.withLock { $0 = true }
            try trial.directory.append(Trial.lines(60..<100), to: "logs/a.log")
            _ = try await first.wait { $0.clients[0].lastError != nil }
            try await Trial.expectOnce(0..<100, first)
            try trial.copyState(to: "next")
            isHeld.withLock { $0 = false }
            let next = try trial.start(trial.configuration(client, stages: stages, state: "next"))
            _ = try await sink.waitFor(count: 140)
            _ = try await next.wait { $0.lagBytes == 0 }
            try await Trial.expectOnce(60..<100, next)
            try await next.stop()
            try await first.stop()
        }
    }
}
