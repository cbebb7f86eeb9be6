// The calendar against one that counts years one by one.

import Platform
import Testing

@testable import Pipeline

@Suite struct TimeCivilTests {
    @Test func everyMonthOfFourCenturiesBeginsWhereTheSlowCalendarSays() {
        var days = Int(SlowCalendar.seconds(1800, 1, 1) / 86_400)
        for year in 1800...2200 {
            #expect(CivilTime.isLeap(year) == SlowCalendar.isLeap(year))
            for (month, length) in zip(1...12, SlowCalendar.monthLengths(year)) {
                #expect(CivilTime.days(year: year, month: month, day: 1) == days)
                #expect(CivilTime.days(inMonth: month, of: year) == length)
                for second in [Int64(days) * 86_400, Int64(days + length) * 86_400 - 1] {
                    let found = CivilTime.yearAndMonth(atSecond: second)
                    #expect(found.year == year && found.month == month)
                }
                days += length
            }
        }
    }

    @Test func yearsOutsideTheUsual() {
        #expect(CivilTime.days(year: 0, month: 1, day: 1) == -719_528)
        #expect(CivilTime.days(year: 9999, month: 12, day: 31) == 2_932_896)
        #expect(CivilTime.yearAndMonth(atSecond: -719_528 * 86_400).year == 0)
        #expect(CivilTime.yearAndMonth(atSecond: -719_528 * 86_400 - 1).year == -1)
        #expect(CivilTime.yearAndMonth(atSecond: .max).year == 292_277_026_596)
        #expect(CivilTime.yearAndMonth(atSecond: .min).year == -292_277_022_657)
    }
}
