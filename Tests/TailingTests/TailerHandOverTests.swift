// One follower goes on where another one was, with the files that only a descriptor still reaches.

import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerHandOverTests {
    /// A follower of `*.log` that has read one line of a.log, whose writer has written another.
    private func started() throws -> (TailHarness, ScratchWriter) {
        let harness = try TailHarness(["*.log"])
        let writer = try harness.directory.writer("a.log")
        try writer.write("a1\n")
        #expect(harness.read() == ["a1"])
        try writer.write("a2\n")
        _ = harness.takeEvents()
        return (harness, writer)
    }

    @Test func deletedBeforeIsReadToItsEnd() throws {
        let (harness, writer) = try started()
        try harness.directory.remove("a.log")
        harness.look()
        try harness.restart(inheriting: true)
        try writer.write("a3\n")
        #expect(harness.read() == ["a2", "a3"])
        try harness.restart(inheriting: true)
        try writer.write("a4\n")
        #expect(harness.read() == ["a4"])
        #expect(Set(harness.lines[0].map(\.generation)) == [1])
    }

    @Test func deletedMeanwhileIsReadToItsEnd() throws {
        let (harness, writer) = try started()
        try harness.restart(inheriting: true) {
            try harness.directory.remove("a.log")
            try harness.directory.write("b1\n", to: "a.log")
        }
        try writer.write("a3\n")
        #expect(harness.read() == ["a2", "a3", "b1"])
    }

    @Test func movedOutOfSightIsReadToItsEnd() throws {
        let (harness, writer) = try started()
        let elsewhere = try ScratchDirectory()
        try harness.restart(inheriting: true) {
            try harness.directory.move("a.log", to: elsewhere.path("z"))
        }
        try writer.write("a3\n")
        #expect(harness.read() == ["a2", "a3"])
    }

    @Test func renamedMeanwhileIsReadUnderItsNewName() throws {
        let (harness, writer) = try started()
        try harness.restart(inheriting: true) {
            try harness.directory.rename("a.log", to: "a.log.1")
            try harness.directory.write("b1\n", to: "a.log")
        }
        try writer.write("a3\n")
        #expect(harness.read() == ["a2", "a3", "b1"])
        #expect(harness.file("a.log.1") != nil)
    }

    /// The limit of descriptors does not allow for two a file.
    @Test func noFileStaysOpenTwice() throws {
        let (harness, _) = try started()
        for name in ["b.log", "c.log", "gone.log"] { try harness.directory.write("x\n", to: name) }
        _ = harness.read()
        try harness.directory.remove("gone.log")
        harness.look()
        try harness.restart(inheriting: true)
        #expect(
            harness.openDescriptors().filter { $0.hasSuffix(".log") }.sorted() == ["a.log", "b.log", "c.log"])
        #expect(harness.openDescriptors().count == 4)
    }

    @Test func whatIsFollowedNoMoreIsClosed() throws {
        let (harness, _) = try started()
        try harness.directory.remove("a.log")
        harness.look()
        // As if its target were gone from the configuration: nothing is known of it.
        let files = harness.tailer.handOver()
        #expect(files.count == 1)
        harness.tailer.start(known: [], inherited: files, now: harness.now)
        #expect(harness.read() == [])
    }
}
