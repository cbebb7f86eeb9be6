// Why this file exists: the demo's verdict rests on this record, so it is held against one that simply keeps all.

import Testing

@testable import Demonstration

@Suite("The record of arrivals")
struct ArrivalRecordTests {
    /// Line numbers a page; fewer than in earnest, so that there are many.
    private static let page: Int64 = 128

    private static func record(maximumPages: Int = 100) -> ArrivalRecord {
        ArrivalRecord(maximumPages: maximumPages, pageSize: page)
    }

    @Test("Lines that all arrive once leave nothing to keep")
    func allOnce() {
        var record = Self.record(maximumPages: 1)
        for seq in 0..<(Self.page * 3 + 10) { record.note(seq) }
        #expect(record.arrivedCount == Self.page * 3 + 10)
        #expect(record.repeatedCount == 0)
        #expect(record.unnotedCount == 0)
        #expect(record.missing(of: Self.page * 3 + 10, limit: 5).count == 0)
    }

    @Test("Gaps and repetitions are counted and named in order")
    func gapsAndRepetitions() {
        var record = Self.record()
        for seq in 0..<(Self.page * 2) where seq != 3 && seq != Self.page + 1 { record.note(seq) }
        for seq in [5, 5, Self.page + 2, 5] { record.note(seq) }
        #expect(record.arrivedCount == Self.page * 2 - 2)
        #expect(record.repeatedCount == 2)
        #expect(record.firstRepeated(limit: 5) == [5, Self.page + 2])
        #expect(record.firstRepeated(limit: 1) == [5])
        let missing = record.missing(of: Self.page * 2 + 4, limit: 4)
        #expect(missing.count == 6)
        #expect(missing.first == [3, Self.page + 1, Self.page * 2, Self.page * 2 + 1])
    }

    @Test("A repetition in a page that was complete is found")
    func repetitionAfterCompletion() {
        var record = Self.record()
        for seq in 0..<Self.page { record.note(seq) }
        record.note(9)
        #expect(record.repeatedCount == 1)
        #expect(record.firstRepeated(limit: 5) == [9])
        #expect(record.missing(of: Self.page, limit: 5).count == 0)
    }

    @Test("Nothing arrived, nothing was written")
    func nothing() {
        let record = Self.record()
        #expect(record.missing(of: 0, limit: 5).count == 0)
        #expect(record.missing(of: 3, limit: 2) == (3, [0, 1]))
        #expect(record.firstRepeated(limit: 5).isEmpty)
    }

    @Test("Beyond its pages it counts what it could not note, and keeps its size")
    func bounded() {
        var record = Self.record(maximumPages: 2)
        for seq in [0, Self.page, Self.page * 2, Int64.max, -1, Self.page + 1] { record.note(seq) }
        #expect(record.arrivedCount == 3)
        #expect(record.unnotedCount == 3)
    }

    @Test("Whatever arrives, it tells what a list of everything tells", arguments: 0..<20 as Range<UInt64>)
    func againstAModel(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        var record = Self.record()
        var model: [Int64: Int] = [:]
        let written = Int64.random(in: 0..<3000, using: &random)
        for seq in 0..<written {
            let times = [0, 1, 1, 1, 1, 1, 1, 1, 2, 3][Int.random(in: 0..<10, using: &random)]
            for _ in 0..<times {
                // Not in order, as streams overtake one another.
                let moved = min(max(0, seq + Int64.random(in: -300...300, using: &random)), written - 1)
                model[moved, default: 0] += 1
                record.note(moved)
            }
        }
        let missing = (0..<written).filter { model[$0] == nil }
        #expect(record.arrivedCount == Int64(model.count))
        #expect(record.repeatedCount == Int64(model.values.count { $0 > 1 }))
        #expect(record.missing(of: written, limit: 7) == (Int64(missing.count), Array(missing.prefix(7))))
        #expect(
            record.firstRepeated(limit: 7) == Array(model.filter { $0.value > 1 }.keys.sorted().prefix(7)))
        #expect(record.unnotedCount == 0)
    }
}

/// SplitMix64 (Steele, Lea, Flood, 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
