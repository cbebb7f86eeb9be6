// Ranges are released in any order; the ledger against one that remembers everything.

import Platform
import TestSupport
import Testing

@testable import Checkpoints

/// The ledger's contract in the plainest way: every range for ever, and a walk over all of them.
private struct PlainLedger {
    private var lanes: [GenerationID: [(end: Int64, isReleased: Bool)]] = [:]
    private var reached: [GenerationID: Int64] = [:]

    var openRanges: Int {
        lanes.values.reduce(0) { sum, lane in sum + lane.count - lane.prefix(while: \.isReleased).count }
    }

    mutating func open(_ generation: GenerationID, end: Int64) {
        lanes[generation, default: []].append((end, false))
    }

    mutating func release(_ generation: GenerationID, _ place: Int) -> Int64? {
        lanes[generation]?[place].isReleased = true
        let now = lanes[generation]?.prefix(while: \.isReleased).last?.end
        guard let now, now != reached[generation] else { return nil }
        reached[generation] = now
        return now
    }
}

@Suite struct LedgerTests {
    private static let one = GenerationID(1)
    private static let two = GenerationID(2)

    /// A range that was opened: the index that the ledger gave, the place that the plain one knows it by.
    private struct Open {
        let generation: GenerationID
        let index: Int
        let place: Int
        var isOpen = true
    }

    private struct History {
        var ledger = Ledger()
        var plain = PlainLedger()
        var ranges: [Open] = []
        var count = 0

        mutating func open(_ generation: GenerationID) {
            let place = ranges.count { $0.generation == generation }
            let end = Int64(ranges.count + 1) * 10
            let index = ledger.open(generation, end: Progress(offset: end, lastTimestamp: end))
            plain.open(generation, end: end)
            ranges.append(Open(generation: generation, index: index, place: place))
        }

        mutating func release(_ number: Int) {
            let range = ranges[number]
            let progress = ledger.release(range.generation, range.index)
            let expected = plain.release(range.generation, range.place)
            if progress != expected.map({ Progress(offset: $0, lastTimestamp: $0) }) {
                Issue.record("committed \(String(describing: progress)), not \(String(describing: expected))")
            }
            ranges[number].isOpen = false
        }
    }

    /// Walks every history of up to `limit` ranges.
    private func explore(_ history: History, limit: Int, visited: inout Int) {
        visited += 1
        if history.ledger.openRanges != history.plain.openRanges {
            Issue.record("\(history.ledger.openRanges) ranges open in place of \(history.plain.openRanges)")
        }
        if history.ranges.count < limit {
            for generation in [Self.one, Self.two] {
                var next = history
                next.open(generation)
                explore(next, limit: limit, visited: &visited)
                if history.ranges.isEmpty { break }
            }
        }
        for number in history.ranges.indices where history.ranges[number].isOpen {
            var next = history
            next.release(number)
            explore(next, limit: limit, visited: &visited)
        }
    }

    /// How many ranges the ledger remembers, committed or not.
    private static func keptRanges(_ ledger: Ledger) -> Int {
        let lanes = Mirror(reflecting: ledger).descendant("lanes") as? any Collection ?? []
        return lanes.reduce(0) { sum, lane in
            let ranges = Mirror(reflecting: lane).descendant("value", "ranges")
            return sum + ((ranges as? any Collection)?.count ?? 0)
        }
    }

    @Test(arguments: [4, 5])
    func everyHistoryOfAFewRangesInTwoGenerationsCommitsWhatAPlainLedgerDoes(limit: Int) {
        var visited = 0
        explore(History(), limit: limit, visited: &visited)
        #expect(visited > 300)
    }

    @Test(arguments: 0..<20)
    func longHistoriesCommitWhatAPlainLedgerDoes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var history = History()
        var open: [Int] = []
        for _ in 0..<2000 {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<4:
                history.open(GenerationID(UInt64.random(in: 1...3, using: &generator)))
                open.append(history.ranges.count - 1)
            default:
                guard let place = open.indices.randomElement(using: &generator) else { continue }
                history.release(open.remove(at: place))
            }
        }
        for number in open { history.release(number) }
        #expect(history.ledger.openRanges == 0)
    }

    @Test func lettingGoOfWhatIsNotOpenChangesNothing() {
        var ledger = Ledger()
        #expect(ledger.release(Self.one, 0) == nil)
        let first = ledger.open(Self.one, end: Progress(offset: 1))
        let second = ledger.open(Self.one, end: Progress(offset: 2))
        #expect(ledger.release(Self.one, second) == nil)
        #expect(ledger.release(Self.one, second) == nil)
        #expect(ledger.release(Self.one, -1) == nil)
        #expect(ledger.release(Self.one, 2) == nil)
        #expect(ledger.release(Self.two, first) == nil)
        #expect(ledger.release(Self.one, first) == Progress(offset: 2))
        #expect(ledger.openRanges == 0)
    }

    @Test func anIndexStaysValidWhileWhatWasBeforeItIsDropped() {
        var ledger = Ledger()
        let indices = (0..<1000).map { ledger.open(Self.one, end: Progress(offset: Int64($0))) }
        for (place, index) in indices.enumerated() {
            let next = ledger.open(Self.one, end: Progress(offset: Int64(1000 + place)))
            #expect(ledger.release(Self.one, index) == Progress(offset: Int64(place)))
            #expect(next == index + 1000)
        }
        #expect(ledger.openRanges == 1000)
    }

    @Test func aLongQueueThatNeverRunsDryTakesNoMoreRoom() {
        var ledger = Ledger()
        var waiting = Queue<Int>()
        for step in 0..<200_000 {
            waiting.append(ledger.open(Self.one, end: Progress(offset: Int64(step))))
            if waiting.count > 4, let index = waiting.popFirst() { _ = ledger.release(Self.one, index) }
        }
        #expect(ledger.openRanges == 4)
        #expect(Self.keptRanges(ledger) <= 10)
    }
}
