// Why this file exists: a label that holds too much makes streams without end, and Loki pays for each of them.

import Pipeline

/// `limits_config.max_streams`: at most so many streams have entries within half an hour, which is how long Loki keeps a
/// stream open that gets none. A pure value; times are nanoseconds on the monotonic clock.
struct StreamLimit {
    /// Why an entry of one stream too many is dropped; Promtail's word.
    static let reason = DropReason(named: "stream_limited")
    /// A stream that had no entry for so long does not count any more.
    static let memory: Int64 = 1800 * 1_000_000_000

    private let maximum: Int
    private var lastSeen: [UInt64: Int64] = [:]
    private var nextSweep: Int64 = 0

    /// - Parameter maximum: 0 for no limit.
    init(_ maximum: Int) { self.maximum = maximum }

    /// How many streams count now.
    var count: Int { lastSeen.count }

    /// Takes those of the chunk's entries out that would begin a stream too many.
    mutating func apply(to chunk: Chunk, _ labels: LabelTable, now: Int64) {
        guard maximum > 0 else { return }
        var last: (set: UInt32, isIn: Bool)?
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            let set = chunk.labelSets[row]
            let isIn =
                last.flatMap { $0.set == set ? $0.isIn : nil } ?? admits(labels.contentHash(of: set), now)
            last = (set, isIn)
            if !isIn { chunk.dropped[row] = Self.reason }
        }
    }

    private mutating func admits(_ stream: UInt64, _ now: Int64) -> Bool {
        if lastSeen[stream] == nil, lastSeen.count >= maximum {
            // Not for each entry that is refused: a sweep looks at every stream.
            guard now >= nextSweep else { return false }
            nextSweep = now + 1_000_000_000
            lastSeen = lastSeen.filter { now - $0.value < Self.memory }
            guard lastSeen.count < maximum else { return false }
        }
        lastSeen[stream] = now
        return true
    }
}
