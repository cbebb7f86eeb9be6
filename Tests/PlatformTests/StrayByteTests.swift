// Bytes that are no text are counted and replaced as the recognizer says, wherever they are.

import TestSupport
import Testing

@testable import Platform

@Suite struct StrayByteTests {
    /// What `sequenceLength` says of each place, one after the other.
    private func slowly(_ bytes: [UInt8]) -> (repaired: [UInt8], stray: Int) {
        var (text, stray, at): ([UInt8], Int, Int) = ([], 0, 0)
        while at < bytes.count {
            let length = lengthByTable(bytes[at...])
            text += length == 0 ? [0xef, 0xbf, 0xbd] : Array(bytes[at..<(at + length)])
            stray += length == 0 ? 1 : 0
            at += max(1, length)
        }
        return (text, stray)
    }

    private func check(_ bytes: [UInt8], _ memory: GuardedBytes) {
        let expected = slowly(bytes)
        #expect(memory.with(bytes) { UTF8Text.strayBytes(in: $0) } == expected.stray, "\(bytes)")
        for room in [Int.max, 1, 7] {
            let whole = ByteBuffer()
            memory.with(bytes) { text in
                var rest = text
                while !rest.isEmpty {
                    let piece = ByteBuffer()
                    let taken = UTF8Text.appendRepaired(rest, room: room, to: piece)
                    if taken == 0 || piece.count - 3 > room {
                        Issue.record("\(taken) bytes become \(piece.count) in \(room)")
                        return
                    }
                    whole.append(piece.bytes)
                    rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
                }
            }
            #expect(whole.bytes.elementsEqual(expected.repaired), "\(bytes), \(room)")
        }
    }

    @Test func oneByteIsFoundWhereverItIsAndNothingBehindTheTextIsRead() throws {
        let memory = try GuardedBytes(capacity: 128)
        for count in [0, 1, 2, 7, 8, 9, 15, 16, 31, 32, 33, 39, 40, 63, 64, 65, 100] {
            let text = [UInt8](repeating: UInt8(ascii: "a"), count: count)
            check(text, memory)
            for at in 0..<count {
                for byte: UInt8 in [0x80, 0xc3, 0xff] {
                    var broken = text
                    broken[at] = byte
                    check(broken, memory)
                }
            }
        }
    }

    @Test(arguments: 0..<6)
    func mixturesOfTextAndBytesAreJudgedAsTheTableDoes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let memory = try GuardedBytes(capacity: 512)
        let pieces: [[UInt8]] = [
            Array("a line ".utf8), Array("é".utf8), Array("€".utf8), Array("😀".utf8), [0xff], [0xe2, 0x82],
            [0xf0, 0x9f], [0xc0, 0x80], [0xed, 0xa0, 0x80], Array("0123456789abcdef0123456789abcdef".utf8),
        ]
        for _ in 0..<60 {
            let parts = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? []
            }
            check(Array(parts.joined()), memory)
        }
    }
}
