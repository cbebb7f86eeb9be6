// Why this file exists: what a stage costs drowns in what the agent costs; here it runs over one chunk again and again.

import Configuration
import Glibc
import Pipeline
import Platform
import Workbench

/// What a stage costs for each line.
public struct StageResult: Encodable, Equatable, Sendable {
    /// The case's name.
    public var name: String
    /// Median CPU nanoseconds, without those of an empty pipeline and of the stages before.
    public var nanosecondsPerLine: Double
    /// The same for all lines of a chunk, each allocation counted once, reallocations too.
    public var allocationsPerLine: Double
    /// The length of a line in bytes.
    public var lineBytes: Int
}

/// Measures stages in this process.
public struct StageRun {
    private let chunkBytes: Int
    private let rounds: Int
    private let repetitions: Int
    private let allocations: () -> UInt64

    /// - Parameters:
    ///   - chunkBytes: the size of the chunk that the stages run over.
    ///   - rounds: how often each case is measured, of which the median counts.
    ///   - repetitions: how often the chunk is run through in a round.
    ///   - allocations: how often the process has allocated memory up to now.
    public init(
        chunkBytes: Int = 256 << 10, rounds: Int = 5, repetitions: Int = 40,
        allocations: @escaping () -> UInt64
    ) {
        self.chunkBytes = chunkBytes
        self.rounds = rounds
        self.repetitions = repetitions
        self.allocations = allocations
    }

    /// Measures one case. Throws `WorkbenchError` if its stages are not understood.
    public func measure(_ stageCase: StageCase) throws -> StageResult {
        let lines = stageCase.lines.make(bytes: chunkBytes)
        let before = try Subject(stageCase.before, lines)
        let whole = try Subject(
            stageCase.before + "\n" + stageCase.stages, lines, isAnalysed: stageCase.isAnalysed)
        // Tables and buffers grow in the first runs.
        for subject in [before, whole] { for _ in 0..<3 { subject.run() } }
        let allocated = count(whole) - count(before)
        var differences: [Double] = []
        for _ in 0..<rounds {
            let (without, with) = (time(before), time(whole))
            differences.append(Double(with - without) / Double(repetitions * lines.count))
        }
        return StageResult(
            name: stageCase.name, nanosecondsPerLine: median(differences) ?? 0,
            allocationsPerLine: Double(allocated) / Double(lines.count),
            lineBytes: lines.reduce(0) { $0 + $1.utf8.count } / lines.count)
    }

    private func count(_ subject: Subject) -> Int64 {
        let before = allocations()
        subject.run()
        return Int64(allocations() - before)
    }

    /// CPU nanoseconds of this thread.
    private func time(_ subject: Subject) -> Int64 {
        let start = Self.now()
        for _ in 0..<repetitions { subject.run() }
        return Self.now() - start
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// A pipeline and the chunk that it runs over.
    private final class Subject {
        private let table = LabelTable()
        private let chunk = Chunk()
        private let pipeline: Pipeline
        private let metrics = MetricRegistry()
        private let analysis = AnalysisRegistry()
        private var memory = PipelineMemory()
        private let lines: [Span32]
        /// 2026-01-02T03:04:06Z, a little after the times in the lines, in nanoseconds since the Unix epoch.
        private static let present: Int64 = 1_767_323_046_000_000_000
        /// Every run is further into the file than the one before.
        private var offset: Int64 = 0

        init(_ yaml: String, _ lines: [String], isAnalysed: Bool = false) throws {
            let diagnostics = DiagnosticCollector()
            let node = YAML.parse(Array(yaml.utf8), file: "stages", diagnostics: diagnostics)
            let nodes =
                yaml.allSatisfy(\.isWhitespace)
                ? [] : node?.list(diagnostics: diagnostics, what: "stages") ?? []
            let definitions = MetricDefinitions()
            pipeline = Pipeline(
                decoding: nodes, context: "stages", labels: table, diagnostics: diagnostics,
                metrics: definitions, analysis: isAnalysed ? AnalysisFields() : nil)
            analysis.adopt(window: 3_600_000_000_000, now: Self.present)
            metrics.adopt(definitions, maximumSeries: 1000)
            if let problem = diagnostics.diagnostics.first { throw WorkbenchError("\(problem)") }
            var spans: [Span32] = []
            for line in lines {
                let start = chunk.text.count
                chunk.text.append(line)
                spans.append(Span32(start, chunk.text.count))
                chunk.text.append(UInt8(ascii: "\n"))
            }
            self.lines = spans
            chunk.lines.append(contentsOf: spans)
        }

        func run() {
            if chunk.lines.count != lines.count {
                chunk.lines.removeAll(keepingCapacity: true)
                chunk.lines.append(contentsOf: lines)
            }
            pipeline.run(
                chunk, at: Chunk.Place(generation: 1, offset: offset),
                labelSet: table.number(of: [Label("job", "bench")]), base: 0, memory: &memory)
            // What stages count is counted when a batch takes the rows.
            _ = metrics.count(chunk, table, now: 0)
            analysis.count(chunk, of: pipeline, now: Self.present)
            offset += Int64(chunk.text.count)
        }
    }
}

/// The results as lines of text, the last with its newline.
public func text(of results: [StageResult]) -> String {
    let rows =
        [["stage", "ns per line", "allocations per line", "bytes a line"]]
        + results.map {
            [
                $0.name, fixed($0.nanosecondsPerLine, decimals: 0), fixed($0.allocationsPerLine, decimals: 3),
                "\($0.lineBytes)",
            ]
        }
    return
        "one thread over a chunk of lines, less the same without the stage; CPU time, medians\n\n\(table(rows))\n"
}
