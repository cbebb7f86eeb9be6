// The bytes that matter to JSON are found once a chunk, for all who look for them.

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
        #expect(Array(special) == self.marks(of: bytes) { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C })
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
}
