// Chance against the plain model: wherever chunks end and processes die, every line has the time that the model gives.

import Platform
import TestSupport
import Testing

@testable import Pipeline

@Suite struct TwinPropertyTests {
    @Test(arguments: 0..<8)
    func everyLineHasTheSameTimeHoweverItIsReadAndRestarted(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let lines = generator.twinLines(200)
        let model = PlainTwins.times(lines)
        for longest in [1, 3, 40, 200] {
            let reader = TwinReader(lines)
            while reader.next < lines.count {
                let start = reader.next
                let found = reader.read(
                    Int.random(in: 1...longest, using: &generator),
                    epochEnds: Bool.random(using: &generator))
                #expect(found == Array(model.times[start..<reader.next]))
                #expect(reader.run.start == model.starts[reader.next - 1])
                #expect(reader.run.memory.lastTimestamp == model.memories[reader.next - 1])
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: reader.restart { Int.random(in: 1...longest, using: &generator) }
                case 1:
                    reader.run.forgetTable()
                    if !reader.run.isKnown {
                        reader.restart { Int.random(in: 1...longest, using: &generator) }
                    }
                default: break
                }
            }
        }
    }

    @Test(arguments: 0..<5)
    func whatOneReaderDoesIsNothingToAnotherThatSharedItsRun(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let lines = generator.twinLines(300)
        let model = PlainTwins.times(lines)
        let first = TwinReader(lines)
        var shared: [(next: Int, run: TwinRun)] = []
        while first.next < lines.count {
            _ = first.read(Int.random(in: 1...20, using: &generator))
            shared.append((first.next, first.run))
        }
        for (next, run) in shared {
            let second = TwinReader(lines)
            _ = second.read(next)
            second.run = run
            #expect(second.read(lines.count) == Array(model.times[next...]))
        }
    }

    /// The table against a set of pairs.
    @Test(arguments: 0..<5)
    func theTableGivesTheFirstFreeTime(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let owner = TwinTable()
        let table = owner.places
        for _ in 0..<6 {
            var taken: [Set<Int64>] = [[], [], []]
            let width = Int64.random(in: 1...2000, using: &generator)
            for _ in 0..<Int.random(in: 1...3000, using: &generator) {
                let text = Int.random(in: 0..<3, using: &generator)
                let own = Int64.random(in: -width...width, using: &generator)
                var expected = own
                while taken[text].contains(expected) { expected += 1 }
                taken[text].insert(expected)
                if table.take(UInt64(text) << 40, at: own) != expected { Issue.record("not \(expected)") }
            }
            #expect(table.count == taken.reduce(0) { $0 + $1.count })
            table.removeAll()
            #expect(table.count == 0)
        }
        #expect(table.footprint <= 1 << 17)
        withExtendedLifetime(owner) {}
    }

    @Test func manyEqualTextsAtOneTimeTakeAStepEach() {
        let owner = TwinTable()
        let table = owner.places
        for number in 0..<65_536 as Range<Int64> {
            #expect(table.take(7, at: 100) == 100 + number)
        }
        let other = owner.copy()
        #expect(other.places.take(7, at: 50_000) == 65_636)
        #expect(table.take(7, at: 100) == 65_636)
        #expect(other.places.count == 65_537)
    }
}
