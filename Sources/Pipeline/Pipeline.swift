// Why this file exists: the stages of one scrape configuration, run over a chunk one after the other.

import Configuration
import Platform

/// One step of a pipeline. It sees a chunk at a time and only its own columns; used by one thread.
protocol Stage: AnyObject {
    /// Changes the rows of the chunk that were not dropped.
    ///
    /// The same rows may be given again, alone or with others behind them: what becomes of a row depends on nothing but
    /// the bytes up to its entry's end, and on `memory`.
    /// - Parameter memory: what was remembered before the chunk's first row. What is to be remembered after each row goes
    ///   into the chunk's columns, see `Chunk.remembered`.
    func run(_ chunk: Chunk, memory: PipelineMemory)
}

/// The stages of one scrape configuration.
public final class Pipeline {
    private let stages: StageSequence
    private let slots: SlotTable
    private let memorySlots: [MemorySlot]
    private let labels: LabelTable
    private let problems: StageProblems
    /// Where the fields of its rows are for the analysis; nil if they are not analysed.
    private(set) var analysis: AnalysisColumns?

    init(
        stages: [any Stage], slots: SlotTable, memorySlots: [MemorySlot] = [], labels: LabelTable,
        problems: StageProblems = StageProblems(), analysis: AnalysisColumns? = nil
    ) {
        self.stages = StageSequence(stages)
        self.problems = problems
        self.slots = slots
        self.memorySlots = memorySlots
        self.labels = labels
        self.analysis = analysis
    }

    /// A pipeline that changes nothing.
    /// - Parameter analysis: where its lines have what the analysis counts; nil if they are not analysed.
    public convenience init(labels: LabelTable, analysis: AnalysisFields? = nil) {
        self.init(
            decoding: [], context: "", labels: labels, diagnostics: DiagnosticCollector(), analysis: analysis)
    }

    /// Compiles `pipeline_stages`, reporting what is wrong with them.
    /// - Parameters:
    ///   - metrics: those of the whole configuration, to which those of its stages are added.
    ///   - readLimit: how many lines a second may be read, before any stage.
    ///   - analysis: where its lines have what the analysis counts; nil if they are not analysed.
    public convenience init(
        decoding nodes: [Node], context: String, labels: LabelTable, diagnostics: DiagnosticCollector,
        metrics: MetricDefinitions = MetricDefinitions(), readLimit: ReadLimit? = nil,
        analysis: AnalysisFields? = nil
    ) {
        var compiler = StageCompiler(labels: labels, metrics: metrics, diagnostics: diagnostics)
        var stages: [any Stage]
        var columns: AnalysisColumns?
        if let analysis {
            var found = AnalysisColumns(analysis, compiler.slots)
            stages = compiler.compile(nodes, context: context, &found)
            columns = found
        } else {
            stages = compiler.compile(nodes, context: context)
        }
        if let readLimit {
            let reason = readLimit.drops ? DropReason(named: "rate_limited") : nil
            stages.insert(
                LimitStage(sharing: readLimit.budget, dropReason: reason, table: labels), at: 0)
        }
        self.init(
            stages: stages, slots: compiler.slots, memorySlots: compiler.memorySlots, labels: labels,
            problems: compiler.problems, analysis: columns)
    }

    /// How often stages could not do their work since the last call, and why the first of these times.
    public func takeProblems() -> (count: Int, first: StageProblem?) {
        let (count, kept) = problems.take()
        return (count, kept.first?.problem)
    }

    /// Makes entries of the chunk's lines and runs them through the stages.
    ///
    /// Rows of which more must be known, or that must wait, are taken out of the chunk again: see `Chunk.waiting`.
    /// - Parameters:
    ///   - place: where the lines are.
    ///   - labelSet: the labels of the file, a set of the pipeline's table. Stages find their values under their names
    ///     among the extracted ones, until something else is extracted under them.
    ///   - base: the timestamp given to a line that starts at the chunk's first byte, in nanoseconds.
    ///   - converter: makes UTF-8 of the lines before the stages see them.
    ///   - memory: what is remembered of the lines before the chunk, then of those before its end.
    /// - Returns: how many characters were none in the encoding that they were converted from.
    @discardableResult
    public func run(
        _ chunk: Chunk, at place: Chunk.Place = Chunk.Place(), labelSet: UInt32, base: Int64,
        converter: EncodingConverter? = nil, memory: inout PipelineMemory
    ) -> Int {
        chunk.prepare(slots: slots.count, memory: memorySlots, place: place, labelSet: labelSet, base: base)
        chunk.takeValues(of: labels.labels(of: labelSet), slots)
        analysis?.begin(chunk)
        for slot in memorySlots {
            // Where a stage is not reached, it remembers what it did.
            chunk.remembered(slot).update(repeating: memory[slot] ?? Chunk.nothing, count: chunk.count)
        }
        let replaced = converter.map { chunk.convert(with: $0) } ?? 0
        stages.run(chunk, memory: memory)
        memory = chunk.memory(after: chunk.count, from: memory)
        return replaced
    }
}
