// Bytes become lines; no byte may be lost or stand in two lines.

import Platform
import TestSupport
import Testing

@testable import Tailing

/// What the framer made of `bytes`.
private func frame(_ bytes: UnsafeRawBufferPointer, limit: Int) -> (lines: [[UInt8]], result: Framer.Result) {
    var spans: ContiguousArray<Span32> = []
    let result = Framer.frame(bytes, limit: limit, into: &spans)
    let lines = spans.map { Array(bytes[Int($0.start)..<Int($0.start + $0.length)]) }
    return (lines, result)
}

private func frame(_ bytes: [UInt8], limit: Int) -> (lines: [[UInt8]], result: Framer.Result) {
    bytes.withUnsafeBytes { frame($0, limit: limit) }
}

@Suite struct FramerTests {
    @Test(arguments: [
        ("", [], 0), ("a", [], 0), ("\n", [""], 1), ("a\n", ["a"], 2), ("a\nb", ["a"], 2),
        ("a\nb\n", ["a", "b"], 4),
        ("\n\n\n", ["", "", ""], 3), ("a\n\nb\n", ["a", "", "b"], 5),
        // A carriage return belongs to the line, as Promtail has it.
        ("a\r\nb\r\n", ["a\r", "b\r"], 6), ("\r\n", ["\r"], 2), ("a\rb\n", ["a\rb"], 4), ("a\r", [], 0),
        ("\0a\0\n", ["a\0"], 4), ("a\n\0\0b\n", ["a", "b"], 6), ("é€😀\n", ["é€😀"], 10),
    ])
    func aLineEndsAtItsNewline(text: String, lines: [String], consumed: Int) {
        let framed = frame(Array(text.utf8), limit: 1_000)
        #expect(framed.lines.map { String(decoding: $0, as: UTF8.self) } == lines)
        #expect(framed.result.consumed == consumed)
        #expect(framed.result.parts == 0)
    }

    @Test(arguments: [
        // As long as the limit is a whole line, one more is not.
        ("abcde\n", 5, ["abcde"], 6, 0), ("abcdef\n", 5, ["abcde", "f"], 7, 1),
        ("abcdefghij\n", 5, ["abcde", "fghij"], 11, 1), ("abcdefghijk\n", 5, ["abcde", "fghij", "k"], 12, 2),
        // Without a newline a part is cut as soon as it is known that the line is too long.
        ("abcde", 5, [], 0, 0), ("abcdef", 5, ["abcde"], 5, 1),
        ("abcdefghijk", 5, ["abcde", "fghij"], 10, 2),
        ("ab\nabcdefg\nc\nd", 5, ["ab", "abcde", "fg", "c"], 13, 1),
        ("abc\n", 1, ["a", "b", "c"], 4, 2), ("a\n\nb", 1, ["a", ""], 3, 0),
        // A limit that makes no sense still cuts a byte at a time.
        ("ab\n", 0, ["a", "b"], 3, 1), ("ab\n", -7, ["a", "b"], 3, 1), ("ab\nc", Int.max, ["ab"], 3, 0),
    ])
    func aLineOverTheLimitIsCutIntoParts(text: String, limit: Int, lines: [String], consumed: Int, parts: Int)
    {
        let framed = frame(Array(text.utf8), limit: limit)
        #expect(framed.lines.map { String(decoding: $0, as: UTF8.self) } == lines)
        #expect(framed.result == Framer.Result(consumed: consumed, parts: parts))
    }

    @Test(arguments: [
        // The cut goes before a sequence that it would tear: 1, 2 or 3 bytes earlier.
        ("aaaé\n", 4, ["aaa", "é"]), ("aaéa\n", 4, ["aaé", "a"]), ("aaa€\n", 4, ["aaa", "€"]),
        ("aaaa€\n", 6, ["aaaa", "€"]), ("aaa😀\n", 4, ["aaa", "😀"]), ("aaaa😀\n", 7, ["aaaa", "😀"]),
        ("aaaa😀\n", 6, ["aaaa", "😀"]), ("aaaa😀b\n", 8, ["aaaa😀", "b"]), ("😀😀😀\n", 5, ["😀", "😀", "😀"]),
        ("éééé\n", 3, ["é", "é", "é", "é"]),
    ])
    func noUTF8SequenceIsTorn(text: String, limit: Int, lines: [String]) {
        let framed = frame(Array(text.utf8), limit: limit)
        #expect(framed.lines.map { String(decoding: $0, as: UTF8.self) } == lines)
    }

    @Test(arguments: 1...12)
    func bytesThatAreNotUTF8AreCutAtTheLimit(limit: Int) {
        // Continuation bytes only: there is no better place.
        let framed = frame([UInt8](repeating: 0x80, count: 40) + [10], limit: limit)
        #expect(framed.lines.joined().count == 40)
        #expect(framed.lines.allSatisfy { !$0.isEmpty && $0.count <= limit })
    }

    @Test func nothingBehindTheLastByteIsRead() throws {
        let memory = try GuardedBytes(capacity: 64)
        for length in 0...64 {
            for limit in [1, 2, 3, 4, 5, 31, 63, 64, 65] {
                let bytes = [UInt8](repeating: 0xA9, count: length)
                let result = memory.with(bytes) { frame($0, limit: limit).result }
                #expect(length - result.consumed <= limit)
            }
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func consumedSpansPutTogetherAreTheInput(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces =
            ["a", "\n", "é", "😀", "a longer piece", "\r\n", "\n\n"].map { Array($0.utf8) } + [[0x80], [0xFF]]
        for _ in 0..<100 {
            let bytes = (0..<Int.random(in: 0..<30, using: &random)).flatMap { _ in
                pieces[Int.random(in: pieces.indices, using: &random)]
            }
            let limit = Int.random(in: 1..<20, using: &random)
            let (lines, result) = frame(bytes, limit: limit)
            // A part is followed by the rest of its line, every other line by its newline.
            var rest = bytes[...]
            var parts = 0
            for line in lines {
                #expect(rest.starts(with: line))
                #expect(line.count <= limit)
                #expect(!line.contains(10))
                rest = rest.dropFirst(line.count)
                if rest.first == 10 { rest = rest.dropFirst() } else { parts += 1 }
            }
            #expect(bytes.count - rest.count == result.consumed)
            #expect(parts == result.parts)
            // What waits is an unfinished line within the limit.
            #expect(!rest.contains(10))
            #expect(rest.count <= limit)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func itMakesNoDifferenceInWhichPiecesTheBytesCome(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<300).map { _ in
            let choice = Int.random(in: 0..<8, using: &random)
            return choice == 0 ? 10 : choice < 4 ? 0x61 : UInt8.random(in: 0x80...0xFF, using: &random)
        }
        let limit = Int.random(in: 1..<12, using: &random)
        let whole = frame(bytes, limit: limit)
        var lines: [[UInt8]] = []
        var waiting: [UInt8] = []
        for byte in bytes {
            waiting.append(byte)
            let framed = frame(waiting, limit: limit)
            lines += framed.lines
            waiting.removeFirst(framed.result.consumed)
        }
        #expect(lines == whole.lines)
    }
}
