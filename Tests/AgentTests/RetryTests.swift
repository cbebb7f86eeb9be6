// A destination that fails: nothing is lost, nothing is passed over, and what it refuses for good is kept.

import Agent
import CZlib
import Platform
import Receiver
import Synchronization
import Telemetry
import TestSupport
import Testing

/// What a gzip file holds.
private func gunzip(_ path: String) throws -> String {
    let file = try #require(gzopen(path, "rbe"))
    defer { gzclose(file) }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = gzread(file, &piece, UInt32(piece.count))
        guard count > 0 else {
            #expect(count == 0)
            return String(decoding: text, as: UTF8.self)
        }
        text += piece[..<Int(count)]
    }
}

@Suite(.timeLimit(.minutes(5))) struct RetryTests {
    static let failures: [Answer] = [
        .status(429), .status(429, headers: [(name: "Retry-After", value: "0")]), .status(500), .status(502),
        .status(503, body: "over capacity"), .closeBeforeReading, .status(401), .status(403), .status(404),
        .status(408), .status(301), .closeBeforeReading, .status(504),
    ]

    @Test func failedPushesAreRepeatedUntilTheyAreAccepted() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        // Each push meets some failures before it is accepted.
        let script = AnswerScript { request in
            let place = request.index % (Self.failures.count + 1)
            return Self.failures.indices.contains(place) ? Self.failures[place] : .accept
        }
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(trial.configuration("url: \(receiver.pushURL), batchsize: 100"))
            for round in 0..<5 {
                let lines = (0..<3).map { "line \(round * 3 + $0) of some length\n" }.joined()
                try trial.directory.append(lines, to: "logs/a.log")
                _ = try await sink.waitFor(count: (round + 1) * 3)
            }
            _ = try await running.wait { $0.lagBytes == 0 && $0.clients[0].lastError == nil }
            let metrics = try await running.metrics()
            let client = receiver.pushURL
            #expect(metrics["logferry_sent_entries_total"] == 15)
            #expect((metrics["logferry_retries_total"] ?? 0) >= 13)
            #expect(
                (metrics["logferry_requests_total{client=\"\(client)\",result=\"rate_limited\"}"] ?? 0) >= 2)
            #expect(
                (metrics["logferry_requests_total{client=\"\(client)\",result=\"server_error\"}"] ?? 0) >= 4)
            #expect(
                (metrics["logferry_requests_total{client=\"\(client)\",result=\"unauthorized\"}"] ?? 0) >= 2)
            #expect((metrics["logferry_requests_total{client=\"\(client)\",result=\"not_found\"}"] ?? 0) >= 1)
            #expect((metrics["logferry_requests_total{client=\"\(client)\",result=\"redirect\"}"] ?? 0) >= 1)
            try await running.stop()
        }
        #expect(sink.entries.map(\.line) == (0..<15).map { "line \($0) of some length" })
    }

    @Test(arguments: [0, 1])
    func lostAcknowledgementRepeatsTheSameEntries(_ kind: Int) async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let answers: [Answer] = [.closeAfterStoring, .storeThenStatus(500)]
        try trial.directory.write("one\ntwo\n", to: "logs/a.log")
        try await withReceiver(sink, script: .sequence([answers[kind], answers[kind]])) { receiver in
            let running = try trial.start(trial.configuration("url: \(receiver.pushURL)"))
            let entries = try await sink.waitFor(count: 6)
            #expect(Array(entries[0..<2]) == Array(entries[2..<4]))
            #expect(Array(entries[0..<2]) == Array(entries[4..<6]))
            try await running.stop()
        }
        #expect(sink.entries.count == 6)
    }

    @Test(arguments: [400, 413, 422])
    func refusedEntriesAreKeptAndTheNextGoOn(_ status: Int) async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let script = AnswerScript { _ in
            .decide { entries in
                entries.contains { $0.line.hasPrefix("bad") }
                    ? .status(status, body: "no \"such\" stream\nmore") : .accept
            }
        }
        let before = Clock.realtime()
        try await withReceiver(sink, script: script) { receiver in
            try trial.directory.write("bad \"one\"\nbad two é\n", to: "logs/a.log")
            let running = try trial.start(
                trial.configuration("name: main, tenant_id: team, url: \(receiver.pushURL)"))
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try trial.directory.append("good\n", to: "logs/a.log")
            let entries = try await sink.waitFor(count: 1)
            #expect(entries.map(\.line) == ["good"])
            let status = try await running.wait { $0.lagBytes == 0 && $0.clients[0].lastError == nil }
            #expect(status.clients[0].batchBytes == 0)
            try await checkMetrics(running, status)
            try await running.stop()
            // Both together, each alone, and the good one.
            #expect(receiver.counters.requests == 4)
        }
        try checkRejected(trial, status, before)
        // Refused for good means that no restart sends them again.
        try await withReceiver(sink) { receiver in
            let again = try trial.start(
                trial.configuration("name: main, tenant_id: team, url: \(receiver.pushURL)"))
            _ = try await again.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try await again.stop()
            #expect(receiver.counters.requests == 0)
        }
    }

    private func checkMetrics(_ running: RunningAgent, _ status: StatusReport) async throws {
        let metrics = try await running.metrics()
        let rejected = metrics.filter { $0.key.hasPrefix("logferry_rejected_entries_total") }
        #expect(rejected.values.reduce(0, +) == 2)
        #expect(rejected.keys.first?.contains("client=\"main\"") == true)
        #expect(metrics["logferry_dropped_entries_total{reason=\"rejected\"}"] == 2)
        #expect(metrics["logferry_sent_entries_total"] == 1)
    }

    private func checkRejected(_ trial: AgentTrial, _ status: Int, _ before: Int64) throws {
        let directory = trial.directory.path("state/rejected")
        let names = try FileSystem.list(directory).entries.map(\.name)
        #expect(names.count == 1)
        let name = try #require(names.first)
        #expect(name.hasSuffix(".ndjson.gz"))
        let lines = try gunzip("\(directory)/\(name)").split(separator: "\n").map(String.init)
        #expect(lines.count == 2)
        let path = trial.directory.path("logs/a.log")
        for (line, text) in zip(lines, [#"bad \"one\""#, "bad two é"]) {
            let start =
                #"","client":"main","status":\#(status),"reason":"no \"such\" stream\nmore","tenant":"team","labels":"#
            #expect(line.hasPrefix("{\"v\":1,\"time\":\"20"))
            #expect(line.contains(start + #"{"filename":"\#(path)","job":"test"},"timestamp":""#), "\(line)")
            #expect(line.hasSuffix(#"","line":"\#(text)"}"#))
            let time = line.split(separator: "\"timestamp\":\"").last?.prefix { $0 != "\"" }
            let nanoseconds = try #require(time.flatMap { Int64($0) })
            #expect(nanoseconds >= before && nanoseconds <= Clock.realtime())
        }
    }

    @Test func exhaustedRetriesSetABatchAsideAndTheNextGoOn() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("first\n", to: "logs/a.log")
        let script = AnswerScript.sequence([.status(500), .status(500), .status(500)])
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "[{url: \(receiver.pushURL), batchwait: 1ms, "
                        + "backoff_config: {min_period: 1ms, max_period: 2ms, max_retries: 2}}]"))
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try trial.directory.append("second\n", to: "logs/a.log")
            #expect(try await sink.waitFor(count: 1).map(\.line) == ["second"])
            try await running.stop()
            #expect(receiver.counters.requests == 4)
        }
    }

    @Test func missingTokenEmptiesNoLogHoweverFewTheRetriesAre() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("first\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            // The token's file is missing, so that nothing can be sent.
            let running = try trial.start(
                trial.configuration(
                    "[{url: \(receiver.pushURL), batchwait: 1ms, bearer_token_file: \(trial.directory.path("token")), "
                        + "backoff_config: {min_period: 1ms, max_period: 2ms, max_retries: 1}}]"))
            let missing = "logferry_requests_total{client=\"\(receiver.pushURL)\",result=\"misconfigured\"}"
            _ = try await running.wait { $0.clients[0].lastError?.contains("token") == true }
            while try await running.metrics()[missing] ?? 0 < 10 { try Task.checkCancellation() }
            try trial.directory.write("secret\n", to: "token.new")
            try trial.directory.rename("token.new", to: "token")
            try trial.directory.append("second\n", to: "logs/a.log")
            #expect(try await sink.waitFor(count: 2).map(\.line) == ["first", "second"])
            try await running.stop()
        }
        #expect(throws: SystemError.self) { try FileSystem.list(trial.directory.path("state/rejected")) }
    }

    @Test func missingTokenIsWaitedFor() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("first\n", to: "logs/a.log")
        let seen = Mutex<Set<String>>([])
        let script = AnswerScript { request in
            seen.withLock { _ = $0.insert(request.head.headers["Authorization"] ?? "none") }
            return .accept
        }
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL), bearer_token_file: \(trial.directory.path("token"))"))
            _ = try await running.wait { $0.clients[0].lastError?.contains("token") == true }
            try trial.directory.write(" secret\n", to: "token.new")
            try trial.directory.rename("token.new", to: "token")
            #expect(try await sink.waitFor(count: 1).map(\.line) == ["first"])
            try await running.stop()
        }
        #expect(seen.withLock { $0 } == ["Bearer secret"])
    }
}
