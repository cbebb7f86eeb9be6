// A ring becomes larger where snapshots are large, and whatever it held before is still found.

import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct GrowingJournalTests {
    private let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    private func append(_ numbers: Range<UInt8>, to journal: Journal) throws {
        for number in numbers { try journal.append([UInt8](repeating: number, count: 16)) }
    }

    private func replayed(size: Int64, from mark: Journal.Mark) throws -> [UInt8] {
        var numbers: [UInt8] = []
        let journal = try Journal(path: directory.path("j"), size: size)
        try journal.replay(from: mark) { payload in
            numbers.append(payload[0])
            return true
        }
        return numbers
    }

    @Test func whatWasWrittenBeforeAndAfterIsFound() throws {
        let journal = try Journal(path: directory.path("j"), size: 256)
        try append(1..<5, to: journal)
        journal.grow(to: 1024)
        #expect(journal.size == 1024)
        try append(5..<25, to: journal)
        #expect(try replayed(size: 256, from: .start) == Array(1..<25))
        #expect(try Journal(path: directory.path("j"), size: 256).size == 1024)
    }

    /// 240 bytes are seven records of 32, and 16 that none fits into.
    @Test func aRingThatHasComeRoundStaysAsItIsUntilItIsInOnePieceAgain() throws {
        let journal = try Journal(path: directory.path("j"), size: 256)
        try append(1..<6, to: journal)
        journal.noteSnapshot()
        let mark = journal.mark
        try append(6..<10, to: journal)
        journal.grow(to: 1024)
        #expect(journal.size == 256)
        #expect(try replayed(size: 256, from: mark) == [6, 7, 8, 9])
        journal.noteSnapshot()
        journal.noteSnapshot()
        journal.grow(to: 1024)
        #expect(journal.size == 1024)
    }

    /// A kill may have kept only the length of a ring that was made larger; its records end where the smaller ring did.
    @Test func theStartIsFoundBehindARecordThatEndedWithASmallerRing() throws {
        let size: Int64 = 16 + 7 * 32
        let journal = try Journal(path: directory.path("j"), size: size)
        try append(1..<8, to: journal)
        let mark = journal.mark
        #expect(mark.position == size)
        try append(8..<10, to: journal)
        try File(directory.path("j"), .update).truncate(to: 1024)
        #expect(try replayed(size: size, from: mark) == [8, 9])
    }

    @Test func aStoreWithLargeSnapshotsGetsALargeJournalUpToItsLimit() throws {
        let state = try StateDirectory()
        let limit: Int64 = 64 << 10
        let store = try CheckpointStore(
            path: state.path, journalSize: StateDirectory.journalSize, journalLimit: limit)
        for id in 1...10 as ClosedRange<UInt64> { store.record(.born(.fresh(id))) }
        store.commit()
        try store.snapshotNow()
        #expect(try FileStatus.of(path: state.journalPath).size == limit)
        for offset in 1...1000 as ClosedRange<Int64> { store.commit(offset: offset) }
        #expect(store.failure == nil)
        let found = try state.stateAfterCrash()
        #expect(found.generations[GenerationID(1)]?.progress["c"]?.offset == 1000)
        #expect(found == store.state)
    }
}
