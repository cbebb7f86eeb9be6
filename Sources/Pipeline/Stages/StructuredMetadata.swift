// Why this file exists: the `structured_metadata` stage, for what is worth finding but too various for a label.

import Configuration
import Platform

/// Attaches extracted values, and labels, to the entry as structured metadata.
///
///     - structured_metadata:
///         trace_id:            # from the extracted value of the same name
///         pod: pod_name        # from the extracted value "pod_name"
///
/// A label of that name is taken out of the set, and gives its value where nothing was extracted. An empty value is
/// none.
final class StructuredMetadataStage: Stage {
    private struct Assignment {
        let name: UInt32
        let slot: Int
        let source: String
    }

    private let assignments: [Assignment]
    private let table: LabelTable
    private let removal: LabelSetMap

    private init(assignments: [Assignment], table: LabelTable) {
        self.assignments = assignments
        self.table = table
        let sources = Set(assignments.map(\.source))
        removal = LabelSetMap(table) { $0.filter { !sources.contains($0.name) } }
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        let assignments = settings.labelTexts().map { pair in
            let source = pair.text ?? pair.label
            return Assignment(
                name: compiler.labels.number(ofName: pair.label), slot: compiler.slot(source), source: source)
        }
        return StructuredMetadataStage(assignments: assignments, table: compiler.labels)
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        for assignment in assignments { attach(assignment, chunk) }
        removal.apply(to: chunk)
    }

    private func attach(_ assignment: Assignment, _ chunk: Chunk) {
        var (last, label): (UInt32, Span32?) = (.max, nil)
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            if let span = chunk.text(ofValue: assignment.slot, row) {
                chunk.setMetadata(assignment.name, of: row, to: span)
                continue
            }
            let set = chunk.labelSets[row]
            if set != last {
                last = set
                label = value(of: assignment.source, in: set, chunk)
            }
            if let label { chunk.setMetadata(assignment.name, of: row, to: label) }
        }
    }

    private func value(of name: String, in set: UInt32, _ chunk: Chunk) -> Span32? {
        guard let label = table.labels(of: set).first(where: { $0.name == name }),
            chunk.scratch.count + label.value.utf8.count < Chunk.maximumScratch
        else { return nil }
        let start = chunk.scratch.count
        chunk.scratch.append(label.value)
        return chunk.scratchSpan(from: start)
    }
}
