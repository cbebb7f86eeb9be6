// The drop stage as tables, the examples of Promtail's documentation among them.

import Platform
import Testing

@testable import Pipeline

@Suite struct DropStageTests {
    /// For each line the reason why it goes no further, `-` for one that does.
    private func reasons(_ stages: String, _ lines: [String]) throws -> [String] {
        let trial = try StageTrial(stages)
        _ = trial.run(lines)
        return (0..<lines.count).map { row in
            let reason = trial.chunk.dropped[row]
            return reason == .none ? "-" : reason.label
        }
    }

    static let concatenated =
        ##"source: ["level","msg"], separator: "#", expression: "(error|ERROR)#.*/loki/api/push.*""##
    static let json = "- json: {expressions: {time: , level: , msg: , other: }}\n"

    @Test(
        arguments: [
            ("expression: '.*debug.*'", "a debug line", true),
            ("expression: '.*debug.*'", "a line", false),
            ("expression: 'debug|trace'", "trace", true),
            ("source: level", #"{"level":"error"}"#, true),
            ("source: level", #"{"level":""}"#, true),
            ("source: level", #"{"level":null}"#, false),
            ("source: level", "{}", false),
            ("source: [level, msg]", #"{"msg":"x"}"#, true),
            ("source: [level, msg]", #"{"other":"x"}"#, false),
            ("source: level, value: error", #"{"level":"error"}"#, true),
            ("source: level, value: error", #"{"level":"errors"}"#, false),
            ("source: level, value: error", "{}", false),
            ("source: level, value: '3'", #"{"level":3}"#, true),
            ("source: level, value: 'true'", #"{"level":true}"#, true),
            ("source: [level, msg], value: 'a;b'", #"{"level":"a","msg":"b"}"#, true),
            ("source: [level, msg], value: 'a;b'", #"{"level":"a","msg":"c"}"#, false),
            ("source: [level, msg], value: 'a'", #"{"level":"a"}"#, true),
            ("source: [level, msg], separator: '', value: 'ab'", #"{"level":"a","msg":"b"}"#, true),
            (
                concatenated,
                #"{"level": "error", "msg":"11.11.11.11 - \"POST /loki/api/push/ HTTP/1.1\" 200 932"}"#, true
            ),
            (
                concatenated,
                #"{"level": "ERROR", "msg":"POST /loki/api/push/"}"#, true
            ),
            (
                concatenated,
                #"{"level": "info", "msg":"POST /loki/api/push/"}"#, false
            ),
            // What was not extracted is an empty text.
            ("source: level, expression: '^$'", "{}", true),
            ("source: level, expression: '.*val.*'", "{}", false),
            ("longer_than: 5", "12345", false),
            ("longer_than: 5", "123456", true),
            ("longer_than: 1kb", "short", false),
            // All of them have to hold.
            ("expression: '.*debug.*', longer_than: 10", "debug", false),
            ("expression: '.*debug.*', longer_than: 10", "a long debug line", true),
            ("expression: '.*debug.*', longer_than: 10", "a long information line", false),
            ("source: level, expression: debug, longer_than: 1", #"{"level":"debug"}"#, true),
        ] as [(String, String, Bool)])
    func dropsWhereAllThatIsGivenHolds(_ settings: String, _ line: String, _ isDropped: Bool) throws {
        let found = try reasons("\(Self.json)- drop: {\(settings)}", [line])
        #expect(found == [isDropped ? "drop_stage" : "-"])
    }

    @Test func ageIsThatOfTheTimestamp() throws {
        let stages = """
            \(Self.json)- timestamp: {source: time, format: UnixNs}
            - drop: {older_than: 24h, drop_counter_reason: line_too_old}
            """
        let (hour, now) = (Int64(3_600_000_000_000), Clock.realtime())
        let lines = ([25, 23, 0, -1] as [Int64]).map { "{\"time\":\"\(now - $0 * hour)\"}" }
        #expect(try reasons(stages, lines) == ["line_too_old", "-", "-", "-"])
    }

    @Test func stagesOneBehindTheOtherAreAnOr() throws {
        let stages = """
            \(Self.json)- drop: {longer_than: 20, drop_counter_reason: line_too_long}
            - drop: {source: msg, expression: '.*trace.*'}
            """
        let lines = [#"{"msg":"trace"}"#, #"{"msg":"a line that is long"}"#, #"{"msg":"info"}"#]
        #expect(try reasons(stages, lines) == ["drop_stage", "line_too_long", "-"])
    }

    @Test func droppedEntryIsLeftAlone() throws {
        let stages = """
            - drop: {expression: a, drop_counter_reason: first}
            - drop: {expression: '.*', drop_counter_reason: second}
            - static_labels: {seen: 'yes'}
            """
        let trial = try StageTrial(stages)
        #expect(trial.run(["a", "b"]).map(\.labels) == ["", ""])
        #expect(try reasons(stages, ["a", "b"]) == ["first", "second"])
    }
}
