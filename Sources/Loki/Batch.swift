// Why this file exists: entries wait here, already escaped, until they are pushed together.

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

/// Entries in the order they were read, each as the JSON that Loki's push API takes. Most are of one tenant; those of
/// others are sorted out before the batch is pushed.
///
/// Bounded by whoever fills it: see `hasRoom`. Used by one thread.
public final class Batch {
    /// The most bytes of lines of one stream in a batch, so that a repetition stays within what Loki tells apart.
    public static let maximumStreamBytes = 1 << 20

    struct Entry {
        let stream: UInt32
        let start: UInt32
        var length: UInt32
        /// Bytes of structured metadata with the comma before it; 0 if there is none.
        var metadataLength: UInt32 = 0
    }

    struct Stream {
        let key: UInt64
        /// `{"a":"b"}`, in `headers`.
        let header: Span32
        /// An index into the tenants.
        let tenant: Int
        var entries = 0
        var lineBytes = 0
    }

    /// The tenant of streams that have none of their own, nil for Loki's single-tenant mode.
    public let tenant: String?
    /// Bytes of lines, before escaping.
    public var lineBytes: Int { totalBytes }
    /// Bytes that were not UTF-8 and were replaced.
    public var replacedBytes: Int { totalReplaced }
    /// When the first entry came, on the monotonic clock.
    public var started: Int64 { firstTime }
    /// The ranges that the entries came from, in the order of the entries.
    public private(set) var ranges: [SourceRange] = []

    /// For each range the index after its last entry.
    private var rangeEnds: [Int] = []
    // Private, so that the compiler can prove every access exclusive: they change with each entry.
    private var totalBytes = 0
    private var totalReplaced = 0
    private var firstTime: Int64 = 0
    private var clock = TimestampText()
    let entries = RecordList<Entry>()
    let streams = RecordList<Stream>()
    private var streamByKey: [UInt64: Int] = [:]
    var tenants: [String?]
    /// True once entries of several tenants were put in another order.
    var isSorted = false
    let arena = ByteBuffer()
    private let headers = ByteBuffer()

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
    public var footprint: Int { arena.capacity + headers.capacity + entries.footprint + streams.footprint }

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
        let start = headers.count
        headers.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in labels {
            if !isFirst { headers.append(UInt8(ascii: ",")) }
            isFirst = false
            JSONText.append(quoted: name, to: headers)
            headers.append(UInt8(ascii: ":"))
            JSONText.append(quoted: value, to: headers)
        }
        headers.append(UInt8(ascii: "}"))
        var number = 0
        if let tenant {
            number = tenants.firstIndex(of: tenant) ?? tenants.count
            if number == tenants.count { tenants.append(tenant) }
        }
        streams.append(Stream(key: key, header: Span32(start, headers.count), tenant: number))
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

    /// Adds an entry. `timestamp` is nanoseconds since the Unix epoch; bytes that are not UTF-8 are replaced.
    ///
    /// - Parameter marks: the marks of the line, if it is a slice of a marked text; 32 bytes after the line must then
    ///   be readable.
    public func append(
        _ line: UnsafeRawBufferPointer, marks: ByteMarks.Place? = nil, timestamp: Int64, stream: Int,
        now: Int64
    ) {
        if entries.isEmpty { firstTime = now }
        let start = arena.count
        arena.append(UInt8(ascii: "["))
        arena.append(UInt8(ascii: "\""))
        clock.append(timestamp, to: arena)
        arena.append(literal: "\",\"")
        if let marks {
            totalReplaced &+= JSONText.appendEscaped(line, marks: marks, to: arena)
        } else {
            totalReplaced &+= JSONText.appendEscaped(line, to: arena)
        }
        arena.append(literal: "\"],")
        entries.append(
            Entry(
                stream: UInt32(truncatingIfNeeded: stream), start: UInt32(truncatingIfNeeded: start),
                length: UInt32(truncatingIfNeeded: arena.count &- start)))
        var counts = streams[stream]
        counts.entries &+= 1
        counts.lineBytes &+= line.count
        streams[stream] = counts
        totalBytes &+= line.count
    }

    func noteReplaced(_ bytes: Int) { totalReplaced &+= bytes }

    func noteBytes(_ bytes: Int, ofStream stream: Int) {
        totalBytes &+= bytes
        var counts = streams[stream]
        counts.lineBytes &+= bytes
        streams[stream] = counts
    }

    /// Forgets everything, keeping memory for a batch of the same size.
    public func removeAll() {
        let usual = arena.count + arena.count / 2
        arena.removeAll(shrinkingTo: max(1 << 16, usual))
        headers.removeAll(shrinkingTo: 1 << 16)
        entries.removeAll()
        streams.removeAll()
        streamByKey.removeAll()
        tenants = [tenant]
        isSorted = false
        ranges.removeAll(keepingCapacity: ranges.count * 2 > ranges.capacity)
        rangeEnds.removeAll(keepingCapacity: rangeEnds.count * 2 > rangeEnds.capacity)
        totalBytes = 0
        totalReplaced = 0
    }

    /// A stream's labels as a JSON object.
    func header(of stream: Stream) -> UnsafeRawBufferPointer { slice(headers, stream.header) }

    /// An entry as `["timestamp","line"],`.
    func bytes(of entry: Entry) -> UnsafeRawBufferPointer {
        slice(arena, Span32(start: entry.start, length: entry.length))
    }

    /// The bytes of as many entries, in the order given, as lie behind one another; moves `next` past them.
    func run(of order: [Int32], from next: inout Int, to end: Int) -> UnsafeRawBufferPointer {
        let first = entries[Int(order[next])]
        var length = Int(first.length)
        next += 1
        while next < end, Int(entries[Int(order[next])].start) == Int(first.start) + length {
            length += Int(entries[Int(order[next])].length)
            next += 1
        }
        return UnsafeRawBufferPointer(start: arena.base + Int(first.start), count: length)
    }

    private func slice(_ buffer: ByteBuffer, _ span: Span32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: buffer.base + Int(span.start), count: Int(span.length))
    }

    /// The indices of a range of entries, those of one stream together, each stream's in the order they came; and how
    /// many each stream has.
    func entriesByStream(_ range: Range<Int>) -> (order: [Int32], counts: [Int]) {
        var counts = [Int](repeating: 0, count: streams.count)
        if range == 0..<entries.count {
            for (index, stream) in streams.all.enumerated() { counts[index] = stream.entries }
        } else {
            for entry in entries.all[range] { counts[Int(entry.stream)] += 1 }
        }
        var next = counts
        var sum = 0
        for index in next.indices {
            next[index] = sum
            sum += counts[index]
        }
        let order = [Int32](unsafeUninitializedCapacity: range.count) { order, count in
            for index in range {
                let stream = Int(entries.all[index].stream)
                order[next[stream]] = Int32(truncatingIfNeeded: index)
                next[stream] += 1
            }
            count = range.count
        }
        return (order, counts)
    }
}

// What is asked of single entries only after Loki refused some.
extension Batch {
    /// An entry's stream.
    func streamIndex(of index: Int) -> Int { Int(entries[index].stream) }

    /// An entry's nanoseconds since the Unix epoch.
    func timestamp(of index: Int) -> Int64 {
        let digits = bytes(of: entries[index]).dropFirst(2).prefix { $0 != UInt8(ascii: "\"") }
        return Int64(String(decoding: digits, as: UTF8.self)) ?? 0
    }

    /// Bytes of an entry's line as it is written in JSON, which no line exceeds.
    func escapedLength(of index: Int) -> Int { line(of: index).count }

    /// Bytes of an entry's line as Loki counts them.
    func lineLength(of index: Int) -> Int {
        let line = line(of: index)
        var (length, at) = (0, 0)
        while at < line.count {
            let isEscape = line[at] == UInt8(ascii: "\\") && at + 1 < line.count
            at += !isEscape ? 1 : line[at + 1] == UInt8(ascii: "u") ? 6 : 2
            length += 1
        }
        return length
    }

    /// A stream's labels.
    func labels(of stream: Int) -> [LokiLabel] {
        var reader = PlainJSON(header(of: streams[stream]))
        var labels: [LokiLabel] = []
        try? reader.object { (reader, name) throws(RejectedLineError) in
            labels.append(LokiLabel(name: name, value: try reader.text()))
        }
        return labels
    }

    /// The inside of the JSON string that holds an entry's line.
    private func line(of index: Int) -> UnsafeRawBufferPointer {
        let entry = bytes(of: entries[index])
        // `["timestamp","line"],` or `["timestamp","line",{"name":"value"}],`
        let start = (entry.firstIndex(of: UInt8(ascii: ",")) ?? 0) + 2
        let end = entry.count - Int(entries[index].metadataLength) - 3
        return UnsafeRawBufferPointer(rebasing: entry[start..<max(start, end)])
    }
}
