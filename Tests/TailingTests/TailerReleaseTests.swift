// What is gone and shipped is let go in time: a descriptor held on a deleted file holds its disk space.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerReleaseTests {
    @Test func aDeletedFileIsReadToItsEndThenForgotten() throws {
        let harness = try TailHarness()
        try harness.directory.append("1\n2\n", to: "a.log")
        #expect(harness.read(limit: 2) == ["1", "2"])
        try harness.directory.append("3\n", to: "a.log")
        try harness.directory.remove("a.log")
        #expect(harness.read() == ["3"])
        #expect(harness.openDescriptors() == ["a.log (deleted)"])
        #expect(harness.settle(seconds: 4) == [])
        #expect(harness.openDescriptors() == ["a.log (deleted)"])
        harness.settle(seconds: 1)
        #expect(harness.openDescriptors() == [])
        #expect(harness.takeEvents() == ["born a.log", "closed a.log", "forgotten a.log"])
        #expect(harness.records.isEmpty)
        #expect(harness.tailer.filesByInode.isEmpty)
        #expect(harness.tailer.filesByWatch.isEmpty)
        #expect(harness.tailer.generations.isEmpty)
        #expect(harness.tailer.leaving.isEmpty)
    }

    @Test func aDeletedFileThatIsWrittenToIsKept() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write("1\n")
        #expect(harness.read() == ["1"])
        try harness.directory.remove("a.log")
        for round in 2...5 {
            try writer.write("\(round)\n")
            #expect(harness.settle(seconds: 4) == ["\(round)"])
        }
        // Its writer has it open, so nothing is over.
        #expect(harness.settle(seconds: 100_000) == [])
        #expect(harness.takeEvents() == ["born a.log"])
        writer.close()
        harness.settle(seconds: 60)
        #expect(harness.takeEvents() == ["closed a.log", "forgotten a.log"])
    }

    @Test func aDeletionThatAReadNoticesFirstIsOneForEveryReader() throws {
        var options = Tailer.Options()
        options.readers = 2
        let harness = try TailHarness(options: options)
        let writer = try harness.directory.writer("a.log")
        try writer.write("1\n")
        for reader in 0...1 { harness.read(reader: reader) }
        try writer.write("2\n")
        harness.look()
        try harness.directory.remove("a.log")
        try writer.write("3\n")
        // The reads come before the events that tell of the deletion and of what was written after it.
        harness.readBurst(reader: 1, limit: 2)
        harness.readBurst(reader: 0)
        try writer.write("4\n")
        for reader in 0...1 {
            harness.read(reader: reader)
            #expect(harness.lines[reader].map(\.text) == ["1", "2", "3", "4"])
        }
    }

    @Test func whatIsWrittenInTheLastMomentIsRead() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write("1\n")
        #expect(harness.read() == ["1"])
        try harness.directory.remove("a.log")
        harness.look()
        try writer.write("2\n")
        // The time is up before the events are looked at.
        harness.tailer.tick(now: harness.now + 5 * TailHarness.second)
        #expect(harness.openDescriptors().count == 2)
        #expect(harness.read() == ["2"])
    }

    @Test func aDeletedFileIsKeptUntilItIsShipped() throws {
        let harness = try TailHarness()
        try harness.directory.append("1\n", to: "a.log")
        #expect(harness.read(ships: false) == ["1"])
        let file = try #require(harness.file("a.log"))
        try harness.directory.remove("a.log")
        harness.look()
        harness.settle(seconds: 10_000)
        #expect(harness.takeEvents() == ["born a.log"])
        harness.ship(file, to: 1)
        harness.settle(seconds: 1)
        #expect(harness.takeEvents() == [])
        harness.ship(file)
        harness.pass(seconds: 0)
        #expect(harness.takeEvents() == ["closed a.log", "forgotten a.log"])
        #expect(harness.openDescriptors() == [])
    }

    @Test func everyReaderMustHaveShippedIt() throws {
        var options = Tailer.Options()
        options.readers = 2
        let harness = try TailHarness(options: options)
        try harness.directory.append("1\n", to: "a.log")
        #expect(harness.read(reader: 0) == ["1"])
        try harness.directory.remove("a.log")
        harness.look()
        harness.settle(seconds: 1_000)
        #expect(harness.takeEvents() == ["born a.log"])
        #expect(harness.read(reader: 1) == ["1"])
        harness.pass(seconds: 0)
        #expect(harness.takeEvents() == ["closed a.log", "forgotten a.log"])
    }

    @Test func aFileRenamedAwayIsClosedAfterItsSilence() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write("1\n")
        #expect(harness.read() == ["1"])
        // Silent for long before: what counts is the time since the rename.
        harness.settle(seconds: 100_000)
        try harness.directory.rename("a.log", to: "a.log.1")
        harness.look()
        #expect(harness.settle(seconds: 299) == [])
        try writer.write("2\n")
        #expect(harness.settle(seconds: 0) == ["2"])
        writer.close()
        #expect(harness.settle(seconds: 299) == [])
        #expect(harness.takeEvents() == ["born a.log", "renamed a.log to a.log.1"])
        harness.settle(seconds: 1)
        #expect(harness.takeEvents() == ["closed a.log"])
        #expect(harness.tailer.openFiles.isEmpty)
        #expect(harness.records.count == 1)
    }

    @Test func manyRotationsLeaveNoDescriptorBehind() throws {
        let harness = try TailHarness()
        for round in 0..<20 {
            try harness.directory.append("\(round)\n", to: "a.log")
            #expect(harness.read() == ["\(round)"])
            for number in stride(from: 3, through: 1, by: -1) where round >= number {
                try harness.directory.rename("a.log.\(number)", to: "a.log.\(number + 1)")
            }
            try harness.directory.rename("a.log", to: "a.log.1")
            if round >= 3 { try harness.directory.remove("a.log.4") }
            harness.settle(seconds: 100)
            // Three rotations until 300 s are over, and the one that is looked for.
            #expect(harness.openDescriptors().count <= 4)
        }
        harness.settle(seconds: 300)
        harness.settle(seconds: 60)
        #expect(harness.openDescriptors() == [])
        #expect(harness.tailer.filesByInode.isEmpty)
        #expect(harness.tailer.filesByWatch.isEmpty)
        #expect(harness.tailer.generations.isEmpty)
        // The last ones are remembered, so that a copy of one is known for what it is.
        #expect(harness.records.count == 4)
    }

    /// A follower that has read "1" of a file, seen it renamed to a.log.1, and closed it.
    private func closed() throws -> TailHarness {
        let harness = try TailHarness()
        try harness.directory.append("1\n", to: "a.log")
        harness.read()
        try harness.directory.rename("a.log", to: "a.log.1")
        harness.look()
        harness.settle(seconds: 300)
        #expect(harness.takeEvents().last == "closed a.log")
        return harness
    }

    @Test(arguments: ["z.log", "a.log"])
    func aClosedFileThatComesBackIsReadOnFromWhereItWas(name: String) throws {
        let harness = try closed()
        try harness.directory.append("2\n", to: "a.log.1")
        try harness.directory.rename("a.log.1", to: name)
        #expect(harness.read() == ["2"])
        #expect(harness.lines[0].map(\.generation) == [1, 1])
        #expect(harness.takeEvents().first == "resumed a.log at 2")
    }

    @Test func aClosedFileThatComesBackUnchangedIsNotReadAgain() throws {
        let harness = try closed()
        harness.settle(seconds: 60)
        try harness.directory.rename("a.log.1", to: "z.log")
        #expect(harness.settle(seconds: 60) == [])
        #expect(harness.takeEvents() == ["resumed a.log at 2", "renamed a.log to z.log"])
    }

    @Test func aClosedFilesInodeIsTheNextOnesToo() throws {
        let harness = try closed()
        try harness.directory.remove("a.log.1")
        // The filesystem likes to give the same number again.
        try harness.directory.append("other\n", to: "b.log")
        #expect(harness.settle(seconds: 60) == ["other"])
        #expect(harness.takeEvents() == ["born b.log"])
    }

    @Test func aFollowerThatEndsClosesAll() throws {
        let directory = try ScratchDirectory()
        for name in ["a", "b", "c"] { try directory.append("1\n", to: "\(name).log") }
        var harness: TailHarness? = try TailHarness(in: directory)
        harness?.read()
        #expect(harness?.openDescriptors() == ["a.log", "b.log", "c.log"])
        let file = try #require(harness?.file("a.log"))
        harness = nil
        #expect(file.readers[0].offset == 2)
        #expect(FileSystem.openDescriptors(in: directory.path) == ["\(directory.path)/a.log"])
    }
}
