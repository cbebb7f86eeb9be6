// The server over the loopback interface: what well-behaved clients see.

import TestSupport
import Testing

@testable import HTTPServing

/// A free port on the loopback interface.
let loopback = ListenAddress(host: "127.0.0.1", port: 0)

/// A server that echoes the method, the path and the body.
func withEchoServer(
    _ limits: HTTPServer.Limits = HTTPServer.Limits(), _ body: (HTTPServer) async throws -> Void
) async throws {
    try await withServer(limits, handler: { request in echo(request) }, body)
}

func echo(_ request: HTTPRequest) -> HTTPResponse {
    .text("\(request.method) \(request.path) \(String(decoding: request.body, as: UTF8.self))")
}

func withServer(
    _ limits: HTTPServer.Limits = HTTPServer.Limits(), handler: @escaping HTTPHandler,
    _ body: (HTTPServer) async throws -> Void
) async throws {
    try await withServer(limits, planner: { _ in .collect(handler) }, body)
}

func withServer(
    _ limits: HTTPServer.Limits = HTTPServer.Limits(), planner: @escaping HTTPPlanner,
    _ body: (HTTPServer) async throws -> Void
) async throws {
    let server = try await HTTPServer.start(on: loopback, limits: limits, planner: planner)
    do {
        try await body(server)
    } catch {
        await server.shutdown(grace: .zero)
        throw error
    }
    await server.shutdown(grace: .zero)
}

@Suite(.timeLimit(.minutes(5))) struct HTTPServerTests {
    @Test func answerIsTheseBytes() async throws {
        try await withServer(handler: { _ in .text("hello\n", headers: [("X-A", "b")]) }) { server in
            let client = try RawClient(server.address)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let response = try await client.response()
            #expect(
                response.headWithoutDate
                    == "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nX-A: b\r\n"
                    + "Content-Length: 6\r\nConnection: keep-alive\r\n\r\n")
            #expect(response["Date"]?.hasSuffix(" GMT") == true)
            #expect(response.text == "hello\n")
        }
    }

    @Test func connectionIsKeptAliveAndPipelinedRequestsAreAnsweredInOrder() async throws {
        try await withEchoServer { server in
            let client = try RawClient(server.address)
            for number in 0..<3 {
                try await client.send("GET /\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await client.response().text == "GET /\(number) ")
            }
            let requests = (0..<200).map { number in
                "POST /\(number) HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
            }
            try await client.send(requests.joined())
            for number in 0..<200 { #expect(try await client.response().text == "POST /\(number) abc") }
        }
    }

    @Test func requestsThatAreRefusedAtOnceArePipelinedToo() async throws {
        try await withServer(planner: { Router().plan(for: $0) }) { server in
            let client = try RawClient(server.address)
            try await client.send(String(repeating: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", count: 300))
            for _ in 0..<300 { #expect(try await client.response().status == 404) }
        }
    }

    @Test func requestArrivesInSingleBytes() async throws {
        try await withEchoServer { server in
            let client = try RawClient(server.address)
            for byte
                in "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
                .utf8
            {
                try await client.send([byte])
            }
            #expect(try await client.response().text == "POST /a ab")
        }
    }

    @Test(arguments: [
        ("Content-Length: 5\r\n\r\nhello", "hello"),
        ("Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n", "hello"),
        ("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n", "hello"),
        ("Content-Length: 0\r\n\r\n", ""),
        ("\r\n", ""),
    ])
    func bodyIsReadHoweverItIsFramed(rest: String, body: String) async throws {
        try await withEchoServer { server in
            let client = try RawClient(server.address)
            for _ in 0..<2 {
                try await client.send("POST / HTTP/1.1\r\nHost: h\r\n\(rest)")
                #expect(try await client.response().text == "POST / \(body)")
            }
        }
    }

    @Test func headHasTheLengthButNotTheBody() async throws {
        try await withServer(handler: { _ in .text("hello") }) { server in
            let client = try RawClient(server.address)
            try await client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await client.response(toHead: true)["Content-Length"] == "5")
            #expect(try await client.response().text == "hello")
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "close"),
        ("GET / HTTP/1.0\r\n\r\n", "close"),
        ("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", "close"),
        ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive"),
    ])
    func connectionEndsWhenItShould(request: String, connection: String) async throws {
        try await withEchoServer { server in
            let client = try RawClient(server.address)
            try await client.send(request)
            let response = try await client.response()
            #expect(response.status == 200)
            #expect(response["Connection"] == connection)
            if connection == "close" { #expect(try await client.remainder().isEmpty) }
        }
    }

    @Test func noContentHasNoLength() async throws {
        try await withServer(handler: { _ in HTTPResponse(status: 204, body: [1, 2]) }) { server in
            let client = try RawClient(server.address)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let response = try await client.response()
            #expect(response.headWithoutDate == "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            #expect(try await client.remainder().isEmpty)
        }
    }

    @Test func fieldsThatWouldBreakTheAnswerAreLeftOut() async throws {
        let response = HTTPResponse(
            status: 99,
            headers: [
                ("X-Evil", "a\r\nSet-Cookie: b"), ("Content-Length", "7"), ("Transfer-Encoding", "chunked"),
                ("Connection", "upgrade"), ("X-Good", "1"),
            ])
        try await withServer(handler: { _ in response }) { server in
            let client = try RawClient(server.address)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(
                try await client.response().headWithoutDate
                    == "HTTP/1.1 500 Internal Server Error\r\nX-Good: 1\r\nContent-Length: 0\r\n"
                    + "Connection: keep-alive\r\n\r\n")
        }
    }

    @Test func clientThatHasClosedItsSendingSideIsAnswered() async throws {
        try await withEchoServer { server in
            let client = try RawClient(server.address)
            try await client.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n")
            await client.closeSending()
            #expect(try await client.response().text == "GET /1 ")
            #expect(try await client.response().text == "GET /2 ")
            #expect(try await client.remainder().isEmpty)
        }
    }

    @Test func continueIsSentBeforeTheBody() async throws {
        try await withEchoServer { server in
            let client = try RawClient(server.address)
            try await client.send(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(try await client.response().head == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("ab")
            #expect(try await client.response().text == "POST / ab")
        }
    }

    @Test func discardedBodyIsOnlyCounted() async throws {
        let plan = HTTPPlan.discard { request in .text("\(request.bodyByteCount) \(request.body.count)") }
        try await withServer(planner: { _ in plan }) { server in
            let client = try RawClient(server.address)
            for _ in 0..<2 {
                try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n")
                try await client.send([UInt8](repeating: 7, count: 300_000))
                #expect(try await client.response().text == "300000 0")
            }
        }
    }

    @Test func faultsAreCommitted() async throws {
        let handler: HTTPHandler = { request in
            request.path == "/close" ? .closeWithoutAnswer : .text("0123456789").truncated(afterBytes: 4)
        }
        try await withServer(handler: handler) { server in
            let closed = try RawClient(server.address)
            try await closed.send("GET /close HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await closed.remainder().isEmpty)
            let truncated = try RawClient(server.address)
            try await truncated.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let text = String(decoding: try await truncated.remainder(), as: UTF8.self)
            #expect(text.contains("Content-Length: 10\r\n"))
            #expect(text.hasSuffix("\r\n\r\n0123"))
        }
    }

    @Test func manyConnectionsAreServedAtOnce() async throws {
        let server = try await HTTPServer.start(on: loopback, threads: 2) { request in echo(request) }
        let address = server.address
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<20 {
                group.addTask {
                    let connection = try RawClient(address)
                    for number in 0..<20 {
                        try await connection.send("GET /\(client)/\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
                        #expect(try await connection.response().text == "GET /\(client)/\(number) ")
                    }
                }
            }
            try await group.waitForAll()
        }
        await server.shutdown(grace: .zero)
    }

    @Test func serverListensOnIPv6() async throws {
        let server: HTTPServer
        do {
            server = try await HTTPServer.start(on: ListenAddress(host: "::1", port: 0)) { request in
                echo(request)
            }
        } catch {
            return  // Not every machine has IPv6.
        }
        #expect(server.address.description.hasPrefix("[::1]:"))
        let client = try RawClient(server.address)
        try await client.send("GET /six HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try await client.response().text == "GET /six ")
        await server.shutdown(grace: .zero)
    }
}
