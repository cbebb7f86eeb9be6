// Why this file exists: a demo that overlooks a fault is worse than none.

import Receiver
import Testing

@testable import Demonstration

@Suite("The tally")
struct TallyTests {
    @Test("Lines that arrive as they were written are perfect")
    func perfect() {
        let tally = Tally()
        tally.accept(
            (0..<500).map { entry($0, at: someTime + $0 * 1_000_003) }, now: (someTime + 600_000_000) * 1000)
        tally.accept([], now: 0)
        let comparison = tally.comparison(written: 500)
        #expect(comparison.isPerfect)
        #expect(comparison.once == 500)
        #expect(tally.counts.pushes == 1)
        #expect(
            tally.counts.bytes
                == (0..<500).reduce(0) { $0 + Int64(line($1, at: someTime + $1 * 1_000_003).utf8.count) + 1 })
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let entry: ReceivedEntry
        let counted: @Sendable (Tally.Counts) -> Int64
        var testDescription: String { name }
    }

    static let faults = [
        Fault(name: "another level label", entry: entry(0, level: "info"), counted: { $0.wrongLevel }),
        Fault(
            name: "a nanosecond more", entry: entry(0, nanoseconds: someTime * 1000 + 1),
            counted: { $0.wrongTime }),
        Fault(
            name: "the time of another line", entry: entry(0, nanoseconds: someTime * 1000 + 1000),
            counted: { $0.wrongTime }),
        Fault(
            name: "a byte less", entry: entry(0, line: String(line(0).dropLast())), counted: { $0.altered }),
        Fault(name: "a byte more", entry: entry(0, line: line(0) + " "), counted: { $0.altered }),
        Fault(
            name: "two lines in one", entry: entry(0, line: line(0) + "\n" + line(1)), counted: { $0.altered }
        ),
        Fault(
            name: "another letter", entry: entry(0, line: line(0).replacing("/api/", with: "/apj/")),
            counted: { $0.altered }),
    ]

    @Test("A fault of an entry is counted, and the verdict is not perfect", arguments: faults)
    func fault(_ fault: Fault) {
        let tally = Tally()
        tally.accept([fault.entry], now: someTime * 1000)
        #expect(fault.counted(tally.counts) == 1)
        #expect(tally.counts.faults == 1)
        #expect(tally.counts.received == 1)
        #expect(!tally.comparison(written: 1).isPerfect)
    }

    @Test(
        "What was never a line is counted as altered, and no line has arrived",
        arguments: [
            "", "hello", "{}", "{\"timestamp\": \"", "{\"timestamp\": \"2026-11-22T10:00:00.000042\"}",
            "{\"timestamp\": \"2026-11-22T10:00:00.000042\", \"seq\": }",
            "{\"timestamp\": \"2026-11-22T10:00:00.000042\", \"seq\": 99999999999999999999}",
            "{\"timestamp\": \"2026-11-22T10:00:00.000042\", \"seq\": -1}", "\"seq\": 1",
        ])
    func foreign(_ text: String) {
        let tally = Tally()
        tally.accept([entry(0, line: text)], now: 0)
        #expect(tally.counts.altered == 1)
        #expect(tally.counts.received == 0)
    }

    @Test("A line that arrives twice is repeated, one that does not is missing, both by their numbers")
    func repeatedAndMissing() {
        let tally = Tally()
        tally.accept([entry(0), entry(2), entry(2), entry(3)], now: 0)
        tally.accept([entry(3), entry(3)], now: 0)
        let comparison = tally.comparison(written: 6)
        #expect(comparison.once == 1)
        #expect(comparison.counts.repeated == 2)
        #expect(comparison.firstRepeated == [2, 3])
        #expect(comparison.missing == 3)
        #expect(comparison.firstMissing == [1, 4, 5])
        #expect(!comparison.isPerfect)
    }

    @Test("A line that was never written spoils the verdict")
    func neverWritten() {
        let tally = Tally()
        tally.accept([entry(0), entry(1)], now: 0)
        #expect(!tally.comparison(written: 1).isPerfect)
        #expect(tally.comparison(written: 2).isPerfect)
    }

    @Test("The delay is from the line's time to its arrival, and never negative")
    func delay() {
        let tally = Tally()
        tally.accept([entry(0), entry(1, at: someTime + 10)], now: (someTime + 4) * 1000)
        #expect(tally.counts.delaySum == 4)
        #expect(tally.counts.delayCount == 2)
        #expect(tally.counts.longestDelay == 4000)
    }

    @Test("Times of long ago and far ahead are counted like any other")
    func extremeTimes() {
        let tally = Tally()
        let latest = LogClock.range.upperBound - 1
        for _ in 0..<3000 { tally.accept([entry(0, at: 0), entry(1, at: latest)], now: .max) }
        #expect(tally.counts.wrongTime == 0)
        #expect(tally.counts.repeated == 2)
        #expect(tally.counts.longestDelay == .max)
    }
}
