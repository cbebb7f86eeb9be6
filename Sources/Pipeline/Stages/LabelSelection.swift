// Why this file exists: the `labeldrop` and `labelallow` stages, which say what labels are sent.

import Configuration
import Platform

/// Takes labels out of the set.
///
///     - labeldrop: [filename, pid]
final class LabelDropStage: Stage {
    private let map: LabelSetMap

    private init(map: LabelSetMap) { self.map = map }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.labelNames().map { names in
            LabelDropStage(map: LabelSetMap(compiler.labels) { $0.filter { !names.contains($0.name) } })
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) { map.apply(to: chunk) }
}

/// Takes all labels out of the set but those named. The tenant is not a label and stays.
///
///     - labelallow: [job, level]
final class LabelAllowStage: Stage {
    private let map: LabelSetMap

    private init(map: LabelSetMap) { self.map = map }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.labelNames().map { names in
            let names = names.union([LabelTable.tenantLabel])
            return LabelAllowStage(
                map: LabelSetMap(compiler.labels) { $0.filter { names.contains($0.name) } })
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) { map.apply(to: chunk) }
}

extension StageSettings {
    /// Reads a list of label names, which are many of or none; nil after an error.
    fileprivate func labelNames() -> Set<String>? {
        guard let names = node.texts(diagnostics: diagnostics, what: context) else { return nil }
        let places = node.elements?.map(\.location) ?? []
        for (index, name) in names.enumerated() where !LabelName.isValid(name) {
            reportInvalid(name, at: places.count == names.count ? places[index] : node.location)
        }
        guard !names.isEmpty else {
            diagnostics.error(
                node.location, "\(context): the list is empty", fix: "write the names of labels: [filename]")
            return nil
        }
        return Set(names)
    }
}
