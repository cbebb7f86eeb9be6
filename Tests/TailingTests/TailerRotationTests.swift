// A rotation that tells what it does: every line once, whatever is unread when it happens.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerRotationTests {
    private static let pad = Pad(number: 7, length: 200)?.bytes ?? []

    private func text(_ lines: ClosedRange<Int>) -> String { lines.map { "line \($0)\n" }.joined() }

    private func bytes(_ name: String, _ harness: TailHarness) throws -> [UInt8] {
        try harness.directory.read(name)
    }

    /// What a collapse does to a log whose first `size` bytes go.
    private func collapse(
        _ name: String, _ size: Int, into copy: String, _ harness: TailHarness, _ writer: ScratchWriter
    ) throws {
        let old = try bytes(name, harness)
        let hidden = old.withUnsafeBytes { Pad(startOf: $0)?.length ?? 0 }
        try harness.directory.write(String(decoding: old[hidden..<size], as: UTF8.self), to: copy)
        try harness.move(name, into: copy, size: Int64(size - hidden))
        try writer.truncate()
        try writer.write(String(decoding: Self.pad + old[size...], as: UTF8.self))
    }

    @Test func aCollapsedLogGoesOnBehindThePad() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write(text(1...3))
        #expect(harness.read() == ["line 1", "line 2", "line 3"])
        #expect(try harness.pause("a.log") == 21)
        try writer.write(text(4...5))
        #expect(harness.read() == [], "a paused file is not read")
        try collapse("a.log", 28, into: "a.log.1", harness, writer)
        try writer.write(text(6...6))
        #expect(harness.read() == ["line 4"], "what was not read is read in the copy")
        try harness.release("a.log")
        #expect(harness.read() == ["line 5", "line 6"])
        try writer.write(text(7...7))
        #expect(harness.read() == ["line 7"])
        #expect(harness.lines[0].map(\.path) == Array(repeating: "a.log", count: 7))
        #expect(
            harness.takeEvents() == [
                "born a.log", "rehomed a.log to a.log.1 at 21", "bounded a.log at 28", "born a.log",
            ])
    }

    @Test func againAndAgainWithNothingReadInBetween() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write(text(1...1))
        harness.look()
        for round in 1...5 {
            try writer.write(text((2 * round)...(2 * round + 1)))
            _ = try harness.pause("a.log")
            let size = try bytes("a.log", harness).count
            for older in stride(from: round - 1, through: 1, by: -1) {
                try harness.directory.rename("a.log.\(older)", to: "a.log.\(older + 1)")
            }
            try collapse("a.log", size, into: "a.log.1", harness, writer)
            try harness.release("a.log")
        }
        #expect(harness.read() == (1...11).map { "line \($0)" })
        #expect(harness.records.values.map(\.identity.inode).sorted().count == 6)
        harness.settle(seconds: 60)
        #expect(harness.read() == [])
    }

    @Test func aStopAtAnyPointOfACollapseChangesNothing() throws {
        for place in 0...3 {
            let harness = try TailHarness()
            let writer = try harness.directory.writer("a.log")
            try writer.write(text(1...4))
            harness.look()
            harness.readBurst(limit: 14)
            func stop(_ at: Int) throws { if place == at { try harness.restart() } }
            _ = try harness.pause("a.log")
            let old = try bytes("a.log", harness)
            try harness.directory.write(String(decoding: old, as: UTF8.self), to: "a.log.1")
            try stop(0)
            if place == 0 { _ = try harness.pause("a.log") }
            try harness.move("a.log", into: "a.log.1", size: Int64(old.count))
            // What is recovered at a start is recovered before anything is followed.
            if place == 1 {
                try harness.restart {
                    try writer.truncate()
                    try writer.write(String(decoding: Self.pad, as: UTF8.self) + text(5...5))
                }
            } else {
                try writer.truncate()
                try writer.write(String(decoding: Self.pad, as: UTF8.self) + text(5...5))
                try stop(2)
                if place != 2 { try harness.release("a.log") }
                try stop(3)
            }
            harness.read()
            #expect(
                harness.lines[0].map(\.text) == (1...5).map { "line \($0)" }, "stopped at \(place)")
            harness.settle(seconds: 60)
            #expect(harness.lines[0].count == 5)
        }
    }

    @Test func aReaderThatLagsReadsTheCopy() throws {
        var options = Tailer.Options()
        options.readers = 2
        let harness = try TailHarness(options: options)
        let writer = try harness.directory.writer("a.log")
        try writer.write(text(1...3))
        #expect(harness.read().count == 3)
        #expect(try harness.pause("a.log") == 21)
        try collapse("a.log", 21, into: "a.log.1", harness, writer)
        try writer.write(text(4...4))
        try harness.release("a.log")
        #expect(harness.read() == ["line 4"])
        #expect(harness.read(reader: 1) == ["line 1", "line 2", "line 3", "line 4"])
    }

    @Test func aPadIsNoLineForAnAgentThatSeesItForTheFirstTime() throws {
        let directory = try ScratchDirectory()
        let writer = try directory.writer("a.log")
        try writer.write(String(decoding: Self.pad, as: UTF8.self))
        try directory.write(String(decoding: Self.pad, as: UTF8.self) + "one\n", to: "b.log")
        let harness = try TailHarness(in: directory)
        #expect(harness.read() == ["one"])
        try writer.write("two\n")
        #expect(harness.read() == ["two"])
        #expect(harness.file("a.log")?.readers[0].offset == 4)
        // Cut off by somebody else, it has no pad any more, and is read from its first byte.
        try writer.truncate()
        try writer.write("three\n" + String(repeating: "x", count: 300) + "\n")
        #expect(harness.read() == ["three", String(repeating: "x", count: 300)])
    }

    @Test func aPadThatIsOverwrittenBeforeAnythingWasReadHidesNothing() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write(String(decoding: Self.pad, as: UTF8.self))
        #expect(harness.read() == [])
        try writer.truncate()
        #expect(harness.read() == [])
        try writer.write("one\n" + String(repeating: "x", count: 300) + "\n")
        #expect(harness.read() == ["one", String(repeating: "x", count: 300)])
    }

    @Test func aCompressedGenerationIsReadOnInItsArchive() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write(text(1...4) + "and a beginning")
        writer.close()
        harness.look()
        harness.readBurst(limit: 14)
        try harness.directory.rename("a.log", to: "a.log.1")
        harness.look()
        let identity = try harness.identity("a.log.1")
        _ = try harness.pause("a.log.1")
        let content = try bytes("a.log.1", harness)
        try harness.directory.write(gzipped(content), to: "a.log.1.gz")
        try harness.move("a.log.1", into: "a.log.1.gz", size: Int64(content.count))
        try harness.directory.remove("a.log.1")
        try harness.release("a.log.1", identity)
        #expect(harness.openDescriptors() == ["a.log.1.gz"])
        #expect(harness.read() == ["line 3", "line 4", "and a beginning"])
        #expect(try harness.shipment("a.log.1.gz", of: "a.log") == .complete)
    }

    @Test func whatIsShippedIsNotReadAgainToBeMoved() throws {
        let harness = try TailHarness(["*.log*"])
        let writer = try harness.directory.writer("a.log")
        try writer.write(text(1...2))
        writer.close()
        #expect(harness.read().count == 2)
        try harness.directory.rename("a.log", to: "a.log.1")
        harness.look()
        let identity = try harness.identity("a.log.1")
        _ = try harness.pause("a.log.1")
        try harness.directory.write(gzipped(Array(text(1...2).utf8)), to: "a.log.1.gz")
        try harness.move("a.log.1", into: "a.log.1.gz", size: 14)
        try harness.directory.remove("a.log.1")
        try harness.release("a.log.1", identity)
        #expect(harness.openDescriptors() == [])
        #expect(try harness.shipment("a.log.1.gz", of: "a.log") == .complete)
        harness.settle(seconds: 60)
        #expect(harness.read() == [])
    }

    /// As with logrotate's `extension`: nothing in its name says that it is an older generation.
    @Test(arguments: [true, false]) func aCopyThatAPatternMatchesIsNoLogOfItsOwn(_ isShipped: Bool) throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write(text(1...3))
        if isShipped { harness.read() } else { harness.look() }
        _ = try harness.pause("a.log")
        try harness.directory.write(text(1...3), to: ".logferry-a.1.log")
        try harness.directory.rename(".logferry-a.1.log", to: "a.1.log")
        try harness.directory.write("one\n", to: "other.log")
        harness.pass(seconds: 60)
        try writer.truncate()
        try writer.write(String(decoding: Self.pad, as: UTF8.self) + text(4...4))
        try harness.move("a.log", into: "a.1.log", size: 21)
        try harness.release("a.log")
        harness.read()
        harness.settle(seconds: 60)
        #expect(harness.lines[0].filter { $0.path == "a.log" }.map(\.text) == (1...4).map { "line \($0)" })
        #expect(harness.lines[0].filter { $0.path != "a.log" }.map(\.text) == ["one"])
    }

    @Test func aPauseThatComesToNothingLosesNothing() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write("one\n")
        #expect(try harness.pause("a.log") == 0)
        #expect(harness.read() == [])
        try harness.release("a.log")
        #expect(harness.read() == ["one"])
        // Of a file that nobody follows there is nothing to tell.
        try harness.directory.write("x\n", to: "other")
        #expect(try harness.pause("other") == 0)
        try harness.move("other", into: "a.log", size: 2)
        try harness.release("other")
        #expect(harness.read() == [])
    }

    @Test func whatARotationHasNotFinishedIsFollowedByNobody() throws {
        let harness = try TailHarness(["*"])
        try harness.directory.write("one\n", to: ".logferry-a.log.1")
        #expect(harness.read() == [])
        try harness.directory.write("two\n", to: "a.log")
        #expect(harness.read() == ["two"])
    }
}

@Suite struct ShipmentTests {
    @Test func ofALogAndItsGenerations() throws {
        let harness = try TailHarness()
        try harness.directory.write("x\n", to: "other")
        try harness.directory.write("one\ntwo\n", to: "a.log")
        #expect(try harness.shipment("other", of: "other") == .unknown)
        #expect(try harness.shipment("a.log", of: "a.log") == .open(8))
        harness.read(ships: false)
        #expect(try harness.shipment("a.log", of: "a.log") == .open(8), "read is not shipped")
        let file = try #require(harness.file("a.log"))
        harness.ship(file, to: 4)
        #expect(try harness.shipment("a.log", of: "a.log") == .open(4))
        harness.ship(file)
        #expect(try harness.shipment("a.log", of: "a.log") == .complete)
        try harness.directory.append("half a line", to: "a.log")
        #expect(try harness.shipment("a.log", of: "a.log") == .open(11))
        try harness.directory.rename("a.log", to: "a.log.1")
        #expect(try harness.shipment("a.log.1", of: "a.log") == .open(11))
        // Once it is closed and remembered, it is as it was.
        for _ in 0..<3 { harness.settle(seconds: 400) }
        #expect(harness.openDescriptors() == [])
        #expect(try harness.shipment("a.log.1", of: "a.log") == .complete)
        try harness.directory.write("older than the agent\n", to: "a.log.9")
        #expect(try harness.shipment("a.log.9", of: "a.log") == .unknown)
    }

    @Test func theSlowestReaderDecides() throws {
        var options = Tailer.Options()
        options.readers = 2
        let harness = try TailHarness(options: options)
        try harness.directory.write("one\n", to: "a.log")
        harness.read()
        #expect(try harness.shipment("a.log", of: "a.log") == .open(4))
        harness.read(reader: 1)
        #expect(try harness.shipment("a.log", of: "a.log") == .complete)
    }
}
