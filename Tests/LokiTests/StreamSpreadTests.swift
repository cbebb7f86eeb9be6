// Two files in one stream: told of when one is too far behind the other, once, and never when there is nothing to it.

import Testing

@testable import Loki

@Suite struct StreamSpreadTests {
    private static let hour: Int64 = 3600 * 1_000_000_000
    private static let minute: Int64 = 60 * 1_000_000_000

    /// A batch of ranges, each with its source and the times of its entries in hours.
    private func batch(_ ranges: [(source: UInt64, hours: [Double])], app: String = "a") -> Batch {
        let batch = Batch(tenant: nil)
        for (index, range) in ranges.enumerated() {
            for hours in range.hours {
                batch.append("x", at: 1_000_000 * Self.hour + Int64(hours * 3600e9), [("app", app)])
            }
            batch.endRange(SourceRange(source: range.source, index: index))
        }
        return batch
    }

    @Test func aFileThatIsTooFarBehindAnotherIsToldOfOnce() {
        var spread = StreamSpread()
        #expect(spread.note(batch([(1, [5, 5.1]), (2, [4.2])]), now: 0) == [])
        let expected = StreamSpread.Clash(
            labels: #"{"app":"a"}"#, newer: 1, older: 2, distance: Self.hour / 10 * 21)
        #expect(spread.note(batch([(2, [3])]), now: 1) == [expected])
        #expect(spread.note(batch([(2, [3]), (1, [6]), (2, [1])]), now: 2) == [])
    }

    @Test func bothMayComeInOneBatch() {
        var spread = StreamSpread()
        #expect(spread.note(batch([(1, [5]), (2, [3, 3])]), now: 0).map(\.older) == [2])
        // Another stream is another matter.
        #expect(spread.note(batch([(1, [5])], app: "b"), now: 0) == [])
        #expect(spread.note(batch([(2, [3])], app: "b"), now: 0).map(\.labels) == [#"{"app":"b"}"#])
    }

    @Test func whatLokiTakesIsNotToldOf() {
        var spread = StreamSpread()
        // One file by itself, however it jumps.
        #expect(spread.note(batch([(1, [5, 1]), (1, [9]), (1, [2])]), now: 0) == [])
        // A file that follows another.
        #expect(spread.note(batch([(2, [20]), (3, [40])]), now: 1) == [])
        // A file that is behind by less.
        #expect(spread.note(batch([(4, [39.1])]), now: 2) == [])
        // A stream that was not heard of for so long that it was closed.
        #expect(spread.note(batch([(5, [10])]), now: 2 + StreamSpread.memory) == [])
        // A batch of nothing.
        #expect(spread.note(batch([(6, [])]), now: 3) == [])
    }

    @Test func manyStreamsAreForgottenRatherThanKept() {
        var spread = StreamSpread()
        for number in 0..<5000 {
            #expect(spread.note(batch([(1, [5])], app: "\(number)"), now: 0) == [])
        }
        #expect(spread.note(batch([(2, [3])], app: "0"), now: 0) == [])
        #expect(spread.note(batch([(2, [3])], app: "4999"), now: 0).count == 1)
    }

    @Test func timesAtBothEndsOfTheScaleAreApart() {
        var spread = StreamSpread()
        let batch = Batch(tenant: nil)
        for (source, time) in [(1, Int64.max), (2, Int64.min)] as [(UInt64, Int64)] {
            batch.append("x", at: time)
            batch.endRange(SourceRange(source: source, index: 0))
        }
        #expect(spread.note(batch, now: 0).map(\.distance) == [.max])
    }
}
