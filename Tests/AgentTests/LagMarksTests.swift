import Testing

@testable import Agent

/// How long what is not shipped has waited.
@Suite struct LagMarksTests {
    private let second: Int64 = 1_000_000_000

    @Test func nothingWaitsInAFileThatIsShipped() {
        var marks = LagMarks()
        #expect(marks.seconds(shipped: 0, now: 5 * second) == 0)
        marks.note(end: 100, at: 1 * second)
        #expect(marks.seconds(shipped: 100, now: 9 * second) == 0)
    }

    @Test func theOldestByteThatIsNotShippedTells() {
        var marks = LagMarks()
        marks.note(end: 100, at: 1 * second)
        marks.note(end: 200, at: 3 * second)
        marks.note(end: 200, at: 8 * second)
        #expect(marks.seconds(shipped: 0, now: 11 * second) == 10)
        #expect(marks.seconds(shipped: 99, now: 11 * second) == 10)
        #expect(marks.seconds(shipped: 100, now: 11 * second) == 8)
        marks.settle(shipped: 150)
        #expect(marks.seconds(shipped: 150, now: 11 * second) == 8)
        marks.settle(shipped: 200)
        #expect(marks.seconds(shipped: 200, now: 11 * second) == 0)
    }

    @Test func growthWithinHalfASecondIsOneMark() {
        var marks = LagMarks()
        for step in 0..<400 as Range<Int64> { marks.note(end: step + 1, at: step * 1_000_000) }
        // The older time counts.
        #expect(marks.seconds(shipped: 399, now: 2 * second) == 2)
    }

    /// Against every byte's own time, for a writer of a byte a second.
    @Test func aWaitIsNeverToldTooShortAndNeverMuchTooLong() {
        var marks = LagMarks()
        for size in 1...1000 as ClosedRange<Int64> { marks.note(end: size, at: size * second) }
        for shipped in 0..<1000 as Range<Int64> {
            let exact = Double(1000 - shipped - 1)
            let told = marks.seconds(shipped: shipped, now: 1000 * second)
            #expect(told >= exact)
            #expect(told <= 1000)
            if shipped < 400 { #expect(told <= exact * 2 + 2) }
        }
    }
}
