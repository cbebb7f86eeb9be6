// What the ferry keeps with a file: the times that were given, and the tables of runs, which share one budget.

import Checkpoints
import Platform
import Testing

@testable import Agent
@testable import Pipeline

@Suite struct FileShippingTests {
    private let table = LabelTable()
    private let twins = TwinBudget()

    private func shipping(
        _ places: [ReadingPlace] = [ReadingPlace()], needed: [Int64] = [0], given: [GivenTimestamps] = []
    ) -> FileShipping {
        FileShipping(
            labels: [Label("a", "b")], pipeline: Pipeline(labels: table), places: places, needed: needed,
            given: given, twins: twins)
    }

    /// A run of two equal lines, which has a table.
    private func run() -> TwinRun {
        let chunk = Chunk()
        chunk.text.append("x\nx\n")
        chunk.lines = [Span32(0, 1), Span32(2, 3)]
        var memory = PipelineMemory()
        Pipeline(labels: table).run(chunk, labelSet: table.number(of: []), base: 7, memory: &memory)
        chunk.timestamps[1] = 7
        var run = TwinRun()
        run.settle(chunk, at: 100, memory: PipelineMemory(), labels: table)
        return run
    }

    @Test func timesThatWereGivenAreGivenAgainAsLongAsAClientNeedsThem() {
        let shipping = shipping([ReadingPlace(), ReadingPlace()], needed: [0, 0])
        shipping.gave(GivenTimestamps(range: 0..<10, base: 1000), last: 1008)
        shipping.gave(GivenTimestamps(range: 20..<30, base: 2000), last: 2009)
        #expect(shipping.base(at: 3, now: 5000) == (1003, 7, false))
        #expect(shipping.base(at: 10, now: 5000) == (5000, 10, true))
        #expect(shipping.base(at: 30, now: 1) == (2010, .max, true))
        #expect([3, 10, 25, 30].map { shipping.timesLimit(at: $0) } == [7, 10, 5, .max])
        shipping.committed(reader: 0, needed: 30)
        #expect(shipping.given.count == 2)
        shipping.committed(reader: 1, needed: 15)
        #expect(shipping.given.map(\.range) == [20..<30])
        shipping.committed(reader: 1, needed: 12)
        shipping.committed(reader: 1, needed: 29)
        #expect(shipping.given.count == 1)
        shipping.committed(reader: 1, needed: 30)
        #expect(shipping.given == [])
        #expect(shipping.base(at: 30, now: 1).base == 2010)
    }

    @Test func aPlaceIsTakenUpWhereItWasCommitted() {
        let progress = Progress(offset: 50, lastTimestamp: 9, tail: 1, runStart: 40, runTimestamp: 8)
        let place = ReadingPlace(progress, readerAt: 50)
        #expect(place.memory == PipelineMemory(lastTimestamp: 9))
        #expect(place.run.start == 40)
        #expect(place.run.memory == PipelineMemory(lastTimestamp: 8))
        #expect(!place.run.isKnown)
        #expect(place.progress(offset: 50, tail: 1) == progress)
        // No run: what comes next begins one.
        let fresh = ReadingPlace(Progress(offset: 50, lastTimestamp: 9), readerAt: 50)
        #expect(fresh.run.isKnown)
        #expect(fresh.progress(offset: 50, tail: nil) == Progress(offset: 50, lastTimestamp: 9))
        // A reader that is further has lines before it that were read and not committed.
        let further = ReadingPlace(Progress(offset: 50, lastTimestamp: 9), readerAt: 60)
        #expect(further.run.start == 50)
        #expect(further.run.memory == PipelineMemory(lastTimestamp: 9))
        #expect(!further.run.isKnown)
        #expect(ReadingPlace(progress, readerAt: 60).run.memory == PipelineMemory(lastTimestamp: 8))
    }

    @Test func readersAtOnePlaceShareATableWhichIsCountedOnce() {
        var (first, second): (FileShipping?, FileShipping?) = (nil, nil)
        let run = run()
        #expect(run.footprint > 0)
        first = shipping(
            [ReadingPlace(run: run), ReadingPlace(run: run), ReadingPlace()], needed: [0, 0, 0])
        second = shipping([ReadingPlace(run: self.run()), ReadingPlace(run: run)], needed: [0, 0])
        first?.countTables()
        #expect(twins.bytes == run.footprint)
        second?.countTables()
        #expect(twins.bytes == 3 * run.footprint)
        first?.countTables()
        #expect(twins.bytes == 3 * run.footprint)
        second?.forgetTables()
        #expect(twins.bytes == run.footprint)
        #expect(second?.places.map(\.run.isKnown) == [false, false])
        #expect(second?.places.map(\.run.start) == [100, 100])
        #expect(first?.places.map(\.run.isKnown) == [true, true, true])
        first = nil
        #expect(twins.bytes == 0)
        second = nil
        #expect(twins.bytes == 0)
    }
}
