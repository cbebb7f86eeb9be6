// Why this file exists: most tests here want a line, or an entry as the receiver would have made it of one.

import Platform
import Receiver

@testable import Demonstration

/// 2026-11-22T10:00:00.000042 UTC, in microseconds.
let someTime: Int64 = 1_795_341_600_000_042

/// The line of this number, without its newline.
func line(_ seq: Int64, at microseconds: Int64 = someTime) -> String {
    let buffer = ByteBuffer()
    var clock = LogClock()
    ApplicationLine.append(seq, at: microseconds, clock: &clock, to: buffer)
    return String(buffer.text.dropLast())
}

/// The entry that a line should arrive as.
func entry(
    _ seq: Int64, at microseconds: Int64 = someTime, line text: String? = nil, level: String? = nil,
    nanoseconds: Int64? = nil
) -> ReceivedEntry {
    ReceivedEntry(
        tenant: "fake",
        labels: [
            NameValue("job", "demo"), NameValue("level", level ?? ApplicationLine.level(of: seq).rawValue),
        ], timestampNanoseconds: nanoseconds ?? microseconds * 1000, line: text ?? line(seq, at: microseconds)
    )
}

/// A reading of a steady application at this many seconds, in which all lines have arrived.
func reading(seconds: Double, lines: Int64) -> Reading {
    var reading = Reading(time: Int64(seconds * 1e9))
    reading.written.lines = lines
    reading.written.bytes = lines * 200
    (reading.read, reading.shipped) = (lines, lines)
    reading.received.received = lines
    reading.received.bytes = lines * 200
    return reading
}
