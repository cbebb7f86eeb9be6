// Files in other encodings than UTF-8, followed, cut off, stopped in and looked at again.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct EncodedFileTests {
    private static let names = ["utf-16le", "utf-16be", "utf-32le", "utf-32be"]

    private func append(_ bytes: [UInt8], to name: String = "a.log", _ harness: TailHarness) throws {
        try harness.directory.writer(name).write(bytes)
    }

    @Test(arguments: names, [true, false]) func linesOfUnitsAreFollowed(name: String, hasMark: Bool) throws {
        var options = Tailer.Options()
        options.chunk = 7
        let harness = try TailHarness(encoding: name, options: options)
        try append(encoded((hasMark ? "\u{FEFF}" : "") + "äb\n中\n", name), harness)
        #expect(harness.read() == ["äb", "中"])
        // A unit that is written in two parts.
        let more = encoded("x😀\n\nend", name)
        try append(Array(more[..<3]), harness)
        #expect(harness.read() == [])
        try append(Array(more[3...]), harness)
        #expect(harness.read() == ["x😀", ""])
        try harness.restart { try append(encoded(" of it\n", name), harness) }
        #expect(harness.read() == ["end of it"])
        #expect(!harness.takeEvents().contains { $0.hasPrefix("skipped") })
    }

    @Test(arguments: [
        ("utf-16", "utf-16le"), ("utf-16", "utf-16be"), ("utf-32", "utf-32le"), ("utf-32", "utf-32be"),
    ])
    func theMarkTellsTheOrder(name: String, written: String) throws {
        let harness = try TailHarness(encoding: name)
        let bytes = encoded("\u{FEFF}one\ntwo\n", written)
        try append(Array(bytes[..<1]), harness)
        #expect(harness.read() == [])
        try append(Array(bytes[1...]), harness)
        #expect(harness.read() == ["one", "two"])
        #expect(harness.file("a.log")?.encoding?.name == written.uppercased())
        try harness.restart { try append(encoded("three\n", written), harness) }
        #expect(harness.read() == ["three"])
        // Each generation has its own.
        try harness.directory.write(encoded("\u{FEFF}new\n", "\(name)le"), to: "a.log")
        harness.settle(seconds: 1)
        #expect(harness.lines[0].last?.text == "new")
    }

    @Test func aHoleInFrontOfItIsPassedOver() throws {
        let harness = try TailHarness(encoding: "utf-16le")
        try append(encoded("\u{FEFF}one\n", "utf-16le"), harness)
        #expect(harness.read() == ["one"])
        let hole = [UInt8](repeating: 0, count: 10_000)
        try harness.directory.write(hole + encoded("two\n", "utf-16le"), to: "a.log")
        #expect(harness.settle(seconds: 1).last == "two")
        #expect(harness.takeEvents().contains("skipped 10000 of a.log"))
    }

    @Test(arguments: ["utf-16le", "utf-16be"]) func fromTheEndOnIsAfterTheLastNewline(name: String) throws {
        let directory = try ScratchDirectory()
        try directory.write(encoded("\u{FEFF}old\nhalf", name), to: "a.log")
        var options = Tailer.Options()
        options.startAt = .end
        let harness = try TailHarness(encoding: "utf-16", options: options, in: directory)
        #expect(harness.read() == [])
        try append(encoded(" a line\n", name), harness)
        #expect(harness.read() == ["half a line"])
    }

    @Test func aLongUnfinishedLineIsReadWhenItsNewlineComes() throws {
        let harness = try TailHarness(encoding: "utf-16be")
        let long = String(repeating: "中", count: 50_000)
        let bytes = encoded(long + "\nnext\n", "utf-16be")
        for piece in stride(from: 0, to: bytes.count, by: 9_999) {
            try append(Array(bytes[piece..<min(piece + 9_999, bytes.count)]), harness)
            harness.read()
        }
        #expect(harness.lines[0].map(\.text) == [long, "next"])
    }

    @Test func aLastLineWithoutItsNewlineIsFinishedWhenTheFileIsGone() throws {
        let harness = try TailHarness(encoding: "utf-16le")
        try append(encoded("\u{FEFF}one\ntwo", "utf-16le"), harness)
        #expect(harness.read() == ["one"])
        try harness.directory.rename("a.log", to: "elsewhere")
        harness.settle(seconds: 1)
        for _ in 0..<3 { harness.settle(seconds: 60) }
        #expect(harness.lines[0].map(\.text) == ["one", "two"])
    }

    @Test func theMarkOfUTF8IsNotPartOfTheFirstLine() throws {
        let harness = try TailHarness(encoding: "utf-8")
        try harness.directory.write("\u{FEFF}one\n\u{FEFF}two\n", to: "a.log")
        #expect(harness.read() == ["one", "\u{FEFF}two"])
    }

    @Test func encodingsOfBytesEndTheirLinesAsASCII() throws {
        let harness = try TailHarness(encoding: "shift_jis")
        try append([0x83, 0x5C, 10, 0x61, 0x0D, 10], harness)
        #expect(harness.read() == ["ソ", "a\r"])
    }

    @Test func linesAreReadAgainAsTheyWere() throws {
        let harness = try TailHarness(encoding: "utf-16")
        try append(encoded("\u{FEFF}one\ntwo\n", "utf-16le"), harness)
        try harness.restart()
        let file = try #require(harness.file("a.log"))
        let text = ByteBuffer()
        var lines: ContiguousArray<Span32> = []
        let replay = harness.tailer.reread(file, reader: 0, from: 0, to: 18, into: text, lines: &lines)
        #expect(replay == .lines(0..<18, isEnded: true))
        #expect(lines == [Span32(2, 8), Span32(10, 16)])
    }
}
