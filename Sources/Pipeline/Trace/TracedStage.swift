// Why this file exists: whoever wants to see what stages do looks at the chunk after each, and no other run pays for it.

/// Told of each stage's work.
protocol StageObserver: AnyObject {
    /// A stage has run over the chunk.
    /// - Parameters:
    ///   - stage: its name behind those of the stages that it stands in.
    ///   - problems: what went wrong, with the row.
    func ran(_ stage: [String], _ chunk: Chunk, _ problems: [(row: Int, problem: StageProblem)])
}

/// A stage that is watched.
final class TracedStage: Stage {
    private let stage: any Stage
    private let name: [String]
    private let problems: StageProblems
    private unowned let observer: any StageObserver

    init(_ stage: any Stage, name: [String], problems: StageProblems, observer: any StageObserver) {
        self.stage = stage
        self.name = name
        self.problems = problems
        self.observer = observer
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        stage.run(chunk, memory: memory)
        observer.ran(name, chunk, problems.take().kept)
    }
}
