// The receiver as a process: an agent's entries end up in its file.

import Glibc
import HTTPServing
import Platform
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct ReceiveCommandTests {
    /// The address in "listening on http://HOST:PORT/…".
    private func address(_ command: Command) async throws -> ListenAddress {
        let output = try await command.wait { $0.standardOutput.contains("\n") }
        let line = output.standardOutput.prefix { $0 != "\n" }
        let url = try #require(line.split(separator: " ").last)
        #expect(line == "listening on \(url)")
        return try ListenAddress(parsing: String(url.split(separator: "/")[1]))
    }

    @Test func pushedEntriesAreWrittenDown() async throws {
        let directory = try ScratchDirectory()
        let command = try Command("receive", "--listen", "127.0.0.1:0", "--out", directory.path("out.ndjson"))
        let client = try RawClient(try await address(command))
        let body = #"{"streams":[{"stream":{"a":"b"},"values":[["1","x \"y\"",{"m":"n"}],["2","z"]]}]}"#
        try await client.send(
            "POST /loki/api/v1/push HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nX-Scope-OrgID: t\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
        #expect(try await client.response().status == 204)
        command.signal(SIGTERM)
        let output = try await command.end()
        #expect(output.status == 0)
        #expect(output.standardError == "")
        #expect(
            String(decoding: try directory.read("out.ndjson"), as: UTF8.self) == #"""
                {"tenant":"t","labels":{"a":"b"},"timestamp":"1","line":"x \"y\"","metadata":{"m":"n"}}
                {"tenant":"t","labels":{"a":"b"},"timestamp":"2","line":"z","metadata":{}}

                """#)
    }

    @Test func agentAndReceiverWorkTogether() async throws {
        let directory = try ScratchDirectory()
        let receiver = try Command("receive", "--listen", "127.0.0.1:0")
        let address = try await address(receiver)
        let url = "http://\(address)/loki/api/v1/push"
        try directory.write("one\ntwo\n", to: "a.log")
        try directory.write(goodConfiguration(directory, url: url), to: "agent.conf")
        let agent = try Command("run", "--config", directory.path("agent.conf"))
        let output = try await receiver.wait { $0.standardOutput.contains("\"line\":\"two\"") }
        #expect(output.standardOutput.contains(#""line":"one","metadata":{}}"#))
        agent.signal(SIGTERM)
        #expect(try await agent.end().status == 0)
        receiver.signal(SIGINT)
        #expect(try await receiver.end().status == 0)
    }

    @Test(
        arguments: [
            (["--listen", "nowhere"], "nowhere"), (["--listen", "127.0.0.1:99999"], "99999"),
            (["--listen", "127.0.0.1:0", "--out", "/nonexistent/x"], "/nonexistent/x"),
        ] as [([String], String)])
    func whatCannotBeUsedIsNamed(_ arguments: [String], _ word: String) async throws {
        let output = try await Command(list: ["receive"] + arguments).end()
        #expect(output.status == 1)
        #expect(output.standardOutput == "")
        #expect(output.standardError.contains(word), "\(output.standardError)")
    }
}
