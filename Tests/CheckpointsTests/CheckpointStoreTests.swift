// The store's life: what it remembers from one start to the next, and what it says when it cannot.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct CheckpointStoreTests {
    @Test func aFirstStartKnowsNothingAndLeavesItsFiles() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        #expect(store.state == CheckpointState())
        #expect(store.notes == [])
        #expect(store.failure == nil)
        #expect(store.nextGeneration == GenerationID(1))
        #expect(store.nextMaintenance == nil)
        #expect(directory.scratch.names == ["logferry.lock", "positions.journal", "positions.json"])
    }

    @Test(arguments: [
        ("/var/lib/positions.json", "/var/lib/positions.journal"),
        ("positions.yaml", "positions.yaml.journal"),
        (".json", ".journal"),
    ])
    func theJournalIsBesideTheSnapshot(path: String, journal: String) {
        #expect(CheckpointStore.journalPath(of: path) == journal)
    }

    @Test func aStateDirectoryIsMadeWithThoseAboveIt() throws {
        let scratch = try ScratchDirectory()
        let store = try CheckpointStore(path: scratch.path("a/b/positions.json"), journalSize: 4096)
        #expect(store.state == CheckpointState())
        #expect(try FileStatus.of(path: scratch.path("a/b")).isDirectory)
    }

    @Test func aCleanStopIsRemembered() throws {
        let directory = try StateDirectory()
        var store: CheckpointStore? = try directory.open()
        store?.record(.born(.fresh(1)))
        store?.commit(offset: 7)
        try store?.snapshotNow()
        let state = store?.state
        store = nil
        #expect(try directory.snapshot().state == state)
        let next = try directory.open()
        #expect(next.state == state)
        #expect(next.nextGeneration == GenerationID(2))
        #expect(next.notes == [])
    }

    @Test func whatWasCommittedOutlivesAKillWhatWasNotDoesNot() throws {
        let directory = try StateDirectory()
        var store: CheckpointStore? = try directory.open()
        store?.record(.born(.fresh(1)))
        store?.commit(offset: 7)
        let committed = store?.state
        store?.record(.acknowledged(client: "c", [Acknowledgement(GenerationID(1), Progress(offset: 9))]))
        #expect(store?.offset == 9)
        store = nil
        #expect(try directory.open().state == committed)
    }

    @Test func aCommitOfNothingWritesNothing() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        let before = try directory.scratch.read("positions.journal")
        store.commit()
        #expect(try directory.scratch.read("positions.journal") == before)
    }

    @Test func theSnapshotBeforeTheLastIsKept() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        store.record(.born(.fresh(1)))
        try store.snapshotNow()
        let before = try directory.scratch.read("positions.json")
        store.commit(offset: 5)
        try store.snapshotNow()
        #expect(try directory.scratch.read("positions.json.previous") == before)
        #expect(try directory.snapshot().state == store.state)
        #expect(!directory.scratch.names.contains("positions.json.new"))
    }

    @Test func withoutItsSnapshotTheJournalIsNotBelieved() throws {
        let directory = try StateDirectory()
        var store: CheckpointStore? = try directory.open()
        store?.record(.born(.fresh(1)))
        store?.commit(offset: 7)
        store = nil
        unlink(directory.path)
        let next = try directory.open()
        #expect(next.state == CheckpointState())
        #expect(next.notes == [])
    }

    @Test func aRemovedJournalCostsWhatTheSnapshotLacks() throws {
        let directory = try StateDirectory()
        var store: CheckpointStore? = try directory.open()
        store?.record(.born(.fresh(1)))
        store?.commit(offset: 7)
        try store?.snapshotNow()
        store?.commit(offset: 9)
        store = nil
        unlink(directory.journalPath)
        store = try directory.open()
        #expect(store?.offset == 7)
        store?.commit(offset: 11)
        #expect(try directory.stateAfterCrash() == store?.state)
    }

    @Test func theRingNeverOverwritesWhatTheSnapshotLacksThoughNobodyAsksForOne() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        store.record(.born(.fresh(1)))
        for offset in 0..<1000 as Range<Int64> {
            store.commit(offset: offset)
            if offset % 50 == 49 {
                #expect(try directory.stateAfterCrash() == store.state, "offset \(offset)")
            }
        }
        #expect(store.failure == nil)
    }

    @Test func aHundredThousandAcknowledgementsAreOneCommit() throws {
        let directory = try StateDirectory()
        var store: CheckpointStore? = try directory.open(journalSize: Journal.defaultSize)
        for id in 1...100 as ClosedRange<UInt64> { store?.record(.born(.fresh(id * 1000))) }
        for round in 1...3 as ClosedRange<Int64> {
            let parts = (1...100_000 as ClosedRange<UInt64>).map {
                Acknowledgement(GenerationID($0), Progress(offset: .max - round, lastTimestamp: .max - round))
            }
            store?.record(.acknowledged(client: "c", parts))
            store?.commit()
        }
        let state = store?.state
        #expect(state?.generations.count == 100)
        store = nil
        #expect(try directory.open(journalSize: Journal.defaultSize).state == state)
    }

    @Test(arguments: [900, 1000, 5000, 100_000])
    func aChangeOfAnySizeIsKept(length: Int) throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        store.record(.born(.fresh(1)))
        store.record(.renamed(GenerationID(1), to: String(repeating: "x", count: length)))
        store.record(.gave(GenerationID(1), GivenTimestamps(range: 0..<1, base: 2)))
        store.commit()
        store.record(.born(.fresh(2, path: String(repeating: "y", count: length))))
        store.commit()
        #expect(store.failure == nil)
        #expect(try directory.stateAfterCrash() == store.state)
    }

    @Test func aSecondStartIsToldWhoHoldsTheDirectory() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        let error = #expect(throws: CheckpointError.self) { try CheckpointStore(path: directory.path) }
        let arguments = try FileSystem.contents(of: "/proc/self/cmdline").split(separator: 0)
        let command = arguments.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
        #expect(
            error?.description
                == "\(directory.scratch.path) is in use by pid \(getpid()) (\(command)); stop that one first, or "
                + "give this one a positions.filename in another directory")
        #expect(store.failure == nil)
    }

    @Test func aHolderThatCannotBeNamedIsCalledAnotherProcess() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        for (text, holder) in [
            ("", "another process"), ("x", "another process"), ("99999999999", "another process"),
            ("2147483647\n", "the process with pid 2147483647"),
        ] {
            let lock = try File(directory.scratch.path(StateLock.name), .update)
            try lock.write(ByteBuffer(of: text + String(repeating: " ", count: 32 - text.utf8.count)), at: 0)
            let error = #expect(throws: CheckpointError.self) { try CheckpointStore(path: directory.path) }
            #expect(error?.description.contains(" is in use by \(holder); stop") == true)
        }
        #expect(store.failure == nil)
    }

    @Test func aLockGoesWithItsHolder() throws {
        let directory = try StateDirectory()
        for _ in 0..<3 { _ = try directory.open() }
    }
}

extension ByteBuffer {
    convenience init(of text: String) {
        self.init()
        append(text)
    }
}
