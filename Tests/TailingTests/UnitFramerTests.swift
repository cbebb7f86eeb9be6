// Lines of units of two and four bytes: whatever the chunks, the lines are the same, and no unit is torn.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct UnitFramerTests {
    private static let names = ["utf-16le", "utf-16be", "utf-32le", "utf-32be"]

    private func frame(
        _ name: String, _ bytes: [UInt8], limit: Int = 1_000, isEnded: Bool = false, offset: Int64 = 0
    ) throws -> (lines: [Range<Int>], result: Framer.Result) {
        let encoding = try LineEncoding.named(name)
        var spans: ContiguousArray<Span32> = []
        let result = bytes.withUnsafeBytes {
            Framer.frame($0, limit: limit, isEnded: isEnded, encoding: encoding, offset: offset, into: &spans)
        }
        return (spans.map { Int($0.start)..<Int($0.start + $0.length) }, result)
    }

    @Test(arguments: names) func linesAreWithoutTheirNewlineAndTheMark(name: String) throws {
        let width = try LineEncoding.named(name).width
        let bytes = encoded("\u{FEFF}ab\n\nc\r\nd", name)
        let (lines, result) = try frame(name, bytes)
        #expect(lines.map { [$0.lowerBound / width, $0.upperBound / width] } == [[1, 3], [4, 4], [5, 7]])
        #expect(result.consumed == 8 * width)
        // Elsewhere than at the start it is a character.
        #expect(try frame(name, bytes, offset: 64).lines.first == 0..<3 * width)
        #expect(try frame(name, Array(bytes[..<width])).result.consumed == 0)
        #expect(try frame(name, bytes, isEnded: true).lines.count == 4)
    }

    @Test(arguments: names) func halfANewlineIsNone(name: String) throws {
        let bytes = encoded("ab\n", name)
        for count in 0..<bytes.count {
            #expect(try frame(name, Array(bytes[..<count])).result == Framer.Result(consumed: 0, parts: 0))
        }
    }

    @Test(arguments: names) func aHoleIsWholeUnits(name: String) throws {
        let width = try LineEncoding.named(name).width
        let (lines, result) = try frame(name, encoded("\0\0\0a\n\0\0b\n\0", name))
        #expect(lines == [3 * width..<4 * width, 7 * width..<8 * width])
        #expect(result == Framer.Result(consumed: 9 * width, parts: 0, skipped: 5 * width))
    }

    @Test(arguments: names) func longLinesAreCutAtUnits(name: String) throws {
        let encoding = try LineEncoding.named(name)
        let text = "abcdefg😀hi\n" + "abcdefgh\n"
        let bytes = encoded(text, name)
        for limit in 1...40 {
            let (lines, result) = try frame(name, bytes, limit: limit)
            #expect(result.consumed == bytes.count)
            var joined: [UInt8] = []
            let converter = try EncodingConverter(encoding)
            let target = ByteBuffer()
            var replaced = 0
            for line in lines {
                joined += bytes[line]
                #expect(line.count <= max(limit, encoding.width) && line.count % encoding.width == 0)
                replaced += bytes[line].withUnsafeBytes { converter.convert($0, to: target).replaced }
            }
            #expect(joined == encoded(text.filter { $0 != "\n" }, name))
            #expect(replaced == 0 || limit < 4)
        }
    }

    @Test func anyBytesAreFramedAlikeInOneOrInPieces() throws {
        var generator = SeededGenerator(seed: 16)
        for name in Self.names {
            let encoding = try LineEncoding.named(name)
            for _ in 0..<200 {
                let letters: [UInt8] = [0, 0, 0, 10, 10, 0x61, 0xD8, 0xDC, 0xFF, 0xFE]
                let bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                    letters.randomElement(using: &generator) ?? 0
                }
                let limit = Int.random(in: 4...60, using: &generator)
                let whole = try frame(name, bytes, limit: limit)
                var pieces: [Range<Int>] = []
                var start = 0
                var length = 1
                var isLineStart = true
                while start + length <= bytes.count {
                    var spans: ContiguousArray<Span32> = []
                    let result = bytes[start..<(start + length)].withUnsafeBytes {
                        Framer.frame(
                            $0, limit: limit, isLineStart: isLineStart, encoding: encoding,
                            offset: Int64(start),
                            into: &spans)
                    }
                    pieces += spans.map { start + Int($0.start)..<start + Int($0.start + $0.length) }
                    start += result.consumed
                    length = result.consumed > 0 ? 1 : length + 1
                    isLineStart = bytes[..<start].withUnsafeBytes {
                        start == 0 || encoding.endsWithNewline($0)
                    }
                }
                #expect(pieces == whole.lines)
                #expect(start == whole.result.consumed)
            }
        }
    }
}

/// A text in one of the encodings of Unicode.
func encoded(_ text: String, _ name: String) -> [UInt8] {
    func bytes(_ unit: some FixedWidthInteger) -> [UInt8] {
        let ordered = name.hasSuffix("be") ? unit.bigEndian : unit.littleEndian
        return withUnsafeBytes(of: ordered) { Array($0) }
    }
    return name.hasPrefix("utf-16")
        ? text.utf16.flatMap { bytes($0) } : text.unicodeScalars.flatMap { bytes($0.value) }
}
