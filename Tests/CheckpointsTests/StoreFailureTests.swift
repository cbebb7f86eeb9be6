// Files that cannot be read, a disk that cannot be written: what is done, what is said, and how it ends.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct StoreFailureTests {
    /// A state directory after some history; the last commits are only in the journal.
    private func used() throws -> (directory: StateDirectory, state: CheckpointState) {
        let directory = try StateDirectory()
        let store = try directory.open()
        store.record(.born(.fresh(1)))
        store.commit(offset: 1)
        try store.snapshotNow()
        store.commit(offset: 2)
        try store.snapshotNow()
        store.commit(offset: 3)
        return (directory, store.state)
    }

    private static let badSum = "its crc32 does not match its contents"

    @Test func aCorruptSnapshotIsMadeUpForByTheOneBeforeAndTheJournal() throws {
        let (directory, state) = try used()
        try directory.corrupt("positions.json")
        let store = try directory.open()
        #expect(store.state == state)
        #expect(
            store.notes == [
                "\(directory.path) cannot be read: \(Self.badSum); going on from the snapshot before it, "
                    + "\(directory.path).previous"
            ])
        #expect(try directory.snapshot().state == state)
    }

    /// Whoever removes it wants to start anew, and is told that this is what happens.
    @Test func aSnapshotThatWasRemovedIsNotMissedInSilence() throws {
        let (directory, _) = try used()
        try directory.scratch.remove("positions.json")
        let store = try directory.open()
        #expect(store.state == CheckpointState())
        #expect(
            store.notes == [
                "\(directory.path) is not there, though \(directory.path).previous is, the snapshot before it; "
                    + "starting anew at positions.start_at"
            ])
    }

    @Test(arguments: [EMFILE, EIO, EACCES])
    func aSnapshotThatCannotBeReadForAMomentIsNotPassedOver(code: Int32) throws {
        let (directory, state) = try used()
        var place = 0
        while true {
            let copy = try StateDirectory(try directory.scratch.copy())
            let faulty = FaultySystem(.error(code), at: place, of: [.open, .read, .pread])
            System.$calls.withValue(faulty) {
                guard let store = try? copy.open() else { return }
                #expect(store.state == state)
                #expect(store.notes == [], "call \(place)")
            }
            if faulty.struck == nil { break }
            place += 1
        }
        #expect(place > 3)
    }

    @Test func aSnapshotThatCannotBeReadForWantOfDescriptorsEndsTheStart() throws {
        let (directory, _) = try used()
        let before = try directory.scratch.read("positions.json")
        let faulty = FaultySystem(.error(EMFILE), at: 1, of: [.open], lasts: 100)
        #expect(throws: CheckpointError.self) {
            try System.$calls.withValue(faulty) { try directory.open() }
        }
        #expect(try directory.scratch.read("positions.json") == before)
    }

    @Test func aCorruptSnapshotNeverTakesThePlaceOfTheGoodOneBeforeIt() throws {
        let (directory, state) = try used()
        try directory.corrupt("positions.json")
        #expect(try directory.open().state == state)
        try directory.corrupt("positions.json")
        #expect(try directory.open().state == state)
    }

    @Test(arguments: 0..<1)
    func theSnapshotBeforeAndTheJournalAreTheWholeState(seed: UInt64) throws {
        let directory = try StateDirectory()
        let store = try directory.open(journalSize: 32 << 10)
        var generator = SeededGenerator(seed: seed)
        for step in 0..<600 {
            store.record(generator.change(in: store.state))
            store.commit()
            store.maintain(now: moment(in: 0))
            guard step % 15 == 14, directory.scratch.names.contains("positions.json.previous") else {
                continue
            }
            let copy = try StateDirectory(try directory.scratch.copy())
            try copy.corrupt("positions.json")
            #expect(try copy.open(journalSize: 32 << 10).state == store.state, "step \(step)")
        }
    }

    /// In a ring that is too small for what is recorded, and on a disk that fails now and then.
    @Test(arguments: 0..<2)
    func theSnapshotBeforeAndTheJournalNeverMakeAStateThatWasNot(seed: UInt64) throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        var generator = SeededGenerator(seed: seed)
        var states = [store.state]
        func step() {
            store.record(generator.change(in: store.state))
            states.append(store.state)
            store.commit()
        }
        for number in 1...100 {
            step()
            if number % 30 == 0 {
                try directory.whileFull(directory.journalPath) { for _ in 0..<5 { step() } }
                try store.snapshotNow()
            }
            guard number % 10 == 9, directory.scratch.names.contains("positions.json.previous") else {
                continue
            }
            let copy = try StateDirectory(try directory.scratch.copy())
            try copy.corrupt("positions.json")
            let found = try copy.open().state
            #expect(states.contains(found), "step \(number)")
        }
    }

    @Test func whenNeitherCanBeReadTheStartIsRefusedAndNoFileChanged() throws {
        let (directory, _) = try used()
        for name in ["positions.json", "positions.json.previous"] { try directory.corrupt(name) }
        let names = directory.scratch.names.filter { $0 != StateLock.name }
        let before = try names.map { try directory.scratch.read($0) }
        let error = #expect(throws: CheckpointError.self) { try directory.open() }
        #expect(
            error?.description
                == "how far each file was shipped is not known any more: \(directory.path) cannot be read: "
                + "\(Self.badSum), nor \(directory.path).previous: \(Self.badSum); restore one of them from a backup, "
                + "or set positions.ignore_invalid_yaml: true to start anew at positions.start_at, which by default "
                + "sends every file again from its beginning")
        #expect(try names.map { try directory.scratch.read($0) } == before)
    }

    @Test func whoIgnoresWhatIsInvalidStartsAnewAndIsTold() throws {
        let (directory, _) = try used()
        for name in ["positions.json", "positions.json.previous"] { try directory.corrupt(name) }
        let store = try directory.open(ignoresInvalid: true)
        #expect(store.state == CheckpointState())
        #expect(
            store.notes == [
                "\(directory.path) cannot be read: \(Self.badSum), nor \(directory.path).previous: \(Self.badSum); "
                    + "starting anew at positions.start_at, as positions.ignore_invalid_yaml asks, and keeping what "
                    + "is there as \(directory.path).damaged"
            ])
        #expect(directory.scratch.names.contains("positions.json.damaged"))
        store.record(.born(.fresh(1)))
        store.commit()
        #expect(try directory.stateAfterCrash() == store.state)
    }

    @Test func whoIgnoresWhatIsInvalidStillGoesOnFromTheCopyThatIsGood() throws {
        let (directory, state) = try used()
        try directory.corrupt("positions.json")
        #expect(try directory.open(ignoresInvalid: true).state == state)
    }

    @Test(arguments: [false, true])
    func aSnapshotOfALaterVersionIsNeverReplacedByAnOlderOne(ignoresInvalid: Bool) throws {
        let (directory, _) = try used()
        let text = String(decoding: try directory.scratch.read("positions.json"), as: UTF8.self)
        let later = ByteBuffer(of: text.replacing("\"version\": 2", with: "\"version\": 3"))
        later.truncate(to: later.count - 22)
        later.append("\"crc32\": \"\(Snapshot.checksumText(later.bytes))\"\n}\n")
        try directory.scratch.write(later.array, to: "positions.json")
        let error = #expect(throws: CheckpointError.self) {
            try directory.open(ignoresInvalid: ignoresInvalid)
        }
        #expect(
            error?.description
                == "\(directory.path) was written in format 3, and this logferry reads format 2; use the version "
                + "of logferry that wrote it, or move the file away to start anew")
        #expect(try directory.scratch.read("positions.json") == later.array)
    }

    @Test func aDamagedJournalIsSetAsideByWhoIgnoresWhatIsInvalid() throws {
        let (directory, _) = try used()
        let snapshot = try directory.snapshot().state
        let damaged = Array("not a journal at all".utf8)
        try directory.scratch.write(damaged, to: "positions.journal")
        let store = try directory.open(ignoresInvalid: true)
        // As of the last snapshot.
        #expect(store.state == snapshot)
        let journal = directory.scratch.path("positions.journal")
        #expect(
            store.notes == [
                "\(journal) is not a journal of logferry and was renamed to \(journal).damaged, as "
                    + "positions.ignore_invalid_yaml asks; what was shipped since the last snapshot is sent again"
            ])
        #expect(try directory.scratch.read("positions.journal.damaged") == damaged)
        store.commit(offset: 4)
        #expect(try directory.stateAfterCrash() == store.state)
    }

    @Test func aJournalOfSomeoneElseStopsTheStart() throws {
        let (directory, _) = try used()
        try directory.scratch.write(Array("not a journal at all".utf8), to: "positions.journal")
        let error = #expect(throws: CheckpointError.self) { try directory.open() }
        #expect(error?.description.contains("is not a journal of logferry") == true)
    }

    @Test func aStateDirectoryThatIsAFileIsRefused() throws {
        let scratch = try ScratchDirectory()
        try scratch.write([], to: "state")
        let error = #expect(throws: CheckpointError.self) {
            try CheckpointStore(path: scratch.path("state/positions.json"))
        }
        #expect(
            error?.description == "cannot open \(scratch.path("state/\(StateLock.name)")): Not a directory")
    }

    @Test func aJournalThatCannotBeWrittenIsToldAndASnapshotEndsIt() throws {
        let (directory, _) = try used()
        let store = try directory.open()
        try directory.whileFull(directory.journalPath) {
            store.commit(offset: 10)
            #expect(
                store.failure?.description
                    == "cannot write \(directory.journalPath): No space left on device")
            // Shipping goes on: what is recorded is remembered, and nothing is written.
            store.commit(offset: 11)
            #expect(store.offset == 11)
        }
        #expect(try directory.stateAfterCrash().generations[GenerationID(1)]?.progress["c"]?.offset == 3)
        #expect(store.nextMaintenance == 10_000_000_000)
        store.maintain(now: moment(in: 0))
        #expect(store.failure == nil)
        #expect(try directory.stateAfterCrash() == store.state)
        store.commit(offset: 12)
        #expect(try directory.stateAfterCrash() == store.state)
    }

    @Test func aSnapshotThatCannotBeWrittenIsTriedAgainEveryTenSeconds() throws {
        let (directory, _) = try used()
        let store = try directory.open()
        let start = moment(in: 1)
        try directory.whileReplaced {
            #expect(throws: SystemError.self) { try store.snapshotNow() }
            #expect(store.failure == nil)
            store.commit(offset: 10)
            store.maintain(now: start + CheckpointStore.snapshotInterval)
            #expect(
                store.failure?.description == "cannot open \(directory.path).new: Not a directory")
            #expect(store.nextMaintenance == start + 610_000_000_000)
            store.commit(offset: 11)
        }
        store.maintain(now: start + 609_999_999_999)
        #expect(store.failure != nil)
        store.maintain(now: start + 610_000_000_000)
        #expect(store.failure == nil)
        #expect(store.offset == 11)
        #expect(try directory.stateAfterCrash() == store.state)
    }

    @Test func whatWaitedWhileTheDiskFailedIsNotWrittenAfterWhatCameLater() throws {
        let (directory, _) = try used()
        let store = try directory.open()
        store.record(.acknowledged(client: "c", [Acknowledgement(GenerationID(1), Progress(offset: 10))]))
        store.record(.gave(GenerationID(1), GivenTimestamps(range: 20..<30, base: 1)))
        try directory.whileFull(directory.journalPath) {
            #expect(throws: Never.self) { try store.snapshotNow() }
        }
        store.commit(offset: 11)
        #expect(store.failure == nil)
        store.commit(offset: 12)
        #expect(try directory.stateAfterCrash() == store.state)
    }
}
