// A file read in pieces, as the agent does: what waits is read again with what comes, and any chunk may be cut short.

import Platform
import TestSupport
import Testing

@testable import Pipeline

/// Reads lines in random chunks through a pipeline and collects the entries.
struct CutTrial {
    let trial: StageTrial
    let lines: [(text: [UInt8], labels: [Label])]
    /// The first byte of each line.
    private let offsets: [Int64]

    init(_ yaml: String, _ lines: [String]) throws { try self.init(yaml, lines.map { ($0, []) }) }

    init(_ yaml: String, _ lines: [(text: String, labels: [Label])]) throws {
        trial = try StageTrial(yaml)
        self.lines = lines.map { (Array($0.text.utf8), $0.labels) }
        var offset: Int64 = 0
        offsets = lines.map { line in
            defer { offset += Int64(line.text.utf8.count + 1) }
            return offset
        }
    }

    /// The entries that go on, in order.
    func entries(_ generator: inout SeededGenerator, upTo longest: Int) -> [Outcome] {
        var (start, end) = (0, 0)
        var entries: [Outcome] = []
        while start < lines.count {
            // Whoever waits gets more to see, until there is no more.
            end = min(lines.count, max(start, end) + Int.random(in: 1...longest, using: &generator))
            let before = trial.memory
            trial.place = Chunk.Place(offset: offsets[start], isEnded: end == lines.count)
            let outcomes = trial.run(
                lines[start..<end].map(\.text), labels: lines[start].labels, base: offsets[start])
            var rows = outcomes.count
            if Bool.random(using: &generator), rows > 1 {
                rows = trial.chunk.cut(atMost: Int.random(in: 1..<rows, using: &generator))
                trial.chunk.truncate(to: rows)
            }
            trial.memory = trial.chunk.memory(after: rows, from: before)
            for row in 0..<rows where trial.chunk.dropped[row] == .none { entries.append(outcomes[row]) }
            start += rows
        }
        return entries
    }

    /// Expects the same entries whatever the chunks are, and gives them.
    static func everyCut(
        _ yaml: String, _ lines: [String], seed: UInt64 = 1, chunks: [Int] = [1, 2, 3, 7, 20, 50]
    ) throws -> [Outcome] {
        var generator = SeededGenerator(seed: seed)
        let whole = try CutTrial(yaml, lines).entries(&generator, upTo: 1 << 30)
        for longest in chunks {
            let cut = try CutTrial(yaml, lines).entries(&generator, upTo: longest)
            #expect(cut == whole, "in chunks of up to \(longest) more lines")
        }
        return whole
    }
}
