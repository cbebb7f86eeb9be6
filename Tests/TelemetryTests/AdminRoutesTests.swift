// Every endpoint, what it answers to what, and what it says of itself.

import HTTPServing
import Synchronization
import TestSupport
import Testing

@testable import Telemetry

@Suite(.timeLimit(.minutes(5))) struct AdminRoutesTests {
    private static let list = """
        GET /ready
        GET /metrics
        POST /-/reload
        GET /health/detailed
        GET /status
        GET /stats
        GET /config
        GET /fragment
        GET /

        """

    @Test(
        arguments: [
            ("GET", "/ready", 200, "text/plain; charset=utf-8", "ready\n"),
            ("GET", "/health/detailed", 200, "application/json", "{\"health\":1}\n"),
            ("GET", "/status", 200, "application/json", "{\"status\":1}\n"),
            ("GET", "/config", 200, "text/yaml; charset=utf-8", "clients: []\n"),
            ("GET", "/", 200, "text/html; charset=utf-8", "<p>page"),
            ("GET", "/fragment", 200, "text/html; charset=utf-8", "<p>fragment"),
            ("GET", "/?x=1", 200, "text/html; charset=utf-8", "<p>page"),
            ("HEAD", "/", 200, "text/html; charset=utf-8", ""),
            ("HEAD", "/stats", 404, "text/plain; charset=utf-8", ""),
            ("POST", "/-/reload", 200, "text/plain; charset=utf-8", "the configuration was reloaded\n"),
            (
                "GET", "/nowhere", 404, "text/plain; charset=utf-8",
                "there is nothing here; there is\n\n" + list
            ),
            (
                "POST", "/", 405, "text/plain; charset=utf-8",
                "method POST is not allowed here: use GET, HEAD\n"
            ),
            (
                "PUT", "/-/reload", 405, "text/plain; charset=utf-8",
                "method PUT is not allowed here: use POST\n"
            ),
        ])
    func eachEndpointAnswers(method: String, path: String, status: Int, type: String, text: String)
        async throws
    {
        try await withAdminServer(.full()) { server in
            let response = try await request(method, path, server)
            #expect(response.status == status)
            #expect(response["Content-Type"] == type)
            #expect(response.text == text)
            if status == 405 {
                #expect(response["Allow"] == String(text.drop { $0 != ":" }.dropFirst(6).dropLast()))
            }
        }
    }

    @Test(
        arguments: [
            ("", nil), ("?range=1h", 3_600_000_000_000), ("?range=90s&x=1", 90_000_000_000),
            ("?x=1&range=1h30m", 5_400_000_000_000), ("?range=1d", 86_400_000_000_000),
            ("?range=%31h", 3_600_000_000_000), ("?range=1h&range=2h", 3_600_000_000_000),
        ] as [(String, Int64?)])
    func statisticsAreOfARange(query: String, nanoseconds: Int64?) async throws {
        let endpoints = AdminEndpoints.full { .report(Array("\(String(describing: $0))".utf8)) }
        try await withAdminServer(endpoints) { server in
            let response = try await request("GET", "/stats" + query, server)
            #expect(response.status == 200)
            #expect(response["Content-Type"] == "application/json")
            #expect(response.text == String(describing: nanoseconds))
        }
    }

    @Test(arguments: ["", "1", "0", "0s", "-1h", "1 hour", "h", "1x", "1e3h", "99999999h"])
    func rangeThatIsNoneIsRefused(range: String) async throws {
        let endpoints = AdminEndpoints.full { _ in .report([]) }
        try await withAdminServer(endpoints) { server in
            let written = range.replacing(" ", with: "+")
            let response = try await request("GET", "/stats?range=" + written, server)
            #expect(response.status == 400)
            #expect(
                response.text
                    == "range: \"\(range)\" is not a span of time: write a number with a unit, for example "
                    + "/stats?range=15m, 1h or 1d\n")
        }
    }

    @Test func rangeThatIsTooLongIsToldTheLongest() async throws {
        let endpoints = AdminEndpoints.full { _ in .beyond(longest: 86_400_000_000_000) }
        try await withAdminServer(endpoints) { server in
            let response = try await request("GET", "/stats?range=2d", server)
            #expect(response.status == 400)
            #expect(
                response.text == "range: no more is kept than the last 24h: write /stats?range=24h or less\n")
        }
    }

    @Test func statisticsThatAreOffSayHowToSwitchThemOn() async throws {
        try await withAdminServer(.full()) { server in
            let response = try await request("GET", "/stats", server)
            #expect(response.status == 404)
            #expect(
                response.text
                    == "logs are not analysed: add \"analysis: {}\" to agent.conf, or to a scrape_config "
                    + "for its logs alone, and reload\n")
        }
    }

    @Test(arguments: ["/", "/fragment", "/status", "/metrics", "/config", "/ready", "/nowhere", "/-/reload"])
    func everyAnswerTellsBrowsersToBeCareful(path: String) async throws {
        try await withAdminServer(.full()) { server in
            let response = try await request("GET", path, server)
            #expect(response["X-Content-Type-Options"] == "nosniff")
            #expect(response["Referrer-Policy"] == "no-referrer")
            #expect(response["X-Frame-Options"] == "DENY")
            #expect(response["Cross-Origin-Resource-Policy"] == "same-origin")
            #expect(response["Cache-Control"] == "no-store")
            let isPage = ["/", "/fragment"].contains(path)
            #expect(
                response["Content-Security-Policy"]
                    == (isPage ? "default-src 'none'; style-src 'sha256-x'" : AdminServer.policy))
            #expect(response["Access-Control-Allow-Origin"] == nil)
        }
    }
}
