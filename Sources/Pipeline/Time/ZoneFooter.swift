// The rule by which a zone goes on after the last transition of its file.

import Platform

/// A TZ string as POSIX defines it
/// (https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html), with the times from -167 to
/// 167 hours that RFC 9636, section 3.3.1, allows.
struct ZoneFooter: Sendable, Equatable {
    typealias LocalTimeType = TimeZoneRules.LocalTimeType

    /// When in a year the clock is set.
    struct Change: Sendable, Equatable {
        enum Day: Sendable, Equatable {
            /// `Jn`: 1...365, February 29 is never counted.
            case ofCommonYear(Int)
            /// `n`: 0...365, February 29 is counted.
            case ofYear(Int)
            /// `Mm.w.d`: month 1...12, week 1...5 with 5 for the last, weekday 0...6 from Sunday.
            case ofWeek(month: Int, week: Int, weekday: Int)
        }

        var day: Day
        /// Seconds of the clock that is set, from midnight on.
        var timeSeconds: Int

        /// Seconds since the epoch at which a clock in Greenwich would show the reading.
        func wallClock(in year: Int) -> Int64 {
            let newYear = CivilTime.days(year: year, month: 1, day: 1)
            let day: Int
            switch self.day {
            case .ofCommonYear(let number):
                day = newYear + number - 1 + (CivilTime.isLeap(year) && number > 59 ? 1 : 0)
            case .ofYear(let number):
                day = newYear + number
            case .ofWeek(let month, let week, let weekday):
                let first = CivilTime.days(year: year, month: month, day: 1)
                // The epoch was a Thursday; 700,000 days of whole weeks before it keep the remainder
                // positive.
                let firstWeekday = (first + 700_000 + 4) % 7
                var dayOfMonth = 1 + (weekday - firstWeekday + 7) % 7 + 7 * (week - 1)
                if dayOfMonth > CivilTime.days(inMonth: month, of: year) { dayOfMonth -= 7 }
                day = first + dayOfMonth - 1
            }
            return Int64(day * 86_400 + timeSeconds)
        }
    }

    /// Daylight saving time.
    struct Daylight: Sendable, Equatable {
        var type: LocalTimeType
        var start: Change
        var end: Change
    }

    var standard: LocalTimeType
    var daylight: Daylight?

    /// Both transitions of a year, the earlier one first; none without daylight saving time.
    func transitions(in year: Int) -> [(time: Int64, type: LocalTimeType)] {
        guard let pair = pair(in: year) else { return [] }
        return [pair.0, pair.1]
    }

    /// What holds at an instant in seconds since the epoch, by the footer alone; any value is allowed.
    func type(atUTC seconds: Int64) -> LocalTimeType {
        guard daylight != nil else { return standard }
        // The calendar repeats every 400 years, weekdays included, so one turn of it stands for all time.
        let turn = CivilTime.secondsPer400Years
        let start = Int64(CivilTime.days(year: 2000, month: 1, day: 1)) * CivilTime.secondsPerDay
        var seconds = seconds % turn
        while seconds < start { seconds += turn }
        let year = CivilTime.yearAndMonth(atSecond: seconds).year
        var found = standard
        // A rule may reach a week and more over the turn of the year.
        for candidate in year - 2...year + 1 {
            guard let pair = pair(in: candidate) else { continue }
            if pair.0.time <= seconds { found = pair.0.type }
            if pair.1.time <= seconds { found = pair.1.type }
        }
        return found
    }

    private typealias Transition = (time: Int64, type: LocalTimeType)

    private func pair(in year: Int) -> (Transition, Transition)? {
        guard let daylight else { return nil }
        let toDaylight = (
            time: daylight.start.wallClock(in: year) - Int64(standard.offsetSeconds), type: daylight.type
        )
        let toStandard = (
            time: daylight.end.wallClock(in: year) - Int64(daylight.type.offsetSeconds), type: standard
        )
        return toDaylight.time <= toStandard.time ? (toDaylight, toStandard) : (toStandard, toDaylight)
    }
}
