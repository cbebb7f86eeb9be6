// Where a chunk ends depends on when it was read; what becomes of a line must not.

import Platform
import TestSupport
import Testing

@testable import Pipeline

@Suite struct PipelineChunkingTests {
    static let stages = """
        - json: {expressions: {time: , level: , message: }}
        - timestamp: {source: time, format: RFC3339Nano, fallback_formats: [UnixMs]}
        - labels: {level: }
        - output: {source: message}
        """

    /// A log with times, lines without any, and lines that are not JSON.
    static func log(_ seed: UInt64, lines: Int) -> [[UInt8]] {
        var generator = SeededGenerator(seed: seed)
        return (0..<lines).map { number in
            let level = ["info", "warn", "error", ""][Int.random(in: 0..<4, using: &generator)]
            let line =
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: "  at frame \(number)"
                case 1: "{\"level\":\"\(level)\",\"message\":\"no time \\u00e9 \(number)\"}"
                case 2:
                    "{\"time\":\(1_795_341_600_000 + number),\"level\":\"\(level)\",\"message\":\(number)}"
                case 3: "{\"time\":\"broken\",\"level\":\"\(level)\",\"message\":\"m\"}"
                case 4: ""
                default:
                    "{\"time\":\"2026-11-22T10:00:00.\(number)Z\",\"level\":\"\(level)\",\"message\":\"m\\n\(number)\"}"
                }
            return Array(line.utf8)
        }
    }

    /// The log in chunks of random lengths, the memory carried from one to the next.
    private func run(_ log: [[UInt8]], _ generator: inout SeededGenerator, upTo longest: Int) throws
        -> [Outcome]
    {
        let trial = try StageTrial(Self.stages)
        var outcomes: [Outcome] = []
        var (start, offset) = (0, Int64(0))
        while start < log.count {
            let end = min(log.count, start + Int.random(in: 1...longest, using: &generator))
            let lines = Array(log[start..<end])
            // The table of label sets may be emptied between any two chunks.
            if Bool.random(using: &generator) { trial.table.reset() }
            outcomes += trial.run(lines, labels: [Label("filename", "/f")], base: 5_000_000 + offset)
            offset += lines.reduce(0) { $0 + Int64($1.count + 1) }
            start = end
        }
        return outcomes
    }

    @Test(arguments: UInt64(1)...6)
    func chunksOfAnySizeGiveTheSameEntries(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let log = Self.log(seed, lines: 300)
        let whole = try StageTrial(Self.stages).run(log, labels: [Label("filename", "/f")], base: 5_000_000)
        #expect(whole.count == log.count)
        #expect(whole.contains { $0.hasOwnTime })
        for longest in [1, 2, 7, 50, 299] {
            #expect(try run(log, &generator, upTo: longest) == whole)
        }
    }

    @Test(arguments: UInt64(1)...4)
    func chunksOfWhichOnlyTheFirstRowsHaveRoomGiveTheSameEntries(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let log = Self.log(seed, lines: 200)
        let (trial, whole) = (try StageTrial(Self.stages), try StageTrial(Self.stages).run(log, base: 7))
        var (outcomes, offset): ([Outcome], Int64) = ([], 0)
        while outcomes.count < log.count {
            let before = trial.memory
            let read = trial.run(Array(log[outcomes.count...].prefix(20)), base: 7 + offset)
            let rows = Int.random(in: 1...read.count, using: &generator)
            let next = rows < read.count ? Int(trial.chunk.lines[rows].start) : trial.chunk.text.count
            trial.chunk.truncate(to: rows)
            trial.memory = trial.chunk.memory(after: rows, from: before)
            let given = read[..<rows].last { !$0.hasOwnTime }?.time
            #expect(trial.chunk.count == rows)
            #expect(trial.chunk.highestGiven(base: 7 + offset) == given)
            outcomes += read[..<rows]
            offset += Int64(next)
        }
        #expect(outcomes == whole)
    }

    @Test func resumeInTheMiddleGivesTheSameEntries() throws {
        let log = Self.log(9, lines: 120)
        let trial = try StageTrial(Self.stages)
        let whole = trial.run(log, base: 5_000_000)
        var offset: Int64 = 0
        var memory = PipelineMemory()
        for start in 0..<log.count {
            let resumed = try StageTrial(Self.stages)
            resumed.memory = memory
            #expect(resumed.run(Array(log[start...]), base: 5_000_000 + offset) == Array(whole[start...]))
            offset += Int64(log[start].count + 1)
            if whole[start].hasOwnTime { memory.lastTimestamp = whole[start].time }
        }
    }
}
