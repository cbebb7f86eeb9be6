// Why this file exists: whoever receives a demo line must be able to say what it was, so it must never be another.

import Platform
import Testing

@testable import Demonstration

@Suite("Demo lines")
struct ApplicationLineTests {
    @Test("A line has the time, the level, the number and the request, in this order")
    func aLine() {
        #expect(
            line(0)
                == #"{"timestamp": "2026-11-22T10:00:00.000042", "level": "\#(ApplicationLine.level(of: 0).rawValue)""#
                + line(0).dropFirst(55 + ApplicationLine.level(of: 0).rawValue.count))
        for seq in 0..<2000 as Range<Int64> {
            let keys = ["timestamp", "level", "message", "seq", "method", "endpoint", "status", "duration"]
            let text = line(seq)
            let places = keys.compactMap { key in text.firstRange(of: "\"\(key)\": ")?.lowerBound }
            #expect(places.count == keys.count)
            #expect(places == places.sorted())
            #expect(text.contains("\"seq\": \(seq), "))
            #expect(text.contains("\"level\": \"\(ApplicationLine.level(of: seq).rawValue)\""))
        }
    }

    @Test("The same number and time give the same line, another number another one")
    func determined() {
        #expect(line(77) == line(77))
        #expect(line(77) != line(78))
        #expect(line(77) != line(77, at: someTime + 1))
    }

    @Test("Every level, a model with its tokens, an error and an escape turn up among a thousand lines")
    func variety() {
        let lines = (0..<1000).map { line($0) }
        for level in ApplicationLine.Level.allCases {
            #expect(lines.contains { $0.contains("\"level\": \"\(level.rawValue)\"") })
        }
        for part in ["\"model\": ", "\"tokens\": {\"prompt\": ", "\"error_type\": ", "\\\"", "ü"] {
            #expect(lines.contains { $0.contains(part) })
        }
        let errors = lines.count { $0.contains("\"level\": \"ERROR\"") }
        #expect((10...60).contains(errors))
        #expect(ApplicationLine.events.reduce(0) { $0 + $1.share } == 1000)
    }

    @Test(
        "Numbers as large as they get give lines all the same",
        arguments: [Int64.max, Int64.max - 1, 1 << 40])
    func largeNumbers(_ seq: Int64) { #expect(line(seq).contains("\"seq\": \(seq), ")) }

    @Test(
        "Times are written as they are and read back",
        arguments: [
            (0, "1970-01-01T00:00:00.000000"), (951_782_399_999_999, "2000-02-28T23:59:59.999999"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000"), (someTime, "2026-11-22T10:00:00.000042"),
            (LogClock.range.upperBound - 1, "2262-04-11T23:47:15.999999"),
        ] as [(Int64, String)])
    func times(_ microseconds: Int64, _ text: String) {
        let buffer = ByteBuffer()
        var clock = LogClock()
        clock.append(microseconds, to: buffer)
        #expect(buffer.text == text)
        #expect(LogClock.read(text) == microseconds)
    }

    @Test("A time beyond the calendar is moved to its end", arguments: [Int64.min, -1, .max])
    func moved(_ microseconds: Int64) {
        let buffer = ByteBuffer()
        var clock = LogClock()
        clock.append(microseconds, to: buffer)
        #expect(buffer.count == LogClock.length)
    }

    @Test(
        "What is no time is not taken for one",
        arguments: [
            "", "2026-11-22T10:00:00.00004", "2026-11-22 10:00:00.000042", "2026-02-30T10:00:00.000042",
            "2026-13-01T10:00:00.000042", "2026-11-22T24:00:00.000000", "2026-11-22T10:00:00.00004x",
            "2026-11-22T10:00:00.0000425", "+026-11-22T10:00:00.000042", "1969-12-31T23:59:59.000000",
            "2262-04-11T23:47:16.000000",
            "9999-12-31T23:59:59.999999",
        ])
    func noTime(_ text: String) { #expect(LogClock.read(text) == nil) }
}

extension LogClock {
    /// Reads a text with a clock that has read nothing before.
    static func read(_ text: String) -> Int64? {
        var clock = LogClock()
        var text = text
        return text.withUTF8 { clock.microseconds(UnsafeRawBufferPointer($0)[...]) }
    }
}
