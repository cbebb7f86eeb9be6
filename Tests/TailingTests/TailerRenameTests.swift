// A file is its identity, not its name: whatever it is called meanwhile, it is read to its end, the older first.

import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerRenameTests {
    /// A follower of `*.log` with "a1" read of a.log, "a2" not, and a writer that goes on.
    private func started(_ includes: [String] = ["*.log"]) throws -> (TailHarness, ScratchWriter) {
        let harness = try TailHarness(includes)
        let writer = try harness.directory.writer("a.log")
        try writer.write("a1\n")
        #expect(harness.read() == ["a1"])
        try writer.write("a2\n")
        _ = harness.takeEvents()
        return (harness, writer)
    }

    @Test func renamedWithinTheGlob() throws {
        let (harness, writer) = try started()
        try harness.directory.rename("a.log", to: "b.log")
        try writer.write("a3\n")
        #expect(harness.read() == ["a2", "a3"])
        try writer.write("a4\n")
        #expect(harness.read() == ["a4"])
        #expect(harness.takeEvents() == ["renamed a.log to b.log"])
        #expect(Set(harness.lines[0].map(\.path)) == ["a.log"])
        #expect(harness.file("b.log")?.follower.place == .retired)
    }

    @Test func renamedOutOfTheGlobInItsDirectory() throws {
        let (harness, writer) = try started()
        try harness.directory.rename("a.log", to: "a.log.1")
        try writer.write("a3\n")
        #expect(harness.read() == ["a2", "a3"])
        try writer.write("a4\n")
        #expect(harness.read() == ["a4"])
        #expect(harness.takeEvents() == ["renamed a.log to a.log.1"])
        #expect(harness.file("a.log.1")?.follower.place == .away)
    }

    @Test func renamedToAnotherWatchedDirectory() throws {
        let harness = try TailHarness(["x/*.log", "y/*.txt"])
        try harness.directory.makeDirectory("x")
        try harness.directory.makeDirectory("y")
        harness.look()
        let writer = try harness.directory.writer("x/a.log")
        try writer.write("a1\n")
        #expect(harness.read() == ["a1"])
        try writer.write("a2\n")
        try harness.directory.rename("x/a.log", to: "y/a.log")
        try writer.write("a3\n")
        #expect(harness.read() == ["a2", "a3"])
        try writer.write("a4\n")
        #expect(harness.read() == ["a4"])
        #expect(harness.takeEvents() == ["born x/a.log", "renamed x/a.log to y/a.log"])
        #expect(harness.file("y/a.log")?.follower.place == .away)
    }

    @Test func renamedToADirectoryThatNobodyWatches() throws {
        let (harness, writer) = try started()
        try harness.directory.makeDirectory("archive")
        try harness.directory.rename("a.log", to: "archive/a.log")
        try writer.write("a3\n")
        #expect(harness.read() == ["a2", "a3"])
        // Only a watch of the inode itself tells of this.
        try writer.write("a4\n")
        #expect(harness.read() == ["a4"])
        #expect(harness.takeEvents() == [])
    }

    @Test func renamedAndMadeAnewTheOldOneComesFirst() throws {
        let (harness, writer) = try started()
        try harness.directory.rename("a.log", to: "a.log.1")
        try harness.directory.append("b1\nb2\n", to: "a.log")
        try writer.write("a3\n")
        harness.look()
        #expect(harness.read(limit: 3) == ["a2", "a3", "b1", "b2"])
        #expect(harness.takeEvents() == ["renamed a.log to a.log.1", "born a.log"])
        #expect(harness.lines[0].map(\.generation) == [1, 1, 1, 2, 2])
    }

    @Test func renamedToNobodysDirectoryAndMadeAnewTheOldOneComesFirst() throws {
        let (harness, writer) = try started()
        try harness.directory.makeDirectory("archive")
        try harness.directory.rename("a.log", to: "archive/a.log")
        try harness.directory.append("b1\n", to: "a.log")
        try writer.write("a3\n")
        #expect(harness.read(limit: 3) == ["a2", "a3", "b1"])
    }

    @Test func aLateLineInTheOldFileComesThoughTheNewOneIsBeingRead() throws {
        let (harness, writer) = try started()
        try harness.directory.rename("a.log", to: "a.log.1")
        try harness.directory.append("b1\n", to: "a.log")
        #expect(harness.read() == ["a2", "b1"])
        try writer.write("a3\n")
        #expect(harness.read() == ["a3"])
        try harness.directory.append("b2\n", to: "a.log")
        try writer.write("a4\n")
        #expect(Set(harness.read()) == ["a4", "b2"])
    }

    @Test(arguments: [false, true])
    func rotatedSeveralTimesBetweenTwoReads(isSeenEachTime: Bool) throws {
        let (harness, _) = try started()
        for round in 1...5 {
            for number in stride(from: round - 1, through: 1, by: -1) {
                try harness.directory.rename("a.log.\(number)", to: "a.log.\(number + 1)")
            }
            try harness.directory.rename("a.log", to: "a.log.1")
            try harness.directory.append("\(round)x\n\(round)y\n", to: "a.log")
            if isSeenEachTime { harness.look() }
        }
        #expect(
            harness.read(limit: 3) == ["a2", "1x", "1y", "2x", "2y", "3x", "3y", "4x", "4y", "5x", "5y"])
        #expect(Set(harness.lines[0].map(\.path)) == ["a.log"])
        #expect(harness.lines[0].map(\.generation) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
        for (id, name) in zip(UInt64(1)..., ["a.log.5", "a.log.4", "a.log.3", "a.log.2", "a.log.1", "a.log"])
        {
            #expect(harness.file(name)?.id.value == id)
        }
    }

    @Test(arguments: [["*.log"], ["*"], ["*.log", "*.1"]])
    func madeAndRenamedBetweenTwoLooks(includes: [String]) throws {
        let harness = try TailHarness(includes, keys: includes.map { _ in "one" })
        try harness.directory.append("a1\n", to: "a.log")
        try harness.directory.rename("a.log", to: "a.log.1")
        #expect(harness.read() == ["a1"])
        #expect(harness.lines[0].map(\.path) == ["a.log"])
    }

    @Test func aNewFileIsRotatedAwayBetweenTwoLooksAndTheNextOneToo() throws {
        let harness = try TailHarness()
        try harness.directory.append("1\n", to: "a.log")
        try harness.directory.rename("a.log", to: "a.log.2")
        try harness.directory.append("2\n", to: "a.log")
        try harness.directory.rename("a.log", to: "a.log.1")
        try harness.directory.append("3\n", to: "a.log")
        #expect(harness.read() == ["1", "2", "3"])
    }

    @Test func theNextFileIsRotatedToAnotherPlaceThanTheOneBefore() throws {
        let (harness, writer) = try started()
        try harness.directory.makeDirectory("archive")
        try harness.directory.rename("a.log", to: "archive/a.log")
        try harness.directory.append("b1\n", to: "a.log")
        try harness.directory.rename("a.log", to: "a.log.1")
        #expect(harness.read(limit: 3) == ["a2", "b1"])
        try writer.write("a3\n")
        #expect(harness.read() == ["a3"])
        try harness.directory.append("b2\n", to: "a.log.1")
        #expect(harness.read() == ["b2"])
        #expect(harness.takeEvents() == ["born a.log"])
    }

    @Test func oneThatReplacesAnotherByRename() throws {
        let (harness, _) = try started()
        // As editors and some loggers do: a new file takes the name, the old one has none any more.
        try harness.directory.append("b1\n", to: "a.log.new")
        try harness.directory.rename("a.log.new", to: "a.log")
        #expect(harness.read(limit: 3) == ["a2", "b1"])
        #expect(harness.takeEvents() == ["born a.log"])
    }

    @Test func aFollowedFileReplacesAnother() throws {
        let harness = try TailHarness()
        try harness.directory.append("a1\n", to: "a.log")
        try harness.directory.append("b1\n", to: "b.log")
        #expect(Set(harness.read()) == ["a1", "b1"])
        try harness.directory.append("a2\n", to: "a.log")
        try harness.directory.append("b2\n", to: "b.log")
        try harness.directory.rename("a.log", to: "b.log")
        #expect(Set(harness.read()) == ["a2", "b2"])
        try harness.directory.append("a3\n", to: "b.log")
        #expect(harness.read() == ["a3"])
        harness.pass(seconds: 5)
        #expect(
            harness.takeEvents() == [
                "born a.log", "born b.log", "renamed a.log to b.log", "closed b.log", "forgotten b.log",
            ])
    }

    @Test func twoFilesThatChangeTheirNames() throws {
        let harness = try TailHarness()
        try harness.directory.append("a1\n", to: "a.log")
        try harness.directory.append("b1\n", to: "b.log")
        #expect(Set(harness.read()) == ["a1", "b1"])
        try harness.directory.rename("a.log", to: "c")
        try harness.directory.rename("b.log", to: "a.log")
        try harness.directory.rename("c", to: "b.log")
        try harness.directory.append("a2\n", to: "b.log")
        try harness.directory.append("b2\n", to: "a.log")
        #expect(Set(harness.read()) == ["a2", "b2"])
        harness.pass(seconds: 1_000)
        try harness.directory.append("a3\n", to: "b.log")
        try harness.directory.append("b3\n", to: "a.log")
        #expect(Set(harness.read()) == ["a3", "b3"])
        #expect(harness.tailer.openFiles.count == 2)
        #expect(
            harness.records.values.map(\.currentPath).sorted()
                == ["a.log", "b.log"].map(harness.directory.path))
    }

    @Test func renamedToAnExcludedNameItIsLetGoInTime() throws {
        let harness = try TailHarness(["*.log"], exclude: "*.old.log")
        let writer = try harness.directory.writer("a.log")
        try writer.write("a1\n")
        #expect(harness.read() == ["a1"])
        try harness.directory.rename("a.log", to: "a.old.log")
        try writer.write("a2\n")
        #expect(harness.read() == ["a2"])
        writer.close()
        harness.settle(seconds: 300)
        #expect(harness.takeEvents() == ["born a.log", "renamed a.log to a.old.log", "closed a.log"])
    }

    @Test func renamedBackIntoTheGlobItIsReadOn() throws {
        let (harness, writer) = try started()
        try harness.directory.rename("a.log", to: "a.log.1")
        #expect(harness.read() == ["a2"])
        try harness.directory.rename("a.log.1", to: "z.log")
        try writer.write("a3\n")
        #expect(harness.read() == ["a3"])
        harness.pass(seconds: 1_000)
        #expect(harness.takeEvents() == ["renamed a.log to a.log.1", "renamed a.log to z.log"])
        #expect(harness.file("z.log")?.follower.place == .retired)
    }

    @Test func movedOutAndBackFromADirectoryThatNobodyWatches() throws {
        let (harness, writer) = try started()
        try harness.directory.makeDirectory("archive")
        try harness.directory.rename("a.log", to: "archive/a.log")
        #expect(harness.read() == ["a2"])
        try harness.directory.rename("archive/a.log", to: "z.log")
        try writer.write("a3\n")
        #expect(harness.read() == ["a3"])
        #expect(harness.takeEvents() == ["renamed a.log to z.log"])
        #expect(harness.file("z.log")?.follower.place == .retired)
    }
}
