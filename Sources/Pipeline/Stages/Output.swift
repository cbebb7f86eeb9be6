// Why this file exists: the `output` stage, which puts an extracted value in the line's place.

import Configuration

/// Replaces the line by an extracted value.
///
///     - output:
///         source: message
///
/// An entry without that value keeps its line.
final class OutputStage: Stage {
    private let slot: Int

    private init(slot: Int) { self.slot = slot }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            reader.requiredString("source", example: "message").map { OutputStage(slot: compiler.slot($0)) }
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        let values = chunk.column(slot)
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            switch values[row].kind {
            case .absent, .null: continue
            case .number: NumberText.normalize(&values[row], in: chunk)
            case .text, .boolean, .structure: break
            }
            chunk.contents[row] = values[row].span
        }
    }
}
