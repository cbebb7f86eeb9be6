// Why this file exists: what the agent does with each line, without what it does for a file, a client or a second.

import Configuration
import Loki
import Pipeline
import Platform
import Tailing
import Workbench

/// The way of a backlog's lines: read, framed, through the stages, into batches, made bodies.
///
/// Chunks and batches are as large as the agent's are by default, so what is done once a chunk or once a batch weighs
/// what it weighs there.
public final class HotLoop {
    /// How far lines go, each part with those before it.
    public enum Part: String, CaseIterable, Sendable {
        /// Read and cut into lines.
        case lines
        /// Through the stages; their timestamps are settled.
        case stages
        /// Into batches.
        case batches
        /// Made bodies of pushes.
        case bodies
    }

    /// What went through, of one pass over the file.
    public struct Passage: Equatable, Sendable {
        /// Chunks read.
        public var chunks = 0
        /// Lines in them.
        public var lines = 0
        /// Their bytes, newlines included.
        public var bytes = 0
        /// Bodies made.
        public var bodies = 0
        /// Entries in them.
        public var entries = 0
        /// Bytes of the bodies.
        public var bodyBytes = 0
    }

    private static let chunkBytes = 256 << 10
    private static let batchBytes = 1 << 20
    /// 2026-01-02T03:04:06Z in nanoseconds since the Unix epoch.
    private static let present: Int64 = 1_767_323_046_000_000_000

    private let file: File
    private let part: Part
    private let encoding: ClientSettings.Encoding
    private let labels = LabelTable()
    private let pipeline: Pipeline
    private let analysis: AnalysisRegistry?
    private let labelSet: UInt32
    private let chunk = Chunk()
    private let batch = Batch(tenant: nil)
    private let encoder = PushBodyEncoder()
    private let body = ByteBuffer()
    private var memory = PipelineMemory()
    private var run = TwinRun()
    /// Every pass is further into the log than the one before, as far as stages know.
    private var passedBytes: Int64 = 0

    /// A loop over the file at `path`, as the case says.
    ///
    /// Throws `SystemError` when it cannot be read, and `WorkbenchError` when the stages are not understood.
    public init(path: String, _ guardCase: GuardCase, through part: Part) throws {
        file = try File(path, .read)
        self.part = part
        encoding = guardCase.encoding
        let diagnostics = DiagnosticCollector()
        let nodes =
            YAML.parse(Array(guardCase.stages.utf8), file: "stages", diagnostics: diagnostics)?
            .list(diagnostics: diagnostics, what: "stages") ?? []
        pipeline = Pipeline(
            decoding: nodes, context: "stages", labels: labels, diagnostics: diagnostics,
            analysis: guardCase.isAnalysed ? AnalysisFields() : nil)
        if let problem = diagnostics.diagnostics.first { throw WorkbenchError("\(problem)") }
        labelSet = labels.number(of: [Label("filename", "/var/log/app.log"), Label("job", "app")])
        analysis = guardCase.isAnalysed ? AnalysisRegistry() : nil
        analysis?.adopt(window: 3_600_000_000_000, now: Self.present)
    }

    /// Passes over the whole file.
    ///
    /// - Parameter take: is given each body, valid for the call.
    public func pass(_ take: (UnsafeRawBufferPointer) -> Void = { _ in }) throws -> Passage {
        var passage = Passage()
        var offset: Int64 = 0
        // Lines' bytes are counted here and not asked of the batch, so that the parts have the same chunks.
        var filled = 0
        while try readChunk(at: offset, room: Self.batchBytes - filled) {
            let bytes = Int(chunk.lines.last.map { $0.start + $0.length } ?? 0) + 1
            passage.chunks += 1
            passage.lines += chunk.lines.count
            passage.bytes += bytes
            filled += bytes
            if part != .lines { runStages(at: passedBytes + offset) }
            if part == .batches || part == .bodies { fillBatch() }
            offset += Int64(bytes)
            if Self.batchBytes - filled < Self.batchBytes / 64 {
                try finishBatch(&passage, take)
                filled = 0
            }
        }
        try finishBatch(&passage, take)
        passedBytes += offset
        return passage
    }

    /// Reads lines of at most `room` bytes; false at the end of the file.
    private func readChunk(at offset: Int64, room: Int) throws -> Bool {
        let length = min(Self.chunkBytes, room)
        let text = chunk.text
        text.removeAll()
        text.reserve(length)
        text.advance(by: try file.read(at: offset, into: text.end, length: length))
        chunk.lines.removeAll(keepingCapacity: true)
        _ = Framer.frame(text.bytes, limit: 1 << 20, offset: offset, into: &chunk.lines)
        return !chunk.lines.isEmpty
    }

    private func runStages(at place: Int64) {
        let before = memory
        pipeline.run(
            chunk, at: Chunk.Place(generation: 1, offset: place), labelSet: labelSet,
            base: Self.present + place, memory: &memory)
        analysis?.count(chunk, of: pipeline, now: Self.present)
        run.settle(chunk, at: place, memory: before, labels: labels)
    }

    private func fillBatch() {
        var lastSet = UInt32.max
        var stream = 0
        let (contents, labelSets, dropped, timestamps) =
            (chunk.contents, chunk.labelSets, chunk.dropped, chunk.timestamps)
        for row in 0..<chunk.count where dropped[row] == .none {
            if labelSets[row] != lastSet {
                lastSet = labelSets[row]
                stream = self.stream(lastSet)
            }
            batch.append(chunk.bytes(contents[row]), timestamp: timestamps[row], stream: stream, now: 0)
        }
    }

    private func stream(_ set: UInt32) -> Int {
        if let known = batch.stream(UInt64(set)) { return known }
        return batch.addStream(UInt64(set), labels: labels.labels(of: set).map { ($0.name, $0.value) })
    }

    private func finishBatch(_ passage: inout Passage, _ take: (UnsafeRawBufferPointer) -> Void) throws {
        guard !batch.isEmpty else { return }
        if part == .bodies {
            try encoder.encode(batch, as: encoding, to: body)
            passage.bodies += 1
            passage.entries += batch.count
            passage.bodyBytes += body.count
            take(body.bytes)
        }
        batch.removeAll()
    }
}
