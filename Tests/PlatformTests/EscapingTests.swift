// What a processor does in one step and what any can do must be the same, at every place of a word.

import CPlatform
import TestSupport
import Testing

@testable import Platform

@Suite struct EscapingTests {
    private typealias Escaping = (
        UnsafePointer<UInt8>?, Int, Int, UnsafePointer<UInt64>?, UnsafePointer<UInt64>?,
        UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?
    ) -> Int

    private func run(_ escaping: Escaping, _ text: [UInt8], _ range: Range<Int>) -> (stop: Int, text: [UInt8])
    {
        let marks = ByteMarks()
        text.withUnsafeBytes { marks.update($0) }
        var out = [UInt8](repeating: 0xAA, count: range.count * 6 + 32)
        var (stop, length) = (0, 0)
        let padded = text + [UInt8](repeating: 1, count: 8)
        padded.withUnsafeBufferPointer { text in
            out.withUnsafeMutableBufferPointer { buffer in
                var place = buffer.baseAddress
                stop = escaping(
                    text.baseAddress, range.lowerBound, range.upperBound, marks.special, marks.others, &place)
                if let place, let start = buffer.baseAddress { length = place - start }
            }
        }
        return (stop, Array(out.prefix(length)))
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func bothWaysWriteTheSame(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [UInt8] = [0x61, 0x62, 0x20, 0x22, 0x22, 0x5C, 0x7F]
        for _ in 0..<50 {
            let count = Int.random(in: 0...200, using: &random)
            var text = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0x61 }
            guard count > 0 else { continue }
            if Bool.random(using: &random) { text[Int.random(in: 0..<count, using: &random)] = 0xC3 }
            if Bool.random(using: &random) { text[Int.random(in: 0..<count, using: &random)] = 0x0A }
            let start = Int.random(in: 0..<count, using: &random)
            let range = start..<Int.random(in: (start + 1)...count, using: &random)
            let (quick, portable) = (
                run(lf_escape, text, range), run(lf_escape_portably, text, range)
            )
            #expect(quick == portable)
            #expect(quick.text == escapedSlowly(Array(text[start..<quick.stop])).text)
            // It stops for nothing but what it cannot do, and there before the word.
            let rest = text[quick.stop..<range.upperBound].prefix(64 - quick.stop % 64)
            #expect(quick.stop == range.upperBound || rest.contains { $0 < 0x20 || $0 >= 0x80 })
        }
    }

    @Test func aWordWithBytesThatNeedMoreIsLeftToOthers() {
        var text = [UInt8](repeating: 0x22, count: 200)
        text[130] = 0xE2
        #expect(run(lf_escape, text, 3..<200).stop == 128)
        #expect(run(lf_escape, text, 128..<200) == (128, []))
    }
}
