// When the journal is synced and when a snapshot is taken, told by the clock that the caller brings.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct MaintenanceTests {
    @Test func aSnapshotIsTakenWhenHalfOfTheRingIsFull() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        store.record(.born(.fresh(1)))
        store.commit()
        var offset: Int64 = 0
        var steps = 0
        let before = try directory.snapshot()
        while try directory.snapshot() == before, steps < 1000 {
            offset += 1
            steps += 1
            store.commit(offset: offset)
            store.maintain(now: moment(in: 0))
        }
        // A record of one acknowledgement takes 24 bytes; the ring has 4,096.
        #expect((60...90).contains(steps))
        #expect(try directory.snapshot().state == store.state)
    }

    @Test func whatWasCommittedAsksForASyncASecondAfterTheLast() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        #expect(store.nextMaintenance == nil)
        store.record(.born(.fresh(1)))
        #expect(store.nextMaintenance == nil)
        store.commit()
        #expect(store.nextMaintenance == 1_000_000_000)
        let now = moment(in: 0)
        store.maintain(now: now)
        #expect(store.nextMaintenance == nil)
        store.commit(offset: 1)
        #expect(store.nextMaintenance == now + 1_000_000_000)
        store.maintain(now: now + 999_999_999)
        #expect(store.nextMaintenance == now + 1_000_000_000)
    }

    @Test func aSnapshotIsTakenTenMinutesAfterTheLastIfThereIsSomethingNew() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        let first = try directory.snapshot()
        store.maintain(now: moment(in: 601))
        #expect(try directory.snapshot() == first)
        store.record(.born(.fresh(1)))
        store.commit()
        store.maintain(now: moment(in: 599))
        #expect(try directory.snapshot() == first)
        store.commit(offset: 1)
        store.maintain(now: moment(in: 601))
        #expect(try directory.snapshot().state == store.state)
        #expect(store.nextMaintenance == nil)
    }

    @Test(.timeLimit(.minutes(5))) func aSyncThatFailsIsToldAndASnapshotMakesUpForIt() throws {
        let directory = try StateDirectory()
        let store = try directory.open()
        store.record(.born(.fresh(1)))
        store.commit(offset: 1)
        let now = moment(in: 0)
        store.record(.acknowledged(client: "c", [Acknowledgement(GenerationID(1), Progress(offset: 2))]))
        try directory.whileFull(directory.journalPath) {
            // A directory in the way keeps the snapshot from being written as well.
            mkdir(directory.path + ".new", 0o700)
            store.maintain(now: now)
            while store.failure == nil {
                sched_yield()
                store.maintain(now: now)
            }
            #expect(
                store.failure?.description == "cannot open \(directory.path).new: Is a directory")
            rmdir(directory.path + ".new")
        }
        store.record(.acknowledged(client: "c", [Acknowledgement(GenerationID(1), Progress(offset: 3))]))
        store.maintain(now: now + 10_000_000_000)
        #expect(store.failure == nil)
        store.commit()
        #expect(try directory.stateAfterCrash() == store.state)
        #expect(store.offset == 3)
    }
}
