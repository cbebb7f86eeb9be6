// The Date header field without a library that knows calendars and locales.

#if canImport(Glibc)
    import Glibc
#endif

/// A time as IMF-fixdate (RFC 9110, section 5.6.7), for instance `Sun, 06 Nov 1994 08:49:37 GMT`.
///
/// - Parameter seconds: the Unix time; the epoch is written for what gmtime_r(3) refuses.
func httpDate(_ seconds: Int) -> String {
    var time = time_t(seconds)
    var parts = tm()
    if gmtime_r(&time, &parts) == nil {
        time = 0
        gmtime_r(&time, &parts)
    }
    func padded(_ number: Int32, to width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let weekday = weekdays[Int(parts.tm_wday) % weekdays.count]
    let month = months[Int(parts.tm_mon) % months.count]
    let clock = "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
    return "\(weekday), \(padded(parts.tm_mday)) \(month) \(padded(parts.tm_year + 1900, to: 4)) \(clock) GMT"
}

/// The current Unix time in seconds.
func unixTime() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int(now.tv_sec)
}

private let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
private let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
