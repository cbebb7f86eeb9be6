// Why this file exists: the summary is the demo's answer, so it must say what is wrong, and only that.

import Display
import Testing

@testable import Demonstration

@Suite("The summary")
struct SummaryTests {
    private static func lines(written: Int64, _ fill: (inout ArrivalRecord, inout Tally.Counts) -> Void)
        -> [String]
    {
        var record = ArrivalRecord()
        var counts = Tally.Counts()
        fill(&record, &counts)
        counts.received = record.arrivedCount
        counts.repeated = record.repeatedCount
        let comparison = Comparison(written: written, counts: counts, record: record)
        return Summary.lines(comparison, Summary.Ending(reading: reading(seconds: 10, lines: written)))
            .map { $0.text(width: 100, colours: false) }
    }

    @Test("All is well")
    func perfect() {
        let lines = Self.lines(written: 1000) { record, _ in for seq in 0..<1000 { record.note(Int64(seq)) } }
        #expect(lines.last == " Every line arrived, once, unchanged, with its level and its exact time.")
        #expect(lines.contains(" received once                 1,000   100 %"))
        #expect(lines.allSatisfy { $0.count <= 79 })
    }

    @Test("What is missing and repeated is named, and 100 % is not said of less")
    func faults() {
        let lines = Self.lines(written: 10_000) { record, _ in
            for seq in 0..<10_000 where seq != 7 { record.note(Int64(seq)) }
            for seq in [1, 2, 3, 4, 5, 6] { record.note(Int64(seq)) }
        }
        #expect(lines.last == " Not every line arrived once and as it was written.")
        #expect(lines.contains(" received once                 9,993   99.9 %"))
        #expect(lines.contains(" missing                           1   seq 7"))
        #expect(lines.contains(" repeated                          6   seq 1, 2, 3, 4, 5 …"))
    }

    @Test("Nothing was written")
    func nothing() {
        #expect(Self.lines(written: 0) { _, _ in }.last == " No line was written.")
    }

    @Test("What could not be kept track of spoils the verdict")
    func unnoted() {
        let lines = Self.lines(written: 1) { record, counts in
            record.note(0)
            counts.unnoted = 2
        }
        #expect(lines.contains { $0.hasPrefix(" not kept track of                 2") })
        #expect(lines.last == " Not every line arrived once and as it was written.")
    }
}
