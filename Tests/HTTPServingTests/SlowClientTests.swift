// How long the server waits for a client, on a clock of the test's own.

import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPServing

@Suite struct SlowClientTests {
    @Test(arguments: [
        ("", 10, ""),
        ("GET / HTTP/1.1\r\nHo", 10, ""),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab", 30, "HTTP/1.1 408 Request Timeout"),
    ])
    func silentClientIsSentAway(sent: String, seconds: Int64, answer: String) throws {
        let connection = try Connection()
        try connection.send(sent)
        connection.pass(.seconds(seconds) - .milliseconds(1))
        #expect(connection.isOpen)
        #expect(try connection.statusLine() == "")
        connection.pass(.milliseconds(1))
        #expect(try connection.statusLine() == answer)
        // After an answer the client may take this long to close its side.
        connection.pass(answer.isEmpty ? .zero : .seconds(2))
        #expect(!connection.isOpen)
    }

    @Test func piecesOfAHeadBuyNoTime() throws {
        let connection = try Connection()
        for piece in ["GET / HT", "TP/1.1\r\n", "Host: "] {
            try connection.send(piece)
            connection.pass(.seconds(4))
        }
        #expect(!connection.isOpen)
    }

    @Test func afterAnAnswerTheTimeStartsAnew() throws {
        let connection = try Connection()
        for wait: Int64 in [9, 59] {
            connection.pass(.seconds(wait))
            try connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try connection.statusLine() == "HTTP/1.1 200 OK")
        }
        connection.pass(.seconds(59))
        #expect(connection.isOpen)
        connection.pass(.seconds(1))
        #expect(!connection.isOpen)
    }

    @Test func theNextHeadHasItsTimeFromItsFirstByteOn() throws {
        let connection = try Connection()
        try connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        connection.pass(.seconds(50))
        try connection.send("G")
        connection.pass(.seconds(9))
        try connection.send("ET / HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = try connection.statusLine()
        connection.pass(.seconds(50))
        for piece in ["GET / HT", "TP/1.1\r\nHost: h\r\n"] {
            #expect(connection.isOpen)
            try connection.send(piece)
            connection.pass(.seconds(5))
        }
        #expect(!connection.isOpen)
    }
}

/// A connection without a socket, to a server that waits 60 s for a request, 10 s for its head and 30 s for its body.
private struct Connection {
    private let channel = EmbeddedChannel()

    init() throws {
        try HTTPServer.addHandlers(
            to: channel,
            limits: HTTPServer.Limits(
                idleTimeout: .seconds(60), headTimeout: .seconds(10), requestTimeout: .seconds(30)),
            planner: { head in
                let answer = HTTPResponse.text("here\n")
                return head.method == "POST" ? .collect { _ in answer } : .answer(answer)
            }, registry: ConnectionRegistry(maxConnections: 1))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/client")).wait()
    }

    var isOpen: Bool { channel.isActive }

    func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    func pass(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }

    /// The first line of what was answered since the last call; empty if nothing was.
    func statusLine() throws -> String {
        var text = ""
        while let written = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: written) }
        return text.split(separator: "\r\n").first.map(String.init) ?? ""
    }
}
