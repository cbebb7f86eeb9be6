// The cri stage: a runtime's lines taken apart, and the parts of long ones joined.

import TestSupport
import Testing

@testable import Pipeline

@Suite struct CRIStageTests {
    static let time = "2019-04-30T02:12:41.8443515Z"

    @Test(
        arguments: [
            ("\(time) stdout F message", "message", "flags=F,stream=stdout,t=\(time),time=\(time)"),
            (
                "\(time) stderr F some log message", "some log message",
                "flags=F,stream=stderr,t=\(time),time=\(time)"
            ),
            ("\(time) stderr F ", "", "flags=F,stream=stderr,t=\(time),time=\(time)"),
            (
                "\(time) stdout F:x  two  spaces ", " two  spaces ",
                "flags=F:x,stream=stdout,t=\(time),time=\(time)"
            ),
            ("\(time) stdout P end", "end", "flags=P,stream=stdout,t=\(time),time=\(time)"),
            ("\(time) stdout PF end", "end", "flags=PF,stream=stdout,t=\(time),time=\(time)"),
        ] as [(String, String, String)])
    func lineIsTakenApart(_ line: String, _ text: String, _ labels: String) throws {
        let trial = try StageTrial("- cri: {}\n- labels: {flags: , time: , t: timestamp}")
        let outcome = try trial.run(line)
        #expect(outcome.text == text)
        #expect(outcome.labels == labels)
        #expect(outcome.time == 1_556_590_361_844_351_500)
        #expect(outcome.hasOwnTime)
    }

    @Test(
        arguments: [
            "", " ", "x", "2019-01-01 T01:00:00.000000001Z stderr testgood",
            "2019-01-01T01:00:00.000000001Z testgood",
            "2019-01-01T01:00:00Z stdout F", "2019-01-01T01:00:00Z stdout", "2019-01-01T01:00:00Z stdlog F x",
            "2019-01-01T01:00:00Z stdout  x", "2019-01-01T01:00:00Z  stdout F x", " stdout F x",
            "2019-01-01T01:00:00Z\tstdout F x", "2019-01-01T01:00:00Z stdoutF x y",
        ])
    func lineOfAnotherFormStaysAsItIs(_ line: String) throws {
        let outcome = try StageTrial("- cri:").run(line, labels: [Label("job", "x")])
        #expect(outcome == Outcome(contents: Array(line.utf8), labels: "job=x", time: 0, hasOwnTime: false))
    }

    private func lines(_ texts: [String]) -> [String] {
        texts.enumerated().map { "2019-04-30T02:12:\($0 + 10)Z \($1)" }
    }

    @Test func partsAreJoinedByStream() throws {
        let entries = try CutTrial.everyCut(
            "- cri: {}\n- labels: {content: }",
            lines([
                "stdout P one ", "stderr P eins ", "stdout P two ", "stdout F three", "stdout F four",
                "stderr F zwei",
                "stdout P five", "stdout F ", "stderr P last",
            ]))
        #expect(entries.map(\.text) == ["one two three", "eins zwei", "four", "five", "last"])
        #expect(entries.map(\.labels).first == "content=one two three,stream=stdout")
        // The time is the last part's.
        #expect(entries.map { $0.time / 1_000_000_000 - 1_556_590_320 } == [13, 15, 14, 17, 18])
    }

    @Test func entryOfTooManyPartsIsComplete() throws {
        let parts = (0..<7).map { "stdout P \($0)" } + ["stdout F x", "stdout F y"]
        let entries = try CutTrial.everyCut("- cri: {max_partial_lines: 3}", lines(parts))
        #expect(entries.map(\.text) == ["012", "345", "6x", "y"])
    }

    @Test(
        arguments: [
            (5, true, "abcdeF"), (4, true, "abcdF"), (3, true, "abcF"), (0, true, "F"), (6, true, "abcdefF"),
            (100, true, "abcdefF"), (3, false, "abcdefF"),
        ] as [(Int, Bool, String)])
    func partsAreCutTogether(_ size: Int, _ truncates: Bool, _ expected: String) throws {
        let entries = try CutTrial.everyCut(
            "- cri: {max_partial_line_size: \(size), max_partial_line_size_truncate: \(truncates)}",
            lines(["stdout P abc", "stdout P def", "stdout F F"]))
        #expect(entries.map(\.text) == [expected])
    }

    @Test(arguments: [(1, "F"), (2, "äF"), (3, "äF"), (4, "ääF"), (7, "ääF"), (8, "ää😀F")])
    func cutIsAtACharactersBoundary(_ size: Int, _ expected: String) throws {
        let entries = try CutTrial.everyCut(
            "- cri: {max_partial_line_size: \(size), max_partial_line_size_truncate: true}",
            lines(["stdout P ää😀", "stdout F F"]))
        #expect(entries.map(\.text) == [expected])
    }

    @Test func silentStreamHoldsBackNoOther() throws {
        let others = (0..<OpenEntries.maximumGap).map { "2019-04-30T02:12:11Z stdout F \($0)" }
        let start = "2019-04-30T02:12:10Z stderr P begun "
        let end = "2019-04-30T02:12:12Z stderr F ended"
        let near = try CutTrial.everyCut("- cri: {}", [start] + others.dropLast() + [end], chunks: [300])
        #expect(near.first?.text == "begun ended")
        let far = try CutTrial.everyCut("- cri: {}", [start] + others + [end], chunks: [300])
        #expect(far.first?.text == "begun ")
        #expect(far.last?.text == "ended")
    }

    @Test func openPartWaits() throws {
        let trial = try StageTrial("- cri: {}")
        trial.place = Chunk.Place(isEnded: false)
        let outcomes = trial.run(lines(["stdout F a", "stdout P b", "stdout P c"]))
        #expect(outcomes.map(\.text) == ["a"])
        #expect(trial.chunk.waiting?.condition == .lines(quiet: 5_000_000_000))
        #expect(trial.chunk.waiting?.start == 32)
    }
}
