// A real Prometheus beside a running agent: every query of the dashboards has an answer, and every alert can be evaluated.

import Glibc
import HTTPServing
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

/// Prometheus as a process, on packaging/prometheus/prometheus.yml, which it is told to do every second.
private struct Prometheus {
    let command: Command
    private let address: ListenAddress

    /// Starts it over an agent, with its data in `directory`.
    init(in directory: ScratchDirectory, over agent: ListenAddress) async throws {
        try directory.makeDirectory("prometheus")
        try directory.write(try Packaging.text("prometheus/alerts.yml"), to: "prometheus/alerts.yml")
        let configuration = try Packaging.text("prometheus/prometheus.yml")
            .replacing("localhost:9080", with: "\(agent)").replacing("_interval: 15s", with: "_interval: 1s")
            .replacing("_interval: 10s", with: "_interval: 1s")
        try directory.write(configuration, to: "prometheus/prometheus.yml")
        let folder = directory.path("prometheus")
        command = try Command(
            "/usr/bin/prometheus",
            list: [
                "--config.file=\(folder)/prometheus.yml", "--storage.tsdb.path=\(folder)/data",
                "--web.listen-address=127.0.0.1:0",
            ])
        let output = try await command.wait { $0.standardError.contains("Server is ready to receive web") }
        let line = output.standardError.split(separator: "\n").first { $0.contains("\"Listening on\"") }
        let word = try #require(line?.split(separator: " ").last, "\(output.standardError)")
        address = try ListenAddress(parsing: String(word.dropFirst("address=".count)))
    }

    /// What is at a path of its API, under `data`.
    func get(_ path: String) async throws -> JSONView { try await send("GET \(path) HTTP/1.0\r\n", body: "") }

    /// The values that a query has now.
    func query(_ text: String) async throws -> [String] {
        let escaped = text.utf8.map { byte -> String in
            let digits = String(byte, radix: 16)
            return "%" + (digits.count < 2 ? "0" : "") + digits
        }
        let head =
            "POST /api/v1/query HTTP/1.0\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        let data = try await send(head, body: "query=" + escaped.joined())
        return data["result"]?.elements.compactMap { $0["value"]?.elements.last?.text } ?? []
    }

    private func send(_ head: String, body: String) async throws -> JSONView {
        let client = try RawClient(address)
        try await client.send(head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
        // With HTTP/1.0 the body is what comes up to the connection's end, in one piece however long it is.
        let response = String(decoding: try await client.remainder(), as: UTF8.self)
        let start = try #require(response.firstRange(of: "\r\n\r\n"), "\(response)")
        let answer = try #require(JSONView(response[start.upperBound...].utf8), "\(response)")
        return try #require(answer["data"], "\(response)")
    }
}

@Suite(.timeLimit(.minutes(5))) struct PrometheusTests {
    /// After so many rounds, a second each, a query is taken for one without an answer.
    private static let rounds = 30

    @Test func everyQueryOfTheDashboardsHasAnAnswer() async throws {
        let directory = try ScratchDirectory()
        let sink = CollectingSink()
        let lines = AssistantLog.lines.map { $0 + "\n" }.joined()
        try directory.write("refuse me\n" + lines, to: "app.log")
        try await AssistantAgent.run(
            in: directory, sink: sink, script: AssistantAgent.trouble, changes: AssistantAgent.busyRotation
        ) {
            agent in
            let prometheus = try await Prometheus(in: directory, over: agent.address)
            var pending = try Dashboard.all().flatMap(\.queries).filter { !$0.isForLoki }
            #expect(pending.count > 60)
            for round in 1...Self.rounds where !pending.isEmpty {
                // The agent waits a second for more lines, which paces this: rates need something that rises.
                _ = try await sink.waitFor(count: round * AssistantLog.lines.count)
                try directory.append(lines, to: "app.log")
                var left: [Dashboard.Query] = []
                for query in pending {
                    let values = try await prometheus.query(query.substituted)
                    if !values.contains(where: { $0 != "NaN" }) { left.append(query) }
                }
                pending = left
            }
            #expect(pending.map { "\($0.panel): \($0.substituted)" } == [])
            try await expectAlertsEvaluated(prometheus)
            prometheus.command.signal(SIGTERM)
            #expect(try await prometheus.command.end().status == 0)
        }
    }

    private func expectAlertsEvaluated(_ prometheus: Prometheus) async throws {
        let groups = try await prometheus.get("/api/v1/rules")["groups"]?.elements ?? []
        let rules = groups.flatMap { $0["rules"]?.elements ?? [] }
        #expect(
            Set(rules.compactMap { $0["name"]?.text })
                == Set(try AlertRule.all(in: "prometheus/alerts.yml").map(\.name)))
        for rule in rules {
            #expect(
                rule["health"]?.text == "ok", "\(rule["name"]?.text ?? ""): \(rule["lastError"]?.text ?? "")")
        }
        let targets = try await prometheus.get("/api/v1/targets")["activeTargets"]?.elements ?? []
        #expect(targets.map { $0["health"]?.text } == ["up"])
        #expect(targets.map { $0["lastError"]?.text } == [""])
    }
}
