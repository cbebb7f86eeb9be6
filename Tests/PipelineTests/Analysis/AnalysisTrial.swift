// What the tests of the analysis need: lines through stages, and the report on them.

import Analysis
import Configuration
import Platform
import Testing

@testable import Pipeline

/// The present of these tests: 2026-01-02T03:04:05Z.
let present: Int64 = 1_767_323_045_000_000_000

/// Lines through stages, counted as the agent does.
struct AnalysisTrial {
    let registry = AnalysisRegistry()
    let table = LabelTable()
    let pipeline: Pipeline
    let chunk = Chunk()

    /// Compiles a list of stages with an analysis; anything that is wrong with them fails the test.
    init(_ stages: String = "", _ fields: AnalysisFields = AnalysisFields()) throws {
        let diagnostics = DiagnosticCollector()
        let nodes = stages.isEmpty ? [] : try stageNodes(stages, diagnostics)
        pipeline = Pipeline(
            decoding: nodes, context: "pipeline_stages", labels: table, diagnostics: diagnostics,
            analysis: fields)
        #expect(diagnostics.diagnostics.map(\.description) == [])
        registry.adopt(window: 3_600_000_000_000, now: present)
    }

    /// Runs lines through the stages, as a chunk that was read at the present, and counts those from a row on.
    func count(_ lines: [String], from row: Int = 0, labels: [Label] = []) {
        fill(chunk, with: lines.map { Array($0.utf8) })
        var memory = PipelineMemory()
        pipeline.run(chunk, labelSet: table.number(of: labels), base: present, memory: &memory)
        registry.count(chunk, from: row, of: pipeline, now: present)
    }

    /// What was counted.
    func report(range: Int64? = nil) throws -> AnalysisReport {
        try #require(registry.report(range: range, now: present + 1_000_000_000))
    }
}

/// Reads the settings of an analysis.
func analysisFields(_ yaml: String, over defaults: AnalysisFields = AnalysisFields()) -> (
    fields: AnalysisFields, findings: [String]
) {
    let diagnostics = DiagnosticCollector()
    let node = YAML.parse(Array(yaml.utf8), file: "f", diagnostics: diagnostics)
    var fields = defaults
    if let node {
        var reader = MappingReader(node, context: "analysis", diagnostics: diagnostics)
        fields = AnalysisFields(reading: &reader, over: defaults)
        reader.finish()
    }
    return (fields, diagnostics.diagnostics.map(\.description))
}
