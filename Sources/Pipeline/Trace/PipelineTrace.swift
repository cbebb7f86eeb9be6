// Why this file exists: `logferry inspect` shows what becomes of a line, stage by stage.

import Configuration
import Platform

/// What an entry is between two stages.
public struct TracedEntry: Hashable, Sendable {
    /// Its text.
    public var line: String
    /// Nanoseconds since the Unix epoch.
    public var timestamp: Int64
    /// Its labels, sorted by name.
    public var labels: [Label]
    /// Its structured metadata, sorted by name.
    public var metadata: [Label] = []
    /// What was extracted, sorted by name; a value that is there may be empty.
    public var extracted: [Label] = []
    /// Why it goes no further, in the word of the metrics; nil if it does.
    public var dropped: String?
}

/// What became of a line.
public struct LineTrace: Hashable, Sendable {
    /// What one stage made of it.
    public struct Step: Hashable, Sendable {
        /// The stage's name behind those of the stages that it stands in.
        public let stage: [String]
        /// The entry after it.
        public let entry: TracedEntry
        /// Why it left the entry as it was, or a part of it.
        public var problems: [StageProblem] = []
    }

    /// As it came out of the file.
    public let start: TracedEntry
    /// One for each stage that it came to, in order.
    public internal(set) var steps: [Step] = []

    /// As it left the last stage.
    public var end: TracedEntry { steps.last?.entry ?? start }
    /// Why a line goes no further that became a part of one above it.
    public static var joined: String { DropReason.joined.label }
    /// True if it became a part of a line above it.
    public var isJoined: Bool { end.dropped == Self.joined }
}

/// The stages of one scrape configuration, with a look at each line after every stage. Used by one thread.
public final class PipelineTrace: StageObserver {
    private let table = LabelTable()
    private let labels: [Label]
    private var stages: [any Stage] = []
    private var slots = SlotTable()
    private var values: [(name: String, slot: Int)] = []
    private var memorySlots: [MemorySlot] = []
    private var memory = PipelineMemory()
    private var lines: [LineTrace] = []

    /// Compiles `pipeline_stages`, reporting what is wrong with them.
    /// - Parameter labels: those that every line has at first.
    public init(
        decoding nodes: [Node], context: String, labels: [Label], diagnostics: DiagnosticCollector
    ) {
        self.labels = labels
        var compiler = StageCompiler(labels: table, diagnostics: diagnostics)
        compiler.observer = self
        stages = compiler.compile(nodes, context: context)
        slots = compiler.slots
        values = slots.all
        memorySlots = compiler.memorySlots
    }

    /// Runs the stages over the chunk's lines. Nothing is counted, and no stage waits for further lines.
    /// - Parameters:
    ///   - offset: bytes from the first line of all to the chunk's first one.
    ///   - base: the timestamp of a line at the chunk's start, in nanoseconds since the Unix epoch.
    public func run(_ chunk: Chunk, offset: Int64, base: Int64) -> [LineTrace] {
        if table.isFull { table.reset() }
        let pipeline = Pipeline(
            stages: [Start(self)] + stages, slots: slots,
            memorySlots: memorySlots,
            labels: table)
        pipeline.run(
            chunk, at: Chunk.Place(generation: 1, offset: offset, isEnded: true, isReplay: true),
            labelSet: table.number(of: labels), base: base, memory: &memory)
        defer { lines = [] }
        return lines
    }

    /// Takes the lines down as they come.
    private final class Start: Stage {
        private unowned let trace: PipelineTrace

        init(_ trace: PipelineTrace) { self.trace = trace }

        func run(_ chunk: Chunk, memory: PipelineMemory) {
            trace.lines = (0..<chunk.count).map { LineTrace(start: trace.entry($0, of: chunk)) }
        }
    }

    func ran(_ stage: [String], _ chunk: Chunk, _ problems: [(row: Int, problem: StageProblem)]) {
        for row in 0..<min(chunk.count, lines.count)
        where lines[row].end.dropped == nil && chunk.dropped[row] != .aside {
            lines[row].steps.append(
                LineTrace.Step(
                    stage: stage, entry: entry(row, of: chunk),
                    problems: problems.filter { $0.row == row }.map(\.problem)))
        }
    }

    private func entry(_ row: Int, of chunk: Chunk) -> TracedEntry {
        func text(_ span: Span32) -> String { String(decoding: chunk.bytes(span), as: UTF8.self) }
        var entry = TracedEntry(
            line: text(chunk.contents[row]), timestamp: chunk.timestamps[row],
            labels: table.labels(of: chunk.labelSets[row]))
        chunk.forEachMetadata(of: row) { entry.metadata.append(Label(table.name($0), text($1))) }
        entry.metadata.sort()
        for (name, slot) in values {
            let value = chunk.column(slot)[row]
            if value.kind != .absent { entry.extracted.append(Label(name, text(value.span))) }
        }
        entry.extracted.sort()
        if chunk.dropped[row] != .none { entry.dropped = chunk.dropped[row].label }
        return entry
    }
}
