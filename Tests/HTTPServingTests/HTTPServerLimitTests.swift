// The server over the loopback interface: what greedy and senseless clients see.

import Synchronization
import TestSupport
import Testing

@testable import HTTPServing

@Suite(.timeLimit(.minutes(5))) struct HTTPServerLimitTests {
    private static let small = HTTPServer.Limits(maxBodyBytes: 1000, maxHeaderBytes: 2000)

    @Test(arguments: [
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9223372036854775808\r\n\r\n", 413),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"
                + String(repeating: "a", count: 1001) + "\r\n0\r\n\r\n", 413
        ),
        ("GET / HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "a", count: 2000) + "\r\n\r\n", 431),
        (
            "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "X: aaaaaaaaaaaaaaaa\r\n", count: 200)
                + "\r\n",
            431
        ),
        ("GET /" + String(repeating: "a", count: 3000) + " HTTP/1.1\r\nHost: h\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nExpect: a-miracle\r\n\r\n", 417),
        ("hello\r\n\r\n", 400),
        ("\u{16}\u{3}\u{1}\u{0}\u{1}", 400),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400
        ),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\n: a\r\n\r\n", 400),
    ])
    func badRequestIsRefusedAndTheConnectionClosed(request: String, status: Int) async throws {
        try await withEchoServer(Self.small) { server in
            let client = try RawClient(server.address)
            try await client.send(request)
            let response = try await client.response()
            #expect(response.status == status)
            #expect(response["Connection"] == "close")
            await client.closeSending()
            #expect(try await client.remainder().isEmpty)
        }
    }

    @Test func refusalReachesAClientThatGoesOnSending() async throws {
        try await withEchoServer(Self.small) { server in
            let client = try RawClient(server.address)
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n")
            try await client.send([UInt8](repeating: 7, count: 4_000_000))
            let response = try await client.response()
            #expect(response.status == 413)
            #expect(response.text == "Request body too large: 4000000 bytes, limit: 1000 bytes\n")
        }
    }

    @Test func answerOnTheHeadDoesNotWaitForTheBody() async throws {
        try await withServer(planner: { Router().plan(for: $0) }) { server in
            let client = try RawClient(server.address)
            try await client.send("POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
            #expect(try await client.response().status == 404)
        }
        try await withServer(planner: { _ in .close }) { server in
            let client = try RawClient(server.address)
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
            #expect(try await client.remainder().isEmpty)
        }
    }

    @Test func badRequestAfterAGoodOneIsRefusedInItsTurn() async throws {
        try await withEchoServer { server in
            let client = try RawClient(server.address)
            try await client.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nrubbish\r\n\r\n")
            #expect(try await client.response().text == "GET /1 ")
            #expect(try await client.response().status == 400)
            await client.closeSending()
            #expect(try await client.remainder().isEmpty)
        }
    }

    @Test func clientThatDoesNotReadItsAnswerIsSentAway() async throws {
        let limits = HTTPServer.Limits(requestTimeout: .milliseconds(50))
        let big = [UInt8](repeating: 7, count: 64 << 20)
        try await withServer(limits, handler: { _ in HTTPResponse(status: 200, body: big) }) { server in
            let client = try RawClient(server.address)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            // Only when the connection is gone does the shutdown return without its grace having passed.
            let start = ContinuousClock.now
            await server.shutdown(grace: .seconds(20))
            #expect(ContinuousClock.now - start < .seconds(15))
            #expect(try await client.remainder().count < big.count)
        }
    }

    @Test func clientThatHangsUpInAnAnswerHarmsNothing() async throws {
        let big = [UInt8](repeating: 7, count: 8 << 20)
        try await withServer(handler: { _ in HTTPResponse(status: 200, body: big) }) { server in
            for _ in 0..<20 {
                let client = try RawClient(server.address)
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                await client.hangUp()
            }
            let client = try RawClient(server.address)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await client.response().body.count == big.count)
        }
    }

    @Test func tooManyConnectionsAreRefusedAndCounted() async throws {
        try await withEchoServer(HTTPServer.Limits(maxConnections: 1)) { server in
            let first = try RawClient(server.address)
            try await first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await first.response().status == 200)
            let second = try RawClient(server.address)
            #expect(try await second.remainder().isEmpty)
            #expect(server.refusedConnections == 1)
            try await first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await first.response().status == 200)
        }
    }

    @Test func garbageNeverStopsTheServer() async throws {
        let seeds = [
            "POST /a?b=c HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nExpect: 100-continue\r\n\r\n",
        ].map { Array($0.utf8) }
        var random = SeededGenerator(seed: 11)
        try await withEchoServer(Self.small) { server in
            for _ in 0..<300 {
                let client = try RawClient(server.address)
                try await client.send(random.mutated(seeds[Int.random(in: 0..<seeds.count, using: &random)]))
                await client.closeSending()
                _ = try await client.remainder()
            }
            let client = try RawClient(server.address)
            try await client.send("GET /alive HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await client.response().text == "GET /alive ")
        }
    }
}
