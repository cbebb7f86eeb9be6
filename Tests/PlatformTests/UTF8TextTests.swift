// A receiver refuses a whole push for one byte that is not UTF-8, so the recognizer is tried on every kind.

import TestSupport
import Testing

@testable import Platform

/// The well-formed byte sequences of the Unicode Standard, table 3-7: a row is a range for each byte.
let wellFormed: [[ClosedRange<UInt8>]] = [
    [0x00...0x7F],
    [0xC2...0xDF, 0x80...0xBF],
    [0xE0...0xE0, 0xA0...0xBF, 0x80...0xBF],
    [0xE1...0xEC, 0x80...0xBF, 0x80...0xBF],
    [0xED...0xED, 0x80...0x9F, 0x80...0xBF],
    [0xEE...0xEF, 0x80...0xBF, 0x80...0xBF],
    [0xF0...0xF0, 0x90...0xBF, 0x80...0xBF, 0x80...0xBF],
    [0xF1...0xF3, 0x80...0xBF, 0x80...0xBF, 0x80...0xBF],
    [0xF4...0xF4, 0x80...0x8F, 0x80...0xBF, 0x80...0xBF],
]

/// What the table says of the start of `bytes`: the length of the row that fits, or 0.
func lengthByTable(_ bytes: some Collection<UInt8>) -> Int {
    wellFormed.first { row in
        bytes.count >= row.count && zip(row, bytes).allSatisfy { $0.contains($1) }
    }?.count ?? 0
}

@Suite struct UTF8TextTests {
    /// Values on both sides of every bound in the table.
    static let seconds: [UInt8] = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
    static let others: [UInt8] = [0x7F, 0x80, 0xBF, 0xC0]

    @Test(arguments: [0x00, 0x40, 0x80, 0xC0])
    func everyFirstByteIsJudgedAsTheTableDoes(quarter: Int) {
        var wrong: [[UInt8]] = []
        for first in quarter..<(quarter + 0x40) {
            for second in Self.seconds {
                for third in Self.others {
                    for fourth in Self.others {
                        let bytes = [UInt8(first), second, third, fourth]
                        let length = bytes.withUnsafeBytes { raw in
                            raw.baseAddress.map { UTF8Text.sequenceLength($0, available: 4) }
                        }
                        if length != lengthByTable(bytes) { wrong.append(bytes) }
                    }
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test func aSequenceThatIsCutShortIsNoneAndNothingBehindItIsRead() throws {
        let memory = try GuardedBytes(capacity: 4)
        for whole: [UInt8] in [[0x41], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80]] {
            for length in 0...whole.count {
                let part = Array(whole.prefix(length))
                let found = memory.with(part) { raw in
                    raw.baseAddress.map { UTF8Text.sequenceLength($0, available: length) }
                }
                #expect(found == (length == whole.count ? length : 0))
            }
        }
    }

    @Test func nothingAvailableIsNoSequence() {
        withUnsafeBytes(of: UInt8(0x41)) { raw in
            for available in [0, -1, Int.min] {
                #expect(raw.baseAddress.map { UTF8Text.sequenceLength($0, available: available) } == 0)
            }
        }
    }

    @Test func everyScalarValueIsOneSequence() {
        // Every 61st is enough to meet each row many times; the bounds are in the table above.
        for value in stride(from: UInt32(0), through: 0x10FFFF, by: 61) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(scalar).utf8)
            let length = bytes.withUnsafeBytes { raw in
                raw.baseAddress.map { UTF8Text.sequenceLength($0, available: raw.count) }
            }
            #expect(length == bytes.count)
        }
    }
}
