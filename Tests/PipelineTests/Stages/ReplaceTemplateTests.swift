// The examples with templates of Promtail's documentation of its replace stage.

import Platform
import Testing

@testable import Pipeline

@Suite struct ReplaceTemplateTests {
    private let line =
        "11.11.11.11 - frank [25/Jan/2000:14:00:01 -0500] \"GET /1986.js HTTP/1.1\" 200 932 \"-\" \"Mozilla/5.0 (Windows; U)\""
    private let expression = #"""
        "^(?P<ip>\\S+) (?P<identd>\\S+) (?P<user>\\S+) \\[(?P<timestamp>[\\w:/]+\\s[+\\-]\\d{4})\\] \"(?P<action>\\S+)\\s?(?P<path>\\S+)?\\s?(?P<protocol>\\S+)?\" (?P<status>\\d{3}|-) (?P<size>\\d+|-)\\s?\"?(?P<referer>[^\"]*)\"?\\s?\"?(?P<useragent>[^\"]*)?\"?$"
        """#

    @Test func `Every group is replaced by what the template makes of it`() throws {
        let trial = try StageTrial(
            """
            - replace:
                expression: \(expression)
                replace: '{{ if eq .Value "200" }}{{ Replace .Value "200" "HttpStatusOk" -1 }}{{ else }}{{ .Value | ToUpper }}{{ end }}'
            """)
        #expect(
            try trial.run(line).text
                == "11.11.11.11 - FRANK [25/JAN/2000:14:00:01 -0500] \"GET /1986.JS HTTP/1.1\" HttpStatusOk 932 \"-\" \"MOZILLA/5.0 (WINDOWS; U)\""
        )
    }

    @Test func `Named groups are extracted as they are replaced`() throws {
        let trial = try StageTrial(
            """
            - replace:
                expression: \(expression)
                replace: '{{ .Value | ToUpper }}'
            - labels: {user: , path: , status: }
            """)
        #expect(try trial.run(line).labels == "path=/1986.JS,status=200,user=FRANK")
    }

    @Test func `Numbers are obscured by a hash`() throws {
        let trial = try StageTrial(
            """
            - replace:
                expression: '([0-9]{3}-[0-9]{2}-[0-9]{4})'
                replace: '*SSN*{{ .Value | Hash "salt" }}*'
            - replace:
                expression: '(\\d{1,3}[.]\\d{1,3}[.]\\d{1,3}[.]\\d{1,3})'
                replace: '*IP4*{{ .Value | Sha2Hash "salt" }}*'
            """)
        let text = try trial.run("ssn 123-45-6789 from 10.0.0.1").text
        #expect(text.hasPrefix("ssn *SSN*"))
        #expect(text.count == "ssn *SSN** from *IP4**".count + 128)
        // printf salt10.0.0.1 | sha256sum
        #expect(text.contains("*IP4*0e566086e634e47d93d33a3b2ab17ffade421ba92105ccc1e089bacd91aa4eb1*"))
        #expect(!text.contains("6789"))
    }

    @Test func `A template may name what was extracted, and stays out of what it cannot replace`() throws {
        let trial = try StageTrial(
            """
            - logfmt: {mapping: {a: , n: }}
            - replace:
                expression: '(\\d)'
                replace: '{{ .a }}{{ index .a .Value }}'
            """)
        #expect(trial.run(["a=xy 1"]).map(\.text) == ["a=xy 1"])
        #expect(
            trial.pipeline.takeProblems().first?.message == "index: cannot index slice/array with type string"
        )
        let good = try StageTrial(
            """
            - json: {expressions: {a: , n: }}
            - replace: {expression: '(x+)', source: a, replace: '<{{ .n }}{{ .Value }}{{ len .Value }}>'}
            - output: {source: a}
            """)
        #expect(try good.run("{\"a\":\"1xx2x\",\"n\":10e0}").text == "1<10xx2>2<10x1>")
    }

    @Test func `A group inside another one is extracted as the template makes it`() throws {
        let trial = try StageTrial(
            """
            - replace: {expression: '(?P<outer>a(?P<inner>b)c)', replace: '[{{ ToUpper .Value }}]'}
            - labels: {outer: , inner: }
            """)
        let outcome = try trial.run("-abc-")
        #expect(outcome.text == "-[ABC]-")
        #expect(outcome.labels == "inner=[B],outer=[ABC]")
    }
}
