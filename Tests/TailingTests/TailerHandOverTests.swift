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
        try harness.restart(inheriting: true, targets: [])
        #expect(harness.openDescriptors() == [])
        #expect(harness.read() == [])
    }

    /// Nobody who only looks at what is there now could know of the first one.
    @Test func madeAndRenamedMeanwhileIsRead() throws {
        let harness = try TailHarness(["*.log"])
        try harness.restart(inheriting: true) {
            try harness.directory.write("a1\n", to: "a.log")
            try harness.directory.rename("a.log", to: "a.log.1")
            try harness.directory.write("b1\n", to: "a.log")
            try harness.directory.rename("a.log", to: "elsewhere")
            try harness.directory.write("c1\n", to: "a.log")
        }
        #expect(harness.read().sorted() == ["a1", "b1", "c1"])
        #expect(Set(harness.lines[0].map(\.path)) == ["a.log"])
        #expect(Set(harness.lines[0].map(\.generation)).count == 3)
    }

    /// What was told before the end, and not taken, is told to the one that goes on.
    @Test func madeAndRenamedJustBeforeIsRead() throws {
        let harness = try TailHarness(["*.log"])
        try harness.directory.write("a1\n", to: "a.log")
        try harness.directory.rename("a.log", to: "a.log.1")
        try harness.restart(inheriting: true)
        #expect(harness.read() == ["a1"])
        #expect(harness.takeEvents().first == "born a.log")
    }

    @Test func directoryThatIsFollowedNoMoreWakesNobody() throws {
        let harness = try TailHarness(["old/*.log", "*.log"])
        try harness.directory.makeDirectory("old")
        try harness.directory.write("x\n", to: "old/x.log")
        #expect(harness.read() == ["x"])
        try harness.restart(inheriting: true, targets: [harness.targets[1]])
        // What the end of the watch itself told.
        harness.look()
        try harness.directory.append("y\n", to: "old/x.log")
        #expect(!harness.hasEvents)
        try harness.directory.write("a\n", to: "a.log")
        #expect(harness.hasEvents)
        #expect(harness.read() == ["a"])
    }

    /// Only what was there before it was followed is begun where the configuration says.
    @Test func madeMeanwhileIsReadFromItsBeginning() throws {
        var options = Tailer.Options()
        options.startAt = .end
        let harness = try TailHarness(["*.log"], options: options)
        try harness.directory.write("n1\n", to: "b.txt")
        let further = FollowTarget(
            key: "*.txt", include: try PathPattern("*.txt", relativeTo: harness.directory.path), exclude: nil)
        try harness.restart(inheriting: true, targets: harness.targets + [further]) {
            try harness.directory.write("a1\n", to: "a.log")
        }
        try harness.directory.append("n2\n", to: "b.txt")
        #expect(harness.read().sorted() == ["a1", "n2"])
    }
}
