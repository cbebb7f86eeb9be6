// The receiver over the loopback interface, as a push client sees it.

import HTTPServing
import TestSupport
import Testing

@testable import Receiver

let loopback = ListenAddress(host: "127.0.0.1", port: 0)

/// A push of one line a stream entry, as bytes on the wire.
func push(
    _ body: [UInt8], headers: String = "Content-Type: application/json\r\n", path: String = Receiver.pushPath
) -> [UInt8] {
    Array("POST \(path) HTTP/1.1\r\nHost: h\r\n\(headers)Content-Length: \(body.count)\r\n\r\n".utf8) + body
}

func push(_ lines: String..., headers: String = "Content-Type: application/json\r\n") -> [UInt8] {
    push(pushBody(lines), headers: headers)
}

/// A body with the lines in one stream `{a="b"}` at 1 ns, 2 ns and so on.
func pushBody(_ lines: [String]) -> [UInt8] {
    let values = lines.enumerated().map { "[\"\($0.offset + 1)\",\"\($0.element)\"]" }.joined(separator: ",")
    return Array("{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[\(values)]}]}".utf8)
}

func withReceiver(
    sink: any EntrySink, script: AnswerScript = .acceptAll, limits: Receiver.Limits = Receiver.Limits(),
    threads: Int = 1, _ body: (Receiver) async throws -> Void
) async throws {
    let receiver = try await Receiver.start(
        listen: loopback, sink: sink, script: script, limits: limits, threads: threads)
    do {
        try await body(receiver)
    } catch {
        await receiver.shutdown(grace: .zero)
        throw error
    }
    await receiver.shutdown(grace: .zero)
}

@Suite(.timeLimit(.minutes(5))) struct ReceiverTests {
    @Test func pushIsStoredThenAcknowledged() async throws {
        let sink = CollectingSink()
        try await withReceiver(sink: sink) { receiver in
            let client = try RawClient(receiver.address)
            try await client.send(push("one", "two"))
            let response = try await client.response()
            #expect(
                response.headWithoutDate == "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n")
            #expect(
                sink.entries == [
                    entry("one", timestamp: 1), entry("two", timestamp: 2),
                ])
            #expect(receiver.counters.requests == 1)
            #expect(receiver.counters.entries == 2)
            #expect(receiver.counters.bodyBytes == pushBody(["one", "two"]).count)
            #expect(receiver.pushURL == "http://127.0.0.1:\(receiver.address.port)/loki/api/v1/push")
        }
    }

    @Test(arguments: [
        ("", "fake"), ("X-Scope-OrgID: team\r\n", "team"), ("x-scope-orgid: a|b\r\n", "a|b"),
        ("X-Scope-OrgID: \r\n", "fake"),
    ])
    func tenantIsTakenFromItsField(field: String, tenant: String) async throws {
        let sink = CollectingSink()
        try await withReceiver(sink: sink) { receiver in
            let client = try RawClient(receiver.address)
            try await client.send(push("x", headers: "Content-Type: application/json\r\n\(field)"))
            #expect(try await client.response().status == 204)
            #expect(sink.entries.map(\.tenant) == [tenant])
        }
    }

    @Test func codingsAreUndone() async throws {
        let sink = CollectingSink()
        try await withReceiver(sink: sink) { receiver in
            let client = try RawClient(receiver.address)
            let json = "Content-Type: application/json\r\nContent-Encoding:"
            let bodies = [
                ("identity", pushBody(["1"])), ("gzip", gzipped(pushBody(["2"]))),
                ("deflate", deflated(pushBody(["3"]), windowBits: 15)),
                ("deflate", deflated(pushBody(["4"]), windowBits: -15)),
            ]
            for (coding, body) in bodies {
                try await client.send(push(body, headers: "\(json) \(coding)\r\n"))
                #expect(try await client.response().status == 204)
            }
            #expect(sink.entries.map(\.line) == ["1", "2", "3", "4"])
            #expect(receiver.counters.bodyBytes == bodies.reduce(0) { $0 + $1.1.count })
        }
    }

    private static let json = "Content-Type: application/json\r\n"

    @Test(
        arguments: [
            (push(Array("{".utf8)), 400, nil),
            (
                push(Array(#"{"streams":[]}"#.utf8)), 422,
                "error at least one valid stream is required for ingestion\n"
            ),
            (
                push(Array(#"{"streams":[{"stream":{},"values":[["1","x"]]}]}"#.utf8)), 400,
                "error at least one label pair is required per stream\n"
            ),
            (
                push(pushBody(["x"]), headers: ""), 400,
                "the Content-Type is missing: send application/json or application/x-protobuf\n"
            ),
            (push(pushBody(["x"]), headers: "Content-Type: application/x-protobuf\r\n"), 400, nil),
            (push(pushBody(["x"]), headers: json + "Content-Encoding: br\r\n"), 415, nil),
            (
                push(pushBody(["x"]), headers: json + "Content-Encoding: gzip\r\n"), 400,
                "the body is not valid gzip\n"
            ),
            (
                push(
                    gzipped([UInt8](repeating: 32, count: 20_000)),
                    headers: json + "Content-Encoding: gzip\r\n"), 413,
                nil
            ),
            (
                push([UInt8](repeating: 32, count: 5001)), 413,
                "Request body too large: 5001 bytes, limit: 5000 bytes\n"
            ),
            (push(pushBody(["x"]), path: "/loki/api/v1/query"), 404, nil),
            (Array("GET /loki/api/v1/push HTTP/1.1\r\nHost: h\r\n\r\n".utf8), 405, nil),
            (Array("POST /ready HTTP/1.1\r\nHost: h\r\n\r\n".utf8), 405, nil),
            (Array("GET /ready HTTP/1.1\r\nHost: h\r\n\r\n".utf8), 200, "ready\n"),
        ] as [([UInt8], Int, String?)])
    func requestIsAnswered(request: [UInt8], status: Int, text: String?) async throws {
        let sink = CollectingSink()
        let limits = Receiver.Limits(maxBodyBytes: 5000, maxDecodedBytes: 10_000)
        try await withReceiver(sink: sink, limits: limits) { receiver in
            let client = try RawClient(receiver.address)
            try await client.send(request)
            let response = try await client.response()
            #expect(response.status == status)
            if let text { #expect(response.text == text) }
            if status == 415 { #expect(response["Accept-Encoding"] == "gzip, deflate") }
            if status == 405 { #expect(response["Allow"] != nil) }
            #expect(sink.entries.isEmpty)
        }
    }

    @Test func concurrentPushesAreAllStored() async throws {
        let sink = CollectingSink()
        try await withReceiver(sink: sink, threads: 2) { receiver in
            let address = receiver.address
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in 0..<8 {
                    group.addTask {
                        let client = try RawClient(address)
                        for number in 0..<25 {
                            let body = gzipped(pushBody(["\(sender)-\(number)a", "\(sender)-\(number)b"]))
                            try await client.send(
                                push(body, headers: Self.json + "Content-Encoding: gzip\r\n"))
                            #expect(try await client.response().status == 204)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let lines = try await sink.waitFor(count: 400).map(\.line)
            #expect(Set(lines).count == 400)
            // Whoever waits for an acknowledgement keeps their order.
            for sender in 0..<8 {
                let own = lines.filter { $0.hasPrefix("\(sender)-") }
                #expect(own == (0..<25).flatMap { ["\(sender)-\($0)a", "\(sender)-\($0)b"] })
            }
            #expect(receiver.counters.requests == 200)
            #expect(receiver.counters.entries == 400)
        }
    }

    @Test func fileHoldsWhatWasAcknowledged() async throws {
        try await withTemporaryPath { path in
            try await withReceiver(sink: try NDJSONFileSink(path: path)) { receiver in
                let client = try RawClient(receiver.address)
                let body = #"{"streams":[{"stream":{"b":"2","a":"1"},"values":[["7","x",{"k":"v"}]]}]}"#
                try await client.send(
                    push(Array(body.utf8), headers: Self.json + "X-Scope-OrgID: team\r\n"))
                #expect(try await client.response().status == 204)
                #expect(
                    try contents(path)
                        == #"{"tenant":"team","labels":{"a":"1","b":"2"},"timestamp":"7","line":"x","metadata":{"k":"v"}}"#
                        + "\n")
            }
        }
    }

    @Test func failingSinkIsNeverAcknowledged() async throws {
        try await withReceiver(sink: try NDJSONFileSink(path: "/dev/full")) { receiver in
            let client = try RawClient(receiver.address)
            try await client.send(push("x"))
            let response = try await client.response()
            #expect(response.status == 500)
            #expect(response.text == "cannot write to /dev/full: No space left on device\n")
            #expect(receiver.counters.entries == 0)
        }
    }

    @Test func discardModeOnlyCounts() async throws {
        let receiver = try await Receiver.startDiscarding(listen: loopback)
        let client = try RawClient(receiver.address)
        let body = [UInt8](repeating: 7, count: 500_000)
        for _ in 0..<3 {
            try await client.send(push(body, headers: "Content-Encoding: gzip\r\n"))
            #expect(try await client.response().status == 204)
        }
        try await client.send("GET /ready HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try await client.response().status == 200)
        #expect(receiver.counters.requests == 3)
        #expect(receiver.counters.bodyBytes == 1_500_000)
        #expect(receiver.counters.entries == 0)
        await receiver.shutdown(grace: .zero)
    }
}
