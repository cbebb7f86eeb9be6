// Writes timestamps without a library call a line: only a new second asks for the calendar.

import Glibc
import Workbench

/// A clock that is moved by hand and shows UTC as `2006-01-02T15:04:05.000000`.
struct LogClock {
    private var seconds: Int
    private var microseconds = 0
    private var prefix: [UInt8] = []

    /// A clock that shows `secondsSince1970`, at or after 1970 and before the year 10000.
    init(secondsSince1970: Int) {
        seconds = secondsSince1970
        prefix = Self.calendarText(seconds)
    }

    /// Moves the clock on by 0 to 999,999 microseconds.
    mutating func advance(microseconds step: Int) {
        microseconds += step
        guard microseconds >= 1_000_000 else { return }
        microseconds -= 1_000_000
        seconds += 1
        prefix = Self.calendarText(seconds)
    }

    /// Appends the 26 bytes that it shows.
    func append(to output: inout [UInt8]) {
        output.append(contentsOf: prefix)
        output.append(decimal: microseconds, width: 6)
    }

    private static func calendarText(_ seconds: Int) -> [UInt8] {
        var moment = time_t(seconds)
        var fields = tm()
        gmtime_r(&moment, &fields)
        var text: [UInt8] = []
        text.append(decimal: Int(fields.tm_year) + 1900, width: 4)
        for (separator, value) in [
            ("-", fields.tm_mon + 1), ("-", fields.tm_mday), ("T", fields.tm_hour), (":", fields.tm_min),
            (":", fields.tm_sec),
        ] {
            text.append(string: separator)
            text.append(decimal: Int(value), width: 2)
        }
        text.append(UInt8(ascii: "."))
        return text
    }
}
