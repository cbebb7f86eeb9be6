// Pushes over a socket: what a server sees, and what its answer becomes.

import Configuration
import Glibc
import HTTPServing
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Loki
@testable import Receiver

@Suite(.timeLimit(.minutes(5))) struct TransportTests {
    private static let loopback = ListenAddress(host: "127.0.0.1", port: 0)

    @Test func aServerSeesTheseLinesAndNoOthers() throws {
        let server = try RawServer()
        let answer = try Transport().push(try request(settings(server.url), tenant: "team"))
        #expect(answer.status == 204)
        #expect(answer.message == "")
        #expect(answer.retryAfter == nil)
        #expect(answer.duration > 0)
        let seen = try #require(server.requests.first)
        #expect(
            seen.head.sorted() == [
                "Accept-Encoding: gzip", "Accept: */*", "Content-Encoding: gzip", "Content-Length: 4",
                "Content-Type: application/json",
                "Host: 127.0.0.1:\(server.port)", "POST /loki/api/v1/push HTTP/1.1",
                "User-Agent: logferry/1.2.3",
                "X-Scope-OrgID: team",
            ])
        #expect(seen.body == Array("body".utf8))
    }

    @Test func credentialsAndHeadersOfOneSOwnArrive() throws {
        let directory = try ScratchDirectory()
        try directory.write(Array("token in a file\n".utf8), to: "token")
        let server = try RawServer()
        let transport = try Transport()
        var client = settings(server.url)
        client.headers = [("X-One", "a: b"), ("X-Empty", ""), ("User-Agent", "mine")]
        let table: [(ClientSettings.Credentials, [String])] = [
            (.none, []),
            (.basic(username: "ann", password: .value(Secret("p:w é"))), ["Basic YW5uOnA6dyDDqQ=="]),
            (.bearer(.value(Secret("abc"))), ["Bearer abc"]),
            (.bearer(.file(directory.path("token"))), ["Bearer token in a file"]),
        ]
        for (credentials, expected) in table {
            client.credentials = credentials
            #expect(try transport.push(try request(client)).status == 204)
            let seen = try #require(server.requests.last)
            #expect(seen.values("Authorization") == expected)
            #expect(seen.values("X-One") == ["a: b"])
            #expect(seen.values("X-Empty") == [""])
            #expect(seen.values("User-Agent") == ["mine"])
            #expect(seen.values("X-Scope-OrgID") == [])
        }
    }

    @Test(arguments: [0, 1, 100, 65_535, 65_536, 1_000_000, 5_000_000])
    func aBodyOfAnySizeArrivesAtOnceAndItsBytesAreCounted(size: Int) throws {
        let server = try RawServer()
        let answer = try Transport().push(
            try request(settings(server.url), body: String(repeating: "x", count: size)))
        #expect(answer.status == 204)
        let seen = try #require(server.requests.first)
        #expect(seen.body.count == size)
        #expect(seen.values("Expect") == [])
        #expect(answer.sentBytes == seen.byteCount)
    }

    @Test func manyPushesGoOverOneConnection() throws {
        let server = try RawServer { $0.index % 2 == 0 ? .noContent : .status(500, body: "no") }
        let transport = try Transport()
        for number in 0..<50 {
            let answer = try transport.push(try request(settings(server.url)))
            #expect(answer.status == (number % 2 == 0 ? 204 : 500))
            #expect(answer.sentBytes == server.requests.last?.byteCount ?? -1)
        }
        #expect(server.connections == 1)
        #expect(server.requests.count == 50)
    }

    @Test func aConnectionThatTheServerClosedIsMadeAnew() throws {
        let server = try RawServer { _ in
            .sendAndClose("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        }
        let transport = try Transport()
        for _ in 0..<3 { #expect(try transport.push(try request(settings(server.url))).status == 204) }
        #expect(server.connections == 3)
    }

    @Test func aReceiverStoresWhatWasAppended() async throws {
        let sink = CollectingSink()
        let receiver = try await Receiver.start(listen: Self.loopback, sink: sink)
        let transport = try Transport()
        var expected: [ReceivedEntry] = []
        for round in 0..<5 {
            let batch = Batch(tenant: round % 2 == 0 ? "even" : nil)
            for number in 0..<100 {
                batch.append("line \(round) \(number)", at: Int64(number))
                expected.append(
                    ReceivedEntry(
                        tenant: batch.tenant ?? "fake", labels: [NameValue("job", "a")],
                        timestampNanoseconds: Int64(number), line: "line \(round) \(number)"))
            }
            #expect(try transport.push(try request(settings(receiver.pushURL), batch)).status == 204)
        }
        #expect(sink.entries == expected)
        #expect(receiver.counters.requests == 5)
        await receiver.shutdown(grace: .zero)
    }

    @Test(arguments: [200, 204, 400, 401, 404, 413, 429, 500, 503])
    func aReceiverSStatusAndTextArrive(status: Int) async throws {
        let script = AnswerScript { _ in .status(status, body: status == 204 ? "" : "because\nof this") }
        let receiver = try await Receiver.start(listen: Self.loopback, sink: DiscardingSink(), script: script)
        let answer = try Transport().push(try request(settings(receiver.pushURL)))
        #expect(answer.status == status)
        #expect(answer.message == (status == 204 ? "" : "because\nof this"))
        await receiver.shutdown(grace: .zero)
    }

    @Test(
        arguments: [
            ("", nil), ("Retry-After: 7\r\n", 7), ("retry-after:   1  \r\n", 1), ("Retry-After: 0\r\n", nil),
            ("Retry-After: -5\r\n", nil), ("Retry-After: soon\r\n", nil), ("Retry-After:\r\n", nil),
            ("Retry-After: 99999999999999999999\r\n", nil), ("Retry-After: 100000\r\n", 86_400),
            ("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n", nil),
            ("Retry-After: Wed, 21 Oct 2099 07:28:00 GMT\r\n", 86_400),
        ] as [(String, Int64?)])
    func aServerMaySayHowLongToWaitADayAtMost(header: String, seconds: Int64?) throws {
        let server = try RawServer { _ in .status(429, headers: header, body: "slow down") }
        let answer = try Transport().push(try request(settings(server.url)))
        #expect(answer.status == 429)
        #expect(answer.retryAfter == seconds.map { $0 * 1_000_000_000 })
    }

    @Test(arguments: [65_535, 65_536, 65_537, 1_000_000])
    func ofALongAnswerTheFirst64KiBAreKept(size: Int) throws {
        let server = try RawServer { _ in .status(400, body: String(repeating: "y", count: size)) }
        let transport = try Transport()
        for _ in 0..<2 {
            let answer = try transport.push(try request(settings(server.url)))
            #expect(answer.status == 400)
            #expect(answer.message == String(repeating: "y", count: min(size, 65_536)))
            #expect(answer.isCut == (size > 65_536))
        }
        #expect(server.connections == 1)
    }

    @Test func anAnswerThatIsNotUTF8IsRepaired() throws {
        let server = try RawServer { _ in .status(400, body: "x" + String(repeating: "é", count: 32_768)) }
        let answer = try Transport().push(try request(settings(server.url, timeout: 5_000_000_000)))
        #expect(answer.message == "x" + String(repeating: "é", count: 32_767) + "\u{FFFD}")
    }

    @Test func aRedirectIsAnAnswerNotAWay() throws {
        let server = try RawServer { _ in .status(302, headers: "Location: /elsewhere\r\n") }
        let answer = try Transport().push(try request(settings(server.url)))
        #expect(answer.status == 302)
        #expect(answer.message.hasPrefix("redirected to http://127.0.0.1:\(server.port)/elsewhere; "))
        #expect(server.requests.count == 1)
    }

    @Test func twoPushesAreUnderWayAtOnce() throws {
        // The first is answered only when the second has come.
        let gate = try EventCounter(isBlocking: true)
        let server = try RawServer { request in
            if request.body == Array("first".utf8) { gate.take() } else { gate.raise() }
            return .status(200, body: String(decoding: request.body, as: UTF8.self))
        }
        let transport = try Transport()
        try transport.start(try request(settings(server.url), body: "first"), tag: 7)
        _ = transport.perform()
        try transport.start(try request(settings(server.url), body: "second"), tag: 8)
        #expect(transport.inFlight == 2)
        let completions = try transport.completions(2)
        let answers = Dictionary(completions.map { ($0.tag, $0.answer.message) }, uniquingKeysWith: { $1 })
        #expect(answers == [7: "first", 8: "second"])
        #expect(server.connections == 2)
    }
}
