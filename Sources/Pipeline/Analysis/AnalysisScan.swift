// Why this file exists: where no json stage reads the line that the analysis is about, its fields are looked for here.

import Configuration

/// Finds the fields of the analysis in lines that are JSON objects; others it leaves alone.
final class AnalysisScan: Stage {
    private let extractor: JSONExtractor

    init(_ columns: AnalysisColumns) {
        extractor = JSONExtractor(tree: KeyTree(columns.paths), inherited: [])
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        guard !chunk.place.isReplay else { return }
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            _ = extractor.extract(row, from: chunk.contents[row], chunk)
        }
    }

    /// The stages that show what a line is: the analysis is about what they leave.
    private static let unwrapping: Set = ["cri", "decolorize", "docker", "multiline"]
    /// Those that neither change a line nor drop one.
    private static let harmless: Set = [
        "geoip", "labelallow", "labeldrop", "labels", "logfmt", "metrics", "regex", "static_labels",
        "structured_metadata", "tenant", "timestamp",
    ]

    /// Where among the stages of a pipeline the line is what the analysis is about.
    /// - Returns: the index of the json stage that may find the fields, too, or of the stage before which they are looked
    ///   for.
    static func place(among nodes: [Node]) -> Int {
        let names = nodes.map { $0.entries?.first?.key.text ?? "" }
        let first = names.firstIndex { !unwrapping.contains($0) } ?? nodes.count
        let next = names[first...].firstIndex { !harmless.contains($0) }
        return next.map { names[$0] == "json" ? $0 : first } ?? first
    }
}
