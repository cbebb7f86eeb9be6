// What tables of stages need that extract: the values of one line, by name.

import Configuration
import Platform
import Testing

@testable import Pipeline

/// Stages, and the names of the values that are looked at after them.
final class ExtractionTrial {
    let labels = LabelTable()
    let chunk = Chunk()
    private let stages: [any Stage]
    private let columns: [(name: String, slot: Int)]
    private let slotCount: Int

    /// - Parameter names: what is looked at, in the order of the results.
    init(_ yaml: String, names: [String]) throws {
        let diagnostics = DiagnosticCollector()
        var compiler = StageCompiler(labels: labels, diagnostics: diagnostics)
        stages = compiler.compile(try stageNodes(yaml, diagnostics), context: "pipeline_stages")
        columns = names.map { (name: $0, slot: compiler.slot($0)) }
        slotCount = compiler.slotCount
        #expect(diagnostics.diagnostics.map(\.description) == [])
    }

    /// `name=value` for each value that is there, and `-> LINE` if the line has changed.
    func run(_ line: [UInt8]) -> String {
        fill(chunk, with: [line])
        chunk.prepare(slots: slotCount, labelSet: labels.number(of: []), base: 0)
        for stage in stages { stage.run(chunk, memory: PipelineMemory()) }
        var results = columns.compactMap { name, slot in
            let value = chunk.column(slot)[0]
            return value.kind == .absent ? nil : "\(name)=\(text(value.span))"
        }
        if Array(chunk.bytes(chunk.contents[0])) != line { results.append("-> \(text(chunk.contents[0]))") }
        return results.joined(separator: " ")
    }

    func run(_ line: String) -> String { run(Array(line.utf8)) }

    private func text(_ span: Span32) -> String { String(decoding: chunk.bytes(span), as: UTF8.self) }
}
