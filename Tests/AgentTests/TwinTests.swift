// What a program wrote twice arrives twice, and what a restart sends again is what was sent before.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct TwinTests {
    private static let stages =
        "- json: {expressions: {t: , level: }}\n- timestamp: {source: t, format: Unix}\n"
    private static let second: Int64 = 1_000_000_000
    private static let start: Int64 = 1_795_341_600

    private static func line(_ seconds: Int64 = 0, _ text: String = "same") -> String {
        "{\"t\":\(start + seconds),\"text\":\"\(text)\"}"
    }

    private func append(_ lines: [String], to trial: AgentTrial) throws {
        try trial.directory.append(lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
    }

    /// Nanoseconds since the start.
    private func times(_ entries: [ReceivedEntry]) -> [Int64] {
        entries.map { $0.timestampNanoseconds - Self.start * Self.second }
    }

    @Test func equalLinesOfOneTimeAllArrive() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL)", stages: Self.stages))
            try append([Self.line(), Self.line(), Self.line(0, "other"), Self.line()], to: trial)
            _ = try await sink.waitFor(count: 4)
            // In a read of their own, and below the highest time by now.
            try append([Self.line(), Self.line(0, "other"), Self.line(1), Self.line(1)], to: trial)
            _ = try await sink.waitFor(count: 8)
            try await running.stop()
        }
        #expect(times(sink.entries) == [0, 1, 0, 2, 3, 1, Self.second, Self.second + 1])
    }

    @Test func linesOfDifferentFilesAreNoTwins() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("\(Self.line())\n\(Self.line())\n", to: "logs/b.log")
        try append([Self.line(), Self.line()], to: trial)
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL)", stages: Self.stages))
            _ = try await sink.waitFor(count: 4)
            try await running.stop()
        }
        #expect(times(sink.entries).sorted() == [0, 0, 1, 1])
    }

    @Test(arguments: [true, false])
    func twinThatComesAfterARestartIsToldApart(isKilled: Bool) async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            var state = "state"
            for round in 0..<4 {
                try append([Self.line(), Self.line(0, "between")], to: trial)
                let running = try trial.start(
                    trial.configuration("url: \(receiver.pushURL)", stages: Self.stages, state: state))
                _ = try await sink.waitFor(count: round * 2 + 2)
                _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
                if isKilled {
                    try trial.copyState(from: state, to: "killed\(round)")
                    state = "killed\(round)"
                }
                try await running.stop()
            }
        }
        #expect(times(sink.entries) == [0, 0, 1, 1, 2, 2, 3, 3])
    }

    /// Pushes are answered up to one whose acknowledgement is lost; then the agent is killed, and the next one goes on.
    /// - Returns: what arrived, each entry once, whatever was sent again to the byte.
    private func kill(
        _ trial: AgentTrial, after accepted: Int, batch: Int, stages: String = stages
    ) async throws -> [ReceivedEntry] {
        let (sink, other) = (CollectingSink(), CollectingSink())
        let isOver = Mutex(false)
        let script = AnswerScript { request in
            if request.index < accepted { return .accept }
            if request.index == accepted { return .closeAfterStoring }
            return isOver.withLock { $0 } ? .accept : .never
        }
        var stored: [ReceivedEntry] = []
        let settings = "name: a, batchsize: \(batch)"
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL), timeout: 100ms, \(settings)", stages: stages))
            _ = try await running.wait { _ in receiver.counters.requests > accepted + 1 }
            try trial.copyState(to: "killed")
            stored = sink.entries
            isOver.withLock { $0 = true }
            try await running.stop()
        }
        try await withReceiver(other) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL), \(settings)", stages: stages, state: "killed"))
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try await running.stop()
        }
        let after = other.entries
        let known = Set(stored.map(key))
        // What is sent again is what was in flight, and nothing that was answered.
        let again = after.prefix { known.contains(key($0)) }
        #expect(!again.isEmpty)
        #expect(again.reduce(0) { $0 + $1.line.utf8.count } <= batch)
        #expect(Array(again) == stored.suffix(again.count))
        let fresh = after.dropFirst(again.count)
        #expect(!fresh.contains { known.contains(key($0)) })
        var seen: Set<String> = []
        return (stored + fresh).filter { seen.insert(key($0)).inserted }
    }

    private func key(_ entry: ReceivedEntry) -> String { "\(entry.timestampNanoseconds) \(entry.line)" }

    @Test(arguments: [0, 1, 5])
    func threeThousandEqualLinesOfOneSecondSurviveAKill(accepted: Int) async throws {
        let trial = try AgentTrial()
        try append((0..<3000).map { _ in Self.line() } + [Self.line(1)], to: trial)
        let found = try await kill(trial, after: accepted, batch: 16 << 10)
        #expect(times(found) == (0..<3000).map { Int64($0) } + [Self.second])
    }

    /// Times that stand still, go back and are given by the agent, in one file.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func whatIsSentAgainIsTheSameWhateverTheTimesAre(seed: UInt64) async throws {
        let trial = try AgentTrial()
        var generator = SeededGenerator(seed: seed)
        var run = 0
        let lines = (0..<1500).map { number in
            let kind = Int.random(in: 0..<60, using: &generator)
            // A line may begin a new run, which does not know the texts of the one before.
            if kind < 3 { run = number }
            return switch kind {
            case 0: "no time \(number)"
            case 1: Self.line(Int64.random(in: 0...5, using: &generator), "é \(number)")
            // Above all times that the agent gives.
            case 2 where number > 700: Self.line(1_000_000_000, "late \(number)")
            default: Self.line(Int64(number / 400), "\(number % 3) \(run) \(number / 400)")
            }
        }
        try append(lines, to: trial)
        let stages = Self.stages.replacing("Unix}", with: "Unix, action_on_failure: skip}")
        let found = try await kill(trial, after: 3, batch: 8 << 10, stages: stages)
        #expect(found.map(\.line) == lines)
    }

    @Test func aClientThatLagsGetsTheSameTimes() async throws {
        let trial = try AgentTrial()
        let (prompt, late) = (CollectingSink(), CollectingSink())
        let isUp = Mutex(false)
        let script = AnswerScript { _ in isUp.withLock { $0 } ? .accept : .status(503) }
        try await withReceiver(prompt) { first in
            try await withReceiver(late, script: script) { second in
                let clients = [first.pushURL, second.pushURL].enumerated().map {
                    "{name: c\($0), \(AgentTrial.quick), url: \($1), batchsize: 4KiB}"
                }
                let running = try trial.start(
                    trial.configuration("[\(clients.joined(separator: ", "))]", stages: Self.stages))
                for round in 1...10 {
                    try append((0..<100).map { Self.line(0, "\($0 % 7)") }, to: trial)
                    _ = try await prompt.waitFor(count: round * 100)
                }
                isUp.withLock { $0 = true }
                _ = try await late.waitFor(count: 1000)
                try await running.stop()
            }
        }
        #expect(texts(late.entries) == texts(prompt.entries))
        #expect(Set(texts(prompt.entries)).count == 1000)
    }

    @Test func givenTimesGoOnAboveTheLastThoughTheClockIsSetBack() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("url: \(receiver.pushURL)")
            for round in 0..<3 {
                try append(["same", "same"], to: trial)
                let running = try trial.start(configuration)
                _ = try await sink.waitFor(count: round * 2 + 2)
                _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
                try await running.stop()
            }
        }
        let found = sink.entries.map(\.timestampNanoseconds)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
        // The origin of the last line's time is kept, so that the next one is above it whatever the clock says.
        let state = String(decoding: try trial.directory.read("state/positions.json"), as: UTF8.self)
        #expect(state.contains("\"given\": [["))
    }
}
