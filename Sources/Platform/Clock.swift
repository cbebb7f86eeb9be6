// Why this file exists: the two clocks, in nanoseconds, without a library between.

import Glibc

/// The system's clocks. Both give nanoseconds.
public enum Clock {
    /// Nanoseconds since an unspecified start, never going back: CLOCK_MONOTONIC of clock_gettime(2).
    public static func monotonic() -> Int64 { System.calls.monotonic() }

    /// Nanoseconds since the Unix epoch, as the host believes: CLOCK_REALTIME; may be set back.
    public static func realtime() -> Int64 { System.calls.realtime() }
}

/// RFC 3339 in UTC with milliseconds, for logs and state files: "2026-11-22T10:00:00.000Z".
public func timestampText(ofRealtime nanoseconds: Int64) -> String {
    // Rounded down on both sides of the epoch: a millisecond before it is 23:59:59.999.
    var (whole, milliseconds) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    if milliseconds < 0 {
        whole -= 1
        milliseconds += 1_000_000_000
    }
    milliseconds /= 1_000_000
    var seconds = time_t(whole)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return padded(Int(parts.tm_year) + 1900, 4) + "-" + padded(Int(parts.tm_mon) + 1, 2) + "-"
        + padded(Int(parts.tm_mday), 2) + "T" + padded(Int(parts.tm_hour), 2) + ":"
        + padded(Int(parts.tm_min), 2) + ":" + padded(Int(parts.tm_sec), 2) + "."
        + padded(Int(milliseconds), 3) + "Z"
}
