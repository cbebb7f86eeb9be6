// Why this file exists: files that feed one stream an hour apart make Loki refuse the older one's lines.

/// Watches over streams that get entries from several sources, decided as a value. One client's.
///
/// Loki refuses what is more than an hour behind its stream's newest entry ("too far behind"). Whoever ships two files
/// in one stream, one of which lags that much, is told before his lines are refused, or at least why they were. Only the
/// first and the last entry of what came from a source in one piece are looked at, so that it costs nothing a line.
public struct StreamSpread: Sendable {
    /// A stream with two sources that are too far apart.
    public struct Clash: Hashable, Sendable {
        /// The stream's labels, JSON.
        public var labels: String
        /// Where its newest entry came from.
        public var newer: UInt64
        /// Where the entry came from that is too far behind it.
        public var older: UInt64
        /// How far, in nanoseconds.
        public var distance: Int64
    }

    /// How far behind its stream's newest an entry may be, in nanoseconds: half of Loki's `max_chunk_age`.
    public static let tolerated: Int64 = 3600 * 1_000_000_000
    /// Sources that take turns this slowly do not meet, in nanoseconds: a stream that Loki has not heard of for half an
    /// hour is closed.
    public static let memory: Int64 = 1800 * 1_000_000_000
    private static let maximumStreams = 1024

    private struct Known {
        var newest: Int64
        var source: UInt64
        var seen: Int64
        var isTold = false
    }

    private var streams: [UInt64: Known] = [:]

    /// Knows of no stream.
    public init() {}

    /// Looks at a batch that is about to be pushed.
    /// - Parameter now: monotonic, in nanoseconds.
    /// - Returns: streams that were not told of before.
    public mutating func note(_ batch: Batch, now: Int64) -> [Clash] {
        var clashes: [Clash] = []
        for (range, bounds) in zip(batch.ranges, batch.rangeBounds) where !bounds.isEmpty {
            for index in Set([bounds.lowerBound, bounds.upperBound - 1]) {
                if let clash = note(index, of: batch, from: range.source, now: now) { clashes.append(clash) }
            }
        }
        return clashes
    }

    private mutating func note(_ index: Int, of batch: Batch, from source: UInt64, now: Int64) -> Clash? {
        let (stream, time) = (batch.streams[batch.streamIndex(of: index)], batch.timestamp(of: index))
        guard var known = streams[stream.key], now - known.seen < Self.memory else {
            if streams.count >= Self.maximumStreams { streams.removeAll(keepingCapacity: true) }
            streams[stream.key] = Known(newest: time, source: source, seen: now)
            return nil
        }
        defer { streams[stream.key] = known }
        if time >= known.newest {
            (known.newest, known.source, known.seen) = (time, source, now)
            return nil
        }
        let (distance, isOverflow) = known.newest.subtractingReportingOverflow(time)
        guard source != known.source, isOverflow || distance > Self.tolerated, !known.isTold else {
            return nil
        }
        known.isTold = true
        return Clash(
            labels: batch.labelText(of: batch.streamIndex(of: index)), newer: known.source,
            older: source, distance: isOverflow ? .max : distance)
    }
}
