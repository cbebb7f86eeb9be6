// Whatever is in a log, no line may stop the agent: random bytes and broken JSON through a pipeline of every stage.

import Configuration
import Platform
import TestSupport
import Testing

@testable import Pipeline

@Suite struct PipelineFuzzTests {
    static let everyStage = """
        - json: {expressions: {time: ts, level: , message: msg, user: request.user.name, id: request.id, all: request}}
        - timestamp: {source: time, format: RFC3339Nano, fallback_formats: [UnixMs, '2006-01-02 15:04:05']}
        - labels: {level: , user: , id: , all: }
        - static_labels: {job: fuzz}
        - output: {source: message}
        - json: {expressions: {inner: a.b, level: }}
        - labels: {inner: , level: }
        - output: {source: inner}
        """

    static let samples = [
        #"{"ts":"2026-11-22T10:00:00.5Z","level":"info","msg":"hello","request":{"user":{"name":"ann"},"id":7}}"#,
        #"{"ts":1795341600123,"level":3e2,"msg":"{\"a\":{\"b\":\"in \\u00e9\"},\"level\":\"x\"}","request":{"id":0.10}}"#,
        #"{"request":[1,{"user":{"name":"no"}}],"msg":null,"level":"\ud83d\ude00\ud83d","ts":"2026-11-22 10:00:00"}"#,
        #"{"level":"a","l\u0065vel":"b","msg":{"a":{"b":[1,2,3]}},"request":{"user":{},"user":{"name":""}}}"#,
        "plain text of an old program",
    ].map { Array($0.utf8) }

    /// What must hold of every entry, whatever its line was.
    private func check(_ trial: StageTrial, _ lines: [[UInt8]]) {
        let outcomes = trial.run(lines, labels: [Label("filename", "/f")], base: 1000)
        #expect(outcomes.count == lines.count)
        for (line, outcome) in zip(lines, outcomes) {
            if !outcome.labels.contains("filename=/f") || !outcome.labels.contains("job=fuzz") {
                Issue.record("the labels of \(line) are \(outcome.labels)")
            }
            // A stage may undo escapes and rewrite a number, which has 309 digits at most before the point.
            if outcome.contents.count > max(line.count, 340) { Issue.record("\(line) grew") }
        }
        for row in 0..<trial.chunk.count {
            for label in trial.table.labels(of: trial.chunk.labelSets[row])
            where !LabelName.isValid(label.name) || label.value.isEmpty {
                Issue.record("the label \(label) of \(lines[row])")
            }
        }
    }

    @Test(arguments: UInt64(1)...2)
    func mutatedLinesNeverTrap(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let trial = try StageTrial(Self.everyStage)
        for _ in 0..<5 {
            check(trial, (0..<20).map { generator.mutated(Self.samples[$0 % Self.samples.count], edits: 6) })
        }
    }

    @Test(arguments: UInt64(1)...2)
    func randomBytesNeverTrap(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let trial = try StageTrial(Self.everyStage)
        // Bytes that mean something to a scanner come up often.
        let alphabet =
            Array(#"{}[]",:\u0123456789eE+-. tfn"#.utf8) + [0, 9, 10, 13, 0x7f, 0x80, 0xc3, 0xed, 0xf4, 0xff]
        for _ in 0..<5 {
            let lines = (0..<20).map { index in
                (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                    index % 2 == 0
                        ? UInt8.random(in: .min ... .max, using: &generator)
                        : alphabet[Int.random(in: alphabet.indices, using: &generator)]
                }
            }
            check(trial, lines)
        }
    }

    @Test func valuesKeepTheirEscapesWhenTheScratchSpaceIsFull() throws {
        let diagnostics = DiagnosticCollector()
        let table = LabelTable()
        var compiler = StageCompiler(labels: table, diagnostics: diagnostics)
        let stages = compiler.compile(
            try stageNodes("- json: {expressions: {a: }}\n- output: {source: a}", diagnostics), context: "")
        let chunk = Chunk()
        fill(chunk, with: [Array(#"{"a":"one\ttwo"}"#.utf8)])
        for (used, expected) in [
            (Chunk.maximumScratch - 1, "one\ttwo"), (Chunk.maximumScratch, #"one\ttwo"#),
        ] {
            chunk.prepare(slots: compiler.slotCount, labelSet: table.number(of: []), base: 0)
            chunk.scratch.reserve(used)
            chunk.scratch.advance(by: used)
            let memory = PipelineMemory()
            for stage in stages { stage.run(chunk, memory: memory) }
            #expect(String(decoding: chunk.bytes(chunk.contents[0]), as: UTF8.self) == expected)
        }
    }

    @Test func chunkIsEmptiedForTheNext() throws {
        let trial = try StageTrial("- json: {expressions: {a: }}\n- labels: {a: }\n- output: {source: a}")
        #expect(trial.run((0..<200).map { #"{"a":"\t\#($0)"}"# }).last?.text == "\t199")
        #expect(trial.run(["plain", "{}"]).map(\.labels) == ["", ""])
        #expect(trial.run([[UInt8]]()).isEmpty)
        #expect(trial.lastGiven == nil)
    }
}
