// What a text says about a time, before it is known which instant that is.

import Platform

/// The fields read out of one text; absent ones have the values that Go's parser starts from.
struct TimeFields {
    /// Where the text places itself in relation to UTC.
    enum Zone {
        /// Nothing is said: the layout's location decides.
        case location
        case utc
        /// Seconds east of UTC.
        case offset(Int64)
        /// An abbreviation, packed by `ZoneAbbreviation`.
        case abbreviation(UInt64)
    }

    var year = 0
    var month = 0
    var day: Int?
    var dayOfYear: Int?
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond: Int64 = 0
    var isMorning = false
    var isAfternoon = false
    var zone = Zone.location

    /// Month and day in `year`; nil when there is no such day, or when a day of the year contradicts them.
    func date(in year: Int) -> (month: Int, day: Int)? {
        guard let dayOfYear else {
            let month = month == 0 ? 1 : month
            let day = day ?? 1
            return day > 0 && day <= CivilTime.days(inMonth: month, of: year) ? (month, day) : nil
        }
        guard 1...(CivilTime.isLeap(year) ? 366 : 365) ~= dayOfYear else { return nil }
        var found = 12
        while CivilTime.days(beforeMonth: found, of: year) >= dayOfYear { found -= 1 }
        let dayOfMonth = dayOfYear - CivilTime.days(beforeMonth: found, of: year)
        guard month == 0 || month == found, day ?? dayOfMonth == dayOfMonth else { return nil }
        return (found, dayOfMonth)
    }

    /// Seconds since the epoch of the wall clock's reading, as if it hung in Greenwich.
    func wallClock(year: Int, month: Int, day: Int) -> Int64 {
        var hour = hour
        if isAfternoon, hour < 12 { hour += 12 } else if isMorning, hour == 12 { hour = 0 }
        let days = CivilTime.days(year: year, month: month, day: day)
        return Int64(days * 86_400 + hour * 3_600 + minute * 60 + second)
    }

    /// Nanoseconds since the epoch with the given year in place of `year`.
    func instant(in year: Int, location: TimeZoneRules) -> Int64? {
        guard let (month, day) = date(in: year) else { return nil }
        let wallClock = wallClock(year: year, month: month, day: day)
        let offset: Int64
        switch zone {
        case .utc: offset = 0
        case .offset(let seconds): offset = seconds
        case .abbreviation(let packed):
            // Go fabricates a zone for an abbreviation that the location does not know, and reads the clock
            // as UTC; it does so even for "GMT+3", whose number only serves to print the time again.
            offset = Int64(location.offsetSeconds(abbreviation: packed, atLocal: wallClock) ?? 0)
        case .location: offset = Int64(location.offsetSeconds(atLocal: wallClock))
        }
        return CivilTime.nanoseconds(seconds: wallClock - offset, nanosecond: nanosecond)
    }
}
