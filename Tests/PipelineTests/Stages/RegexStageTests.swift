// The regex stage as tables, the examples of Promtail's documentation among them.

import Testing

@testable import Pipeline

@Suite struct RegexStageTests {
    @Test(
        arguments: [
            (
                #""^(?s)(?P<time>\\S+?) (?P<stream>stdout|stderr) (?P<flags>\\S+?) (?P<content>.*)$""#,
                "2019-01-01T01:00:00.000000001Z stderr P i'm a log message!",
                "time=2019-01-01T01:00:00.000000001Z stream=stderr flags=P content=i'm a log message!"
            ),
            (
                #"'.*level=(?P<level>[a-zA-Z]+).*ts=(?P<time>[T\d-:.Z]*)'"#, "level=info ts=12:30",
                "time=12:30 level=info"
            ),
            (#"'.*(lvl|level)=(?P<level>[a-zA-Z]+)'"#, "lvl=warn", "level=warn"),
            (#"'(?<level>\w+)'"#, "info", "level=info"),
            (#"'(?P<level>\w+)'"#, "-", ""),
            (#"'(?P<level>x)?y'"#, "y", "level="),
            (#"'(?P<level>x*)y'"#, "y", "level="),
            (#"'(?P<level>\w+)( (?P<flags>\w+))?'"#, "info", "flags= level=info"),
            (#"'(?P<level>ä+)'"#, "öää", "level=ää"),
        ] as [(String, String, String)])
    func namedGroupsAreExtracted(_ expression: String, _ line: String, _ expected: String) throws {
        let names = ["time", "stream", "flags", "content", "level"]
        let trial = try ExtractionTrial("- regex: {expression: \(expression)}", names: names)
        #expect(trial.run(line) == expected)
    }

    @Test(
        arguments: [
            (#"{"time":"2019-01-01T01:00:00.000000001Z"}"#, "time=2019-01-01T01:00:00.000000001Z year=2019"),
            (#"{"time":20190101}"#, "time=20190101 year=2019"),
            (#"{"time":2.019e3}"#, "time=2019 year=2019"),
            (#"{"time":"\u0032019"}"#, "time=2019 year=2019"),
            (#"{"time":"soon"}"#, "time=soon"),
            (#"{"time":null}"#, "time=null"),
            ("{}", ""),
            ("2019", ""),
        ] as [(String, String)])
    func sourceNamesAnExtractedValue(_ line: String, _ expected: String) throws {
        let stages = #"""
            - json: {expressions: {time: }}
            - regex: {expression: "^(?P<year>\\d{4})", source: "time"}
            """#
        #expect(try ExtractionTrial(stages, names: ["time", "year"]).run(line) == expected)
    }

    @Test func aLineThatDoesNotMatchKeepsItsValues() throws {
        let stages = """
            - regex: {expression: '(?P<a>x)(?P<b>y)'}
            - regex: {expression: '(?P<a>z)'}
            - regex: {expression: '(?P<b>q)?$'}
            """
        let trial = try ExtractionTrial(stages, names: ["a", "b"])
        #expect(trial.run("xy") == "a=x b=")
        #expect(trial.run("xyz") == "a=z b=")
        #expect(trial.run("z") == "a=z b=")
    }

    @Test func emptySourceIsTheLine() throws {
        #expect(
            try ExtractionTrial("- regex: {expression: '(?P<a>x)', source: ''}", names: ["a"]).run("x")
                == "a=x")
    }

    @Test func bytesOutsideUTF8StandForACharacter() throws {
        let trial = try ExtractionTrial(
            "- regex: {expression: '^(?P<a>\\S+) (?P<b>.*)$'}", names: ["a", "b"])
        #expect(trial.run([0x61, 0xE9, 0x20, 0x62, 0xFF, 0x63]) == "a=a\u{FFFD} b=b\u{FFFD}c")
    }

    @Test func rowsAreMatchedEachByItself() throws {
        let trial = try StageTrial("- regex: {expression: 'level=(?P<level>\\w+)'}\n- labels: {level: }")
        let outcomes = trial.run(["level=info", "", "level=", "x level=warn y", "info"])
        #expect(outcomes.map(\.labels) == ["level=info", "", "", "level=warn", ""])
    }
}
