// Calendar arithmetic by hand: the C library's takes locks and reads the environment, which a line cannot pay
// for.

/// The proleptic Gregorian calendar without leap seconds, as POSIX counts time.
public enum CivilTime {
    /// The seconds of a day.
    public static let secondsPerDay: Int64 = 86_400

    /// A whole turn of the Gregorian calendar; it is also a whole number of weeks.
    public static let secondsPer400Years: Int64 = 146_097 * 86_400

    /// True if the year has a leap day.
    /// True if the year has a leap day.
    @inlinable
    public static func isLeap(_ year: Int) -> Bool {
        year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The length of `month` (1...12) in days.
    @inlinable @inline(__always)
    public static func days(inMonth month: Int, of year: Int) -> Int {
        if month == 2 { return isLeap(year) ? 29 : 28 }
        return 30 + ((month + (month >> 3)) & 1)
    }

    /// Days from 1970-01-01 to the given date; `year` is 0...9999 or near it, `month` 1...12, `day` 1...31.
    @inlinable @inline(__always)
    public static func days(year: Int, month: Int, day: Int) -> Int {
        // Years begin in March, so that the leap day is a year's last; 400 years more keep all operands
        // positive.
        let marchYear = (month > 2 ? year : year - 1) + 400
        let monthOfYear = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthOfYear + 2) / 5 + day - 1
        return 365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 865_565
    }

    /// Days of a common year before `month` (1...12), plus the leap day where `year` has one before it.
    @inlinable
    public static func days(beforeMonth month: Int, of year: Int) -> Int {
        days(year: year, month: month, day: 1) - days(year: year, month: 1, day: 1)
    }

    /// The year and month (1...12) in which the second falls; any Int64 is allowed.
    @inlinable
    public static func yearAndMonth(atSecond second: Int64) -> (year: Int, month: Int) {
        // Whole turns of 400 years are set aside first, which leaves small numbers. The turn that holds the
        // lowest seconds begins below Int64, the difference is right all the same.
        let turns = floorDivide(second, secondsPer400Years)
        let dayOfTurn = Int((second &- turns &* secondsPer400Years) / secondsPerDay)
        let marchBased = dayOfTurn + 719_468
        let cycle = marchBased / 146_097
        let dayOfCycle = marchBased - cycle * 146_097
        let yearOfCycle =
            (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthOfYear = (5 * dayOfYear + 2) / 153
        let month = monthOfYear < 10 ? monthOfYear + 3 : monthOfYear - 9
        let year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0) + Int(turns) * 400
        return (year, month)
    }

    /// The quotient rounded towards minus infinity; `divisor` is positive.
    @inlinable
    public static func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        let quotient = dividend / divisor
        return quotient * divisor > dividend ? quotient - 1 : quotient
    }

    /// Nanoseconds since the epoch; nil outside Int64 (1677-09-21 to 2262-04-11).
    @inlinable @inline(__always)
    public static func nanoseconds(seconds: Int64, nanosecond: Int64) -> Int64? {
        // Below the epoch the last whole second may lie outside the range though the instant does not.
        let isNegative = seconds < 0
        let (product, overflowed) = (isNegative ? seconds &+ 1 : seconds)
            .multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowedAgain) = product.addingReportingOverflow(
            isNegative ? nanosecond &- 1_000_000_000 : nanosecond)
        return overflowed || overflowedAgain ? nil : sum
    }
}
