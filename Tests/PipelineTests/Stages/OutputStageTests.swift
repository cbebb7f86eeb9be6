// The output stage as a table: what an entry's text is afterwards.

import Testing

@testable import Pipeline

@Suite struct OutputStageTests {
    @Test(
        arguments: [
            (#"{"message":"hello"}"#, "hello"),
            (#"{"message":""}"#, ""),
            (#"{"message":"a\tb\\\"\/\u00e4\ud83d\ude00"}"#, "a\tb\\\"/ä😀"),
            (#"{"message":12}"#, "12"),
            (#"{"message":1.0}"#, "1"),
            (#"{"message":1E-7}"#, "0.0000001"),
            (#"{"message":false}"#, "false"),
            (#"{"message":{"a": [1,2]}}"#, #"{"a":[1,2]}"#),
            // An entry without the value keeps its line.
            (#"{"message":null}"#, #"{"message":null}"#),
            (#"{"other":1}"#, #"{"other":1}"#),
            ("plain text", "plain text"),
            ("", ""),
        ] as [(String, String)])
    func valueTakesTheLinesPlace(_ line: String, _ expected: String) throws {
        let trial = try StageTrial("- json: {expressions: {message: }}\n- output: {source: message}")
        let outcome = try trial.run(line, labels: [Label("a", "b")])
        #expect(outcome.contents == Array(expected.utf8))
        #expect(outcome.labels == "a=b")
        #expect(!outcome.hasOwnTime)
    }

    @Test func outputOfAValueThatNobodyExtractsChangesNothing() throws {
        let trial = try StageTrial("- output: {source: message}")
        #expect(try trial.run(#"{"message":"x"}"#).text == #"{"message":"x"}"#)
    }

    @Test func outputBeforeLabelsLeavesTheValuesAsTheyAre() throws {
        let trial = try StageTrial(
            "- json: {expressions: {message: , n: }}\n- output: {source: n}\n- labels: {message: , n: }")
        let outcome = try trial.run(#"{"message":"m","n":2.50}"#)
        #expect(outcome.text == "2.5")
        #expect(outcome.labels == "message=m,n=2.5")
    }
}
