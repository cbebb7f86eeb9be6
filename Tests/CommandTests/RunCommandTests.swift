// The agent as a process: signals, a second one beside it, and a SIGKILL in the middle of its work.

import Glibc
import HTTPServing
import Platform
import Receiver
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RunCommandTests {
    /// Starts a receiver, runs `body` and ends the receiver.
    private func withReceiver(_ sink: any EntrySink, _ body: (Receiver) async throws -> Void) async throws {
        let receiver = try await Receiver.start(listen: ListenAddress(host: "127.0.0.1", port: 0), sink: sink)
        do {
            try await body(receiver)
        } catch {
            await receiver.shutdown(grace: .zero)
            throw error
        }
        await receiver.shutdown(grace: .zero)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func signalEndsItInOrder(_ number: Int32) async throws {
        let directory = try ScratchDirectory()
        let sink = CollectingSink()
        try directory.write("one\ntwo\nunfinished", to: "a.log")
        try await withReceiver(sink) { receiver in
            try directory.write(goodConfiguration(directory, url: receiver.pushURL), to: "agent.conf")
            let command = try Command("run", "--config", directory.path("agent.conf"))
            #expect(try await sink.waitFor(count: 2).map(\.line) == ["one", "two"])
            command.signal(number)
            let output = try await command.end()
            #expect(output.status == 0)
            #expect(output.standardOutput == "")
            #expect(output.standardError.contains("msg=\"logferry starts\""))
            #expect(output.standardError.contains("msg=\"logferry ends\""))
            #expect(!output.standardError.contains("level=error"), "\(output.standardError)")
        }
        let positions = String(decoding: try directory.read("state/positions.json"), as: UTF8.self)
        #expect(positions.contains("\"client\": \"main\", \"offset\": 8"), "\(positions)")
    }

    @Test func secondRunNamesTheFirst() async throws {
        let directory = try ScratchDirectory()
        try directory.write(goodConfiguration(directory), to: "agent.conf")
        let config = directory.path("agent.conf")
        let first = try Command("run", "--config", config)
        _ = try await first.wait { $0.standardError.contains("msg=following") }
        let second = try await Command("run", "--config", config).end()
        #expect(second.status == 1)
        #expect(
            second.standardError == "logferry: \(directory.path("state")) is in use by pid \(first.pid) "
                + "(\(try Command.executable()) run --config \(config)); stop that one first, "
                + "or give this one a positions.filename in another directory\n")
        #expect(first.output.status == nil)
        first.signal(SIGTERM)
        #expect(try await first.end().status == 0)
    }

    @Test func takenPortIsNamed() async throws {
        let directory = try ScratchDirectory()
        try await withReceiver(DiscardingSink()) { receiver in
            let port = receiver.address.port
            let text = goodConfiguration(directory).replacing(
                "http_listen_port: 0", with: "http_listen_port: \(port)")
            try directory.write(text, to: "agent.conf")
            let output = try await Command("run", "--config", directory.path("agent.conf")).end()
            #expect(output.status == 1)
            #expect(output.standardError.contains("127.0.0.1:\(port)"), "\(output.standardError)")
        }
    }

    /// Every line of a log, by its number; what came more than once came the same, and is returned.
    private func repeated(_ entries: [ReceivedEntry], of lines: [String]) -> [ReceivedEntry] {
        var known: [Int: ReceivedEntry] = [:]
        var again: [ReceivedEntry] = []
        for entry in entries {
            guard let number = Int(entry.line.prefix { $0 != " " }), lines.indices.contains(number),
                entry.line.utf8.elementsEqual(lines[number].utf8)
            else {
                Issue.record("not a line of the log: \(entry.line.prefix(80))")
                continue
            }
            if let first = known.updateValue(entry, forKey: number) {
                again.append(entry)
                if first != entry { Issue.record("line \(number) came twice, and not the same") }
            }
        }
        #expect(lines.indices.filter { known[$0] == nil } == [])
        return again
    }

    @Test func killRepeatsAtMostOneBatchAndLosesNothing() async throws {
        let directory = try ScratchDirectory()
        let sink = CollectingSink()
        // 20 MB without times of their own: a repetition must bring the times that were given before.
        let filler = String(repeating: "0123456789abcde ", count: 124)
        let lines = (0..<10_000).map { "\($0) \(filler)" }
        try directory.write(lines.map { $0 + "\n" }.joined(), to: "a.log")
        try await withReceiver(sink) { receiver in
            try directory.write(goodConfiguration(directory, url: receiver.pushURL), to: "agent.conf")
            let config = directory.path("agent.conf")
            for count in [1500, 4000, 6500] {
                let victim = try Command("run", "--config", config)
                _ = try await sink.waitFor(count: count)
                victim.signal(SIGKILL)
                #expect(try await victim.end().status == -SIGKILL)
            }
            let last = try Command("run", "--config", config)
            _ = try await last.wait { $0.standardError.contains("msg=following") }
            // Repeated lines count too, so that more may have to come.
            var entries = try await sink.waitFor(count: lines.count)
            while Set(entries.map(\.timestampNanoseconds)).count < lines.count {
                entries = try await sink.waitFor(count: entries.count + 1)
            }
            last.signal(SIGTERM)
            #expect(try await last.end().status == 0)
        }
        let again = repeated(sink.entries, of: lines)
        #expect(again.reduce(0) { $0 + $1.line.utf8.count } <= 3 << 20)
    }
}
