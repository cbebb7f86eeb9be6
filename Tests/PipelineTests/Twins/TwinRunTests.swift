// Two lines that were written twice must be two for Loki, and the same two after every restart.

import Platform
import TestSupport
import Testing

@testable import Pipeline

@Suite struct TwinRunTests {
    private func times(_ lines: [TwinLine]) -> [Int64] { TwinReader(lines).read(lines.count) }

    @Test(
        arguments: [
            ([], []),
            ([("a", 5)], [5]),
            ([("a", 5), ("a", 5)], [5, 6]),
            ([("a", 5), ("b", 5), ("a", 5), ("b", 5), ("a", 5)], [5, 5, 6, 6, 7]),
            // The second finds the place of the third's own time taken.
            ([("a", 5), ("a", 5), ("a", 6)], [5, 6, 7]),
            ([("a", 5), ("b", 9), ("a", 6), ("a", 6)], [5, 9, 6, 7]),
            // Above all before: a new run, which knows nothing of the last.
            ([("a", 5), ("a", 6), ("a", 5)], [5, 6, 5]),
            ([("a", 5), ("a", 5), ("a", 7), ("a", 7)], [5, 6, 7, 8]),
            // The time that a line was moved to counts as given.
            ([("a", 5), ("a", 5), ("a", 5), ("b", 7), ("b", 7), ("a", 7)], [5, 6, 7, 7, 8, 8]),
            ([("a", .min), ("a", .min), ("a", 0)], [.min, .min + 1, 0]),
            ([("a", .max), ("a", .max), ("a", .max - 1)], [.max, .max, .max - 1]),
            ([("", 1), ("", 1)], [1, 2]),
        ] as [([(String, Int64)], [Int64])])
    func twinsGetTheNextFreeTime(lines: [(String, Int64)], expected: [Int64]) {
        #expect(times(lines.map { TwinLine(text: $0.0, time: $0.1) }) == expected)
    }

    @Test func linesOfDifferentLabelsAreNoTwins() {
        let lines = [0, 1, 0, 1].map { TwinLine(text: "a", time: 5, labels: $0) }
        #expect(times(lines) == [5, 5, 6, 6])
    }

    @Test func droppedLinesTakeNoTime() {
        var lines = Array(repeating: TwinLine(text: "a", time: 5), count: 4)
        lines[0].isDropped = true
        lines[2].isDropped = true
        #expect(times(lines) == [5, 5, 5, 6])
    }

    @Test func bytesThatAreReplacedOnTheWayDoNotTellTwinsApart() {
        let chunk = Chunk()
        fill(chunk, with: [[0x61, 0xFE], [0x61, 0xFF], Array("a\u{FFFD}".utf8), Array("é".utf8)])
        let table = LabelTable()
        chunk.prepare(slots: 0, labelSet: table.number(of: []), base: 0)
        for row in 0..<4 { chunk.timestamps[row] = 5 }
        var run = TwinRun()
        run.settle(chunk, at: 0, memory: PipelineMemory(), labels: table)
        #expect((0..<4).map { chunk.timestamps[$0] } == [5, 6, 7, 5])
    }

    @Test(arguments: [1, 100, 65_536, 70_000])
    func manyEqualLinesAreCountedOn(chunkSize: Int) {
        let reader = TwinReader(Array(repeating: TwinLine(text: "same", time: 5, length: 1), count: 70_000))
        var found: [Int64] = []
        while reader.next < 70_000 { found += reader.read(chunkSize) }
        // A run of 65,536 lines ends as it is.
        let expected = (0..<70_000).map { 5 + Int64($0 % TwinRun.maximumLines) }
        #expect(found == expected)
        #expect(reader.run.start == 65_536)
        #expect(reader.run.footprint <= 2 << 20)
    }

    @Test func aRunEndsWhereItsBytesWouldBeTooManyToReadAgain() {
        let half = Int(TwinRun.maximumBytes / 2)
        let lines = [half, half, 1, 1].map { TwinLine(text: "a", time: 5, length: $0) }
        let reader = TwinReader(lines)
        #expect((0..<4).flatMap { _ in reader.read(1) } == [5, 6, 7, 5])
        #expect(reader.run.start == TwinRun.maximumBytes + 1)
    }

    @Test func timesThatRiseTakeNoMemory() {
        let lines = (0..<1000).map { TwinLine(text: "a", time: Int64($0)) }
        let reader = TwinReader(lines)
        while reader.next < 1000 {
            #expect(reader.read(10) == (reader.next - 10..<reader.next).map { Int64($0) })
            #expect(reader.run.footprint == 0)
            #expect(reader.run.start == Int64((reader.next - 1) * 8))
        }
    }

    @Test func memoryOfALongRunIsGivenBackByTheNextOne() {
        var lines = Array(repeating: TwinLine(text: "a", time: 5), count: 5000)
        lines += [6000, 6000, 7000].map { TwinLine(text: "a", time: $0) }
        let reader = TwinReader(lines)
        _ = reader.read(5000)
        #expect(reader.run.footprint > 5000 * 12)
        _ = reader.read(2)
        #expect(reader.run.footprint > 0)
        let smaller = reader.run.footprint
        #expect(smaller <= 5000 * 12 * 8)
        _ = reader.read(1)
        #expect(reader.run.footprint == 0)
    }

    @Test func aRunOfWhichOnlyTheStartIsKnownSaysSo() {
        #expect(TwinRun().isKnown)
        let resumed = TwinRun(start: 7, memory: PipelineMemory(lastTimestamp: 3))
        #expect(!resumed.isKnown)
        #expect(resumed.start == 7)
        #expect(resumed.memory == PipelineMemory(lastTimestamp: 3))
        let reader = TwinReader(Array(repeating: TwinLine(text: "a", time: 5), count: 3))
        _ = reader.read(1)
        reader.run.forgetTable()
        #expect(reader.run.isKnown)
        _ = reader.read(1)
        reader.run.forgetTable()
        #expect(!reader.run.isKnown)
        #expect(reader.run.footprint == 0)
        reader.restart { 1 }
        #expect(reader.run.isKnown)
        #expect(reader.read(1) == [7])
    }

    @Test func linesOfAnUnknownGivenTimeArePassedOver() {
        let chunk = Chunk()
        fill(chunk, with: Array(repeating: [0x61], count: 3))
        let table = LabelTable()
        chunk.prepare(slots: 0, labelSet: table.number(of: []), base: 1_000_000)
        for row in [0, 2] {
            chunk.timestamps[row] = 5
            chunk.hasOwnTime[row] = true
        }
        var run = TwinRun()
        run.settle(chunk, at: 0, memory: PipelineMemory(), labels: table, passesGiven: true)
        #expect((0..<3).map { chunk.timestamps[$0] } == [5, 1_000_002, 6])
        #expect(run.start == 0)
    }
}
