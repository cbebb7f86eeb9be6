// Clocks on walls, and the dates in names.

import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct CalendarTests {
    @Test func aReadingAndItsMomentAreTheSame() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let moment = Int64.random(in: 1_767_000_000...1_800_000_000, using: &random)
            let reading = berlin.reading(at: moment)
            let back = berlin.moment(day: reading.dayNumber, secondOfDay: reading.secondOfDay)
            // In the hour that comes twice the first is meant.
            #expect(back == moment || (back == moment - 3600 && berlin.reading(at: back) == reading))
        }
    }

    @Test func whatClocksPassOverIsWhereTheyGoOn() {
        let day = CivilTime.days(year: 2026, month: 3, day: 29)
        for second in [7200, 9000, 10_799] {
            #expect(berlin.moment(day: day, secondOfDay: second) == 1_774_746_000)
        }
        #expect(berlin.moment(day: day, secondOfDay: 7199) == 1_774_745_999)
        #expect(berlin.moment(day: day, secondOfDay: 10_801) == 1_774_746_001)
    }

    @Test(arguments: [Int64.min, -1, 0, .max]) func anyMomentHasAReading(_ moment: Int64) {
        let reading = LocalClock.utc.reading(at: moment)
        #expect((1...9999).contains(reading.year) || reading.year == 0)
        #expect((0...6).contains(reading.weekday))
    }

    @Test(arguments: [
        ("2026-11-23", 1, 48), ("2026-11-22", 0, 47), ("2027-01-01", 5, 53), ("2027-01-04", 1, 1),
        ("2024-12-30", 1, 1),
        ("2028-02-29", 2, 9), ("1969-12-28", 0, 52),
    ]) func weeksAreThoseOfISO(_ date: String, _ weekday: Int, _ week: Int) {
        let reading = LocalClock.utc.reading(at: Scenario.moment(date + " 12:00", .utc))
        #expect(reading.weekday == weekday)
        #expect(reading.week == week)
    }

    @Test func theNextPageIsAheadAndNotBeforeItsTime() {
        var random = SeededGenerator(seed: 11)
        let intervals: [Policy.Interval?] = [
            .hourly, .daily, .weekly(weekday: 0), .weekly(weekday: 5), .weekly(weekday: 7), .monthly, .yearly,
            nil,
        ]
        for _ in 0..<3000 {
            let now = Int64.random(in: 1_767_000_000...1_800_000_000, using: &random)
            let last = now - Int64.random(in: 0...700_000, using: &random)
            let interval = intervals[Int.random(in: 0..<intervals.count, using: &random)]
            let at =
                interval == .hourly
                ? Int.random(in: 0..<3600, using: &random) : Int.random(in: 0..<86_400, using: &random)
            let calendar = RotationCalendar(interval: interval, at: at)
            guard let next = calendar.next(after: now, last: last, berlin) else {
                #expect(interval == nil)
                continue
            }
            #expect(next > now)
            guard !calendar.isTime(now: now, last: last, berlin) else { continue }
            #expect(calendar.isTime(now: next, last: last, berlin), "\(calendar) \(last) \(now) \(next)")
            #expect(!calendar.isTime(now: next - 1, last: last, berlin), "\(calendar) \(last) \(now) \(next)")
        }
    }

    @Test(arguments: [
        ("-%Y%m%d", "-20261123"), (".%s", ".1795392000"), ("-%Y-%m-%d_%H:%M:%S", "-2026-11-23_00:00:00"),
        ("-w%V", "-w48"),
        ("%x%%m-%", "%x%11-%"), ("", ""),
    ]) func datesAreWrittenAsLogrotateWritesThem(_ format: String, _ text: String) {
        #expect(DateFormat(format).text(at: 1_795_392_000, .utc) == text)
        #expect(DateFormat(format).length == text.utf8.count)
        #expect(DateFormat(format).order(of: Array(text.utf8)[...]) != nil)
    }

    @Test(arguments: [
        ("-%Y%m%d", "-20260229"), ("-%Y%m%d", "-20261301"), ("-%Y%m%d", "-20260100"), ("-%Y%m%d", "-2026010"),
        ("-%Y%m%d", ".20260101"),
        ("-%Y%m%d%H", "-2026010124"), ("-%Y%m%d%M", "-2026010160"), ("-%V", "-54"), ("-%Y-%Y", "-2026-2027"),
        ("-%s", "-17953920x0"),
    ]) func whatIsNoDateIsNone(_ format: String, _ text: String) {
        #expect(DateFormat(format).order(of: Array(text.utf8)[...]) == nil)
    }

    @Test(arguments: [
        ("-%Y%m%d", true, true), ("-%d%m%Y", true, false), ("-%m%d", false, false), (".%s", true, true),
        ("-%Y%m%d%H%M%S", true, true),
        ("-%Y", false, true), ("-%Y%m%dw%V", true, true),
    ]) func formatsSayWhatTheyCanTell(_ format: String, _ tellsDays: Bool, _ isSortable: Bool) {
        #expect(DateFormat(format).tellsDays == tellsDays)
        #expect(DateFormat(format).isSortable == isSortable)
    }

    @Test(
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1 KiB"), (1536, "1.5 KiB"),
            (1_048_576, "1 MiB"),
            (5 << 30, "5 GiB"), (123_456_789, "117 MiB"), (.max, "8192 PiB"),
        ] as [(Int64, String)]) func bytesAreShort(_ bytes: Int64, _ text: String)
    { #expect(ByteCount.text(bytes) == text) }
}
