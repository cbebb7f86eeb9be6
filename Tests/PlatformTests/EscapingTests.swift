// What a processor does in one step and what any can do must be the same, and what a plain loop does, at every place.

import CPlatform
import TestSupport
import Testing

@testable import Platform

@Suite struct EscapingTests {
    private struct Outcome: Equatable {
        var text: [UInt8] = []
        var end = 0
        var replaced = 0
    }

    private typealias Escaping = (
        UnsafePointer<UInt8>?, Int, Int, Int, Int32, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?,
        UnsafeMutablePointer<Int>?
    ) -> Int

    /// Escapes what starts in a range of a text; `behind` is what lies behind the text, readable or not.
    private func run(_ escaping: Escaping, _ text: [UInt8], _ range: Range<Int>, behind: UInt8?) -> Outcome {
        var outcome = Outcome()
        var out = [UInt8](repeating: 0xAA, count: JSONText.room(for: range.count))
        var length = 0
        let padded = text + (behind.map { [UInt8](repeating: $0, count: 64) } ?? [])
        padded.withUnsafeBufferPointer { text in
            out.withUnsafeMutableBufferPointer { buffer in
                var place = buffer.baseAddress
                outcome.end = escaping(
                    text.baseAddress, range.lowerBound, range.upperBound, self.count(text, behind),
                    behind == nil ? 0 : 1, &place, &outcome.replaced)
                if let place, let start = buffer.baseAddress { length = place - start }
            }
        }
        outcome.text = Array(out.prefix(length))
        return outcome
    }

    private func count(_ text: UnsafeBufferPointer<UInt8>, _ behind: UInt8?) -> Int {
        text.count - (behind == nil ? 0 : 64)
    }

    private func expectRight(_ text: [UInt8], _ range: Range<Int>, behind: UInt8? = nil) {
        let quick = run(lf_escape, text, range, behind: behind)
        #expect(quick == run(lf_escape_portably, text, range, behind: behind))
        let slow = escapedSlowly(Array(text[range.lowerBound..<quick.end]))
        #expect(quick.text == slow.text)
        #expect(quick.replaced == slow.replaced)
        #expect(quick.end == range.upperBound || quick.end < range.upperBound + 4)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func everyWayWritesTheSame(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [[UInt8]] = ["a", "b", " ", "\"", "\"", "\\", "\u{7F}"].map { Array($0.utf8) }
        let rare: [[UInt8]] =
            ["\n", "\u{1}", "é", "€", "😀"].map { Array($0.utf8) } + [[0xC3], [0xF0, 0x9F], [0xFF]]
        for _ in 0..<50 {
            var text: [UInt8] = []
            let mixed = Int.random(in: 0...3, using: &random)
            for _ in 0..<Int.random(in: 1...200, using: &random) {
                let pool = Int.random(in: 0..<20, using: &random) < mixed ? rare : alphabet
                text += pool.randomElement(using: &random) ?? []
            }
            let start = Int.random(in: 0..<text.count, using: &random)
            let range = start..<Int.random(in: (start + 1)...text.count, using: &random)
            expectRight(text, range)
            expectRight(text, range, behind: UInt8.random(in: .min ... .max, using: &random))
        }
    }

    @Test func everyByteIsWrittenAtEveryPlaceOfABlock() {
        for byte in UInt8.min ... .max {
            for place in [0, 7, 8, 63, 64, 69] {
                var text = [UInt8](repeating: 0x61, count: 70)
                text[place] = byte
                expectRight(text, 0..<70)
                expectRight(text, 0..<70, behind: 0x22)
            }
        }
    }

    @Test(arguments: [nil, 0x22, 0x80, 0xBF, 0xFF, 0x00] as [UInt8?])
    func whatLiesBehindTheTextIsNoPartOfIt(behind: UInt8?) {
        for text in ["", "a", "é", "€", "😀", "a\""] {
            let bytes = Array(text.utf8)
            for length in 0...bytes.count {
                expectRight(Array(bytes.prefix(length)), 0..<length, behind: behind)
            }
        }
        for length in [7, 8, 9, 15, 16, 31, 32, 33, 63, 64, 65, 127, 128, 129] {
            expectRight([UInt8](repeating: 0x61, count: length), 0..<length, behind: behind)
            expectRight([UInt8](repeating: 0x22, count: length - 1) + [0xC3], 0..<length, behind: behind)
        }
    }

    @Test func aSequenceThatStartsInTheRangeIsTakenWhole() {
        let text = Array("aaaa😀\"".utf8)
        for stop in 5...7 { #expect(run(lf_escape, text, 0..<stop, behind: nil).end == 8) }
        #expect(run(lf_escape, text, 0..<4, behind: nil).end == 4)
        #expect(
            run(lf_escape, Array(text.prefix(7)), 0..<5, behind: nil)
                == Outcome(
                    text: Array("aaaa\u{FFFD}".utf8), end: 5, replaced: 1))
    }

    @Test(arguments: [0x61, 0x01, 0x22, 0xFF] as [UInt8])
    func aLongLineIsEscapedInPiecesWithoutASeam(filling: UInt8) {
        for text in ["€", "😀", "\""] {
            for place in (JSONText.pieceBytes - 3)...JSONText.pieceBytes {
                var bytes = [UInt8](repeating: filling, count: place) + Array(text.utf8)
                bytes += [UInt8](repeating: filling, count: 20)
                let buffer = ByteBuffer()
                let replaced = bytes.withUnsafeBytes { JSONText.appendEscaped($0, to: buffer) }
                let slow = escapedSlowly(bytes)
                #expect(Array(buffer.bytes) == slow.text)
                #expect(replaced == slow.replaced)
            }
        }
    }
}
