// Lines that were handed over are read again as they were, from the start of any of them.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerReplayTests {
    /// Where each line of a file is, as a reader was given them.
    private func places(_ harness: TailHarness, _ file: FollowedFile, limit: Int) -> [Range<Int64>] {
        let text = ByteBuffer()
        var (lines, found): (ContiguousArray<Span32>, [Range<Int64>]) = ([], [])
        while harness.tailer.nextReady(reader: 0) != nil,
            case .lines(let range, _, _) = harness.tailer.read(
                file, reader: 0, into: text, lines: &lines, limit: limit, now: harness.now)
        {
            for line in lines {
                let start = range.lowerBound + Int64(line.start)
                found.append(start..<(start + Int64(line.length)))
            }
            harness.tailer.advance(file, reader: 0, to: range.upperBound, text: text)
        }
        return found
    }

    /// The lines between two offsets, read again in pieces of `limit`; nil if they cannot be.
    private func again(
        _ harness: TailHarness, _ file: FollowedFile, _ range: Range<Int64>, limit: Int,
        boundaries: [Int64] = []
    ) -> [Range<Int64>]? {
        let text = ByteBuffer()
        var (lines, found): (ContiguousArray<Span32>, [Range<Int64>]) = ([], [])
        var offset = range.lowerBound
        while offset < range.upperBound {
            let replay = harness.tailer.reread(
                file, reader: 0, from: offset, to: range.upperBound, boundaries: boundaries, limit: limit,
                into: text, lines: &lines)
            guard case .lines(let piece, _) = replay else { return nil }
            #expect(piece.lowerBound >= offset)
            #expect(piece.count <= limit || lines.count == 1)
            for line in lines {
                let start = piece.lowerBound + Int64(line.start)
                found.append(start..<(start + Int64(line.length)))
            }
            offset = piece.upperBound
        }
        #expect(offset == range.upperBound)
        return found
    }

    @Test(arguments: 0..<6)
    func everyStretchIsCutIntoTheSameLines(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = ["x", "é", "\n", "\n", "日本語", "long long long", "\r\n", "\u{1F600}"]
        let content = (0..<200).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "\n"
        var options = Tailer.Options()
        options.maximumLine = 20
        options.chunk = 64
        let harness = try TailHarness(["a.log"], options: options)
        try harness.directory.write(content, to: "a.log")
        harness.look()
        let file = try #require(harness.tailer.openFiles.first)
        let lines = places(harness, file, limit: 50)
        let before = file.readers[0]
        for _ in 0..<100 {
            let first = Int.random(in: lines.indices, using: &generator)
            let last = Int.random(in: first..<lines.count, using: &generator)
            let end = last + 1 < lines.count ? lines[last + 1].lowerBound : Int64(content.utf8.count)
            let limit = Int.random(in: 1...100, using: &generator)
            let found = again(harness, file, lines[first].lowerBound..<end, limit: limit)
            #expect(found == Array(lines[first...last]))
        }
        #expect(file.readers[0] == before)
    }

    @Test func unfinishedLinesEndWhereTheyWereEnded() throws {
        let harness = try TailHarness(["a.log"])
        try harness.directory.write("one\ntwo and more\nthree\nfour", to: "a.log")
        harness.look()
        let file = try #require(harness.tailer.openFiles.first)
        for limit in [1, 5, 9, 100] {
            #expect(
                again(harness, file, 0..<20, limit: limit, boundaries: [0, 4, 7, 13, 20, 25]) == [
                    0..<3, 4..<7, 7..<13, 13..<16, 17..<20,
                ])
            // Where the reader stands a line ends.
            #expect(again(harness, file, 17..<27, limit: limit) == [17..<22, 23..<27])
        }
    }

    @Test func holesArePassedOver() throws {
        let harness = try TailHarness(["a.log"])
        let hole = String(repeating: "\0", count: 5000)
        try harness.directory.write("\(hole)one\n\(hole)", to: "a.log")
        harness.look()
        let file = try #require(harness.tailer.openFiles.first)
        for limit in [1, 100, 8000] {
            #expect(again(harness, file, 0..<5004, limit: limit)?.map(\.upperBound) == [5003])
            #expect(again(harness, file, 5000..<5004, limit: limit) == [5000..<5003])
        }
    }

    /// The start of a gzip file with these contents as they are (RFC 1951, section 3.2.4), which is all that a reader
    /// needs that does not come to the end.
    private func archive(_ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        for start in stride(from: 0, to: content.count, by: 0xFFFF) {
            let block = content[start..<min(start + 0xFFFF, content.count)]
            let (low, high) = (UInt8(block.count & 0xFF), UInt8(block.count >> 8))
            bytes += [0, low, high, ~low, ~high] + block
        }
        return bytes
    }

    @Test func linesOfAnArchiveAreReadAgain() throws {
        let harness = try TailHarness(["a.log"])
        // More than is decompressed at once.
        let filling = String(repeating: "x", count: 99) + "\n"
        let start = Int64(ArchiveStream.slice * 2 / 100 * 100)
        let content = String(repeating: filling, count: Int(start) / 100) + "one\ntwo\nthree\n" + filling
        try harness.directory.write(archive(Array(content.utf8)), to: "a.gz")
        let path = harness.directory.path("a.gz")
        let (contents, status) = (try Contents(try File(path, .read), .gzip), try FileStatus.of(path: path))
        let known = KnownGeneration(
            id: GenerationID(1), target: "a.log", path: path, currentPath: path,
            identity: FileIdentity(status), fingerprint: .empty,
            positions: [KnownGeneration.Position(offset: start + 14)])
        let file = FollowedFile(
            known, target: 0, at: path, contents: contents, status: status, place: .away, now: harness.now)
        #expect(harness.tailer.isReadFromTheFront(file))
        let text = ByteBuffer()
        var lines: ContiguousArray<Span32> = []
        func again() -> Replay {
            harness.tailer.reread(
                file, reader: 0, from: start + 4, to: start + 14, limit: 5, into: text, lines: &lines)
        }
        var turns = 0
        while again() == .busy {
            turns += 1
            #expect(harness.tailer.nextReady(reader: 0) === file)
        }
        #expect(turns > 0)
        #expect(again() == .lines(start + 4..<start + 8, isEnded: false))
        #expect(lines == [Span32(0, 3)])
        #expect(self.again(harness, file, start..<start + 14, limit: 5)?.count == 3)
    }

    /// Looks at both lines again with the disk failing from its read number `place` on, `lasts` times.
    private func failing(at place: Int, lasts: Int, times: Int) throws -> (before: Int, found: [Replay]) {
        let faulty = FaultySystem(.error(EIO), at: place, of: [.pread, .preadv], lasts: lasts)
        return try System.$calls.withValue(faulty) {
            let harness = try TailHarness(["a.log"])
            try harness.directory.write("one\ntwo\n", to: "a.log")
            harness.look()
            let file = try #require(harness.tailer.nextReady(reader: 0))
            let before = faulty.count
            let text = ByteBuffer()
            var lines: ContiguousArray<Span32> = []
            let found = (0..<times).map { _ in
                let replay = harness.tailer.reread(file, reader: 0, from: 0, to: 8, into: text, lines: &lines)
                if replay == .busy { #expect(harness.tailer.nextReady(reader: 0) === file) }
                return replay
            }
            return (before, found)
        }
    }

    @Test func aReadThatFailsIsTriedAgain() throws {
        let place = try failing(at: .max, lasts: 1, times: 1).before
        #expect(try failing(at: place, lasts: 1, times: 2).found == [.busy, .lines(0..<8, isEnded: true)])
        #expect(try failing(at: place, lasts: 9, times: 4).found == [.busy, .busy, .busy, .unreadable])
    }

    @Test func whatIsNotThereIsNotRead() throws {
        let harness = try TailHarness(["a.log"])
        try harness.directory.write("one\ntwo\n", to: "a.log")
        harness.look()
        let file = try #require(harness.tailer.openFiles.first)
        #expect(again(harness, file, 4..<9, limit: 100) == nil)
        #expect(again(harness, file, 8..<8, limit: 100) == [])
        let text = ByteBuffer()
        var lines: ContiguousArray<Span32> = []
        let backwards = harness.tailer.reread(file, reader: 0, from: 8, to: 4, into: text, lines: &lines)
        #expect(backwards == .unreadable)
    }
}
