// Several readers and several targets over the same files: each gets every line, whatever the others do.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerReaderTests {
    private var twoReaders: Tailer.Options {
        var options = Tailer.Options()
        options.readers = 2
        return options
    }

    @Test func eachReaderGetsEachLineAtItsOwnSpeed() throws {
        let harness = try TailHarness(options: twoReaders)
        let writer = try harness.directory.writer("a.log")
        for round in 0..<10 {
            try writer.write("\(round)a\n\(round)b\n")
            #expect(harness.read(reader: 0) == ["\(round)a", "\(round)b"])
            harness.readBurst(reader: 1, limit: 3)
        }
        #expect(harness.lines[1].count == 10)
        harness.read(reader: 1, limit: 3)
        #expect(harness.lines[0] == harness.lines[1])
        #expect(harness.file("a.log")?.lag == 0)
    }

    @Test func aSlowReaderGetsTheOldFileThoughTheOtherIsInTheNext() throws {
        let harness = try TailHarness(options: twoReaders)
        for round in 1...3 {
            try harness.directory.append("\(round)a\n\(round)b\n", to: "a.log")
            #expect(harness.read(reader: 0) == ["\(round)a", "\(round)b"])
            try harness.directory.rename("a.log", to: "a.log.\(round)")
        }
        try harness.directory.append("4a\n", to: "a.log")
        #expect(harness.read(reader: 1, limit: 3) == ["1a", "1b", "2a", "2b", "3a", "3b", "4a"])
        #expect(harness.read(reader: 0) == ["4a"])
    }

    @Test func aReaderThatNeverReadsHoldsFilesBackAndNothingElse() throws {
        let harness = try TailHarness(options: twoReaders)
        try harness.directory.append("1\n", to: "a.log")
        #expect(harness.read() == ["1"])
        try harness.directory.rename("a.log", to: "a.log.1")
        try harness.directory.append("2\n", to: "a.log")
        #expect(harness.settle(seconds: 1_000) == ["2"])
        #expect(harness.takeEvents() == ["born a.log", "renamed a.log to a.log.1", "born a.log"])
        #expect(harness.file("a.log.1")?.lag == 2)
    }

    @Test func truncationWithReadersAtDifferentPlacesTellsWhatTheSlowestHasNotRead() throws {
        let harness = try TailHarness(options: twoReaders)
        let writer = try harness.directory.writer("a.log")
        try writer.write("one\ntwo\nthree\n")
        harness.read(reader: 0)
        harness.readBurst(reader: 1, limit: 4)
        try writer.truncate()
        try writer.write("new\n")
        #expect(harness.read(reader: 1) == ["new"])
        #expect(harness.read(reader: 0) == ["new"])
        #expect(
            harness.takeEvents() == [
                "born a.log", "truncated a.log", "born a.log",
            ])
    }

    @Test func oneReadCanServeReadersThatStandAtOneOffset() throws {
        let harness = try TailHarness(options: twoReaders)
        try harness.directory.append("1\n2\n", to: "a.log")
        harness.look()
        harness.readBurst(reader: 0, limit: 2)
        let file = try #require(harness.file("a.log"))
        harness.tailer.advance(file, reader: 1, to: 2, text: ByteBuffer())
        #expect(harness.read(reader: 1) == ["2"])
        #expect(harness.read(reader: 0) == ["2"])
        #expect(file.furthestOffset(besides: 0) == 4)
        // To where it is already, it is at the end; backwards it never goes.
        harness.tailer.advance(file, reader: 1, to: 0, text: ByteBuffer())
        #expect(file.readers[1].offset == 4)
        #expect(file.readers[1].isAtEnd)
    }

    @Test func aReaderThatIsStillInTheOldFileIsGivenNothingOfTheNext() throws {
        let harness = try TailHarness(options: twoReaders)
        try harness.directory.append("1\n", to: "a.log")
        #expect(harness.read(reader: 0) == ["1"])
        try harness.directory.rename("a.log", to: "a.log.1")
        try harness.directory.append("2\n", to: "a.log")
        #expect(harness.read(reader: 0) == ["2"])
        let next = try #require(harness.file("a.log"))
        #expect(harness.tailer.isTurn(of: next, reader: 0))
        #expect(!harness.tailer.isTurn(of: next, reader: 1))
        harness.readBurst(reader: 1)
        #expect(harness.lines[1].map(\.text) == ["1"])
        // At its end it is only once it was seen to be.
        harness.readBurst(reader: 1)
        #expect(harness.tailer.isTurn(of: next, reader: 1))
    }

    @Test func twoTargetsGetEachLineEach() throws {
        let harness = try TailHarness(["*.log", "a.*"])
        try harness.directory.append("1\n", to: "a.log")
        #expect(harness.read() == ["1", "1"])
        try harness.directory.append("2\n", to: "a.log")
        #expect(harness.read() == ["2", "2"])
        try harness.directory.rename("a.log", to: "a.1")
        try harness.directory.append("3\n", to: "a.1")
        #expect(harness.read() == ["3", "3"])
        // To the one it is renamed within its glob, to the other out of it.
        #expect(Set(harness.tailer.openFiles.map(\.follower.place)) == [.retired, .away])
        harness.settle(seconds: 300)
        try harness.directory.append("4\n", to: "a.1")
        #expect(harness.read() == ["4"])
        #expect(harness.takeEvents().last == "closed a.log")
    }

    @Test(arguments: [["*.log", "*.log"], ["*.log", "a.*"], ["a.log", "{a,b}.log"]])
    func twoTargetsOfOneKeyGetItOnce(includes: [String]) throws {
        let harness = try TailHarness(includes, keys: ["job", "job"])
        try harness.directory.append("1\n", to: "a.log")
        #expect(harness.read() == ["1"])
        try harness.directory.append("2\n", to: "a.log")
        #expect(harness.settle(seconds: 60) == ["2"])
        try harness.restart()
        try harness.directory.append("3\n", to: "a.log")
        #expect(harness.read() == ["3"])
        #expect(harness.takeEvents() == ["born a.log", "resumed a.log at 4"])
    }

    @Test func renamedFromOneTargetsGlobToThatOfAnotherOfItsKeyItStaysMatched() throws {
        let harness = try TailHarness(["*.log", "*.txt"], keys: ["job", "job"])
        let writer = try harness.directory.writer("a.log")
        try writer.write("1\n")
        #expect(harness.read() == ["1"])
        try harness.directory.rename("a.log", to: "a.txt")
        #expect(harness.settle(seconds: 1_000) == [])
        try writer.write("2\n")
        #expect(harness.read() == ["2"])
        #expect(harness.takeEvents() == ["born a.log", "renamed a.log to a.txt"])
        #expect(harness.file("a.txt")?.follower.place == .retired)
    }

    @Test func eventsThatOverflowTheKernelsQueueLoseNothing() throws {
        let harness = try TailHarness()
        let writers = try ["a", "b"].map { try harness.directory.writer("\($0).log") }
        #expect(harness.read() == [])
        // Two that take turns, so that the kernel cannot put their events together; it keeps 16,384.
        for round in 0..<10_000 { for writer in writers { try writer.write("\(round)\n") } }
        try harness.directory.rename("a.log", to: "a.log.1")
        try harness.directory.append("last\n", to: "a.log")
        harness.read()
        #expect(harness.lines[0].count == 20_001)
        #expect(harness.lines[0].map(\.generation).max() == 3)
        for generation in 1...2 as ClosedRange<UInt64> {
            let lines = harness.lines[0].filter { $0.generation == generation }
            #expect(lines.map(\.text) == (0..<10_000).map { "\($0)" })
        }
        #expect(
            harness.takeEvents().contains(
                "noticed the kernel's queue of file events overflowed; looking through all directories"))
    }

    @Test func theSizeLastSeenGivesTheLag() throws {
        let harness = try TailHarness()
        try harness.directory.append("12345\n67890\n", to: "a.log")
        harness.look()
        let file = try #require(harness.file("a.log"))
        #expect(file.lag == 12)
        harness.readBurst(limit: 6, ships: false)
        #expect(file.lag == 12)
        #expect(!file.isShipped)
        harness.ship(file)
        #expect(file.lag == 6)
        harness.read()
        #expect(file.lag == 0)
        #expect(file.isShipped)
        // What was shipped is never less than before.
        harness.ship(file, to: 3)
        #expect(file.readers[0].shipped == 12)
    }
}
