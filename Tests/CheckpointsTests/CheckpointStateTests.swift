// What each change does to what is remembered.

import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct CheckpointStateTests {
    private static let one = GenerationID(1)

    /// A state of one generation that two clients have read to different places.
    private func state(_ first: Progress, _ second: Progress) -> CheckpointState {
        var record = GenerationRecord.fresh(1)
        record.progress = ["a": first, "b": second]
        record.given = [0..<10, 10..<20, 20..<30].map { GivenTimestamps(range: $0, base: 1) }
        var state = CheckpointState()
        state.apply(.born(record))
        for offset in [25, 5, 15, 20, 15] as [Int64] { state.apply(.bounded(Self.one, offset)) }
        return state
    }

    private func record(_ state: CheckpointState) throws -> GenerationRecord {
        try #require(state.generations[Self.one])
    }

    @Test func boundariesAreKeptOnceAndInOrder() throws {
        let record = try record(state(Progress(offset: 0), Progress(offset: 0)))
        #expect(record.boundaries == [5, 15, 20, 25])
    }

    @Test func boundariesAreBoundedAndTheFirstOnesKept() throws {
        var state = state(Progress(offset: 0), Progress(offset: 0))
        for offset in 100..<9000 as Range<Int64> { state.apply(.bounded(Self.one, offset)) }
        let kept = try record(state).boundaries
        #expect(kept == [5, 15, 20, 25] + Array(100..<4192))
        #expect(kept.count == CheckpointState.maximumBoundaries)
    }

    @Test func anAcknowledgementDropsWhatNobodyNeedsAnyMore() throws {
        var state = state(Progress(offset: 0), Progress(offset: 15))
        state.apply(.acknowledged(client: "a", [Acknowledgement(Self.one, Progress(offset: 20))]))
        #expect(try record(state).boundaries == [20, 25])
        #expect(try record(state).given.map(\.range) == [10..<20, 20..<30])
        state.apply(.acknowledged(client: "b", [Acknowledgement(Self.one, Progress(offset: 30))]))
        #expect(try record(state).boundaries == [25])
        #expect(try record(state).given.map(\.range) == [20..<30])
    }

    @Test func aRunOfPossibleTwinsNeedsWhatItWasReadWith() throws {
        var state = state(Progress(offset: 30), Progress(offset: 0))
        let progress = Progress(offset: 30, lastTimestamp: 9, runStart: 12, runTimestamp: 8)
        state.apply(.acknowledged(client: "b", [Acknowledgement(Self.one, progress)]))
        #expect(try record(state).progress["b"] == progress)
        #expect(try record(state).boundaries == [15, 20, 25])
        #expect(try record(state).given.map(\.range) == [10..<20, 20..<30])
    }

    @Test(arguments: [(nil, 7), (3, 3), (7, 7), (8, 7), (-1, 0)] as [(Int64?, Int64)])
    func whatIsNeededIsFromTheRunOnAndNeverBeyondTheOffset(runStart: Int64?, needed: Int64) {
        #expect(Progress(offset: 7, runStart: runStart).needed == needed)
    }

    @Test func aGenerationGoesOnInAnotherFile() throws {
        var state = state(Progress(offset: 3), Progress(offset: 4))
        let before = try record(state)
        state.apply(.finished(Self.one))
        #expect(try record(state).isFinished)
        #expect(try record(state).given == [])
        #expect(try record(state).boundaries == [])
        #expect(try record(state).progress == before.progress)
        let identity = FileIdentity(device: 7, inode: 8, birth: 9)
        state.apply(.rehomed(Self.one, identity, path: "/copy"))
        #expect(try record(state).identity == identity)
        #expect(try record(state).currentPath == "/copy")
        #expect(try record(state).path == before.path)
        #expect(try !record(state).isFinished)
    }

    @Test func aRenamedClientGoesOnWhereItWas() throws {
        var state = state(Progress(offset: 3), Progress(offset: 4))
        state.apply(.clientRenamed(from: "a", to: "c"))
        state.apply(.clientRenamed(from: "nobody", to: "d"))
        #expect(try record(state).progress == ["b": Progress(offset: 4), "c": Progress(offset: 3)])
    }

    @Test func aForgottenClientHoldsNothingBack() throws {
        var state = state(Progress(offset: 0), Progress(offset: 20))
        state.apply(.clientForgotten("nobody"))
        #expect(try record(state).boundaries.count == 4)
        state.apply(.clientForgotten("a"))
        #expect(try record(state).progress == ["b": Progress(offset: 20)])
        #expect(try record(state).boundaries == [25])
        #expect(try record(state).given.map(\.range) == [20..<30])
        // Whoever comes without any client to go by needs all.
        state.apply(.clientForgotten("b"))
        #expect(try record(state).progress == [:])
        #expect(try record(state).boundaries == [25])
    }

    @Test func aSizeIsWrittenWithTheNextSnapshot() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        store.record(.born(.fresh(1)))
        store.commit()
        store.note(size: 4711, of: Self.one)
        store.note(size: 1, of: GenerationID(9))
        #expect(try record(store.state).size == 4711)
        #expect(try record(directory.stateAfterCrash()).size == 0)
        try store.snapshotNow()
        #expect(try record(directory.stateAfterCrash()).size == 4711)
    }
}
