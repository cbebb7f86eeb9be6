// The pack stage: the JSON that a line becomes, and what is left of its labels and its time.

import Testing

@testable import Pipeline

@Suite struct PackStageTests {
    static let labels = [Label("container", "myapp"), Label("pod", "pod-3223f"), Label("job", "x")]

    @Test(
        arguments: [
            ("[container]", "job=x,pod=pod-3223f", #"{"container":"myapp","_entry":"original log message"}"#),
            (
                "[pod, container]", "job=x",
                #"{"container":"myapp","pod":"pod-3223f","_entry":"original log message"}"#
            ),
            ("[missing]", "container=myapp,job=x,pod=pod-3223f", #"{"_entry":"original log message"}"#),
            ("[]", "container=myapp,job=x,pod=pod-3223f", #"{"_entry":"original log message"}"#),
            ("container", "job=x,pod=pod-3223f", #"{"container":"myapp","_entry":"original log message"}"#),
            ("[job, job]", "container=myapp,pod=pod-3223f", #"{"job":"x","_entry":"original log message"}"#),
        ] as [(String, String, String)])
    func labelsMoveIntoTheLine(_ names: String, _ labels: String, _ text: String) throws {
        let trial = try StageTrial("- pack: {labels: \(names)}")
        let outcome = try trial.run("original log message", labels: Self.labels)
        #expect(outcome.labels == labels)
        #expect(outcome.text == text)
    }

    @Test func extractedValuesCountBeforeLabels() throws {
        let trial = try StageTrial(
            "- json: {expressions: {pod: , n: , o: , z: }}\n- pack: {labels: [z, pod, container, n, o]}")
        let outcome = try trial.run(
            #"{"pod":"mine","n":1.50,"o":{"b":1,"a":2},"z":null}"#, labels: Self.labels)
        #expect(outcome.labels == "job=x")
        #expect(
            outcome.text
                == #"{"container":"myapp","n":"1.5","o":"{\"a\":2,\"b\":1}","pod":"mine","#
                + #""_entry":"{\"pod\":\"mine\",\"n\":1.50,\"o\":{\"b\":1,\"a\":2},\"z\":null}"}"#)
    }

    @Test(
        arguments: [
            ("", ""), (#"say "hi" \o/"#, #"say \"hi\" \\o/"#),
            ("<a>&amp;</a>", #"\u003ca\u003e\u0026amp;\u003c/a\u003e"#),
            ("tab\tbell\u{7}", #"tab\tbell\u0007"#), ("größe 😀", "größe 😀"),
            (
                "a long line without anything that needs an escape",
                "a long line without anything that needs an escape"
            ),
        ] as [(String, String)])
    func lineIsEscaped(_ line: String, _ escaped: String) throws {
        #expect(try StageTrial("- pack: {labels: []}").run(line).text == "{\"_entry\":\"\(escaped)\"}")
    }

    @Test func bytesThatAreNotUTF8AreReplaced() throws {
        let outcome = try StageTrial("- pack: {labels: []}").run([[0x61, 0xff, 0xc3, 0x62]])
        #expect(outcome.map(\.text) == ["{\"_entry\":\"a\u{FFFD}\u{FFFD}b\"}"])
    }

    @Test(arguments: [("", false), (", ingest_timestamp: true", false), (", ingest_timestamp: false", true)])
    func timeOfReadingReplacesTheLinesOwn(_ setting: String, _ isKept: Bool) throws {
        let trial = try StageTrial(
            "- json: {expressions: {t: }}\n- timestamp: {source: t, format: Unix}\n- pack: {labels: []\(setting)}"
        )
        let outcomes = trial.run([#"{"t":5}"#, #"{"t":6}"#], base: 1000)
        #expect(outcomes.map(\.time) == (isKept ? [5_000_000_000, 6_000_000_000] : [1000, 1008]))
        #expect(outcomes.map(\.hasOwnTime) == [isKept, isKept])
    }

    @Test func packedLinesKeepApartWhenTheTableIsEmptied() throws {
        let trial = try StageTrial("- pack: {labels: [pod]}")
        for pod in ["a", "b"] {
            trial.table.reset()
            #expect(
                try trial.run("x", labels: [Label("pod", pod)]).text
                    == "{\"pod\":\"\(pod)\",\"_entry\":\"x\"}")
        }
    }
}
