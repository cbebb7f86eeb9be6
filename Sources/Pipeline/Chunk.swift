// Why this file exists: stages work on a chunk of lines at once; this is the chunk, a column for each thing.

import Glibc
import Platform

/// A value that a stage took out of a line, as a slice of the chunk.
public struct Value: Hashable, Sendable {
    /// What it was in the line.
    public enum Kind: UInt8, Sendable {
        case absent, text, number, boolean, null, structure
    }

    /// Its bytes; of a JSON string without the quotes and with escapes undone.
    public var span: Span32
    /// What it was in the line.
    public var kind: Kind

    /// No value.
    public static let absent = Value(span: Span32(start: 0, length: 0), kind: .absent)
}

/// Why the pipeline or a limit takes an entry out. The raw values index `Chunk.dropped`.
public enum DropReason: UInt8, CaseIterable, Sendable {
    case none, lineTooLong

    /// The value of the `reason` label in the metrics, Promtail's where it has one.
    public var label: String {
        switch self {
        case .none: "none"
        case .lineTooLong: "line_too_long"
        }
    }
}

/// A chunk of lines on their way through the stages, reused from chunk to chunk.
///
/// `text` holds what was read, `scratch` what stages write: unescaped values, changed lines. A span whose start
/// has its highest bit set lies in `scratch`. Columns are indexed by row and valid below `count`. Used by one thread.
public final class Chunk {
    /// The bytes that were read.
    public let text = ByteBuffer(capacity: 4096)
    /// The lines in `text`, as they were framed.
    public var lines = ContiguousArray<Span32>()
    /// Bytes that stages wrote.
    public let scratch = ByteBuffer(capacity: 4096)

    /// How many entries there are.
    public private(set) var count = 0
    /// The entry's text as it is now.
    public private(set) var contents = UnsafeMutablePointer<Span32>.allocate(capacity: 1)
    /// Nanoseconds since the Unix epoch.
    public private(set) var timestamps = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
    /// The entry's labels, a set of the pipeline's `LabelTable`.
    public private(set) var labelSets = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    /// Why the entry goes no further; `.none` if it does.
    public private(set) var dropped = UnsafeMutablePointer<DropReason>.allocate(capacity: 1)
    /// True where the timestamp is the line's own, not the agent's.
    public private(set) var hasOwnTime = UnsafeMutablePointer<Bool>.allocate(capacity: 1)
    private var values: [UnsafeMutablePointer<Value>] = []
    private var capacity = 1

    /// Set in the start of a span that lies in `scratch`.
    static let scratchBit: UInt32 = 1 << 31
    /// The most that stages may write for one chunk, in bytes; a stage that meets it leaves the line as it is.
    public static let maximumScratch = 16 << 20

    /// An empty chunk.
    public init() {}

    deinit {
        contents.deallocate()
        timestamps.deallocate()
        labelSets.deallocate()
        dropped.deallocate()
        hasOwnTime.deallocate()
        for column in values { column.deallocate() }
    }

    /// Makes an entry of every line: its text, a given timestamp, its file's labels.
    ///
    /// A line that starts `o` bytes into the chunk gets the timestamp `base + o`, see `PipelineMemory`.
    func prepare(slots: Int, labelSet: UInt32, base: Int64) {
        count = lines.count
        scratch.removeAll(shrinkingTo: 1 << 20)
        if capacity < count || values.count < slots { grow(slots: slots) }
        for row in 0..<count {
            let line = lines[row]
            contents[row] = line
            timestamps[row] = base &+ Int64(line.start)
            labelSets[row] = labelSet
            dropped[row] = .none
            hasOwnTime[row] = false
        }
        for slot in 0..<slots { values[slot].update(repeating: .absent, count: count) }
    }

    private func grow(slots: Int) {
        func renew<Element>(_ column: inout UnsafeMutablePointer<Element>) {
            column.deallocate()
            column = .allocate(capacity: capacity)
        }
        capacity = max(count + count / 2, capacity, 64)
        renew(&contents)
        renew(&timestamps)
        renew(&labelSets)
        renew(&dropped)
        renew(&hasOwnTime)
        for slot in values.indices { renew(&values[slot]) }
        while values.count < slots { values.append(.allocate(capacity: capacity)) }
    }

    /// The column of an extracted value.
    func column(_ slot: Int) -> UnsafeMutablePointer<Value> { values[slot] }

    /// The bytes of a span. Valid until `scratch` grows.
    @inline(__always)
    public func bytes(_ span: Span32) -> UnsafeRawBufferPointer {
        let inScratch = span.start & Self.scratchBit != 0
        let base = inScratch ? scratch.base : text.base
        return UnsafeRawBufferPointer(
            start: base + Int(span.start & ~Self.scratchBit), count: Int(span.length))
    }

    /// The span of what was written to `scratch` from `start` on.
    func scratchSpan(from start: Int) -> Span32 {
        Span32(
            start: UInt32(truncatingIfNeeded: start) | Self.scratchBit,
            length: UInt32(truncatingIfNeeded: scratch.count - start))
    }
}
