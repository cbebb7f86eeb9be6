// Timestamps in logs and state files.

import Testing

@testable import Platform

@Suite struct ClockTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (999_999, "1970-01-01T00:00:00.000Z"),
        (1_000_000, "1970-01-01T00:00:00.001Z"),
        (999_999_999, "1970-01-01T00:00:00.999Z"),
        (1_795_341_600_000_000_000, "2026-11-22T10:00:00.000Z"),
        (951_782_400_123_456_789, "2000-02-29T00:00:00.123Z"),
        (Int64.max, "2262-04-11T23:47:16.854Z"),
        // Before the epoch the last whole millisecond counts as well.
        (-1, "1969-12-31T23:59:59.999Z"),
        (-1_000_000, "1969-12-31T23:59:59.999Z"),
        (-1_000_000_000, "1969-12-31T23:59:59.000Z"),
        (-1_500_000_000, "1969-12-31T23:59:58.500Z"),
        (Int64.min, "1677-09-21T00:12:43.145Z"),
    ])
    func aTimeIsWrittenInUTCWithMilliseconds(nanoseconds: Int64, text: String) {
        #expect(timestampText(ofRealtime: nanoseconds) == text)
    }

    @Test func theMonotonicClockNeverGoesBack() {
        var last = Clock.monotonic()
        for _ in 0..<1_000 {
            let now = Clock.monotonic()
            #expect(now >= last)
            last = now
        }
    }

    @Test func theHostsTimeIsAfterThisWasWritten() {
        #expect(Clock.realtime() > 1_700_000_000_000_000_000)
    }
}
