// A kill at any moment: the next start finds the last commit, and goes on from there.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Checkpoints

/// An agent that lives and dies in a state directory, with every state that its checkpoint went through.
private struct Life {
    var directory: StateDirectory
    var store: CheckpointStore
    /// The state after each change since the start, and the last one that must outlive a kill.
    var states: [CheckpointState]
    var committed = 0

    init(_ directory: StateDirectory) throws {
        self.directory = directory
        store = try directory.open()
        states = [store.state]
    }

    mutating func record(_ change: Change) {
        store.record(change)
        states.append(store.state)
    }

    mutating func commit() {
        store.commit()
        committed = states.count - 1
    }

    /// Whether a start would find a state between the last commit and the present.
    func isRecovered(_ state: CheckpointState) -> Bool { states[committed...].contains(state) }
}

@Suite struct CrashTests {
    @Test(arguments: 0..<2)
    func aKillAtAnyMomentLeavesTheLastCommitOverManyLives(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var life = try Life(try StateDirectory())
        for step in 0..<250 {
            switch Int.random(in: 0..<30, using: &generator) {
            case 0:
                // The killed agent keeps its own files: the next one lives in a copy of them.
                life = try Life(try StateDirectory(try life.directory.scratch.copy()))
            case 1: try life.store.snapshotNow()
            case 2..<8: life.store.maintain(now: moment(in: 0))
            case 8..<14: life.commit()
            default: life.record(generator.change(in: life.store.state))
            }
            if step % 4 == 0 {
                #expect(life.isRecovered(try life.directory.stateAfterCrash()), "step \(step)")
            }
        }
    }

    @Test(arguments: 0..<2)
    func rightAfterACommitNothingIsMissing(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let directory = try StateDirectory()
        let store = try directory.open()
        for step in 0..<60 {
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                store.record(generator.change(in: store.state))
            }
            store.commit()
            #expect(try directory.stateAfterCrash() == store.state, "step \(step)")
        }
    }

    /// The files of a directory, by name.
    private func files(_ directory: StateDirectory) throws -> [String: [UInt8]] {
        let scratch = directory.scratch
        return try Dictionary(uniqueKeysWithValues: scratch.names.map { ($0, try scratch.read($0)) })
    }

    private func state(of files: [String: [UInt8]]) throws -> CheckpointState {
        let directory = try StateDirectory()
        for (name, bytes) in files { try directory.scratch.write(bytes, to: name) }
        let state = try directory.open().state
        #expect(try directory.open().state == state)
        return state
    }

    @Test(arguments: 0..<1)
    func aKillAtAnyStepOfASnapshotLeavesTheLastCommit(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let directory = try StateDirectory()
        let store = try directory.open()
        for _ in 0..<6 {
            for _ in 0..<10 {
                store.record(generator.change(in: store.state))
                store.commit()
            }
            let before = try files(directory)
            try store.snapshotNow()
            let text = try #require(try files(directory)["positions.json"])
            for length in [0, 1, text.count / 2, text.count - 1, text.count] {
                var midway = before
                midway["positions.json.new"] = Array(text[..<length])
                #expect(try state(of: midway) == store.state)
            }
            var midway = before
            midway["positions.json.new"] = text
            midway["positions.json.previous"] = nil
            #expect(try state(of: midway) == store.state)
            midway["positions.json.previous"] = before["positions.json"]
            #expect(try state(of: midway) == store.state)
            midway["positions.json.new"] = nil
            midway["positions.json"] = text
            #expect(try state(of: midway) == store.state)
        }
    }

    @Test(arguments: 0..<2)
    func aPowerCutInTheJournalLeavesAStateThatWas(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var life = try Life(try StateDirectory())
        try life.store.snapshotNow()
        let clean = try life.directory.scratch.read("positions.journal")
        for _ in 0..<20 {
            life.record(generator.change(in: life.store.state))
            life.store.commit()
        }
        var files = try files(life.directory)
        let whole = try #require(files["positions.journal"])
        // Any of the blocks may have been written or not.
        for block in stride(from: 0, to: whole.count, by: 512) {
            var torn = whole
            for place in block..<(block + 512) { torn[place] = clean[place] }
            files["positions.journal"] = torn
            let found = try state(of: files)
            #expect(life.states.contains(found))
        }
    }
}
