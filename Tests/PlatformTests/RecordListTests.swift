// The list of plain records behind a batch's entries.

import Testing

@testable import Platform

@Suite struct RecordListTests {
    private struct Pair: BitwiseCopyable, Equatable {
        var number: Int
        var letter: UInt8
    }

    @Test func recordsStayWhatTheyAreWhileTheListGrows() {
        let list = RecordList<Pair>()
        #expect(list.isEmpty)
        for number in 0..<1_000 {
            list.append(Pair(number: number, letter: UInt8(truncatingIfNeeded: number)))
        }
        #expect(list.count == 1_000)
        #expect(!list.isEmpty)
        #expect(
            (0..<1_000).allSatisfy { list[$0] == Pair(number: $0, letter: UInt8(truncatingIfNeeded: $0)) })
        #expect(list.all.map(\.number) == Array(0..<1_000))
        #expect(list.footprint >= 1_000 * MemoryLayout<Pair>.stride)
    }

    @Test func aRecordCanBeChangedInItsPlace() {
        let list = RecordList<Pair>()
        for number in 0..<3 { list.append(Pair(number: number, letter: 0)) }
        list[1].number = 7
        list[2] = Pair(number: 9, letter: 1)
        list.all[0].letter = 5
        #expect(
            Array(list.all) == [
                .init(number: 0, letter: 5), .init(number: 7, letter: 0), .init(number: 9, letter: 1),
            ])
    }

    @Test func memoryThatIsNotUsedIsGivenBackInTime() {
        let list = RecordList<Int>()
        for number in 0..<10_000 { list.append(number) }
        let full = list.footprint
        list.removeAll()
        // It may be needed as much again.
        #expect(list.footprint == full)
        for _ in 0..<20 {
            list.append(1)
            list.removeAll()
        }
        #expect(list.isEmpty)
        #expect(list.footprint <= 16 * MemoryLayout<Int>.stride)
        for number in 0..<100 { list.append(number) }
        #expect(Array(list.all) == Array(0..<100))
    }
}
