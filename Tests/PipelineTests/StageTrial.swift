// What every table of stages needs: a pipeline out of YAML, lines in, entries out.

import Configuration
import Platform
import Testing

@testable import Pipeline

/// What a line became.
struct Outcome: Equatable {
    /// The entry's text, as bytes: String would take differently composed characters for equal.
    var contents: [UInt8]
    /// `name=value` of each label, sorted by name, joined by commas.
    var labels: String
    /// Nanoseconds since the epoch, and whether the line itself said so.
    var time: Int64
    var hasOwnTime: Bool

    var text: String { String(decoding: contents, as: UTF8.self) }
}

/// A pipeline and the table of its label sets.
final class StageTrial {
    let table = LabelTable()
    let pipeline: Pipeline
    let chunk = Chunk()
    var memory = PipelineMemory()
    /// Where the lines of the next chunk are.
    var place = Chunk.Place()
    /// The highest timestamp that was given to a line of the last chunk.
    private(set) var lastGiven: Int64?

    /// Compiles a list of stages; anything that is wrong with it fails the test.
    init(_ yaml: String) throws {
        let diagnostics = DiagnosticCollector()
        let nodes = try stageNodes(yaml, diagnostics)
        pipeline = Pipeline(
            decoding: nodes, context: "pipeline_stages", labels: table, diagnostics: diagnostics)
        #expect(diagnostics.diagnostics.map(\.description) == [])
    }

    /// Runs lines through the stages as one chunk; the agent's time for its first byte is `base`.
    func run(_ lines: [[UInt8]], labels: [Label] = [], base: Int64 = 0) -> [Outcome] {
        fill(chunk, with: lines)
        pipeline.run(
            chunk, at: place, labelSet: table.number(of: labels), base: base, memory: &memory)
        lastGiven = chunk.highestGiven(base: base)
        return (0..<chunk.count).map { row in
            Outcome(
                contents: Array(chunk.bytes(chunk.contents[row])),
                labels: text(of: table.labels(of: chunk.labelSets[row])), time: chunk.timestamps[row],
                hasOwnTime: chunk.hasOwnTime[row])
        }
    }

    /// Why each line of the last chunk was dropped.
    var reasons: [String] { (0..<chunk.count).map { chunk.dropped[$0].label } }

    func run(_ lines: [String], labels: [Label] = [], base: Int64 = 0) -> [Outcome] {
        run(lines.map { Array($0.utf8) }, labels: labels, base: base)
    }

    /// Runs one line.
    func run(_ line: String, labels: [Label] = []) throws -> Outcome {
        try #require(run([line], labels: labels).first)
    }
}

/// What is wrong with a list of stages, as a user sees it.
func findings(_ yaml: String) throws -> [String] {
    let diagnostics = DiagnosticCollector()
    let nodes = try stageNodes(yaml, diagnostics)
    _ = Pipeline(decoding: nodes, context: "pipeline_stages", labels: LabelTable(), diagnostics: diagnostics)
    return diagnostics.diagnostics.map(\.description)
}

func stageNodes(_ yaml: String, _ diagnostics: DiagnosticCollector) throws -> [Node] {
    let node = try #require(YAML.parse(yaml.utf8, file: "f", diagnostics: diagnostics))
    return try #require(node.list(diagnostics: diagnostics, what: "pipeline_stages"))
}

/// Makes `lines` the chunk's text, each ended by a newline.
func fill(_ chunk: Chunk, with lines: [[UInt8]]) {
    chunk.text.removeAll()
    chunk.lines.removeAll()
    for line in lines {
        let start = chunk.text.count
        line.withUnsafeBytes { chunk.text.append($0) }
        chunk.lines.append(Span32(start, chunk.text.count))
        chunk.text.append(UInt8(ascii: "\n"))
    }
}

func text(of labels: [Label]) -> String { labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",") }
