// Lives that all end in a kill, over a log of blocks of lines: what Loki has in the end is each block once, as one life
// would have cut it.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct WaitingCrashTests {
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

    @Test(arguments: 0..<8 as Range<UInt64>) func blocksAreCutAlikeInEveryLife(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let trial = try AgentTrial()
        var lines: [String] = []
        var entries: Set<StoredEntry> = []
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
            let stored = try await trial.live(
                life, Self.stages, accepted: life == 5 ? .max - 2 : Int.random(in: 0..<6, using: &generator),
                batch: Int.random(in: 100...4000, using: &generator), open: isOpen ? open : 0)
            entries.formUnion(stored)
        }
        let found = entries.sorted { $0.time < $1.time }.map(\.line)
        #expect(found == Array(Self.blocks(lines).dropLast()))
    }
}
