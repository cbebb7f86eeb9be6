// A line over the limit comes in parts, and one that is written slowly is not read over and over.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerLongLineTests {
    private func options(limit: Int, chunk: Int = 256 << 10) -> Tailer.Options {
        var options = Tailer.Options()
        options.maximumLine = limit
        options.chunk = chunk
        return options
    }

    @Test func aLineOverTheLimitComesInParts() throws {
        let harness = try TailHarness(options: options(limit: 10))
        try harness.directory.append("short\n0123456789abcdefghij+\nnext\n", to: "a.log")
        #expect(harness.read() == ["short", "0123456789", "abcdefghij", "+", "next"])
        #expect(harness.parts == 2)
    }

    @Test(arguments: [1, 3, 10, 11, 12, 100], [1, 4, 10, 11, 1_000])
    func inWhateverPiecesItIsWrittenAndReadThePartsAreTheSame(piece: Int, chunk: Int) throws {
        let harness = try TailHarness(options: options(limit: 10, chunk: chunk))
        let text =
            "ab\n" + String(repeating: "é", count: 23) + "\n\n" + String(repeating: "x", count: 30) + "\n"
        let writer = try harness.directory.writer("a.log")
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            try writer.write(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
            harness.read()
        }
        let parts = (0..<4).map { _ in "ééééé" } + ["ééé"]
        #expect(
            harness.lines[0].map(\.text) == ["ab"] + parts + [""]
                + (0..<3).map { _ in String(repeating: "x", count: 10) })
        #expect(harness.parts == 6)
    }

    @Test func anUnfinishedLineOverTheLimitIsNotWaitedFor() throws {
        let harness = try TailHarness(options: options(limit: 10))
        let writer = try harness.directory.writer("a.log")
        try writer.write("0123456789")
        #expect(harness.read() == [])
        try writer.write("a")
        #expect(harness.read() == ["0123456789"])
        try harness.restart()
        try writer.write("b\n")
        #expect(harness.read() == ["ab"])
    }

    @Test func aLineOfAMebibyteInSmallPiecesCostsAFewTimesItself() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        let piece = String(repeating: "x", count: 4_095)
        #expect(harness.read() == [])
        let before = try bytesRead()
        for _ in 0..<250 {
            try writer.write(piece)
            #expect(harness.read() == [])
        }
        try writer.write("\n")
        #expect(harness.read().map(\.utf8.count) == [250 * 4_095])
        // Read over from its start each time it would be 128 MB.
        #expect(try bytesRead() - before < 6 << 20)
    }

    @Test func aFileWithoutANewlineCostsAFewTimesItself() throws {
        let harness = try TailHarness(options: options(limit: 64 << 10))
        let writer = try harness.directory.writer("a.log")
        let piece = String(repeating: "x", count: 32_000)
        #expect(harness.read() == [])
        let before = try bytesRead()
        for _ in 0..<100 {
            try writer.write(piece)
            harness.read()
        }
        #expect(harness.parts == 3_200_000 >> 16)
        #expect(try bytesRead() - before < 16 << 20)
    }

    @Test func reachingTheEndReadsOnlyWhatIsNew() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write(String(repeating: "0123456789abcde\n", count: 1 << 16))
        #expect(harness.read().count == 1 << 16)
        let before = try bytesRead()
        for round in 0..<100 {
            try writer.write("\(round)\n")
            #expect(harness.read() == ["\(round)"])
        }
        // With the events and the head of the file, which is known already.
        #expect(try bytesRead() - before < 100 << 10)
    }

    /// Bytes that this thread took by read(2) and its kin, from /proc/thread-self/io.
    private func bytesRead() throws -> Int {
        let text = String(decoding: try FileSystem.contents(of: "/proc/thread-self/io"), as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("rchar: ") })
        return try #require(Int(line.dropFirst(7)))
    }
}
