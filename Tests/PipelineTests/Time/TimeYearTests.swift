// Lines without a year, above all those written or read around New Year.

import Testing

@testable import Pipeline

@Suite struct TimeYearTests {
    @Test(
        arguments: [
            // The current year, as documented, for the past and for the future.
            ("Jul  4 12:00:00", utcInstant(2024, 8, 1), utcInstant(2024, 7, 4, 12)),
            ("Jul  4 12:00:00", utcInstant(2024, 3, 1), utcInstant(2024, 7, 4, 12)),
            ("Dec 31 23:59:59", utcInstant(2024, 12, 31, 23, 59, 59), utcInstant(2024, 12, 31, 23, 59, 59)),
            ("Jan  1 00:00:00", utcInstant(2025, 1, 1), utcInstant(2025, 1, 1)),
            // A day of December, read after the turn of the year.
            ("Dec 31 23:59:59", utcInstant(2025, 1, 1), utcInstant(2024, 12, 31, 23, 59, 59)),
            ("Dec  1 00:00:00", utcInstant(2025, 1, 31), utcInstant(2024, 12, 1)),
            ("Dec  1 00:00:00", utcInstant(2025, 2, 1), utcInstant(2025, 12, 1)),
            // A day of January, written by a clock that is ahead of the reader's.
            ("Jan  1 00:00:10", utcInstant(2024, 12, 31, 23, 59, 50), utcInstant(2025, 1, 1, 0, 0, 10)),
            ("Jan  1 23:59:50", utcInstant(2024, 12, 31, 23, 59, 50), utcInstant(2025, 1, 1, 23, 59, 50)),
            ("Jan  1 23:59:51", utcInstant(2024, 12, 31, 23, 59, 50), utcInstant(2024, 1, 1, 23, 59, 51)),
            ("Jan  5 12:00:00", utcInstant(2024, 12, 20), utcInstant(2024, 1, 5, 12)),
            // A leap day is one only in a leap year.
            ("Feb 29 12:00:00", utcInstant(2024, 3, 1), utcInstant(2024, 2, 29, 12)),
            ("Feb 29 12:00:00", utcInstant(2025, 3, 1), nil),
        ] as [(String, Int64, Int64?)])
    func syslogTime(_ text: String, _ now: Int64, _ expected: Int64?) throws {
        #expect(try TimeLayout("Jan _2 15:04:05", location: nil).parse(text, now: now) == expected)
    }

    @Test func yearIsThatOfTheLocation() throws {
        // In Berlin the year has begun, in UTC it has not.
        let now = utcInstant(2024, 12, 31, 23, 30)
        let layout = try TimeLayout("Jan _2 15:04:05", location: TestZone.berlin.rules())
        #expect(layout.parse("Jan  1 00:20:00", now: now) == utcInstant(2024, 12, 31, 23, 20))
        #expect(layout.parse("Dec 31 23:50:00", now: now) == utcInstant(2024, 12, 31, 22, 50))
        let newYork = try TimeLayout("Jan _2 15:04:05", location: TestZone.newYork.rules())
        #expect(newYork.parse("Dec 31 20:00:00", now: utcInstant(2025, 1, 1, 2)) == utcInstant(2025, 1, 1, 1))
    }

    @Test func dayOfYearTakesTheYearToo() throws {
        let layout = try TimeLayout("002 15:04", location: nil)
        #expect(layout.parse("060 12:00", now: utcInstant(2024, 6, 1)) == utcInstant(2024, 2, 29, 12))
        #expect(layout.parse("060 12:00", now: utcInstant(2025, 6, 1)) == utcInstant(2025, 3, 1, 12))
        #expect(layout.parse("366 12:00", now: utcInstant(2025, 1, 1)) == utcInstant(2024, 12, 31, 12))
        #expect(layout.parse("366 12:00", now: utcInstant(2025, 6, 1)) == nil)
    }

    @Test func timeAloneIsOfNewYearsDay() throws {
        let layout = try TimeLayout("15:04:05", location: nil)
        #expect(layout.parse("12:00:00", now: utcInstant(2024, 12, 31, 13)) == utcInstant(2024, 1, 1, 12))
    }

    @Test func presentAtTheEndsOfInt64() throws {
        let layout = try TimeLayout("Jan _2 15:04:05", location: TestZone.berlin.rules())
        #expect(layout.parse("Apr 12 12:00:00", now: .max) == nil)
        #expect(layout.parse("Apr  1 12:00:00", now: .max) == utcInstant(2262, 4, 1, 10))
        #expect(layout.parse("Jan  1 12:00:00", now: .min) == nil)
        #expect(layout.parse("Dec  1 12:00:00", now: .min) == utcInstant(1677, 12, 1, 11))
    }
}
