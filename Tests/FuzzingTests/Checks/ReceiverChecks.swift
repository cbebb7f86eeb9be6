// Why this file exists: whoever reaches the receiver's port may send it anything.

import HTTPServing
import NIOCore
import NIOEmbedded
import NIOHTTP1
import TestSupport

@testable import HTTPServing
@testable import Receiver

extension Check {
    /// The body of a push. The first byte says how it is encoded.
    static let push = Check(
        name: "push",
        seeds: bodies.flatMap { body in
            [[0] + body, [1] + gzipped(body)]
        },
        findings: []
    ) { bytes in
        var input = Input(bytes)
        let encoding = [nil, "gzip", "deflate", "identity"][input.byte() % 4]
        return problem(of: input.all(), "application/json", encoding)
    }

    /// The body of a push in Loki's own format: the message, or, if the first byte is odd, what is to be decompressed.
    static let protobuf = Check(
        name: "protobuf",
        seeds: messages.flatMap { message in
            [[0] + message, [1] + snapped(message)]
        },
        findings: []
    ) { bytes in
        var input = Input(bytes)
        let isMessage = input.byte() % 2 == 0
        let body = isMessage ? snapped(input.all()) : input.all()
        return problem(of: body, "application/x-protobuf", nil)
    }

    private static func problem(of body: [UInt8], _ type: String, _ encoding: String?) -> String? {
        do throws(PushRefusal) {
            let entries = try decodePush(
                body, contentType: type, contentEncoding: encoding, tenant: "t", limit: 1 << 16)
            if entries.isEmpty { return "a push without entries is taken" }
            if entries.contains(where: { $0.labels.isEmpty }) { return "an entry without labels is taken" }
            var lines: [UInt8] = []
            for entry in entries { appendNDJSON(entry, to: &lines) }
            return lines.count(where: { $0 == 10 }) == entries.count ? nil : "an entry is not one line"
        } catch {
            return [400, 413, 415, 422].contains(error.status) && !error.reason.isEmpty
                ? nil : "it is refused with \(error.status): \(error.reason)"
        }
    }

    private static let messages = [
        Wire.stream(
            #"{a="b", c="\"\\\n\x41\u00e4\101"}"#, Wire.entry(1_732_275_600, 123_456_789, "x\nä"),
            Wire.entry(-3, 4, "y", [("k", "v"), ("l", "")]))
            + Wire.stream("{_=\"\"}", Wire.entry(0, 0, "")),
        Wire.text(2, "loki")
            + Wire.bytes(1, Wire.bytes(2, Wire.bytes(1, [])) + Wire.text(1, "{ a = \"3\" , }")),
        Wire.stream("{a-b=\"c\"}", Wire.text(2, "y")) + Wire.number(15, .max) + [0x49] + Array(1...8),
    ]

    private static let bodies = [
        #"{"streams":[{"stream":{"a":"b","c":"d"},"values":[["1","x\n\u00e4",{"k":"v"}],["2","y"]]}]}"#,
        #"{"streams":[{"stream":{"a":"b"},"values":[["1732275600123456789","\ud83d\ude00"]]},{"stream":{"_":""},"values":[]}]}"#,
        #"{"streams":[]}"#, #"{"streams":[{"stream":{"0":"b"},"values":[["x","y"]]}]}"#,
    ].map { Array($0.utf8) }

    /// What a connection brings: the answers are the same however the network cut it into pieces. The first two bytes
    /// say where it is cut.
    static let http = Check(
        name: "http",
        seeds: requests.map { [0, 9] + Array($0.utf8) }, findings: []
    ) { bytes in
        var input = Input(bytes)
        let step = 1 + input.word() % 64
        let text = input.all()
        let whole = ConnectionTrial().answers(to: [text])
        let pieces = ConnectionTrial().answers(
            to: stride(from: 0, to: text.count, by: step).map { Array(text[$0..<min($0 + step, text.count)]) }
        )
        if whole != pieces {
            return
                "whole: \(String(decoding: whole, as: UTF8.self))in pieces: \(String(decoding: pieces, as: UTF8.self))"
        }
        return whole.isEmpty || whole.starts(with: "HTTP/1.".utf8) ? nil : "an answer that is none"
    }

    private static let requests: [String] = [
        "GET /ready HTTP/1.1\r\nHost: h\r\n\r\n", "GET /ready HTTP/1.0\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /loki/api/v1/push HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 69\r\n\r\n"
            + #"{"streams":[{"stream":{"a":"b"},"values":[["1","x"],["2","yyyy"]]}]}"# + "\n"
            + "GET /ready HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /loki/api/v1/push HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
            + "5\r\nhello\r\n0;x=y\r\nA: b\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nConnection: close\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n\r\n",
        "GET http://h/ready?a=b%20c#d HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "\r\n\r\nGET  / HTTP/2.0\r\n\r\n", "nonsense\r\n\r\n",
    ]
}

/// One connection to a receiver, without a socket.
private struct ConnectionTrial {
    /// All that is answered to these pieces, but for the date.
    func answers(to pieces: [[UInt8]]) -> [UInt8] {
        let channel = EmbeddedChannel()
        var limits = HTTPServer.Limits()
        limits.maxBodyBytes = 1 << 12
        limits.maxHeaderBytes = 1 << 10
        let service = PushService(sink: DiscardingSink(), script: .acceptAll, maxDecodedBytes: 1 << 16)
        var router = Router()
        router.on("GET", "/ready") { _ in .text("ready\n") }
        router.plan("POST", Receiver.pushPath) { service.plan(for: $0) }
        let routes = router
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        var answers: [UInt8] = []
        do {
            try HTTPServer.addHandlers(
                to: channel, limits: limits, planner: { routes.plan(for: $0) },
                registry: ConnectionRegistry(maxConnections: 1))
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/fuzz")).wait()
            for piece in pieces where channel.isActive {
                _ = try? channel.writeInbound(ByteBuffer(bytes: piece))
                channel.embeddedEventLoop.run()
                while let written = try channel.readOutbound(as: ByteBuffer.self) {
                    answers += Array(buffer: written)
                }
            }
        } catch {
            answers += Array("\(error)".utf8)
        }
        return withoutDates(answers)
    }

    private func withoutDates(_ answers: [UInt8]) -> [UInt8] {
        Array(
            answers.split(separator: 10, omittingEmptySubsequences: false).filter {
                !String(decoding: $0.prefix(5), as: UTF8.self).lowercased().hasPrefix("date:")
            }.joined(separator: [10]))
    }
}
