// What the agent's endpoints say, and that its counters are right after a workload that is known.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct StatusTests {
    @Test func countersAreRightAfterAKnownWorkload() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let text = "one\ntwo\n\nfour\n"
        try trial.directory.write(text + "unfinished", to: "logs/a.log")
        try trial.directory.write("b\n", to: "logs/b.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(trial.configuration("name: main, url: \(receiver.pushURL)"))
            _ = try await sink.waitFor(count: 5)
            _ = try await running.wait { $0.lagBytes == 10 }
            let metrics = try await running.metrics()
            let requests = Double(receiver.counters.requests)
            #expect(metrics["logferry_read_bytes_total"] == Double(text.utf8.count + 2))
            #expect(metrics["logferry_read_lines_total"] == 5)
            #expect(metrics["logferry_sent_entries_total"] == 5)
            #expect(metrics["logferry_sent_batches_total"] == requests)
            // On the wire: bodies, and headers besides.
            let wire = metrics["logferry_sent_bytes_total"] ?? 0
            #expect(wire > Double(receiver.counters.bodyBytes) + 100 * requests)
            #expect(wire < Double(receiver.counters.bodyBytes) + 1000 * requests)
            #expect(metrics["logferry_lag_bytes"] == 10)
            let (a, b) = (trial.directory.path("logs/a.log"), trial.directory.path("logs/b.log"))
            #expect(metrics["logferry_file_lag_bytes{path=\"\(a)\"}"] == 10)
            #expect(metrics["logferry_file_lag_bytes{path=\"\(b)\"}"] == 0)
            #expect(metrics["logferry_request_duration_seconds_count"] == requests)
            #expect(metrics["logferry_request_duration_seconds_bucket{le=\"+Inf\"}"] == requests)
            #expect(metrics["logferry_requests_total{client=\"main\",result=\"ok\"}"] == requests)
            #expect(metrics["logferry_build_info{version=\"\(logferryVersion)\"}"] == 1)
            #expect(metrics["logferry_files"] == 2)
            #expect(metrics["logferry_generations_total"] == 2)
            #expect(metrics["logferry_batch_bytes{client=\"main\"}"] == 0)
            for name in ["retries", "split_lines", "truncated_lines", "replaced_bytes", "journal_failures"] {
                #expect(metrics["logferry_\(name)_total"] == 0)
            }
            try await running.stop()
        }
    }

    @Test func metricsAreAnExpositionWithEveryNameOfTheDocumentation() async throws {
        let trial = try AgentTrial()
        let running = try trial.start(trial.configuration("url: http://127.0.0.1:1/push"))
        _ = try await running.wait { _ in true }
        let response = try await running.get("/metrics")
        #expect(response.status == 200)
        #expect(response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let lines = response.text.split(separator: "\n").map(String.init)
        let types = [
            ("logferry_read_bytes_total", "counter"), ("logferry_read_lines_total", "counter"),
            ("logferry_sent_entries_total", "counter"), ("logferry_sent_bytes_total", "counter"),
            ("logferry_dropped_entries_total", "counter"), ("logferry_lag_bytes", "gauge"),
            ("logferry_file_lag_bytes", "gauge"), ("logferry_request_duration_seconds", "histogram"),
            ("logferry_build_info", "gauge"),
        ]
        for (name, type) in types {
            #expect(lines.filter { $0 == "# TYPE \(name) \(type)" }.count == 1, "\(name)")
            #expect(lines.filter { $0.hasPrefix("# HELP \(name) ") }.count == 1, "\(name)")
        }
        // Every sample belongs to the family that was begun last.
        var family = ""
        for line in lines {
            if line.hasPrefix("# TYPE ") {
                family = String(line.split(separator: " ")[2])
            } else if !line.hasPrefix("#"), !line.hasPrefix(family) {
                Issue.record("\(line) stands under \(family)")
            }
        }
        try await running.stop()
    }

    @Test func readyFollowsTheAgentsLife() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("one\n", to: "logs/a.log")
        let isHeld = Mutex(true)
        let script = AnswerScript { _ in isHeld.withLock { $0 } ? .status(503) : .accept }
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(trial.configuration("url: \(receiver.pushURL)"))
            _ = try await running.wait { $0.clients[0].lastError != nil }
            let ready = try await running.get("/ready")
            #expect(ready.status == 200)
            #expect(ready.text == "ready\n")
            #expect(try await running.get("/").text.hasPrefix("<!DOCTYPE html>"))
            #expect(try await running.get("/nothing").status == 404)
            // A stop that still has to ship: not ready, and it says why.
            async let stopped: Void = running.stop()
            var answer = try await running.get("/ready")
            while answer.status == 200 { answer = try await running.get("/ready") }
            #expect(answer.status == 503)
            #expect(answer.text == "not ready: the agent is stopping\n")
            isHeld.withLock { $0 = false }
            try await stopped
        }
        #expect(sink.entries.map(\.line) == ["one"])
    }

    @Test func bytesThatAreNotUTF8AreReplacedAndCounted() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let bytes: [UInt8] = [0x61, 0xff, 0x62, 10, 0xc3, 10, 0xed, 0xa0, 0x80, 10, 0xc3, 0xa9, 10, 0, 10]
        try trial.directory.write(bytes, to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(trial.configuration("url: \(receiver.pushURL)"))
            let lines = try await sink.waitFor(count: 5).map(\.line)
            #expect(lines == ["a\u{fffd}b", "\u{fffd}", "\u{fffd}\u{fffd}\u{fffd}", "é", ""])
            _ = try await running.wait { $0.lagBytes == 0 }
            #expect(try await running.metrics()["logferry_replaced_bytes_total"] == 5)
            #expect(receiver.counters.refusedRequests == 0)
            try await running.stop()
        }
    }
}
