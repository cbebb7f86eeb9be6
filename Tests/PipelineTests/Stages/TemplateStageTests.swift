// The examples of Promtail's documentation of its template stage, and what the stage does with the line's values.

import Platform
import Testing

@testable import Pipeline

@Suite struct TemplateStageTests {
    /// What a template makes of a line `app=… level=… module=…`, as the line that is sent.
    private func output(
        _ template: String, source: String = "app", _ line: String = "app=loki level=warn module=test"
    )
        throws -> String
    {
        try StageTrial(
            """
            - logfmt: {mapping: {app: , level: , module: , time: }}
            - template:
                source: \(source)
                template: \(template)
            - output: {source: \(source)}
            """
        ).run(line).text
    }

    @Test(arguments: [
        ("new_key", "'hello world!'", "hello world!"),
        ("app", "'{{ .Value }}_some_suffix'", "loki_some_suffix"),
        ("app", "'{{ ToUpper .Value }}'", "LOKI"),
        ("out", "'{{ .level }} for app {{ ToUpper .app }}'", "warn for app LOKI"),
        (
            "app", "'{{ .level }} for app {{ ToUpper .Value }} in module {{.module}}'",
            "warn for app LOKI in module test"
        ),
        ("app", "'{{ Replace .Value \"loki\" \"blokey\" 1 }}'", "blokey"),
        ("message", "'{{.app }}: {{ .Entry }}'", "loki: app=loki level=warn module=test"),
        ("out", "'{{ ToLower .app }}'", "loki"), ("out", "'{{ .app | ToUpper }}'", "LOKI"),
        ("app", "'{{ Replace .Value \"o\" \"O\" 2 }}'", "lOki"), ("app", "'{{ Trim .Value \"li\" }}'", "ok"),
        ("app", "'{{ TrimPrefix .Value \"lo\" }}'", "ki"), ("app", "'{{ TrimSuffix .Value \"ki\" }}'", "lo"),
        ("app", "'{{ TrimSpace .Value }}'", "loki"),
        ("out", "'{{ if eq .level \"warn\" }}W{{ else }}-{{ end }}{{ .missing }}'", "W<no value>"),
        ("out", "'{{ .Value }}'", "<no value>"),
        ("out", "'{{ range $k, $v := . }}{{ $k }} {{ end }}'", "Entry app level module "),
        ("out", "\"{{ .app }}\\\n      -{{ .level }}\"", "loki-warn"),
    ])
    func `The documented examples`(source: String, template: String, text: String) throws {
        #expect(try output(template, source: source) == text)
    }

    @Test func `Regular expressions and hashes`() throws {
        #expect(try output("'{{ regexReplaceAll \"(a*)bc\" .Value \"${1}a\" }}'", "app=aabc-bc") == "aaa-a")
        #expect(
            try output("'{{ regexReplaceAllLiteral \"(ts=)\" .Value \"timestamp=\" }}'", "app=\"ts=5\"")
                == "timestamp=5")
        // printf saltvalue | openssl dgst -sha3-256
        let hash = "519e18e6887a4252ee07882c73b3918e86bb502cd040e122579f257ca1748196"
        #expect(try output("'{{ Hash \"salt\" .Value }}'", "app=value") == hash)
        #expect(try output("'{{ Hash .Value \"lue\" }}'", "app=saltva") == hash)
        #expect(
            // printf saltvalue | sha256sum
            try output("'{{ Sha2Hash \"salt\" .Value }}'", "app=value")
                == "d430a1da30afe1a9d07b3b36042151ebaf53c4882af1609733c04930de318e33")
    }

    @Test(arguments: [
        ("11/08/2022, 12:53:24 PM", "2022-11-08T12:53:24Z"),
        ("11/08/2022, 12:53:24 AM", "2022-11-08T00:53:24Z"),
        ("11/08/2022, 9:53:24 AM", "2022-11-08T09:53:24Z"),
        ("11/08/2022, 11:53:24 PM", "2022-11-08T23:53:24Z"),
    ])
    func `The documented example with functions of Sprig`(line: String, text: String) throws {
        let trial = try StageTrial(
            #"""
            - regex: {expression: '^(?P<date_local>\S+), (?P<time_local>\S+) (?P<hour_period>\S+)$'}
            - template:
                source: time
                template: "\
                  {{ .date_local | substr 6 10 }}-{{ .date_local | substr 0 2 }}-{{ .date_local | substr 3 5 }}T\
                  {{ if eq (.time_local | substr 0 2) \"12\" }}\
                      {{ if eq .hour_period \"AM\" }}00{{ else }}12{{ end }}{{ .time_local | substr 2 10}}Z\
                  {{ else }}\
                      {{ if eq .hour_period \"AM\" }}\
                          {{ if or (eq (.time_local | substr 0 2) \"11\") (eq (.time_local | substr 0 2) \"10\") }}{{ .time_local }}Z\
                              {{ else }}0{{ .time_local }}Z\
                          {{ end }}\
                      {{ else }}\
                          {{ if eq (.time_local | substr 0 2) \"11\" }}23{{ .time_local | substr 2 10 }}Z{{ end }}\
                      {{ end }}\
                  {{ end }}"
            - output: {source: time}
            """#)
        #expect(try trial.run(line).text == text)
    }

    @Test func `What a template makes can become a label`() throws {
        let trial = try StageTrial(
            """
            - regex: {expression: '^(?P<level>\\S+)'}
            - template: {source: level, template: '{{ ToLower .Value }}'}
            - labels: {level: }
            """)
        #expect(
            trial.run(["WARN a", "Error b", "info c"]).map(\.labels) == [
                "level=warn", "level=error", "level=info",
            ])
    }

    @Test func `A value of a line's labels is known by its name`() throws {
        let trial = try StageTrial(
            """
            - template: {source: out, template: '{{ .filename }}'}
            - output: {source: out}
            """)
        #expect(trial.run(["x"], labels: [Label("filename", "/a")]).map(\.text) == ["/a"])
    }

    @Test func `All values are texts, and null is missing`() throws {
        let trial = try StageTrial(
            """
            - json: {expressions: {n: , f: , b: , z: , o: }}
            - template:
                source: out
                template: '{{ .n }} {{ .f }} {{ .b }} {{ .z }} {{ .o }} {{ eq .n "1234567" }} {{ printf "%T" .n }}'
            - output: {source: out}
            """)
        #expect(
            try trial.run("{\"n\":1234567,\"f\":1.50e0,\"b\":true,\"z\":null,\"o\":{\"a\":1}}").text
                == "1234567 1.5 true <no value> {\"a\":1} true string")
    }

    @Test func `A template that makes nothing takes the value away`() throws {
        let trial = try StageTrial(
            """
            - logfmt: {mapping: {app: }}
            - template: {source: app, template: '{{ if ne .Value "x" }}{{ .Value }}{{ end }}'}
            - labels: {app: }
            """)
        #expect(trial.run(["app=x", "app=y"]).map(\.labels) == ["", "app=y"])
    }

    @Test func `A template that fails leaves the value and is told`() throws {
        let trial = try StageTrial(
            """
            - logfmt: {mapping: {app: , n: }}
            - template:
                source: app
                template: 'a{{ index .Value 9 }}{{ ToLower .n }}'
            - output: {source: app}
            """)
        #expect(trial.run(["app=x", "app=y n=1", "app=0123456789 n=A"]).map(\.text) == ["x", "y", "a57a"])
        let problems = trial.pipeline.takeProblems()
        #expect(problems.count == 2)
        #expect(problems.first?.message == "index: index out of range: 9")
        #expect(problems.first?.location.description == "f:4:20")
        #expect(trial.pipeline.takeProblems().count == 0)
    }

    @Test(arguments: [
        (
            "- template: {}",
            [
                "1:13: error: the key 'source' is missing in pipeline_stages[0].template; add 'source: level'",
                "1:13: error: the key 'template' is missing in pipeline_stages[0].template; add 'template: '{{ ToUpper .Value }}''",
            ]
        ),
        (
            "- template: {source: '', template: ''}",
            [
                "1:22: error: pipeline_stages[0].template.source: the value is empty; write the name of a value",
                "1:36: error: pipeline_stages[0].template.template: the value is empty; write a text, or remove the stage",
            ]
        ),
        (
            "- template: {source: a, template: '{{ env \"HOME\" }}'}",
            [
                "1:39: error: pipeline_stages[0].template.template: Sprig's function 'env' is left out: a template could write what the environment keeps secret into a log; write ${NAME} in the configuration"
            ]
        ),
        (
            "- template: {source: a, template: '{{ ToLowr .Value }}'}",
            [
                "1:39: error: pipeline_stages[0].template.template: there is no function 'ToLowr'; did you mean 'ToLower'?"
            ]
        ),
        (
            "- template:\n    source: a\n    template: |\n      {{ if .a }}\n        x{{ .b | }}\n      {{ end }}",
            [
                "5:18: error: pipeline_stages[0].template.template: nothing follows the '|'; write a function, such as 'ToLower'"
            ]
        ),
        (
            "- template: {source: a, template: 'x {{ regexReplaceAll \"(\" .Value \"\" }}'}",
            [
                "1:41: error: pipeline_stages[0].template.template: regexReplaceAll: a group is not closed in '('; add ')', or write '\\(' for the character"
            ]
        ),
    ])
    func `Mistakes are told where they stand`(stages: String, expected: [String]) throws {
        #expect(try findings(stages) == expected.map { "f:\($0)" })
    }

    @Test func `now is when the line was read, and that is recorded`() throws {
        func trial(_ template: String) throws -> StageTrial {
            try StageTrial(
                """
                - logfmt: {mapping: {t: }}
                - timestamp: {source: t, format: Unix}
                - template: {source: t, template: '\(template)'}
                - output: {source: t}
                """)
        }
        let asking = try trial("{{ now.UnixNano }}")
        #expect(asking.run(["t=1", "t=2"], base: 1000).map(\.text) == ["1000", "1004"])
        #expect(asking.lastGiven == 1004)
        let silent = try trial("{{ .t }}")
        #expect(silent.run(["t=1", "t=2"], base: 1000).map(\.hasOwnTime) == [true, true])
        #expect(silent.lastGiven == nil)
    }

    @Test func `A chunk's other lines do not matter`() throws {
        let trial = try StageTrial(
            """
            - json: {expressions: {a: , n: }}
            - template: {source: a, template: '{{ .n }}{{ .Value }}{{ ToUpper .Value }}{{ .Entry }}'}
            - output: {source: a}
            """)
        let lines = (0..<200).map { "{\"a\":\"é\\n\($0)\",\"n\":\($0)e1}" }
        let together = trial.run(lines).map(\.contents)
        #expect(lines.indices.allSatisfy { trial.run([lines[$0]]).map(\.contents) == [together[$0]] })
        #expect(String(decoding: together[7], as: UTF8.self) == "70é\n7É\n7{\"a\":\"é\\n7\",\"n\":7e1}")
    }
}
