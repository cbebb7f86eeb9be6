// A journal's payload: what is written is read, and nothing that a disk may hold brings the reader down.

import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct RecordCodecTests {
    private func encoded(_ changes: [Change]) -> [UInt8] { payload(of: changes) }

    private func decoded(_ bytes: [UInt8]) -> [Change]? { changes(in: bytes) }

    private static let one = GenerationID(1)

    @Test(
        arguments: [
            (.fingerprinted(one, Fingerprint(length: 3, hash: 0x80)), [2, 1, 3, 0x80, 0x01]),
            (.renamed(GenerationID(300), to: "é"), [3, 0xAC, 0x02, 2, 0xC3, 0xA9]),
            (
                .acknowledged(
                    client: "c",
                    [
                        Acknowledgement(one, Progress(offset: 2)),
                        Acknowledgement(GenerationID(2), Progress(offset: 3, lastTimestamp: -2)),
                        Acknowledgement(
                            one,
                            Progress(
                                offset: 9, lastTimestamp: 64, tail: 0x0102, runStart: 8, runTimestamp: 63)
                        ),
                    ]),
                [14, 1, 0x63, 3, 2, 0, 4, 2, 1, 6, 3]
                    + [1, 0x33, 18, 0x80, 1, 2, 1, 0, 0, 2, 2]
            ),
            (.gave(one, GivenTimestamps(range: 0..<64, base: -1)), [66, 64, 1]),
            (.gave(GenerationID(16), GivenTimestamps(range: 5..<6, base: 1)), [127, 32, 10, 1, 2]),
            (.bounded(one, 64), [9, 1, 0x80, 0x01]),
            (
                .rehomed(one, FileIdentity(device: 2, inode: 3, birth: 4), path: "p"),
                [10, 1, 2, 3, 8, 1, 0x70]
            ),
            (.finished(one), [11, 1]),
            (.clientRenamed(from: "a", to: "b"), [12, 1, 0x61, 1, 0x62]),
            (.clientForgotten("a"), [13, 1, 0x61]),
            (.forgotten(GenerationID(.max)), [6, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
        ] as [(Change, [UInt8])])
    func aChangeIsWrittenInTheseBytes(change: Change, bytes: [UInt8]) {
        #expect(encoded([change]) == bytes)
        #expect(decoded(bytes) == [change])
    }

    @Test(arguments: 0..<2)
    func everyChangeComesBackAsItWas(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let change = generator.change()
            #expect(decoded(encoded([change])) == [change])
        }
    }

    @Test func manyChangesOfOnePayloadComeBackInTheirOrder() {
        var generator = SeededGenerator(seed: 1)
        let changes = (0..<1000).map { _ in generator.change() }
        #expect(decoded(encoded(changes)) == changes)
        #expect(decoded([]) == [])
    }

    @Test(arguments: 0..<2)
    func aChangeThatIsCutShortAnywhereIsRefused(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            let bytes = encoded([generator.change()])
            let accepted = (1..<bytes.count).filter { decoded(Array(bytes[..<$0])) != nil }
            #expect(accepted == [])
        }
    }

    @Test(arguments: 0..<2)
    func whateverBytesAreReadWhatTheyHoldCanBeApplied(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var state = CheckpointState()
        for _ in 0..<2000 {
            let bytes: [UInt8]
            if Bool.random(using: &generator) {
                bytes = generator.mutated(encoded([generator.change(), generator.change()]))
            } else {
                let kind = UInt8.random(in: 0...128, using: &generator)
                let count = Int.random(in: 0...60, using: &generator)
                bytes = [kind] + (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            }
            for change in decoded(bytes) ?? [] { state.apply(change) }
        }
    }

    @Test(
        arguments: [
            [0], [15], [63], [128], [255], [2, 1], [2, 1, 0x81, 8, 0],  // A fingerprint of 1,025 bytes.
            [3, 1, 1, 0xFF],  // A name that is not UTF-8.
            [3, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1],  // A text of 2^64 - 1 bytes.
            [4, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1],  // As many acknowledgements.
            [7, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1],
            [7, 0, 1, 1, 64, 0],  // A flag that nobody knows.
            [14, 0, 1, 2, 0x80, 4, 0],
            [14, 0, 1, 2, 0, 1],  // An offset of -1.
            [14, 0, 1, 2, 2, 2, 0, 0, 0],  // Half of a tail.
            [98, 1, 2, 2],  // A range that starts before the first byte.
            [8, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2],  // Finished or not, but what?
            [5, 1, 4, 2, 0],  // A range that ends before it starts.
            [5, 1, 1, 2, 0],  // A range that starts before the first byte.
            [5, 1, 0, 2, 0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],  // In the year 2116.
            [7, 0, 1, 1, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],  // An offset of 2^63.
            [9, 1, 1],  // A boundary at -1.
            [8, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 2, 0, 0, 0],  // Boundaries that fall.
            [6, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0],  // A number without an end.
        ] as [[UInt8]])
    func aPayloadThatNoVersionWritesIsRefused(bytes: [UInt8]) {
        #expect(decoded(bytes) == nil)
    }
}
