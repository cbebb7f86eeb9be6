// Why this file exists: a pipeline is stages one after the other, and so is what some stages consist of.

/// Stages run one after the other.
struct StageSequence {
    private let stages: [any Stage]

    init(_ stages: [any Stage]) { self.stages = stages }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        for stage in stages {
            stage.run(chunk, memory: memory)
            // What follows sees only rows that are complete.
            if chunk.isWaiting { chunk.setWaitingAside() }
        }
    }
}
