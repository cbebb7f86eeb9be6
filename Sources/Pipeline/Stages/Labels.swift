// Why this file exists: the `labels` stage, which makes labels of extracted values.

import Configuration
import Platform

/// Sets labels from extracted values.
///
///     - labels:
///         level:            # from the extracted value of the same name
///         service: app      # from the extracted value "app"
///
/// A value that was not extracted, or is null, leaves the label as it was; an empty one removes it, as Loki
/// keeps no label without a value.
final class LabelsStage: Stage {
    private let assignments: [(name: UInt32, slot: Int)]
    private let table: LabelTable

    private init(assignments: [(name: UInt32, slot: Int)], table: LabelTable) {
        self.assignments = assignments
        self.table = table
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        let pairs = settings.labelTexts()
        let table = compiler.labels
        var assignments: [(name: UInt32, slot: Int)] = []
        for (label, source) in pairs {
            assignments.append((table.number(ofName: label), compiler.slot(source ?? label)))
        }
        return LabelsStage(assignments: assignments, table: table)
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        for (name, slot) in assignments {
            let values = chunk.column(slot)
            for row in 0..<chunk.count where chunk.dropped[row] == .none {
                switch values[row].kind {
                case .absent, .null: continue
                case .number: NumberText.normalize(&values[row], in: chunk)
                case .text, .boolean, .structure: break
                }
                chunk.labelSets[row] = table.set(
                    name, of: chunk.labelSets[row], to: chunk.bytes(values[row].span))
            }
        }
    }
}
