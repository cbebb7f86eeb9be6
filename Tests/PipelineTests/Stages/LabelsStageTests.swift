// The labels and static_labels stages as tables: what an entry's labels are afterwards.

import Testing

@testable import Pipeline

@Suite struct LabelsStageTests {
    static let file = [Label("filename", "/var/log/a.log"), Label("level", "unset")]

    @Test(
        arguments: [
            ("{level: }", #"{"level":"info"}"#, "filename=/var/log/a.log,level=info"),
            ("{severity: level}", #"{"level":"info"}"#, "filename=/var/log/a.log,level=unset,severity=info"),
            ("{level: , other: level}", #"{"level":"x"}"#, "filename=/var/log/a.log,level=x,other=x"),
            // Absent and null leave the label as it was, empty removes it.
            ("{level: }", #"{}"#, "filename=/var/log/a.log,level=unset"),
            ("{level: }", #"{"level":null}"#, "filename=/var/log/a.log,level=unset"),
            ("{level: }", #"{"level":""}"#, "filename=/var/log/a.log"),
            ("{level: }", "not JSON", "filename=/var/log/a.log,level=unset"),
            // Numbers as a float prints them; the rest as it stands.
            ("{level: }", #"{"level":1e3}"#, "filename=/var/log/a.log,level=1000"),
            ("{level: }", #"{"level":0.10}"#, "filename=/var/log/a.log,level=0.1"),
            ("{level: }", #"{"level":true}"#, "filename=/var/log/a.log,level=true"),
            ("{level: }", #"{"level":[1, 2]}"#, "filename=/var/log/a.log,level=[1,2]"),
            ("{level: }", #"{"level":{"a": 1}}"#, #"filename=/var/log/a.log,level={"a":1}"#),
            // Escapes are undone.
            ("{level: }", #"{"level":"a\"b\u00e9\n"}"#, "filename=/var/log/a.log,level=a\"bé\n"),
            ("{filename: level}", #"{"level":"x"}"#, "filename=x,level=unset"),
            (
                "{Level_2: level, _x: level}", #"{"level":"x"}"#,
                "Level_2=x,_x=x,filename=/var/log/a.log,level=unset"
            ),
        ] as [(String, String, String)])
    func labelsComeOutOfExtractedValues(_ labels: String, _ line: String, _ expected: String) throws {
        let trial = try StageTrial("- json: {expressions: {level: }}\n- labels: \(labels)")
        #expect(try trial.run(line, labels: Self.file).labels == expected)
    }

    @Test func labelOfAValueThatNobodyExtractsIsLeftOut() throws {
        let trial = try StageTrial("- labels: {level: }")
        #expect(try trial.run(#"{"level":"x"}"#).labels == "")
    }

    @Test func linesOfOneChunkHaveTheirOwnLabels() throws {
        let trial = try StageTrial("- json: {expressions: {level: }}\n- labels: {level: }")
        let levels = ["info", "warn", "info", "", "error", "warn"]
        let outcomes = trial.run(levels.map { "{\"level\":\"\($0)\"}" }, labels: [Label("a", "b")])
        #expect(
            outcomes.map(\.labels) == [
                "a=b,level=info", "a=b,level=warn", "a=b,level=info", "a=b", "a=b,level=error",
                "a=b,level=warn",
            ])
    }

    @Test func labelValueThatIsNotUTF8IsRepaired() throws {
        let trial = try StageTrial("- json: {expressions: {level: }}\n- labels: {level: }")
        let line = Array(#"{"level":"a"#.utf8) + [0xff] + Array(#"b"}"#.utf8)
        #expect(trial.run([line])[0].labels == "level=a\u{fffd}b")
    }

    @Test(
        arguments: [
            ("{team: payments}", "filename=/var/log/a.log,level=unset,team=payments"),
            ("{level: x, team: 7}", "filename=/var/log/a.log,level=x,team=7"),
            ("{level: true}", "filename=/var/log/a.log,level=true"),
            ("{level: ''}", "filename=/var/log/a.log"),
            ("{level: }", "filename=/var/log/a.log"),
            ("{}", "filename=/var/log/a.log,level=unset"),
        ] as [(String, String)])
    func staticLabelsAreThoseOfEveryLine(_ labels: String, _ expected: String) throws {
        let trial = try StageTrial("- static_labels: \(labels)")
        let outcomes = trial.run(["", "x", "{}"], labels: Self.file)
        #expect(outcomes.map(\.labels) == [expected, expected, expected])
    }

    @Test func laterStageWins() throws {
        let trial = try StageTrial(
            "- json: {expressions: {level: }}\n- labels: {level: }\n- static_labels: {level: fixed}")
        #expect(try trial.run(#"{"level":"info"}"#).labels == "level=fixed")
        let other = try StageTrial(
            "- json: {expressions: {level: }}\n- static_labels: {level: fixed}\n- labels: {level: }")
        #expect(try other.run(#"{"level":"info"}"#).labels == "level=info")
        #expect(try other.run("x").labels == "level=fixed")
    }
}
