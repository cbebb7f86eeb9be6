// Why this file exists: entries wait here until they are pushed together.

import Platform

/// Where a batch's entries came from, which only their source understands.
public struct SourceRange: Hashable, Sendable {
    /// Which source.
    public let source: UInt64
    /// Which of its ranges.
    public let index: Int

    /// Takes both as they are.
    public init(source: UInt64, index: Int) {
        self.source = source
        self.index = index
    }
}

/// Entries in the order they were read, each line as it was read: how they are written is decided when they are pushed.
/// Most are of one tenant; those of others are sorted out before.
///
/// Bounded by whoever fills it: see `hasRoom`. Used by one thread at a time.
public final class Batch {
    /// The most bytes of lines of one stream in a batch, so that a repetition stays within what Loki tells apart.
    public static let maximumStreamBytes = 1 << 20

    struct Entry {
        /// Nanoseconds since the Unix epoch.
        let timestamp: Int64
        let stream: UInt32
        /// Where the line lies in `arena`.
        let line: Span32
        /// Which of the cells of structured metadata are its own.
        var firstCell: UInt32 = 0
        var cells: UInt32 = 0
    }

    /// A piece of structured metadata, in `arena`.
    struct Cell {
        let name: Span32
        let value: Span32
    }

    struct Stream {
        let key: UInt64
        /// An index into the tenants.
        let tenant: Int
        var entries = 0
        var lineBytes = 0
    }

    /// The tenant of streams that have none of their own, nil for Loki's single-tenant mode.
    public let tenant: String?
    /// Bytes of lines, and of structured metadata.
    public var lineBytes: Int { totalBytes }
    /// When the first entry came, on the monotonic clock.
    public var started: Int64 { firstTime }
    /// The ranges that the entries came from, in the order of the entries.
    public private(set) var ranges: [SourceRange] = []

    /// For each range the index after its last entry.
    private var rangeEnds: [Int] = []
    // Private, so that the compiler can prove every access exclusive: they change with each entry.
    private var totalBytes = 0
    private var firstTime: Int64 = 0
    let entries = RecordList<Entry>()
    let cells = RecordList<Cell>()
    let streams = RecordList<Stream>()
    private var labels: [[LokiLabel]] = []
    private var labelBytes = 0
    private var streamByKey: [UInt64: Int] = [:]
    var tenants: [String?]
    /// True once entries of several tenants were put in another order.
    var isSorted = false
    private let arena = ByteBuffer()
    /// Bytes behind every line that can be read.
    static let padding = 64

    /// An empty batch.
    public init(tenant: String?) {
        self.tenant = tenant
        tenants = [tenant]
    }

    /// True if nothing is in it.
    public var isEmpty: Bool { entries.isEmpty }
    /// How many entries are in it.
    public var count: Int { entries.count }
    /// How many streams they belong to.
    public var streamCount: Int { streams.count }
    /// Bytes of memory that it holds.
    public var footprint: Int {
        arena.capacity + entries.footprint + cells.footprint + streams.footprint + labelBytes
    }

    /// Notes that the entries which were added since the last range came from this one.
    public func endRange(_ range: SourceRange) {
        ranges.append(range)
        rangeEnds.append(count)
    }

    /// For each of the ranges its entries.
    var rangeBounds: [Range<Int>] {
        isSorted ? [] : zip([0] + rangeEnds, rangeEnds).map { $0..<$1 }
    }

    /// How many of the ranges are done with when every entry before `index` is.
    public func completeRanges(before index: Int) -> Int {
        if isSorted { return index >= count ? rangeEnds.count : 0 }
        return rangeEnds.firstIndex { $0 > index } ?? rangeEnds.count
    }

    /// The stream known by `key`, nil if the batch has none yet.
    @inline(__always)
    public func stream(_ key: UInt64) -> Int? { streamByKey[key] }

    /// Adds a stream. `labels` must be valid names with values that are not empty, sorted.
    /// - Parameter tenant: the stream's own; nil for the batch's.
    public func addStream(
        _ key: UInt64, labels: some Sequence<(name: String, value: String)>, tenant: String? = nil
    ) -> Int {
        let own = labels.map { LokiLabel(name: $0.name, value: $0.value) }
        labelBytes += own.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 64 }
        self.labels.append(own)
        var number = 0
        if let tenant {
            number = tenants.firstIndex(of: tenant) ?? tenants.count
            if number == tenants.count { tenants.append(tenant) }
        }
        streams.append(Stream(key: key, tenant: number))
        streamByKey[key] = streams.count - 1
        return streams.count - 1
    }

    /// True if a line of `length` bytes may still go into `stream`: any may into an empty batch.
    @inline(__always)
    public func hasRoom(_ length: Int, stream: Int, limit: Int) -> Bool {
        if entries.isEmpty { return true }
        return totalBytes &+ length <= limit
            && streams[stream].lineBytes &+ length <= Self.maximumStreamBytes && arena.count < 1 << 30
    }

    /// Adds an entry with a copy of its line. `timestamp` is nanoseconds since the Unix epoch.
    public func append(_ line: UnsafeRawBufferPointer, timestamp: Int64, stream: Int, now: Int64) {
        if entries.isEmpty { firstTime = now }
        let start = arena.count
        arena.reserve(line.count &+ Self.padding)
        arena.append(line)
        entries.append(
            Entry(
                timestamp: timestamp, stream: UInt32(truncatingIfNeeded: stream),
                line: Span32(start, arena.count)
            ))
        var counts = streams[stream]
        counts.entries &+= 1
        counts.lineBytes &+= line.count
        streams[stream] = counts
        totalBytes &+= line.count
    }

    /// Adds a piece of structured metadata to the last entry: Loki's HTTP API, "push", the third element of a value.
    /// - Parameter name: a label name that the entry's metadata does not have yet.
    public func addMetadata(_ name: String, _ value: UnsafeRawBufferPointer) {
        guard var entry = entries.all.last else { return }
        let start = arena.count
        arena.append(name)
        let end = arena.count
        arena.append(value)
        if entry.cells == 0 { entry.firstCell = UInt32(truncatingIfNeeded: cells.count) }
        entry.cells &+= 1
        cells.append(Cell(name: Span32(start, end), value: Span32(end, arena.count)))
        arena.reserve(Self.padding)
        entries[entries.count - 1] = entry
        totalBytes &+= arena.count - start
        var counts = streams[Int(entry.stream)]
        counts.lineBytes &+= arena.count - start
        streams[Int(entry.stream)] = counts
    }

    /// Forgets everything, keeping memory for a batch of the same size.
    public func removeAll() {
        let usual = arena.count + arena.count / 2
        arena.removeAll(shrinkingTo: max(1 << 16, usual))
        entries.removeAll()
        cells.removeAll()
        streams.removeAll()
        labels.removeAll()
        labelBytes = 0
        streamByKey.removeAll()
        tenants = [tenant]
        isSorted = false
        ranges.removeAll(keepingCapacity: ranges.count * 2 > ranges.capacity)
        rangeEnds.removeAll(keepingCapacity: rangeEnds.count * 2 > rangeEnds.capacity)
        totalBytes = 0
    }

    /// Bytes of a line, or of metadata. Valid until something is added.
    @inline(__always)
    func bytes(_ span: Span32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: arena.base + Int(span.start), count: Int(span.length))
    }

    /// A stream's labels, sorted.
    func labels(of stream: Int) -> [LokiLabel] { labels[stream] }
}
