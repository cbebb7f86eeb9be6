// Lines without a time of their own get one from the agent, and after a crash the same one again.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct GivenTimeTests {
    @Test func linesGetRisingTimesOfTheirReading() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let before = Clock.realtime()
        try await withReceiver(sink) { receiver in
            // Several batches a chunk, several chunks, and empty lines, which take a nanosecond too.
            let running = try trial.start(trial.configuration("url: \(receiver.pushURL), batchsize: 64KiB"))
            for round in 1...20 {
                let lines = (0..<500).map { $0 % 5 == 0 ? "\n" : "round \(round) line \($0)\n" }.joined()
                try trial.directory.append(lines, to: "logs/a.log")
                if round % 4 == 0 { _ = try await sink.waitFor(count: round * 500) }
            }
            try await running.stop()
        }
        let times = sink.entries.map(\.timestampNanoseconds)
        #expect(times.count == 10_000)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
        #expect(times.allSatisfy { $0 >= before && $0 <= Clock.realtime() })
    }

    /// Runs an agent whose pushes are stored and never acknowledged, takes its state as a SIGKILL would leave it, and
    /// starts another one on that: everything must come again, the same to the byte.
    private func repeatAfterACrash(
        _ trial: AgentTrial, stages: String, lines: Int, extra: String = ""
    ) async throws -> (first: [ReceivedEntry], second: [ReceivedEntry]) {
        let (sink, other) = (CollectingSink(), CollectingSink())
        // The acknowledgement of the first push is lost; all later ones are held until the crash is over.
        let isOver = Mutex(false)
        let script = AnswerScript { request in
            request.index == 0 ? .closeAfterStoring : isOver.withLock { $0 } ? .accept : .never
        }
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL), name: a, timeout: 100ms, \(extra)", stages: stages))
            _ = try await sink.waitFor(count: lines)
            try trial.copyState(to: "crashed")
            isOver.withLock { $0 = true }
            try await running.stop()
        }
        try await withReceiver(other) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL), name: a, \(extra)", stages: stages, state: "crashed"))
            _ = try await other.waitFor(count: lines)
            _ = try await running.wait { $0.lagBytes == 0 }
            try await running.stop()
        }
        return (Array(sink.entries.prefix(lines)), other.entries)
    }

    @Test(
        arguments: [
            "",
            "- json: {expressions: {level: }}\n- labels: {level: }",
            // Some lines have their own time, some follow it, some get the agent's.
            "- json: {expressions: {t: , level: }}\n- timestamp: {source: t, format: UnixMs}\n- labels: {level: }",
            "- json: {expressions: {t: }}\n- timestamp: {source: t, format: UnixMs, action_on_failure: skip}",
        ])
    func crashRepeatsEntriesToTheByte(_ stages: String) async throws {
        let trial = try AgentTrial()
        let lines = (0..<400).map { number in
            switch number % 4 {
            case 0: "plain \(number)"
            case 1: "{\"level\":\"info\",\"n\":\(number)}"
            case 2 where number > 100: "{\"t\":\(1_795_341_600_000 + number),\"level\":\"warn\"}"
            default: "{\"level\":\"error\",\"t\":\"none\"}"
            }
        }
        try trial.directory.write(lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
        let (first, second) = try await repeatAfterACrash(trial, stages: stages, lines: 400)
        #expect(first.count == 400)
        #expect(texts(second) == texts(first))
        #expect(second == first)
    }

    @Test func crashInTheMiddleOfAChunkGoesOnWithTheSameTimes() async throws {
        let trial = try AgentTrial()
        let (sink, other) = (CollectingSink(), CollectingSink())
        let lines = (0..<3000).map { "line \($0)" }
        try trial.directory.write(lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
        // Three batches are acknowledged, the fourth is stored and its acknowledgement lost.
        let isOver = Mutex(false)
        let script = AnswerScript { request in
            switch request.index {
            case ..<3: .accept
            case 3: .closeAfterStoring
            default: isOver.withLock { $0 } ? .accept : .never
            }
        }
        var stored: [ReceivedEntry] = []
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL), name: a, timeout: 2s, batchsize: 4KiB"))
            // The fifth request is the repetition of the fourth, so that all before it is written down.
            _ = try await running.wait { _ in receiver.counters.requests > 4 }
            try trial.copyState(to: "crashed")
            stored = sink.entries
            isOver.withLock { $0 = true }
            try await running.stop()
        }
        try await withReceiver(other) { receiver in
            let running = try trial.start(
                trial.configuration("url: \(receiver.pushURL), name: a, batchsize: 4KiB", state: "crashed"))
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try await running.stop()
        }
        let all = stored + other.entries
        var unique: [Int64: String] = [:]
        for entry in all {
            if let known = unique.updateValue(entry.line, forKey: entry.timestampNanoseconds),
                known != entry.line
            {
                Issue.record("\(known) and \(entry.line) have one time")
            }
        }
        #expect(unique.sorted { $0.key < $1.key }.map(\.value) == lines)
        // What comes twice is the batch that was in flight, and nothing of what was answered before.
        let again = other.entries.filter { stored.contains($0) }
        #expect(!again.isEmpty)
        #expect(again == stored.suffix(again.count))
        #expect(again.reduce(0) { $0 + $1.line.utf8.count } <= 4 << 10)
    }

    @Test func secondClientGetsTheTimesOfTheFirst() async throws {
        let trial = try AgentTrial()
        let (sink, other) = (CollectingSink(), CollectingSink())
        let isUp = Mutex(false)
        let script = AnswerScript { _ in isUp.withLock { $0 } ? .accept : .status(503) }
        try await withReceiver(sink) { receiver in
            try await withReceiver(other, script: script) { late in
                let running = try trial.start(
                    trial.configuration(
                        "[{name: a, \(AgentTrial.quick), url: \(receiver.pushURL), batchsize: 4KiB}, "
                            + "{name: b, \(AgentTrial.quick), url: \(late.pushURL), batchsize: 4KiB}]"))
                for round in 1...10 {
                    let lines = (0..<200).map { "round \(round) line \($0)\n" }.joined()
                    try trial.directory.append(lines, to: "logs/a.log")
                    _ = try await sink.waitFor(count: round * 200)
                }
                isUp.withLock { $0 = true }
                _ = try await other.waitFor(count: 2000)
                try await running.stop()
            }
        }
        #expect(texts(other.entries) == texts(sink.entries))
    }
}
