// The endpoints over the loopback interface, as curl and Prometheus see them.

import HTTPServing
import Synchronization
import TestSupport
import Testing

@testable import Telemetry

@Suite(.timeLimit(.minutes(5))) struct AdminServerTests {
    private func withServer(
        readiness: @escaping @Sendable () async -> AdminServer.Readiness = { .ready },
        metrics: @escaping @Sendable (Exposition.Format) async -> Exposition = { Exposition($0) },
        reload: @escaping @Sendable () async -> AdminServer.ReloadAnswer = { .notAllowed },
        _ body: (AdminServer) async throws -> Void
    ) async throws {
        let server = try await AdminServer.start(
            on: ListenAddress(host: "127.0.0.1", port: 0), readiness: readiness, metrics: metrics,
            reload: reload)
        do {
            try await body(server)
        } catch {
            await server.shutdown()
            throw error
        }
        await server.shutdown()
    }

    private func get(_ path: String, _ server: AdminServer, method: String = "GET") async throws
        -> RawResponse
    {
        let client = try RawClient(server.address)
        try await client.send("\(method) \(path) HTTP/1.1\r\nHost: h\r\n\r\n")
        return try await client.response(toHead: method == "HEAD")
    }

    @Test func thePortIsTheRealOne() async throws {
        try await withServer { server in
            #expect(server.address.host == "127.0.0.1")
            #expect(server.address.port != 0)
        }
    }

    @Test func readinessIsAskedForEachTime() async throws {
        let reason = Mutex<String?>("no file has been opened yet")
        let readiness: @Sendable () async -> AdminServer.Readiness = {
            reason.withLock { $0 }.map { .notReady(reason: $0) } ?? .ready
        }
        try await withServer(readiness: readiness) { server in
            let early = try await get("/ready", server)
            #expect(early.status == 503)
            #expect(early.text == "not ready: no file has been opened yet\n")
            reason.withLock { $0 = nil }
            let later = try await get("/ready", server)
            #expect(later.status == 200)
            #expect(later.text == "ready\n")
            reason.withLock { $0 = "stopping" }
            #expect(try await get("/ready", server).text == "not ready: stopping\n")
        }
    }

    @Test(
        arguments: [
            (.done([]), 200, "the configuration was reloaded\n"),
            (.done(["one", "two"]), 200, "the configuration was reloaded\none\ntwo\n"),
            (.failed("agent.conf:1:1: error: no", isStopping: false), 500, "agent.conf:1:1: error: no\n"),
            (.failed("the agent is stopping", isStopping: true), 503, "the agent is stopping\n"),
        ] as [(AdminServer.ReloadAnswer, Int, String)])
    func reloadIsAnsweredWithWhatCameOfIt(_ answer: AdminServer.ReloadAnswer, _ status: Int, _ text: String)
        async throws
    {
        try await withServer(reload: { answer }) { server in
            let response = try await get("/-/reload", server, method: "POST")
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
        try await withServer(metrics: metrics) { server in
            for number in 1...3 {
                let response = try await get("/metrics", server)
                #expect(response.status == 200)
                #expect(response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
                #expect(
                    response.text
                        == "# HELP scrapes_total Scrapes — all of them.\n# TYPE scrapes_total counter\n"
                        + "scrapes_total \(number)\n")
                #expect(response["Content-Length"] == "\(response.body.count)")
            }
        }
    }

    @Test func metricsComeInTheFormatThatIsAskedFor() async throws {
        try await withServer { server in
            let client = try RawClient(server.address)
            try await client.send(
                "GET /metrics HTTP/1.1\r\nHost: h\r\nAccept: text/plain;q=0.5\r\n"
                    + "Accept: application/openmetrics-text\r\n\r\n")
            let response = try await client.response()
            #expect(response["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            #expect(response["Vary"] == "Accept")
            #expect(response.text == "# EOF\n")
        }
    }

    @Test(
        arguments: [
            ("GET", "/", 200, "logferry\n\nGET /ready\nGET /metrics\nPOST /-/reload\n"),
            ("GET", "/nowhere", 404, "404 page not found\n"),
            ("GET", "/metrics/", 404, "404 page not found\n"),
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
        try await withServer { server in
            let response = try await get(path, server, method: method)
            #expect(response.status == status)
            #expect(response.text == text)
        }
    }

    @Test func anAddressInUseIsTold() async throws {
        try await withServer { server in
            let error = await #expect(throws: ListenError.self) {
                _ = try await AdminServer.start(
                    on: server.address, readiness: { .ready }, metrics: { Exposition($0) })
            }
            #expect(error?.description.contains("127.0.0.1:\(server.address.port)") == true)
        }
    }

    @Test func afterAShutdownNobodyListens() async throws {
        // Kept, so that no other test's server gets the port meanwhile.
        let port = try ClosedPort()
        let server = try await AdminServer.start(
            on: port.address, readiness: { .ready }, metrics: { Exposition($0) })
        await server.shutdown()
        try await RawClient.waitUntilRefused(server.address)
        await server.shutdown()
        withExtendedLifetime(port) {}
    }
}
