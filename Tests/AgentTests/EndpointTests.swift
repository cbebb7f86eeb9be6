// A running agent's endpoints: whom they answer, and what Prometheus says of its metrics.

import Agent
import Receiver
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct EndpointTests {
    /// Of "secret".
    private static let secret = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"

    private func status(_ running: RunningAgent, _ path: String, _ password: String?) async throws -> Int {
        let client = try RawClient(try #require(running.agent.statusAddress))
        let field = password.map { "Authorization: Basic \($0)\r\n" } ?? ""
        try await client.send("GET \(path) HTTP/1.1\r\nHost: h\r\n\(field)\r\n")
        return try await client.response().status
    }

    @Test func usersAreAskedForAndTakenOverByAReload() async throws {
        let trial = try AgentTrial()
        func configuration(_ users: String) -> String {
            trial.configuration("url: http://127.0.0.1:1/push").replacing(
                "http_listen_port: 0", with: "http_listen_port: 0, basic_auth_users: {\(users)}")
        }
        let running = try trial.startFromFile(configuration("ann: \(Self.secret)"))
        _ = try await running.wait { _ in true }
        let (ann, bob) = ("YW5uOnNlY3JldA==", "Ym9iOnNlY3JldA==")
        #expect(try await status(running, "/ready", nil) == 200)
        #expect(try await status(running, "/metrics", nil) == 401)
        #expect(try await status(running, "/metrics", ann) == 200)
        #expect(try await status(running, "/metrics", bob) == 401)
        try trial.write(configuration("bob: \(Self.secret)"))
        try await running.reload()
        #expect(try await status(running, "/metrics", ann) == 401)
        #expect(try await status(running, "/metrics", bob) == 200)
        try trial.write(configuration(""))
        try await running.reload()
        #expect(try await status(running, "/metrics", nil) == 200)
        try await running.stop()
    }

    @Test func prometheusFindsNothingWrongWithTheMetrics() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let stages = """
            - regex: {expression: '(?P<n>[0-9]+)'}
            - metrics:
                lines_total: {type: Counter, description: Lines., config: {match_all: true, action: inc}}
                n: {type: Histogram, description: Numbers., source: n, config: {buckets: [1, 2.5]}}
            """
        try trial.directory.write("line 1\nline 2\n", to: "logs/a \"b\"\\.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "name: main, url: \(receiver.pushURL)", stages: stages,
                    rest: "host_metrics: {enabled: true}"))
            _ = try await sink.waitFor(count: 2)
            _ = try await running.wait { $0.lagBytes == 0 }
            #expect(try Promtool.findings(in: try await running.get("/metrics").text) == "")
            let client = try RawClient(try #require(running.agent.statusAddress))
            try await client.send(
                "GET /metrics HTTP/1.1\r\nHost: h\r\nAccept: application/openmetrics-text\r\n\r\n")
            let text = try await client.response().text
            #expect(text.contains("promtail_custom_n_bucket{"))
            #expect(try Promtool.openMetricsFindings(in: text) == "")
            try await running.stop()
        }
    }
}
