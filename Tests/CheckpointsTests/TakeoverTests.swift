// What another program left becomes the agent's, wholly or not at all, whatever fails in the middle.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct TakeoverTests {
    private let state: StateDirectory
    private let foreign = "positions:\n  /var/log/app.log: \"30\"\n"

    init() throws { state = try StateDirectory() }

    private func takeover(_ path: String) -> Takeover {
        var record = GenerationRecord.fresh(0)
        record.progress["c"] = Progress(offset: 30)
        return Takeover(path: path, suffix: ".other", generations: [record], notes: ["a note"])
    }

    /// Starts as an agent does: what is at the path is another program's as long as it is no JSON.
    private func start(_ state: StateDirectory, _ path: String) throws -> CheckpointStore {
        try CheckpointStore(path: state.path, journalSize: StateDirectory.journalSize) {
            () throws(CheckpointError) in
            guard let bytes = try? FileSystem.contents(of: path), bytes.first == UInt8(ascii: "p") else {
                return nil
            }
            return takeover(path)
        }
    }

    @Test func aFileInThePlaceOfTheSnapshotMakesRoomForIt() throws {
        try state.scratch.write(foreign, to: "positions.json")
        do {
            let store = try start(state, state.path)
            #expect(store.offset == 30)
            #expect(store.notes.first == "a note")
            #expect(
                store.notes.last
                    == "1 file goes on where \(state.path) says; it is kept as \(state.path).other")
        }
        #expect(try state.scratch.read("positions.json.other") == Array(foreign.utf8))
        #expect(try state.snapshot().state.generations.count == 1)
        let again = try start(state, state.path)
        #expect(again.state.generations.count == 1)
        #expect(again.notes == [])
    }

    @Test func aFileElsewhereIsRenamed() throws {
        try state.scratch.write(foreign, to: "old.yaml")
        let path = state.scratch.path("old.yaml")
        #expect(try start(state, path).offset == 30)
        #expect(try state.scratch.read("old.yaml.other") == Array(foreign.utf8))
        #expect(!state.scratch.names.contains("old.yaml"))
    }

    @Test func whatIsKnownAlreadyIsNotTakenOver() throws {
        do {
            let store = try state.open()
            store.record(.born(.fresh(1)))
            store.commit(offset: 70)
        }
        try state.scratch.write(foreign, to: "old.yaml")
        let store = try start(state, state.scratch.path("old.yaml"))
        #expect(store.offset == 70)
        #expect(store.state.generations.count == 1)
        let path = state.scratch.path("old.yaml")
        #expect(
            store.notes.last
                == "0 files go on where \(path) says; of 1 more the agent knows by itself where it is; "
                + "it is kept as \(path).other")
    }

    @Test(
        arguments: ["positions.json", "old.yaml"], [FaultySystem.Fault.error(EIO), .error(ENOSPC), .short])
    func aFaultInTheMiddleLosesNothing(_ name: String, _ fault: FaultySystem.Fault) throws {
        try System.$calls.withValue(FaultySystem.calm) {
            var place = 0
            while true {
                let state = try StateDirectory()
                try state.scratch.write(foreign, to: name)
                let path = state.scratch.path(name)
                let faulty = FaultySystem(fault, at: place, lasts: 1)
                System.$calls.withValue(faulty) { _ = try? start(state, path) }
                let store = try start(state, path)
                let comment: Comment = "\(fault) at call \(place), \(faulty.struck?.rawValue ?? "none")"
                #expect(store.state.generations.count == 1, comment)
                #expect(store.offset == 30, comment)
                #expect(try state.scratch.read(name + ".other") == Array(foreign.utf8), comment)
                if faulty.struck == nil { break }
                place += 1
            }
            #expect(place > 3)
        }
    }
}
