// The endpoints over the loopback interface, as curl and Prometheus see them.

import HTTPServing
import Synchronization
import TestSupport
import Testing

@testable import Telemetry

@Suite(.timeLimit(.minutes(5))) struct AdminServerTests {
    @Test func thePortIsTheRealOne() async throws {
        try await withAdminServer { server in
            #expect(server.address.host == "127.0.0.1")
            #expect(server.address.port != 0)
        }
    }

    @Test func readinessIsAskedForEachTime() async throws {
        let reason = Mutex<String?>("no file has been opened yet")
        let readiness: @Sendable () async -> AdminEndpoints.Readiness = {
            reason.withLock { $0 }.map { .notReady(reason: $0) } ?? .ready
        }
        try await withAdminServer(.trial(readiness: readiness)) { server in
            let early = try await request("GET", "/ready", server)
            #expect(early.status == 503)
            #expect(early.text == "not ready: no file has been opened yet\n")
            reason.withLock { $0 = nil }
            let later = try await request("GET", "/ready", server)
            #expect(later.status == 200)
            #expect(later.text == "ready\n")
            reason.withLock { $0 = "stopping" }
            #expect(try await request("GET", "/ready", server).text == "not ready: stopping\n")
        }
    }

    @Test(
        arguments: [
            (.done([]), 200, "the configuration was reloaded\n"),
            (.done(["one", "two"]), 200, "the configuration was reloaded\none\ntwo\n"),
            (.failed("agent.conf:1:1: error: no", isStopping: false), 500, "agent.conf:1:1: error: no\n"),
            (.failed("the agent is stopping", isStopping: true), 503, "the agent is stopping\n"),
        ] as [(AdminEndpoints.ReloadAnswer, Int, String)])
    func reloadIsAnsweredWithWhatCameOfIt(
        _ answer: AdminEndpoints.ReloadAnswer, _ status: Int, _ text: String
    )
        async throws
    {
        try await withAdminServer(.trial(reload: { answer })) { server in
            let response = try await request("POST", "/-/reload", server)
            #expect(response.status == status)
            #expect(response.text == text)
        }
    }

    @Test func metricsAreMadeAnewForEachReader() async throws {
        let counter = Counter()
        let metrics: @Sendable (Exposition.Format) async -> Exposition = { format in
            var text = Exposition(format)
            counter.add()
            text.counter("scrapes_total", "Scrapes — all of them.", counter)
            return text
        }
        try await withAdminServer(.trial(metrics: metrics)) { server in
            for number in 1...3 {
                let response = try await request("GET", "/metrics", server)
                #expect(response.status == 200)
                #expect(response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
                let families = try PrometheusText(response.text).families
                #expect(families["scrapes_total"]?.samples.map(\.value) == [Double(number)])
                #expect(families["scrapes_total"]?.help == "Scrapes — all of them.")
                #expect(families["logferry_http_unauthorized_total"]?.samples.map(\.value) == [0])
                #expect(response["Content-Length"] == "\(response.body.count)")
            }
        }
    }

    @Test func metricsComeInTheFormatThatIsAskedFor() async throws {
        try await withAdminServer { server in
            let client = try RawClient(server.address)
            try await client.send(
                "GET /metrics HTTP/1.1\r\nHost: h\r\nAccept: text/plain;q=0.5\r\n"
                    + "Accept: application/openmetrics-text\r\n\r\n")
            let response = try await client.response()
            #expect(response["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            #expect(response["Vary"] == "Accept")
            #expect(response.text.hasSuffix("\n# EOF\n"))
            #expect(try Promtool.openMetricsFindings(in: response.text) == "")
        }
    }

    @Test(
        arguments: [
            ("GET", "/", 200, "logferry\n\nGET /ready\nGET /metrics\nPOST /-/reload\n"),
            (
                "GET", "/nowhere", 404,
                "there is nothing here; there is\n\nGET /ready\nGET /metrics\nPOST /-/reload\n"
            ),
            (
                "POST", "/metrics/", 404,
                "there is nothing here; there is\n\nGET /ready\nGET /metrics\nPOST /-/reload\n"
            ),
            (
                "GET", "/stats", 404,
                "there is nothing here; there is\n\nGET /ready\nGET /metrics\nPOST /-/reload\n"
            ),
            ("POST", "/metrics", 405, "method POST is not allowed here: use GET, HEAD\n"),
            ("GET", "/-/reload", 405, "method GET is not allowed here: use POST\n"),
            (
                "POST", "/-/reload", 403,
                "reloading over HTTP is not allowed: set server.enable_runtime_reload: true, or send SIGHUP\n"
            ),
            ("DELETE", "/ready", 405, "method DELETE is not allowed here: use GET, HEAD\n"),
            ("HEAD", "/ready", 200, ""),
            ("GET", "/ready?verbose=1", 200, "ready\n"),
        ])
    func whatElseIsAskedIsAnswered(method: String, path: String, status: Int, text: String)
        async throws
    {
        try await withAdminServer { server in
            let response = try await request(method, path, server)
            #expect(response.status == status)
            #expect(response.text == text)
        }
    }

    @Test func anAddressInUseIsTold() async throws {
        try await withAdminServer { server in
            let error = await #expect(throws: ListenError.self) {
                _ = try await AdminServer.start(on: server.address, .trial())
            }
            #expect(error?.description.contains("127.0.0.1:\(server.address.port)") == true)
        }
    }

    @Test func afterAShutdownNobodyListens() async throws {
        // Kept, so that no other test's server gets the port meanwhile.
        let port = try ClosedPort()
        let server = try await AdminServer.start(on: port.address, .trial())
        await server.shutdown()
        try await RawClient.waitUntilRefused(server.address)
        await server.shutdown()
        withExtendedLifetime(port) {}
    }
}
