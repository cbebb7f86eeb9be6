// What becomes of a line, stage by stage, as `logferry inspect` shows it.

import Configuration
import Platform
import Testing

@testable import Pipeline

@Suite struct PipelineTraceTests {
    /// Runs lines through stages.
    private func trace(_ stages: String, _ lines: String...) throws -> [LineTrace] {
        let diagnostics = DiagnosticCollector()
        let root = try #require(YAML.parse(Array(stages.utf8), file: "f", diagnostics: diagnostics))
        let trace = PipelineTrace(
            decoding: root.elements ?? [], context: "stages", labels: [Label("job", "a")],
            diagnostics: diagnostics)
        #expect(diagnostics.diagnostics.map(\.description) == [])
        return trace.run(Self.chunk(lines), offset: 0, base: 1000)
    }

    private static func chunk(_ lines: [String]) -> Chunk {
        let chunk = Chunk()
        for line in lines {
            let start = chunk.text.count
            chunk.text.append(line)
            chunk.lines.append(Span32(start, chunk.text.count))
            chunk.text.append(10)
        }
        return chunk
    }

    /// A trace in words: `stage: line {labels} values`.
    private func words(_ trace: LineTrace) -> [String] {
        trace.steps.map { step in
            let entry = step.entry
            let labels = entry.labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
            let values = entry.extracted.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
            let metadata = entry.metadata.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
            return "\(step.stage.joined(separator: "/")): \(entry.line) {\(labels)} [\(metadata)] \(values)"
                + (entry.dropped.map { " -\($0)" } ?? "")
        }
    }

    @Test func eachStepShowsTheEntryAfterItsStage() throws {
        let lines = try trace(
            """
            - json: {expressions: {level: , msg: , trace: }}
            - labels: {level: }
            - structured_metadata: {trace: }
            - output: {source: msg}
            """, #"{"level":"info","msg":"hi","trace":"7"}"#, "no json")
        #expect(lines.map(\.start.line) == [#"{"level":"info","msg":"hi","trace":"7"}"#, "no json"])
        #expect(lines.map(\.start.timestamp) == [1000, 1040])
        #expect(
            words(try #require(lines.first)) == [
                #"json: {"level":"info","msg":"hi","trace":"7"} {job=a} [] level=info,msg=hi,trace=7"#,
                #"labels: {"level":"info","msg":"hi","trace":"7"} {job=a,level=info} [] level=info,msg=hi,trace=7"#,
                #"structured_metadata: {"level":"info","msg":"hi","trace":"7"} {job=a,level=info} [trace=7] level=info,msg=hi,trace=7"#,
                "output: hi {job=a,level=info} [trace=7] level=info,msg=hi,trace=7",
            ])
        #expect(lines.last?.end.line == "no json")
        #expect(lines.last?.steps.count == 4)
    }

    @Test func nothingIsSaidOfStagesBehindADrop() throws {
        let lines = try trace(
            "- drop: {expression: noise, drop_counter_reason: loud}\n- static_labels: {a: b}", "noise", "news"
        )
        #expect(words(lines[0]) == ["drop: noise {job=a} []  -loud"])
        #expect(words(lines[1]) == ["drop: news {job=a} [] ", "static_labels: news {a=b,job=a} [] "])
    }

    @Test func joinedLinesBelongToTheFirst() throws {
        let lines = try trace("- multiline: {firstline: '^\\S'}", "first", "  more", "second")
        #expect(lines.map(\.isJoined) == [false, true, false])
        #expect(lines.map(\.end.line) == ["first\n  more", "  more", "second"])
    }

    @Test func chunksGoOnWhereTheLastOneEnded() throws {
        let diagnostics = DiagnosticCollector()
        let root = try #require(
            YAML.parse(
                Array("- json: {expressions: {t: }}\n- timestamp: {source: t, format: Unix}".utf8), file: "f",
                diagnostics: diagnostics))
        let trace = PipelineTrace(
            decoding: root.elements ?? [], context: "s", labels: [], diagnostics: diagnostics)
        #expect(
            trace.run(Self.chunk([#"{"t":5}"#]), offset: 0, base: 9).map(\.end.timestamp) == [5_000_000_000])
        // Fudged: the last known time and a nanosecond.
        #expect(trace.run(Self.chunk(["none"]), offset: 8, base: 9).map(\.end.timestamp) == [5_000_000_001])
    }
}
