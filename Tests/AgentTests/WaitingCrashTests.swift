// Lives that all end in a kill, over a log of blocks of lines: what Loki has in the end is each block once, as one life
// would have cut it.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct WaitingCrashTests {
    /// An entry as Loki tells it from others.
    private struct Entry: Hashable {
        let time: Int64
        let line: String
    }

    private static let maximumLines = 7
    private static let stages =
        "- multiline: {firstline: '^#', max_wait_time: 24h, max_lines: \(maximumLines)}"

    /// What becomes of a file's lines, in the plainest way; the last block is open.
    private static func blocks(_ lines: [String]) -> [String] {
        var blocks: [[String]] = []
        var hasStarted = false
        for line in lines {
            let isFirst = line.first == "#"
            hasStarted = hasStarted || isFirst
            if isFirst || !hasStarted || blocks.last?.count == maximumLines {
                blocks.append([line])
            } else {
                blocks[blocks.count - 1].append(line)
            }
        }
        return blocks.map { $0.joined(separator: "\n") }
    }

    private static func lines(_ numbers: Range<Int>, _ generator: inout SeededGenerator) -> [String] {
        numbers.map { number in
            let filler = String(repeating: "x", count: Int.random(in: 0..<60, using: &generator))
            return "\(Int.random(in: 0..<4, using: &generator) == 0 ? "#" : " ")\(number) \(filler)"
        }
    }

    /// One life on a copy of the last one's state. Some pushes are answered; of the last one nobody hears.
    private func live(
        _ trial: AgentTrial, _ life: Int, accepted: Int, batch: Int, open: Int64
    ) async throws -> [Entry] {
        let sink = CollectingSink()
        let isOver = Mutex(false)
        let script = AnswerScript { request in
            if request.index < accepted { return .accept }
            if request.index == accepted { return .closeAfterStoring }
            return isOver.withLock { $0 } ? .accept : .never
        }
        var stored: [ReceivedEntry] = []
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL), name: a, timeout: 50ms, batchsize: \(batch)",
                    stages: Self.stages, state: "state\(life)"))
            _ = try await running.wait {
                receiver.counters.requests > accepted + 1 || ($0.lag == open && $0.fileCount == 1)
            }
            try trial.copyState(from: "state\(life)", to: "state\(life + 1)")
            stored = sink.entries
            isOver.withLock { $0 = true }
            try await running.stop()
        }
        return stored.map { Entry(time: $0.timestampNanoseconds, line: $0.line) }
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func blocksAreCutAlikeInEveryLife(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let trial = try AgentTrial()
        var lines: [String] = []
        var entries: Set<Entry> = []
        try trial.directory.write("", to: "logs/a.log")
        for life in 0..<6 {
            let count = Int.random(in: 0..<150, using: &generator)
            // The last life ends when everything is there, the others where they may.
            var more = Self.lines(lines.count..<(lines.count + count), &generator)
            if life == 5 { more.append("#end") }
            lines += more
            try trial.directory.append(more.map { $0 + "\n" }.joined(), to: "logs/a.log")
            let open = Self.blocks(lines).last.map { Int64($0.utf8.count + 1) } ?? 0
            // A block of as many lines as there may be waits for nothing, nor does a line before the first block.
            let isOpen =
                lines.contains { $0.first == "#" }
                && Self.blocks(lines).last?.split(separator: "\n").count != Self.maximumLines
            let stored = try await live(
                trial, life, accepted: life == 5 ? .max - 2 : Int.random(in: 0..<6, using: &generator),
                batch: Int.random(in: 100...4000, using: &generator), open: isOpen ? open : 0)
            entries.formUnion(stored)
        }
        let found = entries.sorted { $0.time < $1.time }.map(\.line)
        #expect(found == Array(Self.blocks(lines).dropLast()))
    }
}
