// Why this file exists: the same analysis of files that no agent has read.

import Analysis
import Glibc
import Platform

/// Analyses lines as they are in files: JSON objects, others are counted as lines only. One for a file, or for a thread;
/// their analysers are merged. Used by one thread.
public final class OfflineAnalysis {
    /// Longer lines are passed over, in bytes.
    public static let maximumLine = 1 << 20
    /// So much is looked at together.
    private static let chunkBytes = 128 << 10

    /// What was counted so far.
    public private(set) var analyzer: Analyzer
    /// The lines so far.
    public private(set) var lines: UInt64 = 0
    /// The latest time of a line, in nanoseconds since the Unix epoch, whether it counts or not; nil if none has one.
    public private(set) var newest: Int64?
    private let pipeline: Pipeline
    private let labels: UInt32
    private let chunk = Chunk()
    private var memory = PipelineMemory()
    /// The time of the last line that had one, which those without one are of.
    private var lastTime: Int64?
    /// True in a line that is passed over.
    private var isSkipping = false

    /// - Parameters:
    ///   - fields: where in a line the fields are.
    ///   - after: only entries later than this count, in nanoseconds since the Unix epoch; nil for all.
    public init(fields: AnalysisFields = AnalysisFields(), after: Int64? = nil) {
        let table = LabelTable()
        pipeline = Pipeline(labels: table, analysis: fields)
        labels = table.number(of: [])
        analyzer = Analyzer(.everything(after: after))
    }

    /// Takes the lines of a block.
    /// - Parameters:
    ///   - block: any number of lines, in the order of the file.
    ///   - isLast: true if the file ends here: its last line counts also without a line break.
    /// - Returns: how many bytes were taken; what is left is the start of a line and belongs in front of the next block.
    ///   Blocks of 64 KiB and more are quickest.
    public func take(_ block: UnsafeRawBufferPointer, isLast: Bool = false) -> Int {
        var taken = 0
        while taken < block.count {
            let rest = UnsafeRawBufferPointer(rebasing: block[taken...])
            let length = takeChunk(rest, isLast: isLast)
            guard length > 0 else { break }
            taken += length
        }
        return taken
    }

    private func takeChunk(_ block: UnsafeRawBufferPointer, isLast: Bool) -> Int {
        guard let start = block.baseAddress else { return 0 }
        if isSkipping { return skip(block) }
        chunk.lines.removeAll(keepingCapacity: true)
        var at = 0
        while at < block.count, at < Self.chunkBytes {
            let found = memchr(start + at, 10, block.count - at).map { UnsafeRawPointer($0) - start }
            guard let end = found ?? (isLast ? block.count : nil), end - at <= Self.maximumLine else { break }
            chunk.lines.append(Span32(at, end))
            at = min(end + 1, block.count)
        }
        guard at > 0 else {
            guard block.count > Self.maximumLine else { return 0 }
            isSkipping = true
            lines += 1
            return skip(block)
        }
        chunk.text.removeAll(shrinkingTo: 2 * Self.maximumLine)
        chunk.text.append(UnsafeRawBufferPointer(rebasing: block[..<at]))
        analyze()
        return at
    }

    /// Passes over the rest of a line.
    private func skip(_ block: UnsafeRawBufferPointer) -> Int {
        guard let start = block.baseAddress, let end = memchr(start, 10, block.count) else {
            return block.count
        }
        isSkipping = false
        return UnsafeRawPointer(end) - start + 1
    }

    private func analyze() {
        pipeline.run(chunk, labelSet: labels, base: 0, memory: &memory)
        guard let columns = pipeline.analysis else { return }
        lines += UInt64(chunk.count)
        for row in 0..<chunk.count {
            let own = columns.take(row, chunk, given: lastTime ?? .min, now: 0, into: &analyzer)
            guard let own else { continue }
            lastTime = own
            newest = max(newest ?? own, own)
        }
    }
}
