// What `metrics` stages count is on /metrics, each line once: whatever clients lag, rows wait and batches are full.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct CustomMetricTests {
    static let stages = """
        - json: {expressions: {n: , level: }}
        - labels: {level: }
        - labeldrop: [filename]
        - metrics:
            lines_total: {type: Counter, description: all, config: {match_all: true, action: inc}}
            bytes_total: {type: Counter, config: {match_all: true, count_entry_bytes: true, action: add}}
            last: {type: Gauge, source: n, config: {action: set}}
            n: {type: Histogram, config: {buckets: [10, 50, 100]}}
        """

    /// Numbered lines, every third of them a warning.
    static func lines(_ numbers: Range<Int>) -> String {
        numbers.map { "{\"n\":\($0),\"level\":\"\($0 % 3 == 0 ? "warn" : "info")\"}\n" }.joined()
    }

    /// Expects each of the lines counted once.
    static func expectOnce(_ numbers: Range<Int>, _ running: RunningAgent) async throws {
        let metrics = try await running.metrics()
        for (level, rest) in [("warn", [0]), ("info", [1, 2])] {
            let mine = numbers.filter { rest.contains($0 % 3) }
            let labels = "job=\"test\",level=\"\(level)\""
            func value(_ name: String, _ more: String = "") -> Double? {
                metrics["promtail_custom_\(name){\(labels)\(more)}"]
            }
            #expect(value("lines_total") == Double(mine.count))
            let bytes = mine.reduce(0) { $0 + lines($1..<($1 + 1)).utf8.count - 1 }
            #expect(value("bytes_total") == Double(bytes))
            #expect(value("last") == mine.last.map { Double($0) })
            #expect(value("n_sum") == Double(mine.reduce(0, +)))
            #expect(value("n_count") == Double(mine.count))
            for bound in [10, 50, 100] {
                #expect(value("n_bucket", ",le=\"\(bound)\"") == Double(mine.count { $0 <= bound }))
            }
        }
        #expect(metrics["logferry_custom_metrics"] == 8)
        #expect(metrics["logferry_custom_metrics_dropped_total"] == 0)
        #expect(metrics["logferry_custom_metrics_unusable_values_total"] == 0)
    }

    /// One client lags by all there is, catches up, and counts nothing once more.
    @Test func lineCountsAtTheFurthestClientOnly() async throws {
        let trial = try AgentTrial()
        let (late, prompt) = (CollectingSink(), CollectingSink())
        let isHeld = Mutex(true)
        let script = AnswerScript { _ in isHeld.withLock { $0 } ? .status(503) : .accept }
        try await withReceiver(late, script: script) { first in
            try await withReceiver(prompt) { second in
                let client = "{batchsize: 1000, \(AgentTrial.quick), name: "
                let running = try trial.start(
                    trial.configuration(
                        "[\(client)late, url: \(first.pushURL)}, \(client)prompt, url: \(second.pushURL)}]",
                        stages: Self.stages))
                for round in 0..<10 {
                    try trial.directory.append(
                        Self.lines((round * 20)..<(round * 20 + 20)), to: "logs/a.log")
                    _ = try await prompt.waitFor(count: round * 20 + 20)
                    if round == 5 { try trial.directory.rename("logs/a.log", to: "logs/a.log.1") }
                }
                try await Self.expectOnce(0..<200, running)
                isHeld.withLock { $0 = false }
                _ = try await late.waitFor(count: 200)
                _ = try await running.wait { $0.lagBytes == 0 }
                try await Self.expectOnce(0..<200, running)
                try await running.stop()
            }
        }
    }

    /// Chunks are cut where the batch is full, and what was cut off goes through the stages again.
    @Test func lineCountsOnceWhenBatchesAreFull() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write(Self.lines(0..<1000), to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL), batchsize: 700", stages: Self.stages))
            _ = try await sink.waitFor(count: 1000)
            _ = try await running.wait { $0.lagBytes == 0 }
            try await Self.expectOnce(0..<1000, running)
            try await running.stop()
        }
    }

    /// The open block goes through the stages whenever a line comes.
    @Test func lineCountsOnceWhenItWaitsForOthers() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let stages = """
            - labeldrop: [filename]
            - metrics: {lines: {type: Counter, config: {match_all: true, action: inc}}}
            - multiline: {firstline: '^b', max_wait_time: 1h}
            - metrics: {blocks: {type: Counter, config: {match_all: true, action: inc}}}
            """
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL)", stages: stages))
            for block in 1...5 {
                for line in ["b\(block)\n", "  one\n", "  two\n"] {
                    try trial.directory.append(line, to: "logs/a.log")
                    let size = try FileStatus.of(path: trial.directory.path("logs/a.log")).size
                    _ = try await running.wait { $0.files.first?.size == size }
                    _ = try await running.wait { _ in true }
                }
                _ = try await sink.waitFor(count: block - 1)
                let metrics = try await running.metrics()
                let blocks = block == 1 ? nil : Double(block - 1)
                #expect(metrics["promtail_custom_lines{job=\"test\"}"] == blocks.map { $0 * 3 })
                #expect(metrics["promtail_custom_blocks{job=\"test\"}"] == blocks)
            }
            try await running.stop()
        }
    }

    @Test func seriesAreBoundedInNumber() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let stages = """
            - json: {expressions: {n: , level: }}
            - labels: {n: }
            - labeldrop: [filename]
            - metrics:
                lines_total: {type: Counter, config: {match_all: true, action: inc}}
                level: {type: Gauge, config: {action: set}}
            """
        try trial.directory.write(Self.lines(0..<9), to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL)", stages: stages, rest: "limits_config: {max_custom_metrics: 4}"
                ))
            _ = try await sink.waitFor(count: 9)
            _ = try await running.wait { $0.lagBytes == 0 }
            let metrics = try await running.metrics()
            #expect(metrics.keys.count { $0.hasPrefix("promtail_custom_") } == 4)
            #expect(metrics["promtail_custom_lines_total{job=\"test\",n=\"3\"}"] == 1)
            #expect(metrics["logferry_custom_metrics"] == 4)
            #expect(metrics["logferry_custom_metrics_dropped_total"] == 5)
            #expect(metrics["logferry_custom_metrics_unusable_values_total"] == 9)
            try await running.stop()
        }
    }

    /// A strict reader takes all of it, whatever the labels hold.
    @Test func textIsWhatPrometheusReads() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let path = trial.directory.path("logs/odd \"\\\n} é.log")
        let stages = """
            - json: {expressions: {n: , le: level}}
            - labels: {le: }
            - tenant: {value: t}
            - metrics:
                lines_total: {type: Counter, description: "all \\"lines\\"\\\\ \\n here", config: {match_all: true, action: inc}}
                n: {type: Histogram, prefix: "app:", config: {buckets: [0.5, 1, 1000000]}}
                unused: {type: Gauge, config: {action: inc}}
            """
        try trial.directory.write(Self.lines(0..<4), to: "logs/odd \"\\\n} é.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL)", stages: stages))
            _ = try await sink.waitFor(count: 4)
            _ = try await running.wait { $0.lagBytes == 0 }
            let text = try PrometheusText(try await running.get("/metrics").text)
            let counter = try #require(text.families["promtail_custom_lines_total"])
            #expect(counter.type == "counter")
            #expect(counter.help == "all \"lines\"\\ \n here")
            let labels = [["filename", path], ["job", "test"]]
            #expect(
                counter.samples.map(\.labels)
                    == ["info", "warn"].map { labels + [["le", $0]] }.map { set in [set[0], set[1], set[2]] })
            #expect(counter.samples.map(\.value) == [2, 2])
            let histogram = try #require(text.families["app:n"])
            #expect(
                histogram.samples.map { "\($0.name) \($0.labels.last?[1] ?? "") \($0.value)" } == [
                    "app:n_bucket 0.5 1.0", "app:n_bucket 1 2.0", "app:n_bucket 1e+06 4.0",
                    "app:n_bucket +Inf 4.0", "app:n_sum test 6.0", "app:n_count test 4.0",
                ])
            #expect(text.families["promtail_custom_unused"] == nil)
            #expect(text.names.suffix(3) != [])
            try await running.stop()
        }
    }
}
