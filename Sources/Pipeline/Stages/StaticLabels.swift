// Why this file exists: the `static_labels` stage, which gives every entry the same labels.

import Configuration
import Platform

/// Sets labels to fixed texts.
///
///     - static_labels:
///         team: payments
final class StaticLabelsStage: Stage {
    private let assignments: [(name: UInt32, value: [UInt8])]
    private let table: LabelTable

    private init(assignments: [(name: UInt32, value: [UInt8])], table: LabelTable) {
        self.assignments = assignments
        self.table = table
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        let pairs = settings.labelTexts()
        let table = compiler.labels
        return StaticLabelsStage(
            assignments: pairs.map { (table.number(ofName: $0.label), Array(($0.text ?? "").utf8)) },
            table: table)
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        for (name, value) in assignments {
            value.withUnsafeBytes { bytes in
                for row in 0..<chunk.count where chunk.dropped[row] == .none {
                    chunk.labelSets[row] = table.set(name, of: chunk.labelSets[row], to: bytes)
                }
            }
        }
    }
}
