// Why this file exists: whoever wants to see what stages do looks at the chunk after each, and no other run pays for it.

/// Told of each stage's work.
protocol StageObserver: AnyObject {
    /// A stage has run over the chunk.
    /// - Parameter stage: its name behind those of the stages that it stands in.
    func ran(_ stage: [String], _ chunk: Chunk)
}

/// A stage that is watched.
final class TracedStage: Stage {
    private let stage: any Stage
    private let name: [String]
    private unowned let observer: any StageObserver

    init(_ stage: any Stage, name: [String], observer: any StageObserver) {
        self.stage = stage
        self.name = name
        self.observer = observer
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        stage.run(chunk, memory: memory)
        observer.ran(name, chunk)
    }
}
