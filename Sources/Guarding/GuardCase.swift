// What the hot loop may cost is data: a change that makes it cheaper lowers a number here, one that makes it dearer has to
// say why it raises one.

import Loki

/// A list of stages and what a line may cost on its way through the hot loop with them.
public struct GuardCase: Equatable, Sendable {
    /// Names the table.
    public let name: String
    /// The list below `pipeline_stages`, as YAML.
    public let stages: String
    /// True if the lines are analysed, too.
    public let isAnalysed: Bool
    /// What is made of them.
    public let encoding: ClientSettings.Encoding
    /// The most instructions a line of each part alone, without the parts before it.
    ///
    /// A sixth above what was counted when the bound was set: another release of the compiler, the C library or ISA-L is
    /// within that; a pass over each byte too many, or an allocation a line, is not.
    public let mostInstructions: [HotLoop.Part: Double]
    /// The most allocations a chunk of 256 KiB once everything has its size.
    public let mostAllocations: Double

    /// A case; see the properties.
    public init(
        name: String, stages: String, isAnalysed: Bool = false,
        encoding: ClientSettings.Encoding = .json, mostInstructions: [HotLoop.Part: Double],
        mostAllocations: Double
    ) {
        self.name = name
        self.stages = stages
        self.isAnalysed = isAnalysed
        self.encoding = encoding
        self.mostInstructions = mostInstructions
        self.mostAllocations = mostAllocations
    }

    private static let threeStages = """
        - json: {expressions: {level: , timestamp: }}
        - labels: {level: }
        - timestamp: {source: timestamp, format: '2006-01-02T15:04:05.999999'}
        """

    /// Everything that is counted.
    public static let all = [
        GuardCase(
            name: "json + labels + timestamp", stages: threeStages,
            mostInstructions: [.lines: 175, .stages: 3050, .batches: 285, .bodies: 4750],
            mostAllocations: 8),
        GuardCase(
            name: "the same, analysed", stages: threeStages, isAnalysed: true,
            mostInstructions: [.lines: 175, .stages: 4320, .batches: 285, .bodies: 4750],
            mostAllocations: 8),
        GuardCase(
            name: "the same as protobuf", stages: threeStages, encoding: .protobuf,
            mostInstructions: [.lines: 175, .stages: 3050, .batches: 285, .bodies: 3760],
            mostAllocations: 8),
    ]
}
