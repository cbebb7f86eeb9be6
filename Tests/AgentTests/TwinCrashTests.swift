// Lives that all end in a kill: together they send what one that never ends would, and each entry as it would.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct TwinCrashTests {
    /// What becomes of a file, in the plainest way: times of milliseconds, `fudge` where there is none.
    private struct Model {
        private var taken: Set<StoredEntry> = []
        private var highest = Int64.min
        private var last: Int64?
        private(set) var entries: Set<StoredEntry> = []

        mutating func add(_ line: String, time own: Int64?) {
            guard let own = own ?? last.map({ $0 + 1 }) else { return }
            last = own
            if own > highest { taken = [] }
            highest = max(highest, own)
            var entry = StoredEntry(time: own, line: line)
            while !taken.insert(entry).inserted { entry = StoredEntry(time: entry.time + 1, line: line) }
            highest = max(highest, entry.time)
            entries.insert(entry)
        }
    }

    private static let stages =
        "- json: {expressions: {t: , level: }}\n- labels: {level: }\n- timestamp: {source: t, format: UnixMs}"

    /// Lines whose times stand still, rise, go back and are missing, with few texts.
    private func lines(
        _ count: Int, _ time: inout Int64, _ generator: inout SeededGenerator, _ model: inout Model
    )
        -> [String]
    {
        (0..<count).map { _ in
            switch Int.random(in: 0..<40, using: &generator) {
            case 0...2: time += 1
            case 3: time -= 1
            case 4: time += Int64.random(in: 0...1000, using: &generator)
            default: break
            }
            let text = Int.random(in: 0..<3, using: &generator)
            guard Int.random(in: 0..<6, using: &generator) > 0 else {
                model.add("  at frame \(text)", time: nil)
                return "  at frame \(text)"
            }
            let line = "{\"t\":\(time),\"level\":\"\(text == 0 ? "warn" : "info")\",\"text\":\(text)}"
            model.add(line, time: time * 1_000_000)
            return line
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func everyEntryIsTheSameThroughAllLives(seed: UInt64) async throws {
        let trial = try AgentTrial()
        var generator = SeededGenerator(seed: seed)
        var model = Model()
        var time: Int64 = 1_795_341_600_000
        var found: Set<StoredEntry> = []
        model.add("{\"t\":\(time)}", time: time * 1_000_000)
        try trial.directory.write("{\"t\":\(time)}\n", to: "logs/a.log")
        for life in 0..<5 {
            let text = lines(Int.random(in: 0...400, using: &generator), &time, &generator, &model)
            try trial.directory.append(text.map { $0 + "\n" }.joined(), to: "logs/a.log")
            let accepted = Int.random(in: 0...4, using: &generator)
            let batch = Int.random(in: 500...5000, using: &generator)
            found.formUnion(try await trial.live(life, Self.stages, accepted: accepted, batch: batch))
        }
        found.formUnion(try await trial.live(5, Self.stages, accepted: .max - 1, batch: 1 << 20))
        #expect(found.subtracting(model.entries) == [])
        #expect(model.entries.subtracting(found) == [])
    }
}
