// A syslog line has no year; reading it late in December or early in January must not move it by one.

import Platform

/// Which year a text without one belongs to. Promtail documents that the current year is assumed
/// (https://grafana.com/docs/loki/latest/send-data/promtail/stages/timestamp/) and says nothing of the year's
/// turn.
enum YearOfReading {
    private static let nanosecondsPerDay: Int64 = 86_400_000_000_000

    /// The instant that is meant: the text's day in the year that `now` (nanoseconds since the epoch) has in
    /// the location. At the turn of the year it is the year nearest to `now`: a day of December read in
    /// January is the previous year's, and a day of January read in December the next year's when that is at
    /// most a day ahead.
    static func instant(
        of fields: TimeFields, namesMonth: Bool, location: TimeZoneRules, now: Int64
    ) -> Int64? {
        let nowSeconds = CivilTime.floorDivide(now, 1_000_000_000)
        let offset = Int64(location.offsetSeconds(atUTC: nowSeconds))
        let (year, month) = CivilTime.yearAndMonth(atSecond: nowSeconds + offset)
        if namesMonth {
            if month == 1, fields.date(in: year - 1)?.month == 12 {
                return fields.instant(in: year - 1, location: location)
            }
            if month == 12, fields.date(in: year + 1)?.month == 1,
                let next = fields.instant(in: year + 1, location: location),
                // Two instants of neighbouring years: their difference cannot overflow.
                next - now <= nanosecondsPerDay
            {
                return next
            }
        }
        return fields.instant(in: year, location: location)
    }
}
