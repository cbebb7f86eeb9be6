// Why this file exists: days, weeks and months begin when the administrator's clock says so, summer time included.

import Glibc
import Platform

/// Local time as a value: how far it is ahead of UTC at any moment.
public struct LocalClock: Sendable {
    /// A moment as a calendar and a clock on the wall show it.
    public struct Reading: Hashable, Sendable {
        /// The year, as of the Gregorian calendar.
        public var year: Int
        /// 1 to 12.
        public var month: Int
        /// 1 to 31.
        public var day: Int
        /// Seconds since midnight, as the wall clock shows it.
        public var secondOfDay: Int

        /// Takes all as they are.
        public init(year: Int, month: Int, day: Int, secondOfDay: Int = 0) {
            self.year = year
            self.month = month
            self.day = day
            self.secondOfDay = secondOfDay
        }

        /// Days since 1970-01-01.
        public var dayNumber: Int { CivilTime.days(year: year, month: month, day: day) }
        /// 0 for Sunday to 6.
        public var weekday: Int { ((dayNumber + 4) % 7 + 7) % 7 }
        /// 0 to 23.
        public var hour: Int { secondOfDay / 3600 }
        /// 0 to 59.
        public var minute: Int { secondOfDay / 60 % 60 }
        /// 0 to 59.
        public var second: Int { secondOfDay % 60 }
    }

    /// Coordinated universal time.
    public static let utc = LocalClock { _ in 0 }

    /// What localtime_r(3) says: TZ, else /etc/localtime.
    public static let host: LocalClock = {
        tzset()
        return LocalClock { moment in
            var seconds = time_t(moment)
            var parts = tm()
            return localtime_r(&seconds, &parts) == nil ? 0 : Int64(parts.tm_gmtoff)
        }
    }()

    /// The years within which moments are told apart; those outside count as its ends.
    private static let bounds = Int64(-62_135_596_800)...Int64(253_402_300_799)

    private let offset: @Sendable (Int64) -> Int64

    /// - Parameter offset: seconds east of Greenwich at a moment in seconds since the Unix epoch.
    public init(_ offset: @escaping @Sendable (Int64) -> Int64) { self.offset = offset }

    /// What calendar and clock show.
    public func reading(at moment: Int64) -> Reading {
        let moment = min(max(moment, Self.bounds.lowerBound), Self.bounds.upperBound)
        let local = moment + offset(moment)
        let day = CivilTime.floorDivide(local, CivilTime.secondsPerDay)
        let (year, month) = CivilTime.yearAndMonth(atSecond: local)
        let first = CivilTime.days(year: year, month: month, day: 1)
        return Reading(
            year: year, month: month, day: Int(day) - first + 1,
            secondOfDay: Int(local - day * CivilTime.secondsPerDay))
    }

    /// The first moment at which `day` days and `second` seconds have begun; where clocks are put forward over it, the moment
    /// of that.
    public func moment(day: Int, secondOfDay second: Int) -> Int64 {
        let wall = Int64(day) * CivilTime.secondsPerDay + Int64(second)
        // Offsets lie within a day of UTC, and what is later by the wall clock is later but around a change: from a moment
        // that is surely before, the first that is not is at one of two offsets, or it is the change itself.
        let before = wall - CivilTime.secondsPerDay
        let after = wall + CivilTime.secondsPerDay
        let candidates = [wall - offset(before), wall - offset(after)].sorted()
        for moment in candidates where moment + offset(moment) == wall { return moment }
        // In the gap: between the two lies the change.
        var (low, high) = (candidates[0], candidates[1])
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if middle + offset(middle) >= wall { high = middle } else { low = middle }
        }
        return low + offset(low) >= wall ? low : high
    }
}
