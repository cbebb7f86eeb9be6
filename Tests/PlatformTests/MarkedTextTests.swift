// The bytes that matter to JSON are found once a chunk; what is then cut out of it and escaped must be the same.

import TestSupport
import Testing

@testable import Platform

@Suite struct MarkedTextTests {
    private func marks(of bytes: UnsafeRawBufferPointer, by isMarked: (UInt8) -> Bool) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: bytes.count / 64 + 1)
        for (index, byte) in bytes.enumerated() where isMarked(byte) {
            words[index / 64] |= 1 << UInt64(index % 64)
        }
        return words
    }

    private func expectRight(_ marks: ByteMarks, of bytes: UnsafeRawBufferPointer) {
        let words = bytes.count / 64 + 1
        let special = UnsafeBufferPointer(start: marks.special, count: words)
        let others = UnsafeBufferPointer(start: marks.others, count: words)
        #expect(Array(special) == self.marks(of: bytes) { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C })
        #expect(Array(others) == self.marks(of: bytes) { $0 < 0x20 || $0 >= 0x80 })
    }

    @Test func everyByteIsMarkedAtEveryPlaceOfAWordAndNoOther() {
        let marks = ByteMarks()
        for byte in UInt8.min ... .max {
            for place in [Int(byte) % 64, 64 + Int(byte) % 6] {
                var bytes = [UInt8](repeating: 0x61, count: 70)
                bytes[place] = byte
                bytes.withUnsafeBytes {
                    marks.update($0)
                    expectRight(marks, of: $0)
                }
            }
        }
    }

    @Test func textsOfEveryLengthAreMarkedWithoutReadingBehindThem() throws {
        let memory = try GuardedBytes(capacity: 200)
        let marks = ByteMarks()
        var random = SeededGenerator(seed: 1)
        for length in Array(0...200) + [5, 0, 70] {
            let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            memory.with(bytes) {
                marks.update($0)
                expectRight(marks, of: $0)
            }
        }
    }

    @Test func anEmptyTextHasNoMarks() {
        let marks = ByteMarks()
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        expectRight(marks, of: nothing)
        [UInt8](repeating: 0x22, count: 10).withUnsafeBytes { marks.update($0) }
        marks.update(nothing)
        expectRight(marks, of: nothing)
    }

    /// Escapes a slice of a text both ways. What lies behind the text is readable, as is asked for, and misleading.
    private func expectSame(_ text: [UInt8], _ ranges: [Range<Int>], behind: UInt8 = 0x22) {
        let padded = text + [UInt8](repeating: behind, count: 32)
        let marks = ByteMarks()
        padded.withUnsafeBytes { raw in
            marks.update(UnsafeRawBufferPointer(rebasing: raw[..<text.count]))
            for range in ranges {
                let buffer = ByteBuffer()
                let slice = UnsafeRawBufferPointer(rebasing: raw[range])
                let replaced = JSONText.appendEscaped(slice, marks: marks.from(range.lowerBound), to: buffer)
                let slow = escapedSlowly(Array(text[range]))
                #expect(Array(buffer.bytes) == slow.text)
                #expect(replaced == slow.replaced)
            }
        }
    }

    @Test func everySliceOfATextIsEscapedAsIfItWereAlone() {
        let text = Array(
            "a\"b\\\n plain é€😀 text\u{1}\u{7F} that goes on beyond one word of sixty-four marks é\"".utf8)
        let torn = text + [0xE2, 0x82] + text + [0xF0, 0x9F, 0x98]
        // Steps without a common factor, so that starts and ends meet in every way.
        for start in stride(from: 0, to: torn.count, by: 3) {
            expectSame(torn, stride(from: start, through: torn.count, by: 7).map { start..<$0 })
        }
    }

    @Test(arguments: [0x22, 0x80, 0xBF, 0xFF, 0x00] as [UInt8])
    func whatLiesBehindTheTextIsNoPartOfIt(behind: UInt8) {
        for text in ["", "a", "é", "€", "😀", "a\""] {
            let bytes = Array(text.utf8)
            for length in 0...bytes.count {
                expectSame(Array(bytes.prefix(length)), [0..<length], behind: behind)
            }
        }
        for length in [15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129] {
            expectSame([UInt8](repeating: 0x61, count: length), [0..<length], behind: behind)
            expectSame([UInt8](repeating: 0x61, count: length - 1) + [0xC3], [0..<length], behind: behind)
        }
    }

    @Test(arguments: [0x61, 0x01, 0x22, 0xFF] as [UInt8])
    func aLongLineIsEscapedInPiecesWithoutASeam(filling: UInt8) {
        for text in ["€", "😀", "\""] {
            for place in 8_189...8_192 {
                var bytes = [UInt8](repeating: filling, count: place) + Array(text.utf8)
                bytes += [UInt8](repeating: filling, count: 20)
                expectSame(bytes, [0..<bytes.count])
            }
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func randomSlicesOfRandomTextsAreTheSame(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = ["a", "some longer text without anything in it ", "\"", "\\", "\n", "é", "😀"].map {
            Array($0.utf8)
        }
        for _ in 0..<10 {
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                text += pieces[Int.random(in: pieces.indices, using: &random)]
            }
            if Bool.random(using: &random) { text = random.mutated(text) }
            let ranges = (0..<10).map { _ in
                let start = Int.random(in: 0...text.count, using: &random)
                return start..<Int.random(in: start...text.count, using: &random)
            }
            expectSame(text, ranges, behind: UInt8.random(in: .min ... .max, using: &random))
        }
    }
}
