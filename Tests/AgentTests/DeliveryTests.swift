// The main job: a JSON log that is renamed while it grows arrives once, with its labels and times.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct DeliveryTests {
    static let stages = """
        - json: {expressions: {time: , level: , seq: }}
        - labels: {level: }
        - timestamp: {source: time, format: RFC3339Nano}
        """

    static func line(_ seq: Int) -> String {
        let digits = String(1_000_000 + seq).dropFirst()
        return
            #"{"time":"2026-11-22T10:00:00.\#(digits)Z","level":"\#(seq % 3 == 0 ? "warn" : "info")","seq":\#(seq)}"#
    }

    static func time(_ seq: Int) -> Int64 { 1_795_341_600_000_000_000 + Int64(seq) * 1000 }

    /// What the agent writes itself would make it write more, for ever.
    @Test func patternThatMatchesTheAgentsOwnFilesFollowsNoneOfThem() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("one\n", to: "logs/app.log")
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("url: \(receiver.pushURL)")
                .replacing("/logs/*.log", with: "/**/*")
            let first = try trial.start(configuration)
            _ = try await sink.waitFor(count: 1)
            _ = try await first.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try await first.stop()
            // With a snapshot and the one before it lying there.
            let second = try trial.start(configuration)
            try trial.directory.append("two\n", to: "logs/app.log")
            _ = try await sink.waitFor(count: 2)
            _ = try await second.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try await second.stop()
        }
        #expect(sink.entries.map(\.line) == ["one", "two"])
    }

    @Test func linesArriveWithTheirLabelsAndTheirOwnTimes() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("\(Self.line(0))\n\(Self.line(1))\n", to: "logs/app.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL), tenant_id: team, external_labels: {host: h, job: other}",
                    stages: Self.stages))
            _ = try await sink.waitFor(count: 2)
            try trial.directory.append("\(Self.line(2))\n\(Self.line(3))", to: "logs/app.log")
            _ = try await sink.waitFor(count: 3)
            try trial.directory.append("\r\n", to: "logs/app.log")
            let entries = try await sink.waitFor(count: 4)
            try await running.stop()
            let path = trial.directory.path("logs/app.log")
            #expect(
                texts(entries)
                    == (0..<4).map { seq in
                        "{filename=\"\(path)\", host=\"h\", job=\"test\", level=\"\(seq % 3 == 0 ? "warn" : "info")\"} "
                            + "\(Self.time(seq)) \(Self.line(seq))\(seq == 3 ? "\r" : "")"
                    })
            #expect(Set(entries.map(\.tenant)) == ["team"])
        }
        #expect(sink.entries.count == 4)
    }

    /// Writes lines while the agent reads, renaming the file away now and then.
    private func write(_ directory: ScratchDirectory, _ numbers: Range<Int>, renamingAfter steps: Set<Int>)
        throws
    {
        for seq in numbers {
            if steps.contains(seq) {
                for number in stride(from: 5, to: 0, by: -1) {
                    try? directory.rename("logs/app.log.\(number)", to: "logs/app.log.\(number + 1)")
                }
                try directory.rename("logs/app.log", to: "logs/app.log.1")
            }
            try directory.append(Self.line(seq) + "\n", to: "logs/app.log")
        }
    }

    /// What must be true after any history: each number once, with its time, its level and the path of its birth.
    private func check(_ sink: CollectingSink, _ count: Int, _ path: String) throws {
        var seen: [Int: Int] = [:]
        for entry in sink.entries {
            let digits = entry.line.drop { $0 != "," }.split(separator: ":").last?.dropLast() ?? ""
            let seq = try #require(Int(digits))
            seen[seq, default: 0] += 1
            if entry.line != Self.line(seq) || entry.timestampNanoseconds != Self.time(seq)
                || entry.labels.map(\.value) != [path, "test", seq % 3 == 0 ? "warn" : "info"]
            {
                Issue.record("\(entry)")
            }
        }
        #expect(seen.filter { $0.value > 1 }.keys.sorted() == [])
        #expect((0..<count).filter { seen[$0] == nil } == [])
    }

    @Test func everyLineArrivesOnceAcrossThreeRenamesAndARestart() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("url: \(receiver.pushURL)", stages: Self.stages)
            try write(trial.directory, 0..<100, renamingAfter: [])
            let first = try trial.start(configuration)
            _ = try await sink.waitFor(count: 100)
            async let writing: Void = write(trial.directory, 100..<3000, renamingAfter: [700, 1500, 2300])
            _ = try await sink.waitFor(count: 1000)
            try await first.stop()
            let second = try trial.start(configuration)
            try await writing
            _ = try await sink.waitFor(count: 3000)
            try await second.stop()
        }
        try check(sink, 3000, trial.directory.path("logs/app.log"))
    }

    @Test func renamesWhileTheAgentIsStoppedLoseNothing() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("url: \(receiver.pushURL)", stages: Self.stages)
            try write(trial.directory, 0..<200, renamingAfter: [])
            let first = try trial.start(configuration)
            _ = try await sink.waitFor(count: 200)
            try await first.stop()
            try write(trial.directory, 200..<700, renamingAfter: [300, 450, 600])
            let second = try trial.start(configuration)
            _ = try await sink.waitFor(count: 700)
            try write(trial.directory, 700..<800, renamingAfter: [750])
            _ = try await sink.waitFor(count: 800)
            try await second.stop()
        }
        try check(sink, 800, trial.directory.path("logs/app.log"))
    }

    @Test func restartWithNothingNewSendsNothing() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("url: \(receiver.pushURL)", stages: Self.stages)
            try write(trial.directory, 0..<10, renamingAfter: [5])
            // Renamed away before the first start, it is none of the agent's files, then or later.
            try trial.directory.setModified("logs/app.log.1", to: 1_795_000_000)
            let first = try trial.start(configuration)
            _ = try await sink.waitFor(count: 5)
            try await first.stop()
            let requests = receiver.counters.requests
            for _ in 0..<2 {
                let again = try trial.start(configuration)
                _ = try await again.wait { $0.fileCount == 1 && $0.lagBytes == 0 }
                try await again.stop()
            }
            #expect(receiver.counters.requests == requests)
        }
        // Entries of one stream come together, so that the streams' order in a push is no order in time.
        let entries = sink.entries.sorted { $0.timestampNanoseconds < $1.timestampNanoseconds }
        #expect(entries.map(\.line) == (5..<10).map { Self.line($0) })
    }

    @Test func filesThatAppearAreFollowedFromTheirFirstByte() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("old\n", to: "logs/old.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL)", positions: "start_at: end"))
            _ = try await running.wait { $0.fileCount == 1 }
            try trial.directory.append("new\n", to: "logs/new.log")
            try trial.directory.append("later\n", to: "logs/old.log")
            try trial.directory.append("ignored\n", to: "logs/other.txt")
            let entries = try await sink.waitFor(count: 2)
            try await running.stop()
            #expect(entries.map(\.line).sorted() == ["later", "new"])
        }
        #expect(sink.entries.count == 2)
    }
}
