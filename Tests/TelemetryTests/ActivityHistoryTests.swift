import Telemetry
import Testing

/// What the page shows of the last hour.
@Suite struct ActivityHistoryTests {
    private func reading(_ lines: UInt64, lag: Int64 = 0) -> ActivityHistory.Reading {
        ActivityHistory.Reading(lines: lines, bytes: lines * 10, sent: lines, errors: 0, lagBytes: lag)
    }

    @Test func whatWasCountedBelongsToTheStepOfTheReadingBefore() {
        var history = ActivityHistory()
        history.note(reading(5), at: 100)
        history.note(reading(7), at: 109)
        history.note(reading(20), at: 110)
        let activity = history.activity(at: 125)
        #expect(activity.step == 10)
        #expect(activity.lines == [20, 0])
        #expect(activity.bytes == [200, 0])
        history.note(reading(21), at: 129)
        #expect(history.activity(at: 130).lines == [20, 1, 0])
    }

    @Test func stepsSleptThroughAreQuietAndKeepTheirLag() {
        var history = ActivityHistory()
        history.note(reading(5, lag: 40), at: 0)
        history.note(reading(6, lag: 40), at: 35)
        history.note(reading(7, lag: 0), at: 36)
        let activity = history.activity(at: 50)
        #expect(activity.lines == [6, 0, 0, 1, 0])
        #expect(activity.lagBytes == [40, 40, 40, 0, 0])
    }

    @Test func onlyTheLastHourIsKept() {
        var history = ActivityHistory()
        for step in 0..<1000 as Range<Int64> { history.note(reading(UInt64(step)), at: step * 10) }
        let activity = history.activity(at: 10_000)
        #expect(activity.lines.count == ActivityHistory.maximumSteps)
        // What the last step has is known with the reading after it.
        #expect(activity.lines.dropLast().allSatisfy { $0 == 1 })
        let later = history.activity(at: 10_000_000)
        #expect(later.lines.count == ActivityHistory.maximumSteps)
        #expect(later.lines.allSatisfy { $0 == 0 })
    }

    @Test func aCounterThatBeganAnewCountsNothingTwice() {
        var history = ActivityHistory()
        history.note(reading(50), at: 0)
        history.note(reading(3), at: 10)
        history.note(reading(4), at: 20)
        #expect(history.activity(at: 30).lines == [50, 1, 0])
    }

    @Test func askingChangesNothing() {
        var history = ActivityHistory()
        history.note(reading(1), at: 1)
        let before = history.activity(at: 100)
        #expect(history.activity(at: 100) == before)
        #expect(history.activity(at: 5).lines.isEmpty)
    }
}
