// The match stage: what the documentation shows, stages inside each other, and entries dropped.

import TestSupport
import Testing

@testable import Pipeline

@Suite struct MatchStageTests {
    static let documented = """
        - json: {expressions: {app: }}
        - labels: {app: }
        - match:
            selector: '{app="loki"}'
            stages:
            - json: {expressions: {msg: message}}
        - match:
            pipeline_name: "app2"
            selector: '{app="pokey"}'
            action: keep
            stages:
            - json: {expressions: {msg: msg}}
        - match:
            selector: '{app="promtail"} |~ ".*noisy error.*"'
            action: drop
            drop_counter_reason: promtail_noisy_error
        - output: {source: msg}
        """

    @Test func documentedPipelineDoesWhatThePageSays() throws {
        let trial = try StageTrial(Self.documented)
        let lines = [
            #"{ "time":"2012-11-01T22:08:41+00:00", "app":"loki", "component": ["parser","type"], "level" : "WARN", "message" : "app1 log line" }"#,
            #"{ "time":"2012-11-01T22:08:41+00:00", "app":"promtail", "component": ["parser","type"], "level" : "ERROR", "message" : "foo noisy error" }"#,
            #"{"app":"pokey","msg":"m","message":"no"}"#, #"{"app":"promtail","msg":"quiet"}"#, "plain",
        ]
        let outcomes = trial.run(lines)
        #expect(outcomes.map(\.text) == ["app1 log line", lines[1], "m", lines[3], "plain"])
        #expect(trial.reasons == ["none", "promtail_noisy_error", "none", "none", "none"])
    }

    @Test func stagesInsideEachOtherSeeFewerEntries() throws {
        let trial = try StageTrial(
            """
            - match:
                selector: '{job="x"} |= "a"'
                stages:
                - static_labels: {one: "1"}
                - match:
                    selector: '{one="1"} |= "b"'
                    stages:
                    - static_labels: {two: "2"}
                    - match: {selector: '{} |= "c"', action: drop}
                    - match: {selector: '{} |= "d"', stages: [static_labels: {three: "3"}]}
                - static_labels: {four: "4"}
            - static_labels: {five: "5"}
            """)
        let outcomes = trial.run(["", "a", "b", "ab", "abc", "abd", "abcd"], labels: [Label("job", "x")])
        #expect(
            outcomes.map(\.labels) == [
                "five=5,job=x", "five=5,four=4,job=x,one=1", "five=5,job=x",
                "five=5,four=4,job=x,one=1,two=2",
                "job=x,one=1,two=2", "five=5,four=4,job=x,one=1,three=3,two=2", "job=x,one=1,two=2",
            ])
        #expect(trial.reasons == ["none", "none", "none", "none", "match_stage", "none", "match_stage"])
    }

    @Test func matchersSeeTheLabelsOfEveryEpoch() throws {
        let trial = try StageTrial(#"- match: {selector: '{a="1"}', action: drop}"#)
        for (value, reason) in [("1", "match_stage"), ("2", "none"), ("1", "match_stage")] {
            trial.table.reset()
            _ = try trial.run("x", labels: [Label("a", value)])
            #expect(trial.reasons == [reason])
        }
    }

    @Test func blockInsideWaitsAndTheOthersAreGivenBack() throws {
        let stages = """
            - match: {selector: '{} != "other"', stages: [multiline: {firstline: ^S}]}
            - match: {selector: '{} |= "S"', stages: [static_labels: {s: "1"}]}
            """
        let lines = ["other 0", "S1", "a", "other 1", "b", "other 2", "S2", "other 3", "S3"]
        let entries = try CutTrial.everyCut(stages, lines)
        #expect(entries.map(\.text) == ["other 0", "S1\na\nb", "other 1", "other 2", "S2", "other 3", "S3"])
        #expect(entries.map(\.labels) == ["", "s=1", "", "", "s=1", "", "s=1"])
        let trial = try StageTrial(stages)
        trial.place = Chunk.Place(isEnded: false)
        #expect(trial.run(Array(lines[...7])).count == 6)
        #expect(trial.reasons == ["none", "none", "joined", "none", "joined", "none"])
    }

    @Test func timeStaysWithTheStagesItWasTakenIn() throws {
        let entries = try CutTrial.everyCut(
            """
            - json: {expressions: {t: , k: }}
            - labels: {k: }
            - match: {selector: '{k="a"}', stages: [timestamp: {source: t, format: Unix}]}
            - match: {selector: '{k!="a"}', stages: [timestamp: {source: t, format: Unix}]}
            """,
            [
                #"{"t":10,"k":"a"}"#, #"{"t":20,"k":"b"}"#, #"{"k":"a"}"#, #"{"k":"b"}"#, #"{"k":"a"}"#,
                #"{"k":"b"}"#,
            ])
        #expect(
            entries.map(\.time) == [
                10_000_000_000, 20_000_000_000, 10_000_000_001, 20_000_000_001, 10_000_000_002,
                20_000_000_002,
            ])
    }
}
