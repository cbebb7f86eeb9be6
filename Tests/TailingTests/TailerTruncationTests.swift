// A file that is cut off has new contents: another generation, from its first byte, whatever it is called.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerTruncationTests {
    private func started() throws -> (TailHarness, ScratchWriter) {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write("one\ntwo\n")
        #expect(harness.read() == ["one", "two"])
        _ = harness.takeEvents()
        return (harness, writer)
    }

    @Test func emptiedAndWrittenAnew() throws {
        let (harness, writer) = try started()
        try writer.truncate()
        try writer.write("new\n")
        #expect(harness.read() == ["new"])
        try writer.write("more\n")
        #expect(harness.read() == ["more"])
        #expect(harness.takeEvents() == ["truncated a.log", "born a.log"])
        #expect(harness.lines[0].map(\.generation) == [1, 1, 2, 2])
    }

    @Test func emptiedAndSeenEmpty() throws {
        let (harness, writer) = try started()
        try writer.truncate()
        #expect(harness.read() == [])
        try writer.write("new, and longer than before\n")
        #expect(harness.read() == ["new, and longer than before"])
        #expect(harness.takeEvents() == ["truncated a.log", "born a.log"])
    }

    @Test func whatWasNotReadIsCountedAsLost() throws {
        let (harness, writer) = try started()
        try writer.write("three\n")
        #expect(harness.read(limit: 6) == ["three"])
        try writer.write("four\n")
        harness.look()
        try writer.write("five\n")
        #expect(harness.readBurst(limit: 5) == .lines(14..<19, parts: 0, isEnded: false))
        try writer.truncate()
        #expect(harness.read() == [])
        #expect(harness.takeEvents() == ["truncated a.log", "born a.log"])
        // A copy may still turn up; then it is told.
        for _ in 0..<4 { harness.settle(seconds: 60) }
        #expect(harness.takeEvents() == ["lost a.log, 5 unread"])
    }

    @Test func cutShorterThanWhatIsUnreadNothingIsLost() throws {
        let (harness, writer) = try started()
        try writer.write("three\nfo")
        #expect(harness.read() == ["three"])
        try writer.truncate(to: 14)
        try writer.write("four\n")
        #expect(harness.read() == ["four"])
        #expect(harness.takeEvents() == [])
    }

    @Test func emptiedBeforeAnythingWasRead() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write("never seen\n")
        harness.look()
        try writer.truncate()
        try writer.write("a\n")
        #expect(harness.read() == ["a"])
        #expect(harness.takeEvents() == ["born a.log", "truncated a.log", "born a.log"])
        // What is kept of its first bytes is of those that are there now.
        try harness.restart()
        try writer.write("b\n")
        #expect(harness.read() == ["b"])
        #expect(harness.takeEvents().first == "resumed a.log at 2")
    }

    @Test func severalTimes() throws {
        let (harness, writer) = try started()
        for round in 0..<5 {
            let line = String(repeating: "x", count: 6 - round)
            try writer.truncate()
            try writer.write(line + "\n")
            #expect(harness.read() == [line])
        }
        #expect(harness.lines[0].map(\.generation) == [1, 1, 2, 3, 4, 5, 6])
        // The last ones are remembered, so that a copy of them is known for what it is.
        for _ in 0..<5 { harness.settle(seconds: 60) }
        #expect(harness.records.count == 5)
        #expect(harness.openDescriptors() == ["a.log", "a.log"])
    }

    @Test(arguments: [true, false])
    func aRenamedFileIsEmptiedWhileAnotherHasItsName(isInTheSameDirectory: Bool) throws {
        let (harness, writer) = try started()
        try harness.directory.makeDirectory("archive")
        try harness.directory.rename("a.log", to: isInTheSameDirectory ? "a.log.1" : "archive/a.log")
        try harness.directory.append("of the next\n", to: "a.log")
        #expect(harness.read() == ["of the next"])
        try writer.truncate()
        #expect(harness.read() == [])
        try writer.write("old, anew\n")
        #expect(harness.read() == ["old, anew"])
        try harness.directory.append("of the next again\n", to: "a.log")
        #expect(harness.read() == ["of the next again"])
        try writer.write("and again\n")
        #expect(harness.settle(seconds: 60) == ["and again"])
        #expect(harness.tailer.openFiles.count == 2)
    }

    @Test func aDeletedFileIsEmptiedWhileAnotherHasItsName() throws {
        let (harness, writer) = try started()
        try writer.write("three\n")
        try harness.directory.remove("a.log")
        try harness.directory.append("of the next\n", to: "a.log")
        #expect(harness.read() == ["three", "of the next"])
        try writer.truncate()
        try writer.write("old\n")
        #expect(harness.read() == ["old"])
        writer.close()
        #expect(harness.settle(seconds: 5) == [])
        try harness.directory.append("of the next again\n", to: "a.log")
        #expect(harness.settle(seconds: 60) == ["of the next again"])
        #expect(harness.tailer.openFiles.count == 1)
        #expect(harness.openDescriptors() == ["a.log"])
    }

    @Test func theGenerationBeforeIsStillReadFirst() throws {
        let (harness, writer) = try started()
        try writer.write("three\nfour\n")
        try harness.directory.rename("a.log", to: "a.log.1")
        let next = try harness.directory.writer("a.log")
        try next.write("x\n")
        harness.look()
        #expect(harness.readBurst(limit: 6) == .lines(8..<14, parts: 0, isEnded: false))
        // The next one is read by another reader's side door only, so it is read here as the agent may.
        let file = try #require(harness.file("a.log"))
        harness.tailer.advance(file, reader: 0, to: 2, text: ByteBuffer())
        try next.truncate()
        try next.write("")
        harness.tailer.markDirty(file)
        #expect(harness.read(limit: 5) == ["four"])
        try next.write("y\n")
        #expect(harness.read() == ["y"])
    }
}
