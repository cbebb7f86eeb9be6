// What comes with every line takes a few bytes, whatever the numbers are that it says how to reach.

import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct ShortRecordTests {
    private static let client = "loki.example:3100"
    private static let start: Int64 = 1_795_341_600_000_000_000

    /// Ten thousand files, each read up to somewhere.
    private static let many: CheckpointState = {
        var state = CheckpointState()
        for id in 1...10_000 as ClosedRange<UInt64> {
            var record = GenerationRecord.fresh(id)
            record.progress[client] = Progress(
                offset: 1_000_000 + Int64(id) * 7, lastTimestamp: start, tail: 0x8000_0000)
            state.apply(.born(record))
        }
        return state
    }()

    @Test func aLineWithATimeOfItsOwnTakesThirteenBytes() {
        let parts = Self.many.generations.values.sorted { $0.id < $1.id }.map { record in
            let before = record.progress[Self.client] ?? Progress(offset: 0)
            return Acknowledgement(
                record.id,
                Progress(
                    offset: before.offset + 426,
                    lastTimestamp: Self.start + 1_000_000_000 + Int64(record.id.value),
                    tail: 0xFFFF_FFFF, runStart: before.offset, runTimestamp: before.lastTimestamp))
        }
        let change = Change.acknowledged(client: Self.client, parts)
        let bytes = payload(of: [change], after: Self.many)
        #expect(bytes.count < 10_000 * 13 + 100)
        #expect(changes(in: bytes, after: Self.many) == [change])
    }

    @Test func aLineThatIsGivenATimeTakesSevenBytesMore() {
        let given = Self.many.generations.values.sorted { $0.id < $1.id }.map { record in
            let start = record.progress[Self.client]?.offset ?? 0
            return Change.gave(
                record.id,
                GivenTimestamps(
                    range: start..<(start + 426), base: Self.start + Int64(record.id.value) * 50_000))
        }
        let bytes = payload(of: given, after: Self.many)
        #expect(bytes.count < 10_000 * 7 + 100)
        #expect(changes(in: bytes, after: Self.many) == given)
    }

    /// Changes that build on each other come back only onto what they were made of.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func aHistoryOfOnePayloadComesBackAsItWas(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var state = CheckpointState()
        for _ in 0..<40 {
            let before = state
            let history = (0..<30).map { _ in
                let change = generator.change(in: state)
                state.apply(change)
                return change
            }
            let bytes = payload(of: history, after: before)
            #expect(changes(in: bytes, after: before) == history)
            var replayed = before
            #expect(bytes.withUnsafeBytes { RecordCodec.replay($0, onto: &replayed) })
            #expect(replayed == state)
        }
    }

    /// As the second version wrote them.
    @Test(
        arguments: [
            (
                [7, 1, 0x63, 2, 2, 1, 3, 3, 1, 15, 9, 0x80, 1, 2, 1, 0, 0, 0, 0, 0, 0, 2, 2],
                .acknowledged(
                    client: "c",
                    [
                        Acknowledgement(GenerationID(2), Progress(offset: 3, lastTimestamp: -2)),
                        Acknowledgement(
                            GenerationID(1),
                            Progress(
                                offset: 9, lastTimestamp: 64, tail: 0x0102, runStart: 8, runTimestamp: 63)),
                    ])
            ),
            ([5, 1, 0, 0x80, 0x01, 1], .gave(GenerationID(1), GivenTimestamps(range: 0..<64, base: -1))),
        ] as [([UInt8], Change)])
    func whatWasWrittenOutIsReadWhateverIsKnown(bytes: [UInt8], change: Change) {
        #expect(changes(in: bytes, after: Self.many) == [change])
    }
}
