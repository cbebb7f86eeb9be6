// An unfinished last line counts as finished when its file was renamed or deleted and nobody can finish it; that place
// is the same for ever.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct BoundaryTests {
    /// A follower that has read "one" of a file with an unfinished line behind it, and the file's writer.
    private func started(_ includes: [String] = ["*.log"]) throws -> (TailHarness, ScratchWriter) {
        let harness = try TailHarness(includes)
        let writer = try harness.directory.writer("a.log")
        try writer.write("one\ntwo")
        #expect(harness.read() == ["one"])
        _ = harness.takeEvents()
        return (harness, writer)
    }

    @Test func inItsPlaceItWaitsForEver() throws {
        let (harness, writer) = try started()
        writer.close()
        #expect(harness.settle(seconds: 100_000) == [])
        try harness.directory.append(" three\n", to: "a.log")
        #expect(harness.read() == ["two three"])
    }

    @Test(arguments: ["a.log.1", "b.log", nil])
    func ofAFileThatIsNotInItsPlaceItIsFinishedAfterFiveSeconds(name: String?) throws {
        let (harness, writer) = try started()
        writer.close()
        if let name {
            try harness.directory.rename("a.log", to: name)
        } else {
            try harness.directory.remove("a.log")
        }
        harness.look()
        #expect(harness.settle(seconds: 4) == [])
        #expect(harness.settle(seconds: 1) == ["two"])
        #expect(harness.takeEvents().contains("bounded a.log at 7"))
    }

    @Test func asLongAsSomebodyHasItOpenItIsNot() throws {
        let (harness, writer) = try started()
        try harness.directory.rename("a.log", to: "a.log.1")
        harness.look()
        for _ in 0..<10 { #expect(harness.settle(seconds: 60) == []) }
        try writer.write(" and a half\n")
        #expect(harness.read() == ["two and a half"])
        try writer.write("three")
        writer.close()
        #expect(harness.settle(seconds: 5) == [])
        harness.settle(seconds: 60)
        #expect(harness.read() == ["three"])
    }

    @Test func whatIsWrittenBehindItAllTheSameIsALineOfItsOwn() throws {
        let (harness, writer) = try started(["*"])
        writer.close()
        try harness.directory.rename("a.log", to: "b.log")
        harness.look()
        for _ in 0..<2 { harness.settle(seconds: 5) }
        try harness.directory.append(" four\nfive\n", to: "b.log")
        #expect(harness.read() == [" four", "five"])
        #expect(harness.lines[0].map(\.text) == ["one", "two", " four", "five"])
    }

    @Test func aRestartEndsTheLineAtTheSamePlace() throws {
        let (harness, writer) = try started(["*"])
        writer.close()
        try harness.directory.rename("a.log", to: "b.log")
        harness.look()
        harness.settle(seconds: 5)
        // Bounded, read, and not answered: it is read again, though the file is longer by now.
        #expect(harness.read(ships: false) == ["two"])
        try harness.restart { try harness.directory.append(" four\n", to: "b.log") }
        #expect(harness.read() == ["two", " four"])
        try harness.restart()
        #expect(harness.read() == [])
    }

    @Test func everyReaderEndsTheLineThere() throws {
        var options = Tailer.Options()
        options.readers = 2
        let harness = try TailHarness(["*"], options: options)
        try harness.directory.append("one\ntwo", to: "a.log")
        for reader in 0...1 { #expect(harness.read(reader: reader) == ["one"]) }
        try harness.directory.rename("a.log", to: "b.log")
        harness.look()
        for reader in 0...1 { harness.read(reader: reader) }
        for _ in 0..<2 { harness.pass(seconds: 5) }
        #expect(harness.read(reader: 0) == ["two"])
        try harness.directory.append(" four\n", to: "b.log")
        #expect(harness.read(reader: 0) == [" four"])
        #expect(harness.read(reader: 1) == ["two", " four"])
    }

    @Test func aSlowReaderIsWaitedFor() throws {
        var options = Tailer.Options()
        options.readers = 2
        let harness = try TailHarness(options: options)
        try harness.directory.append("one\ntwo", to: "a.log")
        #expect(harness.read(reader: 0) == ["one"])
        try harness.directory.rename("a.log", to: "a.log.1")
        harness.look()
        harness.pass(seconds: 300)
        #expect(harness.read(reader: 0) == [])
        #expect(harness.read(reader: 1) == ["one"])
        for _ in 0..<2 {
            for reader in 0...1 { harness.read(reader: reader) }
            harness.pass(seconds: 1)
        }
        for reader in 0...1 {
            harness.read(reader: reader)
            #expect(harness.lines[reader].map(\.text) == ["one", "two"])
        }
    }

    @Test func aLongUnfinishedLineIsHandedOverInParts() throws {
        var options = Tailer.Options()
        options.maximumLine = 4
        let harness = try TailHarness(options: options)
        try harness.directory.append("one\ntwo and ", to: "a.log")
        #expect(harness.read() == ["one", "two "])
        try harness.directory.rename("a.log", to: "a.log.1")
        harness.look()
        harness.settle(seconds: 5)
        #expect(harness.read() == ["and "])
    }
}
