// Who is answered, and what becomes of those who want to harm.

import HTTPServing
import Synchronization
import TestSupport
import Testing

@testable import Telemetry

@Suite(.timeLimit(.minutes(5))) struct AdminSecurityTests {
    /// Of "secret".
    private static let hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"
    private static let right = "Authorization: Basic YW5uOnNlY3JldA==\r\n"
    private static let wrong = "Authorization: Basic YW5uOnNlY3JlcA==\r\n"

    private func users() throws -> BasicAuthenticator {
        BasicAuthenticator(users: ["ann": try PasswordHash(bcrypt: Self.hash)])
    }

    @Test(
        arguments: [
            ("GET", "/"), ("GET", "/fragment"), ("GET", "/metrics"), ("GET", "/status"), ("GET", "/config"),
            ("GET", "/health/detailed"), ("GET", "/stats"), ("POST", "/-/reload"), ("HEAD", "/"),
            ("GET", "/nowhere"), ("GET", "/ready/"), ("GET", "//ready"), ("GET", "/%72eady"),
            ("PUT", "/metrics"),
            ("GET", "http://h/metrics"), ("OPTIONS", "*"),
        ])
    func strangersLearnNothing(method: String, path: String) async throws {
        try await withAdminServer(.full(), users: users()) { server in
            for fields in ["", Self.wrong] {
                let response = try await request(method, path, server, fields: fields)
                #expect(response.status == 401)
                #expect(response["WWW-Authenticate"] == "Basic realm=\"logferry\", charset=\"UTF-8\"")
                #expect(response["X-Content-Type-Options"] == "nosniff")
                if method != "HEAD" { #expect(response.text == "a name and a password are needed here\n") }
            }
            #expect(try await request(method, path, server, fields: Self.right).status != 401)
        }
    }

    @Test(arguments: ["GET", "HEAD", "POST"])
    func loadBalancersNeedNoPassword(method: String) async throws {
        try await withAdminServer(.full(), users: users()) { server in
            let response = try await request(method, "/ready", server)
            #expect(response.status == (method == "POST" ? 405 : 200))
        }
    }

    @Test func refusalsAreCounted() async throws {
        try await withAdminServer(.full(), users: users()) { server in
            for fields in ["", Self.wrong, Self.right] {
                _ = try await request("GET", "/", server, fields: fields)
            }
            let text = try await request("GET", "/metrics", server, fields: Self.right).text
            #expect(
                try PrometheusText(text).families["logferry_http_unauthorized_total"]?.samples[0].value == 2)
        }
    }

    /// A page anywhere on the web can have a browser send this to 127.0.0.1.
    @Test(
        arguments: [
            ("Origin: https://example.org\r\n", 403), ("Origin: null\r\n", 403),
            ("Origin: http://h\r\n", 403),
            ("Sec-Fetch-Site: cross-site\r\n", 403), ("Sec-Fetch-Site: same-origin\r\n", 403),
            ("Origin:\r\n", 403), ("", 200), ("Content-Type: application/json\r\n", 200),
        ])
    func pagesCannotReload(fields: String, status: Int) async throws {
        let count = Mutex(0)
        var endpoints = AdminEndpoints.trial()
        endpoints.reload = {
            count.withLock { $0 += 1 }
            return .done([])
        }
        try await withAdminServer(endpoints) { server in
            let response = try await request("POST", "/-/reload", server, fields: fields)
            #expect(response.status == status)
            #expect(count.withLock { $0 } == (status == 200 ? 1 : 0))
        }
    }

    @Test func bodyThatNobodyWantsIsLimited() async throws {
        try await withAdminServer(.full()) { server in
            let client = try RawClient(server.address)
            try await client.send("POST /-/reload HTTP/1.1\r\nHost: h\r\nContent-Length: 4096\r\n\r\n")
            try await client.send([UInt8](repeating: 0x20, count: 4096))
            #expect(try await client.response().status == 200)
            try await client.send("POST /-/reload HTTP/1.1\r\nHost: h\r\nContent-Length: 4097\r\n\r\n")
            #expect(try await client.response().status == 413)
        }
    }

    @Test func oneConnectionMayAskOftenAndAhead() async throws {
        try await withAdminServer(.full(), users: users()) { server in
            let client = try RawClient(server.address)
            let one = "GET /status HTTP/1.1\r\nHost: h\r\n"
            let requests = String(repeating: one + Self.right + "\r\n" + one + Self.wrong + "\r\n", count: 20)
            try await client.send(requests)
            for number in 0..<40 {
                #expect(try await client.response().status == (number % 2 == 0 ? 200 : 401))
            }
        }
    }

    /// Those who keep connections open without asking do so for a while, and nobody else is served meanwhile.
    @Test func connectionsThatAskNothingAreEnded() async throws {
        let limits = HTTPServer.Limits(headTimeout: .milliseconds(50), maxConnections: 8)
        try await withAdminServer(.full(), limits: limits) { server in
            let slow = try (0..<8).map { _ in try RawClient(server.address) }
            for client in slow { try await client.send("GET / HTTP/1.1\r\nX-A: ") }
            for client in slow { #expect(try await client.remainder().isEmpty) }
            #expect(try await request("GET", "/ready", server).status == 200)
        }
    }

    @Test(
        arguments: [
            "X-A: " + String(repeating: "a", count: 20_000) + "\r\n",
            String(repeating: "X-A: a\r\n", count: 5000),
        ])
    func headersBeyondTheirLimitAreRefused(fields: String) async throws {
        try await withAdminServer(.full()) { server in
            let response = try await request("GET", "/", server, fields: fields)
            #expect(response.status == 431)
        }
    }
}
