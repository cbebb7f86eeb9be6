// Why this file exists: stages work on a chunk of lines at once; this is the chunk, a column for each thing.

import Glibc
import Platform

/// A chunk of lines on their way through the stages, reused from chunk to chunk.
///
/// `text` holds what was read, `scratch` what stages write: unescaped values, changed lines. A span whose start
/// has its highest bit set lies in `scratch`. Columns are indexed by row and valid below `count`. Used by one thread.
public final class Chunk {
    /// The bytes that were read.
    public let text = ByteBuffer(capacity: 4096)
    /// The lines in `text`, as they were framed.
    public var lines = ContiguousArray<Span32>()
    private let textMarks = ByteMarks()
    /// Bytes that stages wrote.
    public let scratch = ByteBuffer(capacity: 4096)
    /// Room for one line.
    let lineScratch = ByteBuffer()
    /// Where the lines are.
    public private(set) var place = Place()
    /// The timestamp given to a line at the chunk's first byte.
    private var base: Int64 = 0
    /// True if a stage has used the agent's timestamp of a row that may have one of its own.
    var usesGivenTimes = false
    /// What the rows wait for that were taken out of the chunk again; nil if all were judged.
    public internal(set) var waiting: Waiting?
    /// The first and the last row of each entry that was made of several.
    var joins: [ClosedRange<Int>] = []
    var memorySlots: [MemorySlot] = []
    let cells = RecordList<MetadataCell>()
    /// What the rows do to metrics, also those that were taken out of the chunk again.
    let notes = RecordList<MetricNote>()

    // In memory of its own, so that an access in a stage's loop is a load and no check for exclusive access.
    @usableFromInline let columns: UnsafeMutablePointer<Columns>

    @usableFromInline
    struct Columns {
        @usableFromInline var count = 0
        @usableFromInline var contents: UnsafeMutablePointer<Span32>
        @usableFromInline var timestamps: UnsafeMutablePointer<Int64>
        @usableFromInline var labelSets: UnsafeMutablePointer<UInt32>
        @usableFromInline var dropped: UnsafeMutablePointer<DropReason>
        @usableFromInline var hasOwnTime: UnsafeMutablePointer<Bool>
        /// One column of values behind the other, `capacity` rows each.
        @usableFromInline var values: UnsafeMutablePointer<Value>
        @usableFromInline var capacity: Int
        var slots: Int
        /// True if some column of values starts with a label's.
        var hasLabelValues = false
        /// True if the marks are those of the text.
        var isMarked = false
        /// One column of what stages remember behind the other, `capacity` rows each.
        var remembered: UnsafeMutablePointer<Int64>
        var memorySlots: Int
        /// For each row the last cell of its structured metadata; not set before a stage sets any.
        var metadata: UnsafeMutablePointer<UInt32>

        init(capacity: Int, slots: Int, memorySlots: Int) {
            self.capacity = capacity
            self.slots = slots
            self.memorySlots = memorySlots
            remembered = .allocate(capacity: max(1, capacity * memorySlots))
            metadata = .allocate(capacity: capacity)
            contents = .allocate(capacity: capacity)
            timestamps = .allocate(capacity: capacity)
            labelSets = .allocate(capacity: capacity)
            dropped = .allocate(capacity: capacity)
            hasOwnTime = .allocate(capacity: capacity)
            values = .allocate(capacity: max(1, capacity * slots))
        }

        func deallocate() {
            contents.deallocate()
            timestamps.deallocate()
            labelSets.deallocate()
            dropped.deallocate()
            hasOwnTime.deallocate()
            values.deallocate()
            remembered.deallocate()
            metadata.deallocate()
        }
    }

    /// How many entries there are.
    @inlinable public var count: Int { columns.pointee.count }
    /// The entry's text as it is now.
    @inlinable public var contents: UnsafeMutablePointer<Span32> { columns.pointee.contents }
    /// Nanoseconds since the Unix epoch.
    @inlinable public var timestamps: UnsafeMutablePointer<Int64> { columns.pointee.timestamps }
    /// The entry's labels, a set of the pipeline's `LabelTable`.
    @inlinable public var labelSets: UnsafeMutablePointer<UInt32> { columns.pointee.labelSets }
    /// Why the entry goes no further; `.none` if it does.
    @inlinable public var dropped: UnsafeMutablePointer<DropReason> { columns.pointee.dropped }
    /// True where the timestamp is the line's own, not the agent's.
    @inlinable public var hasOwnTime: UnsafeMutablePointer<Bool> { columns.pointee.hasOwnTime }

    /// The column of an extracted value.
    @inline(__always)
    func column(_ slot: Int) -> UnsafeMutablePointer<Value> {
        columns.pointee.values + slot &* columns.pointee.capacity
    }

    /// Set in the start of a span that lies in `scratch`.
    @usableFromInline static let scratchBit: UInt32 = 1 << 31
    /// The most that stages may write for one chunk, in bytes; a stage that meets it leaves the line as it is.
    public static let maximumScratch = 16 << 20

    /// An empty chunk.
    public init() {
        columns = .allocate(capacity: 1)
        columns.initialize(to: Columns(capacity: 64, slots: 0, memorySlots: 0))
    }

    deinit {
        columns.pointee.deallocate()
        columns.deallocate()
    }

    /// Makes an entry of every line: its text, a given timestamp, its file's labels.
    ///
    /// A line that starts `o` bytes into the chunk gets the timestamp `base + o`, see `PipelineMemory`.
    func prepare(
        slots: Int, memory: [MemorySlot] = [], place: Place = Place(), labelSet: UInt32, base: Int64
    ) {
        let count = lines.count
        self.place = place
        self.base = base
        waiting = nil
        usesGivenTimes = false
        joins.removeAll(keepingCapacity: true)
        cells.removeAll()
        notes.removeAll()
        memorySlots = memory
        let memoryColumns = memory.reduce(0) { max($0, $1.column + 1) }
        // Whoever copies a slice may read past its end, and scanners stop at a line break.
        text.reserve(64)
        text.end.storeBytes(of: 10, as: UInt8.self)
        columns.pointee.isMarked = false
        scratch.removeAll(shrinkingTo: 1 << 20)
        if columns.pointee.capacity < count || columns.pointee.slots < slots
            || columns.pointee.memorySlots < memoryColumns
        {
            let larger = Columns(
                capacity: max(count + count / 2, columns.pointee.capacity),
                slots: max(slots, columns.pointee.slots),
                memorySlots: max(memoryColumns, columns.pointee.memorySlots))
            columns.pointee.deallocate()
            columns.pointee = larger
        }
        columns.pointee.count = count
        columns.pointee.hasLabelValues = false
        let (contents, timestamps, labelSets, dropped, hasOwnTime) =
            (contents, timestamps, labelSets, dropped, hasOwnTime)
        for row in 0..<count {
            let line = lines[row]
            contents[row] = line
            timestamps[row] = base &+ Int64(line.start)
            labelSets[row] = labelSet
            dropped[row] = .none
            hasOwnTime[row] = false
        }
        for slot in 0..<slots { column(slot).update(repeating: .absent, count: count) }
    }

    /// Gives a row the agent's timestamp again, whatever stages took for it.
    func giveTime(_ row: Int) {
        timestamps[row] = givenTime(row)
        hasOwnTime[row] = false
    }

    /// Drops all lines from `rows` on, before the stages run or after, because there is no room for them.
    public func truncate(to rows: Int) {
        precondition(rows >= 0 && rows <= lines.count, "no such row")
        columns.pointee.count = min(rows, count)
        lines.removeSubrange(rows...)
        joins.removeAll { $0.lowerBound >= rows }
    }

    /// The timestamp that the agent gives to a row, whatever the row has now.
    func givenTime(_ row: Int) -> Int64 { base &+ Int64(lines[row].start) }

    /// The highest timestamp that the agent gave to a row, before twins are told apart; nil if every row has its own and
    /// no stage has asked for the agent's.
    /// - Parameter base: the timestamp that a line at the chunk's first byte gets.
    public func highestGiven(base: Int64) -> Int64? {
        for row in (0..<count).reversed() where !hasOwnTime[row] || usesGivenTimes {
            return base &+ Int64(lines[row].start)
        }
        return nil
    }

    /// True if the span lies in `text`, as it was read.
    @inlinable
    public func isInText(_ span: Span32) -> Bool { span.start & Self.scratchBit == 0 }

    /// Where `text` has bytes that matter to JSON; looked for when a stage first asks.
    @inline(__always)
    var marks: ByteMarks {
        if !columns.pointee.isMarked { mark() }
        return textMarks
    }

    @inline(never)
    private func mark() {
        textMarks.update(text.bytes)
        columns.pointee.isMarked = true
    }

    /// The bytes of a span. Valid until `scratch` grows.
    @inlinable
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
