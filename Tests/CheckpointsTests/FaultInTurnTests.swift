// A fault at the first system call of the store, then at the second, and so on: never a wrong state, never a crash.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct FaultInTurnTests {
    /// A store that has a snapshot, one before it, and a journal that goes beyond both.
    private func example() throws -> StateDirectory {
        let directory = try StateDirectory()
        for start in 1...3 as ClosedRange<UInt64> {
            let store = try directory.open()
            store.record(.born(.fresh(start)))
            store.commit()
            store.commit(offset: Int64(start) * 10)
        }
        return directory
    }

    /// What is done to the store: commits that fill its ring more than once, with its upkeep between them.
    /// - Returns: the state before the first and after each commit.
    private func use(_ store: CheckpointStore) -> [CheckpointState] {
        var states = [store.state]
        for step in 1...24 as ClosedRange<Int64> {
            store.record(.gave(GenerationID(1), GivenTimestamps(range: step..<(step + 1), base: step)))
            store.record(.renamed(GenerationID(2), to: "/var/log/app.log.\(step)"))
            store.commit(offset: 100 + step)
            store.maintain(now: moment(in: step * 15))
            states.append(store.state)
        }
        return states
    }

    private static let faults: [FaultySystem.Fault] = [.error(EIO), .error(ENOSPC), .error(EINTR), .short]

    @Test(arguments: faults, [1, 40])
    func aFaultLeavesAStateThatWasTrueOnce(_ fault: FaultySystem.Fault, _ lasts: Int) throws {
        try System.$calls.withValue(FaultySystem.calm) { try strikeInTurn(fault, lasts) }
    }

    private func strikeInTurn(_ fault: FaultySystem.Fault, _ lasts: Int) throws {
        let example = try example()
        let before = try example.stateAfterCrash()
        var place = 0
        while true {
            let directory = try StateDirectory(try example.scratch.copy())
            let faulty = FaultySystem(fault, at: place, lasts: lasts)
            try System.$calls.withValue(faulty) {
                do {
                    let store = try CheckpointStore(path: directory.path, journalSize: 4096)
                    let states = use(store)
                    let found = try System.$calls.withValue(FaultySystem.calm) {
                        try directory.stateAfterCrash()
                    }
                    let comment: Comment = "\(fault) at call \(place), \(faulty.struck?.rawValue ?? "none")"
                    if store.failure == nil {
                        #expect(found == store.state, comment)
                    } else {
                        #expect(states.contains(found) || found == before, comment)
                    }
                } catch is CheckpointError {
                    let found = try System.$calls.withValue(FaultySystem.calm) {
                        try directory.stateAfterCrash()
                    }
                    #expect(found == before, "\(fault) at call \(place)")
                }
            }
            if faulty.struck == nil { break }
            place += 1
        }
        #expect(place > (fault == .short ? 4 : 10))
    }

    @Test(arguments: faults)
    func aFaultInTheFirstStartLeavesNothingThatStopsTheSecond(_ fault: FaultySystem.Fault) throws {
        var place = 0
        while true {
            let directory = try StateDirectory()
            let faulty = FaultySystem(fault, at: place)
            System.$calls.withValue(faulty) {
                _ = try? CheckpointStore(path: directory.path, journalSize: 4096)
            }
            let state = try System.$calls.withValue(FaultySystem.calm) { try directory.open().state }
            #expect(state == CheckpointState(), "\(fault) at call \(place)")
            if faulty.struck == nil { break }
            place += 1
        }
        #expect(place > (fault == .short ? 4 : 10))
    }
}
