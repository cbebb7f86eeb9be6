// What is escaped wrongly is refused by the receiver, or worse, taken as something else.

import TestSupport
import Testing

@testable import Platform

private func escaped(_ bytes: [UInt8], capacity: Int = 64) -> (text: [UInt8], replaced: Int) {
    let buffer = ByteBuffer(capacity: capacity)
    let replaced = bytes.withUnsafeBytes { JSONText.appendEscaped($0, to: buffer) }
    return (Array(buffer.bytes), replaced)
}

private func expectSameAsSlow(_ bytes: [UInt8], capacity: Int = 64) {
    let (fast, slow) = (escaped(bytes, capacity: capacity), escapedSlowly(bytes))
    #expect(fast.text == slow.text)
    #expect(fast.replaced == slow.replaced)
    #expect(String(validating: fast.text, as: UTF8.self) != nil)
    #expect(!fast.text.contains { $0 < 0x20 })
}

@Suite struct JSONTextTests {
    @Test(arguments: [
        ("", ""),
        ("plain", "plain"),
        ("a\"b", "a\\\"b"),
        ("a\\b", "a\\\\b"),
        ("a/b", "a/b"),
        ("\n\r\t", "\\n\\r\\t"),
        ("\u{0}\u{1}\u{8}\u{B}\u{C}\u{1F}", "\\u0000\\u0001\\u0008\\u000b\\u000c\\u001f"),
        (" ~\u{7F}", " ~\u{7F}"),
        ("é€😀\u{10FFFF}", "é€😀\u{10FFFF}"),
        ("\u{2028}\u{FEFF}\u{FFFE}", "\u{2028}\u{FEFF}\u{FFFE}"),
        ("{\"level\":\"info\"}", "{\\\"level\\\":\\\"info\\\"}"),
    ])
    func textIsEscapedAsRFC8259Says(text: String, expected: String) {
        let result = escaped(Array(text.utf8))
        #expect(String(decoding: result.text, as: UTF8.self) == expected)
        #expect(result.replaced == 0)
    }

    @Test func everyByteAloneAndAmongOthersIsAsInTheSlowWay() {
        for byte in UInt8.min ... .max {
            expectSameAsSlow([byte])
            expectSameAsSlow(Array("before ".utf8) + [byte] + Array(" and something after".utf8))
        }
    }

    @Test(arguments: 0...20)
    func aSpecialByteIsFoundAtEveryPlaceOfAWord(place: Int) {
        for special: UInt8 in [0x00, 0x09, 0x0A, 0x0D, 0x1F, 0x22, 0x5C, 0x80, 0xC3, 0xE2, 0xF0, 0xFF] {
            for filling: UInt8 in [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7E, 0x7F] {
                var bytes = [UInt8](repeating: filling, count: 21)
                bytes[place] = special
                expectSameAsSlow(bytes)
                // A second one above the first, where a borrow of the word arithmetic would show.
                for second in 1...8 where place + second < 21 {
                    var two = bytes
                    two[place + second] = 0x22
                    expectSameAsSlow(two)
                }
            }
        }
    }

    @Test(arguments: 0...16)
    func aSequenceOfManyBytesIsKeptWhereverItStands(place: Int) {
        for text in ["é", "€", "😀", "\u{7FF}", "\u{800}", "\u{FFFF}", "\u{10000}"] {
            let bytes = [UInt8](repeating: 0x61, count: place) + Array(text.utf8)
            expectSameAsSlow(bytes)
            expectSameAsSlow(bytes + [0x61])
            expectSameAsSlow(bytes + [UInt8](repeating: 0x62, count: 12))
            // Torn at each of its bytes: at the end, and with something else behind.
            for cut in 1..<text.utf8.count {
                expectSameAsSlow(bytes.dropLast(cut))
                expectSameAsSlow(bytes.dropLast(cut) + [UInt8](repeating: 0x62, count: 12))
            }
        }
    }

    @Test(arguments: [
        ("a stray continuation byte", [0x80] as [UInt8], 1),
        ("the last continuation byte", [0xBF], 1),
        ("an overlong slash in two bytes", [0xC0, 0xAF], 2),
        ("an overlong DEL in two bytes", [0xC1, 0xBF], 2),
        ("a first byte of two alone", [0xC2], 1),
        ("a first byte of two before ASCII", [0xDF, 0x41], 1),
        ("an overlong form in three bytes", [0xE0, 0x9F, 0xBF], 3),
        ("three bytes without the third", [0xE2, 0x82], 2),
        ("three bytes with ASCII for the third", [0xE2, 0x82, 0x41], 2),
        ("the first surrogate", [0xED, 0xA0, 0x80], 3),
        ("the last surrogate", [0xED, 0xBF, 0xBF], 3),
        ("a pair of surrogates (CESU-8)", [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], 6),
        ("an overlong form in four bytes", [0xF0, 0x8F, 0xBF, 0xBF], 4),
        ("four bytes without the fourth", [0xF0, 0x9F, 0x98], 3),
        ("beyond U+10FFFF", [0xF4, 0x90, 0x80, 0x80], 4),
        ("a first byte that never occurs", [0xF5, 0x80, 0x80, 0x80], 4),
        ("five bytes", [0xF8, 0x88, 0x80, 0x80, 0x80], 5),
        ("six bytes", [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], 6),
        ("FE and FF", [0xFE, 0xFF], 2),
        ("a torn sequence before a whole one", [0xE2, 0x82, 0xC3, 0xA9], 2),
    ])
    func eachByteThatIsNotUTF8IsReplaced(what: String, bytes: [UInt8], replaced: Int) {
        for before in 0...9 {
            for after in [0, 1, 8] {
                let whole =
                    [UInt8](repeating: 0x61, count: before) + bytes + [UInt8](repeating: 0x62, count: after)
                #expect(escaped(whole).replaced == replaced, "\(what)")
                expectSameAsSlow(whole)
            }
        }
    }

    @Test func aBufferThatMustGrowManyTimesHoldsAllOfIt() {
        // The worst case is six bytes for one; a mixture meets the limit at every distance.
        for length in [1, 7, 8, 63, 64, 65, 1_000, 20_000] {
            expectSameAsSlow([UInt8](repeating: 1, count: length))
            expectSameAsSlow([UInt8](repeating: 0xFF, count: length))
            expectSameAsSlow((0..<length).map { $0 % 9 == 0 ? 0x1F : 0x61 })
            expectSameAsSlow((0..<length).map { $0 % 11 == 0 ? 0x22 : 0x20 })
        }
    }

    @Test func itAppendsToWhatIsThere() {
        let buffer = ByteBuffer()
        buffer.append("{\"a\":")
        JSONText.append(quoted: "x\"\n" + String(repeating: "é", count: 100), to: buffer)
        buffer.append("}")
        #expect(buffer.text == "{\"a\":\"x\\\"\\n" + String(repeating: "é", count: 100) + "\"}")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func randomBytesAreEscapedAsInTheSlowWay(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = ["a", "text of a line ", "\"", "\\", "\n", "é", "€", "😀", "\u{0}"].map { Array($0.utf8) }
        for _ in 0..<100 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                bytes += pieces[Int.random(in: pieces.indices, using: &random)]
            }
            if Bool.random(using: &random) { bytes = random.mutated(bytes) }
            expectSameAsSlow(bytes, capacity: Int.random(in: 0..<200, using: &random))
        }
    }

    @Test func nothingBehindTheLastByteIsRead() throws {
        let memory = try GuardedBytes(capacity: 64)
        for length in 0...40 {
            for last: UInt8 in [0x61, 0x22, 0xC3, 0xE2, 0xF0] where length > 0 {
                let bytes = [UInt8](repeating: 0x61, count: length - 1) + [last]
                let buffer = ByteBuffer()
                memory.with(bytes) { _ = JSONText.appendEscaped($0, to: buffer) }
                #expect(Array(buffer.bytes) == escapedSlowly(bytes).text)
            }
        }
    }
}
