// Growth must not lose what is in the buffer, and decimals must be right to the last digit.

import Testing

@testable import Platform

@Suite struct ByteBufferTests {
    @Test(arguments: [(-5, 64), (0, 64), (1, 64), (64, 64), (65, 65), (4096, 4096)])
    func itHasTheCapacityAskedForAndAtLeast64(asked: Int, given: Int) {
        let buffer = ByteBuffer(capacity: asked)
        #expect(buffer.capacity == given)
        #expect(buffer.count == 0)
        #expect(buffer.bytes.isEmpty)
    }

    @Test func growingKeepsTheContents() {
        let buffer = ByteBuffer()
        for number in 0..<10_000 { buffer.append(UInt8(truncatingIfNeeded: number)) }
        #expect(buffer.count == 10_000)
        #expect(buffer.capacity >= 10_000)
        #expect(buffer.bytes.enumerated().allSatisfy { $0.element == UInt8(truncatingIfNeeded: $0.offset) })
    }

    @Test func growthIsByHalfSoThatManySmallPiecesAreCopiedSeldom() {
        let buffer = ByteBuffer()
        var growths = 0
        var last = buffer.capacity
        for _ in 0..<100_000 {
            buffer.append(1)
            if buffer.capacity != last {
                #expect(buffer.capacity >= last + last / 2)
                last = buffer.capacity
                growths += 1
            }
        }
        #expect(growths < 25)
    }

    @Test func aPieceLargerThanHalfTheBufferFits() {
        let buffer = ByteBuffer()
        buffer.append("before ")
        buffer.append(String(repeating: "x", count: 1_000))
        #expect(buffer.text == "before " + String(repeating: "x", count: 1_000))
    }

    @Test func reservedRoomIsThereAndIsTakenByAdvancing() {
        let buffer = ByteBuffer()
        buffer.append("ab")
        buffer.reserve(500)
        #expect(buffer.capacity - buffer.count >= 500)
        let base = buffer.base
        buffer.end.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "c"), count: 500)
        buffer.advance(by: 500)
        #expect(buffer.base == base)
        #expect(buffer.text == "ab" + String(repeating: "c", count: 500))
    }

    @Test func nothingIsAppendedOfNothing() {
        let buffer = ByteBuffer()
        buffer.append(UnsafeRawBufferPointer(start: nil, count: 0))
        buffer.append("")
        buffer.append(literal: "")
        #expect(buffer.count == 0)
    }

    @Test func literalsAndStringsAreAppendedAsUTF8() {
        let buffer = ByteBuffer()
        buffer.append(literal: "é")
        buffer.append("😀")
        #expect(Array(buffer.bytes) == [0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80])
    }

    @Test(arguments: [(-1, ""), (0, ""), (2, "ab"), (3, "abc"), (4, "abc"), (Int.max, "abc"), (Int.min, "")])
    func truncatingNeverLengthens(count: Int, left: String) {
        let buffer = ByteBuffer()
        buffer.append("abc")
        buffer.truncate(to: count)
        #expect(buffer.text == left)
    }

    @Test func removingAllKeepsTheMemory() {
        let buffer = ByteBuffer(capacity: 1_000)
        buffer.append("abc")
        let base = buffer.base
        buffer.removeAll()
        #expect(buffer.count == 0)
        #expect(buffer.base == base)
        #expect(buffer.capacity == 1_000)
    }

    @Test(arguments: [(0, 64), (64, 64), (500, 500), (1_000, 1_000), (2_000, 1_000)])
    func shrinkingGivesBackWhatIsBeyond(wanted: Int, left: Int) {
        let buffer = ByteBuffer(capacity: 1_000)
        buffer.append("abc")
        buffer.removeAll(shrinkingTo: wanted)
        #expect(buffer.count == 0)
        #expect(buffer.capacity == left)
        buffer.append("d")
        #expect(buffer.text == "d")
    }

    @Test func textRepairsWhatIsNotUTF8() {
        let buffer = ByteBuffer()
        buffer.append(UInt8(ascii: "a"))
        buffer.append(0xFF)
        #expect(buffer.text == "a\u{FFFD}")
    }

    @Test func decimalsAreWhatSwiftPrints() {
        var values: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        var power: Int64 = 1
        for _ in 0..<19 {
            values += [power - 1, power, power + 1, -power + 1, -power, -power - 1]
            power = power.multipliedReportingOverflow(by: 10).partialValue
        }
        for value in values {
            let buffer = ByteBuffer()
            // The longest decimal must fit wherever the buffer's end is.
            for _ in 0..<50 { buffer.append(UInt8(ascii: ".")) }
            buffer.append(decimal: value)
            #expect(buffer.text == String(repeating: ".", count: 50) + String(value))
        }
    }
}
