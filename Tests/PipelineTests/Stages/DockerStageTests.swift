// The docker stage: what becomes of a line of Docker's JSON, and of any other.

import Testing

@testable import Pipeline

@Suite struct DockerStageTests {
    @Test func lineIsTakenApart() throws {
        let trial = try StageTrial("- docker: {}\n- labels: {o: output, t: timestamp}")
        let outcome = try trial.run(
            #"{"log":"log message\n","stream":"stderr","time":"2019-04-30T02:12:41.8443515Z"}"#)
        #expect(outcome.text == "log message\n")
        #expect(outcome.labels == "o=log message\n,stream=stderr,t=2019-04-30T02:12:41.8443515Z")
        #expect(outcome.time == 1_556_590_361_844_351_500)
        #expect(outcome.hasOwnTime)
    }

    @Test(arguments: ["- docker:", "- docker: {}"])
    func itIsTheStagesThatItIsDocumentedAs(_ yaml: String) throws {
        let lines = [
            #"{"log":"level=info ts=2019-04-30T02:12:41.844179Z caller=filetargetmanager.go:180 msg=\"Adding target\"\n","stream":"stderr","time":"2019-04-30T02:12:41.8443515Z"}"#,
            #"{"log":"b","stream":"stdout","time":"2019-04-30T02:12:42Z"}"#, "no JSON", "{}",
            #"{"log":7,"stream":"","time":"x"}"#,
        ]
        let spelledOut = try StageTrial(
            """
            - json: {expressions: {output: log, stream: stream, timestamp: time}}
            - labels: {stream: }
            - timestamp: {source: timestamp, format: RFC3339Nano}
            - output: {source: output}
            """)
        #expect(try StageTrial(yaml).run(lines) == spelledOut.run(lines))
    }
}
