// The timestamp stage as tables: formats, zones, and what a line without a time gets.

import Testing

@testable import Pipeline

@Suite struct TimestampStageTests {
    static let second: Int64 = 1_000_000_000
    /// 2026-11-22T10:00:00Z.
    static let morning: Int64 = 1_795_341_600 * second

    static func stages(_ settings: String) -> String {
        "- json: {expressions: {time: , other: }}\n- timestamp: {source: time, \(settings)}"
    }

    @Test(
        arguments: [
            ("format: RFC3339", #""2026-11-22T10:00:00Z""#, 0),
            ("format: RFC3339Nano", #""2026-11-22T11:00:00.123456789+01:00""#, 123_456_789),
            ("format: '2006-01-02T15:04:05.999999'", #""2026-11-22T10:00:00.25""#, 250_000_000),
            ("format: '2006-01-02 15:04:05'", #""2026-11-22 10:00:00""#, 0),
            ("format: '2006-01-02 15:04:05', location: Europe/Berlin", #""2026-11-22 11:00:00""#, 0),
            // A zone in the text is worth more than the location.
            ("format: RFC3339, location: Europe/Berlin", #""2026-11-22T10:00:00Z""#, 0),
            ("format: Unix", "1795341600", 0),
            ("format: Unix", #""1795341600.5""#, 500_000_000),
            ("format: UnixMs", "1795341600123", 123_000_000),
            ("format: UnixUs", "1795341600123456", 123_456_000),
            ("format: UnixNs", "1795341600123456789", 123_456_789),
            ("format: RFC3339, fallback_formats: [UnixMs, Unix]", "1795341600", nil),
            ("format: RFC3339, fallback_formats: [UnixMs]", "1795341600007", 7_000_000),
            ("format: RFC3339, fallback_formats: UnixMs", "1795341600007", 7_000_000),
            ("format: Unix, fallback_formats: ['2006-01-02', RFC3339]", #""2026-11-22T10:00:00Z""#, 0),
            ("format: RFC3339", #""2026-11-22\u005410:00:00Z""#, 0),
        ] as [(String, String, Int64?)])
    func timeComesOutOfTheLine(_ settings: String, _ value: String, _ nanoseconds: Int64?) throws {
        let outcome = try StageTrial(Self.stages(settings)).run("{\"time\":\(value)}")
        // The first format that fits counts: as milliseconds, a count of seconds is a day in January 1970.
        #expect(outcome.time == nanoseconds.map { Self.morning + $0 } ?? 1_795_341_600 * 1_000_000)
        #expect(outcome.hasOwnTime)
        #expect(outcome.text == "{\"time\":\(value)}")
    }

    @Test(
        arguments: [
            "{}", "x", #"{"time":null}"#, #"{"time":"yesterday"}"#, #"{"time":""}"#, #"{"time":true}"#,
            #"{"time":["2026-11-22T10:00:00Z"]}"#, #"{"time":{"a":1}}"#, #"{"time":"2026-13-22T10:00:00Z"}"#,
            #"{"other":"2026-11-22T10:00:00Z"}"#,
        ])
    func lineWithoutATimeFollowsTheLastOne(_ line: String) throws {
        let known = #"{"time":"2026-11-22T10:00:00Z"}"#
        let fudging = try StageTrial(Self.stages("format: RFC3339"))
        let outcomes = fudging.run([line, known, line, line, known, line], base: 7)
        let (first, length) = (Self.morning, Int64(line.utf8.count + 1))
        #expect(outcomes.map(\.time) == [7, first, first + 1, first + 2, first, first + 1])
        #expect(outcomes.map(\.hasOwnTime) == [false, true, true, true, true, true])
        #expect(fudging.lastGiven == 7)
        #expect(fudging.memory.lastTimestamp == first + 1)

        let skipping = try StageTrial(Self.stages("format: RFC3339, action_on_failure: skip"))
        let skipped = skipping.run([line, known, line], base: 7)
        let third = 7 + length + Int64(known.utf8.count + 1)
        #expect(skipped.map(\.time) == [7, first, third])
        #expect(skipped.map(\.hasOwnTime) == [false, true, false])
        #expect(skipping.lastGiven == third)
        #expect(skipping.memory.lastTimestamp == first)
    }

    @Test func memoryGoesOnFromChunkToChunk() throws {
        let trial = try StageTrial(Self.stages("format: RFC3339, action_on_failure: fudge"))
        trial.memory.lastTimestamp = Self.morning
        #expect(trial.run(["a", "b"]).map(\.time) == [Self.morning + 1, Self.morning + 2])
        #expect(trial.run(["c"]).map(\.time) == [Self.morning + 3])
        #expect(trial.lastGiven == nil)
    }

    @Test func timesMayGoBack() throws {
        let trial = try StageTrial(Self.stages("format: Unix"))
        let outcomes = trial.run([#"{"time":5}"#, #"{"time":3}"#, "x", #"{"time":-1}"#])
        #expect(
            outcomes.map(\.time) == [5 * Self.second, 3 * Self.second, 3 * Self.second + 1, -Self.second])
    }

    @Test func linesWithoutTheStageGetTheirPlaceAfterTheBase() throws {
        let trial = try StageTrial("- static_labels: {a: b}")
        #expect(trial.run(["ab", "", "cde", "f"], base: 1000).map(\.time) == [1000, 1003, 1004, 1008])
        #expect(trial.lastGiven == 1008)
    }
}
