// Entries of several lines: joined across reads, restarts and clients, and never committed before they are complete.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct WaitingLinesTests {
    private static func stages(wait: String = "1h") -> String {
        "- multiline: {firstline: '^#', max_wait_time: \(wait)}"
    }

    @Test func blockGoesWhenTheNextOneBegins() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("#1\n a\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL)", stages: Self.stages()))
            try trial.directory.append(" b\n", to: "logs/a.log")
            try trial.directory.append("#2\n c\n#3", to: "logs/a.log")
            _ = try await sink.waitFor(count: 1)
            try trial.directory.append("\n#4\n", to: "logs/a.log")
            let entries = try await sink.waitFor(count: 3)
            #expect(entries.map(\.line) == ["#1\n a\n b", "#2\n c", "#3"])
            try await running.stop()
        }
        #expect(sink.entries.count == 3)
    }

    @Test func openBlockIsReadAgainAfterAKillAndSentOnce() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("#1\n a\n#2\n b\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let stages = Self.stages()
            let first = try trial.start(trial.configuration("url: \(receiver.pushURL)", stages: stages))
            _ = try await sink.waitFor(count: 1)
            _ = try await first.wait { $0.lagBytes == 6 }
            try trial.copyState(to: "killed")
            try await first.stop()
            try trial.directory.append(" c\n#3\n", to: "logs/a.log")
            let second = try trial.start(
                trial.configuration("url: \(receiver.pushURL)", stages: stages, state: "killed"))
            _ = try await sink.waitFor(count: 2)
            try await second.stop()
        }
        #expect(sink.entries.map(\.line) == ["#1\n a", "#2\n b\n c"])
    }

    /// Nothing comes for as long as that: the block is complete, and a restart does not think otherwise.
    @Test func blockThatNothingFollowsIsCompleteAfterAWhile() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("#1\n a\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration(
                "url: \(receiver.pushURL)", stages: Self.stages(wait: "10ms"))
            let first = try trial.start(configuration)
            #expect(try await sink.waitFor(count: 1).map(\.line) == ["#1\n a"])
            _ = try await first.wait { $0.lagBytes == 0 }
            try trial.directory.append(" b\n", to: "logs/a.log")
            _ = try await sink.waitFor(count: 2)
            _ = try await first.wait { $0.lagBytes == 0 }
            try await first.stop()
            let second = try trial.start(configuration)
            _ = try await second.wait { $0.fileCount == 1 && $0.lagBytes == 0 }
            try await second.stop()
        }
        #expect(sink.entries.map(\.line) == ["#1\n a", " b"])
    }

    /// What was sent and not answered is cut the same when it is sent again.
    @Test func boundaryThatTheClockSetIsKept() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("#1\n a\n", to: "logs/a.log")
        try await withReceiver(sink, script: .sequence([.closeAfterStoring])) { receiver in
            let never = "batchwait: 1ms, backoff_config: {min_period: 10h, max_period: 10h}"
            let first = try trial.start(
                trial.configuration(
                    "[{url: \(receiver.pushURL), \(never)}]", stages: Self.stages(wait: "10ms")))
            _ = try await first.wait { $0.clients[0].lastError != nil }
            try trial.copyState(to: "killed")
            try trial.directory.append(" b\n#2\n", to: "logs/a.log")
            let second = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL)", stages: Self.stages(), state: "killed"))
            _ = try await sink.waitFor(count: 3)
            try await second.stop()
        }
        let entries = sink.entries
        #expect(entries.map(\.line) == ["#1\n a", "#1\n a", " b"])
        #expect(entries[0] == entries[1])
    }

    @Test func rotatedFileEndsItsLastBlock() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("#1\n a\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL)", stages: Self.stages()))
            _ = try await running.wait { $0.fileCount == 1 }
            try trial.directory.remove("logs/a.log")
            #expect(try await sink.waitFor(count: 1).map(\.line) == ["#1\n a"])
            try await running.stop()
        }
    }

    /// A block larger than what is read at once, in batches smaller than itself.
    @Test func longBlockGoesWhole() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let lines = (0..<9000).map { "  \($0) " + String(repeating: "x", count: 90) }
        let block = (["#1"] + lines).joined(separator: "\n")
        try trial.directory.write("#0\n\(block)\n#2\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL), batchsize: 100KiB",
                    stages: "- multiline: {firstline: '^#', max_wait_time: 1h, max_lines: 100000}"))
            let entries = try await sink.waitFor(count: 2)
            #expect(entries[0].line == "#0")
            #expect(entries[1].line == block)
            try await running.stop()
        }
    }

    @Test func tenantsAndMetadataReachLoki() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write(
            "{\"t\":\"a\",\"u\":\"1\"}\n{\"t\":\"b\"}\n{\"u\":\"3\"}\n{\"t\":\"a\"}\n", to: "logs/a.log")
        let stages = """
            - json: {expressions: {t: , u: }}
            - tenant: {source: t}
            - structured_metadata: {u: }
            """
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL), tenant_id: own", stages: stages))
            _ = try await sink.waitFor(count: 4)
            _ = try await running.wait { $0.lagBytes == 0 }
            try await running.stop()
        }
        let entries = sink.entries
        #expect(entries.map(\.tenant).sorted() == ["a", "a", "b", "own"])
        #expect(entries.first { $0.line.contains("\"1\"") }?.structuredMetadata == [NameValue("u", "1")])
        #expect(entries.first { $0.line == "{\"t\":\"b\"}" }?.tenant == "b")
        #expect(entries.first { $0.line == "{\"u\":\"3\"}" }?.tenant == "own")
        #expect(entries.allSatisfy { !$0.labels.contains { $0.name == "__tenant_id__" } })
    }
}
