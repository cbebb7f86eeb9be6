// Every way in which a receiver can be told to misbehave.

import HTTPServing
import Synchronization
import TestSupport
import Testing

@testable import Receiver

@Suite(.timeLimit(.minutes(5))) struct AnswerScriptTests {
    /// What the client sees: the answer and the connection's end, and what the sink holds then.
    private func outcome(
        of answer: Answer, _ request: [UInt8] = push("one", "two")
    ) async throws -> (seen: String, stored: [String]) {
        let sink = CollectingSink()
        var seen = ""
        try await withReceiver(sink: sink, script: AnswerScript { _ in answer }) { receiver in
            let client = try RawClient(receiver.address)
            try await client.send(request)
            await client.closeSending()
            let bytes = try await client.remainder()
            seen = String(decoding: bytes, as: UTF8.self)
                .split(separator: "\r\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("Date:") }.joined(separator: "|")
        }
        return (seen, sink.entries.map(\.line))
    }

    @Test func accepted() async throws {
        let outcome = try await outcome(of: .accept)
        #expect(outcome.seen == "HTTP/1.1 204 No Content|Connection: keep-alive||")
        #expect(outcome.stored == ["one", "two"])
    }

    @Test func refusedWithoutStoring() async throws {
        let outcome = try await outcome(
            of: .status(429, headers: [("Retry-After", "3")], body: "slow down\n"))
        #expect(
            outcome.seen
                == "HTTP/1.1 429 Too Many Requests|Content-Type: text/plain; charset=utf-8|Retry-After: 3|"
                + "Content-Length: 10|Connection: keep-alive||slow down\n")
        #expect(outcome.stored.isEmpty)
    }

    @Test func storedButRefused() async throws {
        let outcome = try await outcome(of: .storeThenStatus(503, body: "no"))
        #expect(outcome.seen.hasPrefix("HTTP/1.1 503 Service Unavailable|"))
        #expect(outcome.stored == ["one", "two"])
    }

    @Test func partlyStored() async throws {
        let outcome = try await outcome(
            of: .storeSomeThenStatus({ $0.line == "two" }, 400, body: "one is too old"))
        #expect(outcome.seen.hasSuffix("||one is too old"))
        #expect(outcome.stored == ["two"])
    }

    @Test func closedBeforeReading() async throws {
        let sink = CollectingSink()
        try await withReceiver(sink: sink, script: .sequence([.closeBeforeReading])) { receiver in
            let client = try RawClient(receiver.address)
            // The close does not wait for a body that never comes.
            try await client.send(
                "POST /loki/api/v1/push HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1000\r\n\r\n")
            #expect(try await client.remainder().isEmpty)
            let next = try RawClient(receiver.address)
            try await next.send(push("one"))
            #expect(try await next.response().status == 204)
            #expect(sink.entries.map(\.line) == ["one"])
            #expect(receiver.counters.requests == 2)
        }
    }

    @Test func closedAfterStoring() async throws {
        let outcome = try await outcome(of: .closeAfterStoring)
        #expect(outcome.seen.isEmpty)
        #expect(outcome.stored == ["one", "two"])
    }

    @Test func truncated() async throws {
        let outcome = try await outcome(of: .truncateResponse)
        #expect(
            outcome.seen
                == "HTTP/1.1 200 OK|Content-Type: text/plain; charset=utf-8|Content-Length: 39|Connection: close||"
                + "this text is broken")
        #expect(outcome.stored == ["one", "two"])
    }

    @Test func delayed() async throws {
        let sink = CollectingSink()
        let script = AnswerScript.at([0: .delay(nanoseconds: 30_000_000, then: .storeThenStatus(500))])
        try await withReceiver(sink: sink, script: script) { receiver in
            let client = try RawClient(receiver.address)
            let start = ContinuousClock.now
            try await client.send(push("one"))
            #expect(try await client.response().status == 500)
            #expect(ContinuousClock.now - start >= .milliseconds(30))
            #expect(sink.entries.map(\.line) == ["one"])
        }
    }

    @Test func delayEndsWhenTheClientHangsUp() async throws {
        let sink = CollectingSink()
        let script = AnswerScript.sequence([.delay(nanoseconds: .max)])
        try await withReceiver(sink: sink, script: script) { receiver in
            let client = try RawClient(receiver.address)
            try await client.send(push("one"))
            await client.hangUp()
            #expect(try await sink.waitFor(count: 1).map(\.line) == ["one"])
        }
    }

    @Test func heldUntilShutdown() async throws {
        let sink = CollectingSink()
        let (asked, isAsked) = AsyncStream.makeStream(of: Void.self)
        let script = AnswerScript { _ in
            .decide { _ in
                isAsked.yield()
                return .never
            }
        }
        let receiver = try await Receiver.start(listen: loopback, sink: sink, script: script)
        let client = try RawClient(receiver.address)
        try await client.send(push("one"))
        for await _ in asked { break }
        await receiver.shutdown(grace: .seconds(30))
        #expect(try await client.remainder().isEmpty)
        #expect(sink.entries.isEmpty)
    }

    @Test func decidedOnTheEntries() async throws {
        let answer = Answer.decide { entries in entries.count > 1 ? .status(413, body: "halve it") : .accept }
        #expect(try await outcome(of: answer).seen.hasPrefix("HTTP/1.1 413 "))
        #expect(try await outcome(of: answer, push("one")).stored == ["one"])
        #expect(try await outcome(of: answer, push(Array("{".utf8))).seen.hasPrefix("HTTP/1.1 400 "))
    }

    @Test func brokenPushIsRefusedWhateverTheScript() async throws {
        for answer in [Answer.accept, .storeThenStatus(503), .closeAfterStoring, .truncateResponse] {
            let outcome = try await outcome(of: answer, push(Array("{".utf8)))
            #expect(outcome.seen.hasPrefix("HTTP/1.1 400 "))
            #expect(outcome.stored.isEmpty)
        }
    }

    @Test func scriptKnowsTheRequest() async throws {
        let seen = Mutex<[String]>([])
        let script = AnswerScript { info in
            let coding = info.head.headers["Content-Encoding"] ?? "none"
            seen.withLock { $0.append("\(info.index) \(info.tenant) \(coding)") }
            return .accept
        }
        try await withReceiver(sink: DiscardingSink(), script: script) { receiver in
            let client = try RawClient(receiver.address)
            let json = "Content-Type: application/json\r\n"
            try await client.send(push("x"))
            try await client.send(
                push(
                    gzipped(pushBody(["x"])), headers: json + "Content-Encoding: gzip\r\nX-Scope-OrgID: t\r\n"
                ))
            #expect(try await client.response().status == 204)
            #expect(try await client.response().status == 204)
        }
        #expect(seen.withLock { $0 } == ["0 fake none", "1 t gzip"])
    }

    @Test func sequenceAndTableChooseByIndex() {
        let sequence = AnswerScript.sequence([.status(500), .never], then: .closeAfterStoring)
        let table = AnswerScript.at([1: .status(500)], otherwise: .never)
        func name(_ script: AnswerScript, _ index: Int) -> String {
            let head = HTTPRequest.Head(method: "POST", target: "/")
            switch script.answer(to: RequestInfo(index: index, tenant: "t", head: head)) {
            case .status(let status, _, _): return "\(status)"
            case .never: return "never"
            case .closeAfterStoring: return "closeAfterStoring"
            default: return "other"
            }
        }
        #expect((0..<3).map { name(sequence, $0) } == ["500", "never", "closeAfterStoring"])
        #expect((0..<3).map { name(table, $0) } == ["never", "500", "never"])
    }
}
