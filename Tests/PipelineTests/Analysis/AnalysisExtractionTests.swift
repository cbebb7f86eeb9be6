// Where the analysis finds what it counts: in the JSON of a line, wherever that is wrapped, and in what stages extract.

import Analysis
import Platform
import Testing

@testable import Pipeline

@Suite("An analysis of lines")
struct AnalysisExtractionTests {
    private let lines = [
        #"{"timestamp":"2026-01-02T03:04:00.5","level":"INFO","message":"Request done","endpoint":"/a","duration":0.5}"#,
        #"{"timestamp":"2026-01-02T03:04:01.5","level":"ERROR","message":"failed","error_type":"ValueError"}"#,
        #"{"timestamp":"2026-01-02T03:04:02.5","level":"INFO","message":"AI model call successful","model":"m","tokens":{"prompt":1.3,"completion":16.900000000000002}}"#,
        #"{"endpoint":"/b","duration":"1.5ms"}"#,
        "plain text of a request with level ERROR",
    ]

    private func expectAll(_ report: AnalysisReport) {
        #expect(report.errors.errorTypes == ["ValueError": 1])
        #expect(report.requests.totalRequests == 2)
        #expect(report.requests.endpoints["/a"]?.avgDuration == 0.5)
        #expect(report.requests.endpoints["/b"]?.avgDuration == 0.0015)
        #expect(report.models["m"]?.tokens.prompt == 1.3)
        #expect(abs((report.models["m"]?.tokens.completion ?? 0) - 16.9) < 1e-9)
    }

    @Test(
        "finds the fields whatever the stages are",
        arguments: [
            "", "- json: {expressions: {level: , message: }}",
            "- json: {expressions: {tokens: , endpoint: endpoint, n: 'length(message)'}}",
            "- json: {expressions: {n: 'length(message)'}}",
            "- labels: {level: }\n- json: {expressions: {level: , message: }}\n- output: {source: message}",
            "- output: {source: level}", "- template: {source: other, template: '{{ .Value }}'}",
            #"- match: {selector: '{job="test"} |= "duration"', stages: [json: {expressions: {level: }}]}"#,
            "- replace: {expression: '(.*)', replace: 'x'}", "- pack: {labels: [job]}",
            "- drop: {expression: 'a'}", "- multiline: {firstline: '^.'}",
            "- json: {expressions: {level: }, source: nothing}",
        ])
    func findsFields(stages: String) throws {
        let trial = try AnalysisTrial(stages)
        trial.count(lines, labels: [Label("job", "test")])
        expectAll(try trial.report())
    }

    @Test("looks behind what container runtimes put around a line")
    func unwraps() throws {
        let docker = try AnalysisTrial("- docker: {}\n- json: {expressions: {level: }}")
        docker.count(
            lines.map { line in
                let text = line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                return "{\"log\":\"\(text)\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:04Z\"}"
            })
        expectAll(try docker.report())
        let cri = try AnalysisTrial("- cri: {}")
        cri.count(lines.map { "2026-01-02T03:04:04Z stdout F \($0)" })
        expectAll(try cri.report())
    }

    @Test("takes what stages extracted by the same name, also out of lines that are no JSON")
    func takesExtractedValues() throws {
        let regex = try AnalysisTrial(
            #"- regex: {expression: '^(?P<endpoint>\S+) (?P<status>\d+) (?P<took>\S*)$'}"#,
            analysisFields("{duration: took, duration_unit: ms}").fields)
        regex.count(["/x 500 250", "/x 200 750", "/x 200 ", "none of it"])
        let report = try regex.report()
        #expect(report.requests.endpoints.keys.sorted() == ["/x"])
        #expect(report.requests.endpoints["/x"]?.count == 2)
        #expect(report.requests.endpoints["/x"]?.errors == 1)
        #expect(report.requests.endpoints["/x"]?.avgDuration == 0.5)
        let logfmt = try AnalysisTrial("- logfmt: {mapping: {level: lvl, error_type: kind}}")
        logfmt.count(["lvl=error kind=Timeout", "lvl=warn kind=Timeout"])
        #expect(try logfmt.report().errors.errorTypes == ["Timeout": 1])
        let template = try AnalysisTrial(
            """
            - json: {expressions: {endpoint: }}
            - template: {source: endpoint, template: '{{ regexReplaceAll "[0-9]+" .Value "N" }}'}
            """)
        template.count([#"{"endpoint":"/user/17","duration":1}"#, #"{"endpoint":"/user/18","duration":1}"#])
        #expect(try template.report().requests.endpoints.mapValues(\.count) == ["/user/N": 2])
    }

    @Test("does not take a file's labels for something that a line says")
    func passesOverLabels() throws {
        let trial = try AnalysisTrial(
            "- json: {expressions: {other: }}\n- labels: {level: , model: }")
        trial.count(
            [#"{"level":"ERROR"}"#, "{}"], labels: [Label("level", "error"), Label("model", "some")])
        let report = try trial.report()
        #expect(report.errors.totalErrors == 1)
        #expect(report.models.isEmpty)
    }

    @Test("goes by the time of the timestamp stage, else by that in the line, else by when it was read")
    func takesTimes() throws {
        let old = #"{"timestamp":"2026-01-02T02:40:00","t":"2026-01-02T03:03:00Z","level":"ERROR"}"#
        let own = try AnalysisTrial()
        own.count([old, #"{"level":"ERROR"}"#])
        #expect(try own.report(range: 600_000_000_000).errors.totalErrors == 1)
        #expect(try own.report().errors.totalErrors == 2)
        let staged = try AnalysisTrial(
            "- json: {expressions: {t: }}\n- timestamp: {source: t, format: RFC3339}")
        staged.count([old])
        #expect(try staged.report(range: 600_000_000_000).errors.totalErrors == 1)
    }

    @Test("counts what is dropped, shows errors as they go, and none that does not")
    func showsWhatGoes() throws {
        let trial = try AnalysisTrial(
            """
            - json: {expressions: {level: , message: }}
            - drop: {source: message, value: secret}
            - replace: {expression: '(\\d{4})', replace: '****'}
            """)
        trial.count([
            #"{"level":"ERROR","message":"secret"}"#, #"{"level":"ERROR","message":"card 1234"}"#,
        ])
        let errors = try trial.report().errors
        #expect(errors.totalErrors == 2)
        #expect(errors.recentErrors == [.object(["level": .text("ERROR"), "message": .text("card ****")])])
    }

    @Test("counts only rows that are left, and none that belongs to another or was counted before")
    func countsOnce() throws {
        let trial = try AnalysisTrial("- multiline: {firstline: '^[{]'}")
        trial.count(
            [#"{"level":"ERROR"}"#, #" {"level":"ERROR"}"#, #"{"level":"ERROR"}"#, #"{"level":"ERROR"}"#],
            from: 1)
        #expect(try trial.report().errors.totalErrors == 2)
        trial.chunk.truncate(to: 3)
        trial.registry.count(trial.chunk, from: 0, of: trial.pipeline, now: present)
        // The first two are one entry, which is no JSON.
        #expect(try trial.report().errors.totalErrors == 3)
    }

    @Test("keeps what was counted when it is asked for again, and forgets it when it is not")
    func adopts() throws {
        let trial = try AnalysisTrial()
        trial.count([#"{"level":"ERROR"}"#])
        trial.registry.adopt(window: 7_200_000_000_000, now: present)
        #expect(try trial.report().errors.totalErrors == 1)
        #expect(trial.registry.window == 7_200_000_000_000)
        trial.registry.adopt(window: nil, now: present)
        #expect(trial.registry.report(now: present) == nil)
        trial.count([#"{"level":"ERROR"}"#])
        #expect(trial.registry.report(now: present) == nil)
    }

    @Test("leaves what stages make of a line as it is without it")
    func changesNothing() throws {
        let stages = """
            - json: {expressions: {level: , message: , tokens: }, drop_malformed: true}
            - labels: {level: }
            - output: {source: tokens}
            """
        let with = try AnalysisTrial(stages)
        with.count(lines + [#"{"level":1e3,"tokens":{"b":[1], "a":1.50},"level":"again"}"#])
        let without = try StageTrial(stages)
        let outcomes = without.run(lines + [#"{"level":1e3,"tokens":{"b":[1], "a":1.50},"level":"again"}"#])
        for row in 0..<with.chunk.count {
            #expect(Array(with.chunk.bytes(with.chunk.contents[row])) == outcomes[row].contents)
            #expect(with.chunk.dropped[row].label == without.reasons[row])
            let labels = with.table.labels(of: with.chunk.labelSets[row])
            #expect(labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",") == outcomes[row].labels)
        }
    }
}
