// Pushes that get no answer: each is told as status 0 with a reason, and the next one goes through.

import Glibc
import HTTPServing
import Platform
import TestSupport
import Testing

@testable import Loki
@testable import Receiver

@Suite(.timeLimit(.minutes(5))) struct TransportFailureTests {
    private static let second: Int64 = 1_000_000_000

    /// A port at which nobody listens.
    private func freePort() throws -> UInt16 { try RawServer().port }

    @Test func aRefusedConnection() async throws {
        let port = try ClosedPort()
        let answer = try Transport().push(try request(settings("http://\(port.address)/loki/api/v1/push")))
        withExtendedLifetime(port) {}
        #expect(answer.status == 0)
        #expect(answer.message.contains("connect"))
        #expect(answer.kind == "network")
        #expect(PushOutcome(answer) == .retry)
        #expect(answer.sentBytes == 0)
    }

    @Test(
        arguments: [
            ("", "Empty reply"), ("HTTP/1.1 2", nil),
            ("HTTP/1.1 500 No\r\nContent-Length: 10\r\n\r\nhalf", nil),
            ("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal", nil), ("nonsense\r\n\r\n", nil),
        ] as [(String, String?)])
    func anAnswerThatIsNoneOrBreaksOff(text: String, words: String?) throws {
        let server = try RawServer { $0.index == 0 ? .sendAndClose(text) : .noContent }
        let transport = try Transport()
        let answer = try transport.push(try request(settings(server.url)))
        #expect(answer.status == 0)
        #expect(!answer.message.isEmpty)
        if let words { #expect(answer.message.contains(words)) }
        #expect(PushOutcome(answer) == .retry)
        #expect(try transport.push(try request(settings(server.url))).status == 204)
    }

    @Test func anAnswerThatBreaksOffAfterItsStatusCounts() async throws {
        let receiver = try await Receiver.start(
            listen: ListenAddress(host: "127.0.0.1", port: 0), sink: CollectingSink(),
            script: .sequence([.truncateResponse]))
        let batch = Batch(tenant: nil)
        batch.append("x", at: 1)
        let answer = try Transport().push(try request(settings(receiver.pushURL), batch))
        #expect(PushOutcome(answer) == .accepted)
        await receiver.shutdown(grace: .zero)
    }

    @Test(arguments: [Answer.closeBeforeReading, .closeAfterStoring])
    func aReceiverThatHangsUp(answer: Answer) async throws {
        let sink = CollectingSink()
        let receiver = try await Receiver.start(
            listen: ListenAddress(host: "127.0.0.1", port: 0), sink: sink, script: .sequence([answer]))
        let batch = Batch(tenant: nil)
        batch.append("x", at: 1)
        let transport = try Transport()
        #expect(try transport.push(try request(settings(receiver.pushURL), batch)).status == 0)
        #expect(try transport.push(try request(settings(receiver.pushURL), batch)).status == 204)
        #expect(sink.entries.last?.line == "x")
        await receiver.shutdown(grace: .zero)
    }

    @Test(arguments: ["HTTP/1.1 400 No\r\n", "HTTP/1.1 204 No Content\r\n", ""])
    func aConnectionThatIsResetInTheMiddleOfThePush(start: String) throws {
        let server = try RawServer { _ in .noContent }
        let resetting = try ResettingServer(answer: start)
        let transport = try Transport()
        let body = String(repeating: "x", count: 4 << 20)
        let answer = try transport.push(try request(settings(resetting.url), body: body))
        #expect(answer.status == 0)
        #expect(!answer.message.isEmpty)
        #expect(PushOutcome(answer) == .retry)
        #expect(try transport.push(try request(settings(server.url))).status == 204)
    }

    @Test func aRefusalThatBreaksOffMaySayThatMostWasTaken() throws {
        let text = "entry for stream '{a=\"b\"}' has timestamp too new: 2024-05-06T15:58:50Z"
        let server = try RawServer { _ in
            .sendAndClose("HTTP/1.1 400 No\r\nContent-Length: 1000\r\n\r\n\(text)")
        }
        let answer = try Transport().push(try request(settings(server.url)))
        #expect(answer.status == 400)
        #expect(answer.message == text)
        #expect(answer.isCut)
        guard case .partial(let refusal) = PushOutcome(answer) else {
            Issue.record("\(answer)")
            return
        }
        #expect(!refusal.isUnderstood)
    }

    @Test func anAnswerThatHasNoEndIsHungUpOn() throws {
        let page = String(repeating: "no ", count: 10 << 20 / 3)
        let server = try RawServer { $0.index < 2 ? .status([400, 503][$0.index], body: page) : .noContent }
        let transport = try Transport()
        for status in [400, 503] {
            let answer = try transport.push(try request(settings(server.url)))
            #expect(answer.status == status)
            #expect(answer.message == String(page.prefix(64 << 10)))
            #expect(answer.isCut)
        }
        #expect(try transport.push(try request(settings(server.url))).status == 204)
    }

    @Test func anAnswerThatIsCompressedIsRead() throws {
        let text = "entry for stream '{a=\"b\"}' has timestamp too new: 2024-05-06T15:58:50Z"
        let (packed, gzip) = (ByteBuffer(), Gzip())
        gzip.start()
        try Array(text.utf8).withUnsafeBytes { try gzip.write($0, to: packed) }
        try gzip.finish(to: packed)
        let head = "HTTP/1.1 400 No\r\nContent-Encoding: gzip\r\nContent-Length: "
        let bytes = Array(packed.bytes)
        let server = try RawServer { request in
            // The second is none that can be decompressed.
            let body = request.index == 0 ? bytes : Array("no gzip at all".utf8)
            return .sendBytes(Array("\(head)\(body.count)\r\n\r\n".utf8) + body)
        }
        let transport = try Transport()
        #expect(try transport.push(try request(settings(server.url))).message == text)
        let broken = try transport.push(try request(settings(server.url)))
        #expect(broken.status == 400)
        #expect(broken.isCut)
    }

    @Test func anAnswerThatNeverComesIsWaitedForAsLongAsTheSettingsSay() throws {
        let server = try RawServer { $0.index == 0 ? .never : .noContent }
        let transport = try Transport()
        let start = Clock.monotonic()
        let answer = try transport.push(try request(settings(server.url, timeout: 50_000_000)))
        #expect(Clock.monotonic() - start >= 50_000_000)
        #expect(answer.status == 0)
        #expect(answer.message.contains("timed out"))
        #expect(answer.duration >= 50_000_000)
        #expect(try transport.push(try request(settings(server.url))).status == 204)
        #expect(server.connections == 2)
    }

    @Test(arguments: [
        "http://", "http://:0/", "http://[::1", "http://a b/", "gopher://127.0.0.1/", "file:///etc/passwd",
    ])
    func anAddressThatIsNone(url: String) throws {
        let answer = try Transport().push(try request(settings(url)))
        #expect(answer.status == 0)
        #expect(!answer.message.isEmpty)
    }

    @Test func aNameThatDoesNotResolve() throws {
        let answer = try Transport().push(try request(settings("http://nowhere.invalid/push")))
        #expect(answer.status == 0)
        #expect(
            answer.message
                == "cannot resolve host nowhere.invalid: check the name in the client's url, and DNS")
        #expect(PushOutcome(answer) == .retry)
    }

    @Test func aServerThatDoesNotSpeakTLS() throws {
        let server = try RawServer { _ in .sendAndClose("") }
        let url = "https://127.0.0.1:\(server.port)/push"
        // The server waits for the end of a head that never comes; TLS waits for the server.
        let answer = try Transport().push(try request(settings(url, timeout: 100_000_000)))
        #expect(answer.status == 0)
        #expect(!answer.message.isEmpty)
    }

    @Test func aReasonTellsNoPassword() throws {
        let port = try freePort()
        var client = settings("http://ann:hunter2@127.0.0.1:\(port)/push")
        client.timeout = Self.second
        let answer = try Transport().push(try request(client))
        #expect(answer.status == 0)
        #expect(!answer.message.contains("hunter2"))
    }

    @Test func aTransportThatGoesAwayWithAPushUnderWayEndsIt() throws {
        let server = try RawServer { _ in .never }
        for _ in 0..<3 {
            let transport = try Transport()
            try transport.start(try request(settings(server.url)), tag: 1)
            _ = transport.perform()
            #expect(transport.inFlight == 1)
        }
    }
}
