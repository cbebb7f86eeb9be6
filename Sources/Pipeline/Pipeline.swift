// Why this file exists: the stages of one scrape configuration, run over a chunk one after the other.

import Configuration
import Platform

/// What the stages must remember from one line of a generation to the next; part of its checkpoint.
public struct PipelineMemory: Hashable, Sendable {
    /// The timestamp stage's last time, nanoseconds since the Unix epoch: what `fudge` counts on from.
    public var lastTimestamp: Int64?

    /// What there is to remember, or nothing.
    public init(lastTimestamp: Int64? = nil) { self.lastTimestamp = lastTimestamp }
}

/// One step of a pipeline. It sees a chunk at a time and only its own columns; used by one thread.
protocol Stage: AnyObject {
    /// Changes the rows of the chunk that were not dropped.
    func run(_ chunk: Chunk, memory: inout PipelineMemory)
}

/// The stages of one scrape configuration.
public final class Pipeline {
    private let stages: [any Stage]
    private let slots: Int
    private let labels: LabelTable

    init(stages: [any Stage], slots: Int, labels: LabelTable) {
        self.stages = stages
        self.slots = slots
        self.labels = labels
    }

    /// A pipeline that changes nothing.
    public convenience init(labels: LabelTable) { self.init(stages: [], slots: 0, labels: labels) }

    /// Compiles `pipeline_stages`, reporting what is wrong with them.
    public convenience init(
        decoding nodes: [Node], context: String, labels: LabelTable, diagnostics: DiagnosticCollector
    ) {
        var compiler = StageCompiler(labels: labels, diagnostics: diagnostics)
        let stages = compiler.compile(nodes, context: context)
        self.init(stages: stages, slots: compiler.slotCount, labels: labels)
    }

    /// Makes entries of the chunk's lines and runs them through the stages.
    /// - Parameters:
    ///   - labelSet: the labels of the file, a set of the pipeline's table.
    ///   - base: the timestamp given to a line that starts at the chunk's first byte, in nanoseconds.
    public func run(_ chunk: Chunk, labelSet: UInt32, base: Int64, memory: inout PipelineMemory) {
        chunk.prepare(slots: slots, labelSet: labelSet, base: base)
        for stage in stages { stage.run(chunk, memory: &memory) }
    }
}
