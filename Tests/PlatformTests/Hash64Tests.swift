// Tables that intern byte strings rest on this hash: same bytes, same number, and nothing read beyond them.

import TestSupport
import Testing

@testable import Platform

@Suite struct Hash64Tests {
    private func hash(_ bytes: [UInt8], seed: UInt64 = 1) -> UInt64 {
        bytes.withUnsafeBytes { Hash64.of($0, seed: seed) }
    }

    @Test func theSameBytesHaveTheSameHashWhereverTheyLie() throws {
        let memory = try GuardedBytes(capacity: 100)
        var random = SeededGenerator(seed: 1)
        for length in 0...100 {
            let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let shifted = ([0] + bytes).withUnsafeBytes { raw in
                Hash64.of(UnsafeRawBufferPointer(rebasing: raw.dropFirst()), seed: 1)
            }
            #expect(hash(bytes) == shifted)
            // In front of a page that cannot be read: a byte too many ends the process.
            #expect(memory.with(bytes) { Hash64.of($0, seed: 1) } == hash(bytes))
        }
    }

    @Test func nothingHasAHashToo() {
        #expect(Hash64.of(UnsafeRawBufferPointer(start: nil, count: 0), seed: 7) == hash([], seed: 7))
    }

    @Test func anyChangedBitChangesTheHash() {
        for length in 1...24 {
            let bytes = (0..<length).map { UInt8($0) }
            var seen: Set<UInt64> = [hash(bytes)]
            for place in 0..<length {
                for bit in 0..<8 {
                    var changed = bytes
                    changed[place] ^= 1 << bit
                    seen.insert(hash(changed))
                }
            }
            #expect(seen.count == 1 + length * 8)
        }
    }

    @Test func zeroesOfEveryLengthAreTold() {
        #expect(Set((0..<1_000).map { hash([UInt8](repeating: 0, count: $0)) }).count == 1_000)
    }

    @Test func theSeedChangesTheHash() {
        #expect(Set((0..<1_000).map { hash([1, 2, 3], seed: $0) }).count == 1_000)
    }

    @Test func shortNumbersSpreadOverTheLowBits() {
        // A table takes the low bits: 4,096 names over 1,024 places leave few of them empty.
        let places = Set((0..<4_096).map { hash(Array("label\($0)".utf8)) & 1_023 })
        #expect(places.count > 950)
    }
}
