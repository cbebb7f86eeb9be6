// What every test of metrics needs: stages out of YAML, a registry that counts what they note, and its values as lines.

import Configuration
import Platform
import Testing

@testable import Pipeline

/// A pipeline whose metrics are counted.
final class MetricTrial {
    let table = LabelTable()
    let chunk = Chunk()
    let registry: MetricRegistry
    private let pipeline: Pipeline
    private var memory = PipelineMemory()
    var now: Int64 = 0

    /// Compiles a list of stages; an error in it fails the test.
    /// - Parameter registry: one that goes on; nil for a new one.
    init(_ yaml: String, maximumSeries: Int = 10_000, continuing registry: MetricRegistry? = nil) throws {
        let (diagnostics, definitions) = (DiagnosticCollector(), MetricDefinitions())
        let nodes = try stageNodes(yaml, diagnostics)
        pipeline = Pipeline(
            decoding: nodes, context: "pipeline_stages", labels: table, diagnostics: diagnostics,
            metrics: definitions)
        #expect(diagnostics.diagnostics.filter { $0.severity == .error } == [])
        self.registry = registry ?? MetricRegistry()
        self.registry.adopt(definitions, maximumSeries: maximumSeries)
    }

    /// Runs lines through the stages as one chunk, and counts nothing yet.
    func run(_ lines: [String], labels: [Label] = [], place: Chunk.Place = Chunk.Place()) {
        fill(chunk, with: lines.map { Array($0.utf8) })
        pipeline.run(chunk, at: place, labelSet: table.number(of: labels), base: 0, memory: &memory)
    }

    /// Runs lines through the stages and counts them.
    @discardableResult
    func count(_ lines: [String], labels: [Label] = []) -> MetricRegistry.Outcome {
        run(lines, labels: labels)
        return registry.count(chunk, table, now: now)
    }

    /// `name{a=b,c=d} value` of each series; of a histogram the sum and, in brackets, its buckets.
    var values: [String] {
        registry.families(now: now).flatMap { family in
            family.series.map { series in
                let labels = series.labels.isEmpty ? "" : "{\(text(of: series.labels))}"
                let buckets = series.buckets.isEmpty ? "" : " \(series.buckets)"
                return "\(family.definition.name)\(labels) \(series.value)\(buckets)"
            }
        }
    }
}

/// A second of the clock.
let second: Int64 = 1_000_000_000
