// Why this file exists: the buckets of a sketch that hold anything lie close together; only these take memory.

/// Counts in numbered buckets, from the lowest to the highest that was ever needed, at most `maximum` of them.
///
/// Where more would be needed, the lowest are put together: what is high stays as exact as it was. A bucket counts
/// to 2^32 - 1 and stays there.
struct BucketRun: Sendable {
    static let maximum = 1024
    /// So many are added at once.
    private static let step = 16

    private var counts: [UInt32] = []
    /// The number of the first.
    private var first = 0

    /// Bytes that the counts take.
    var bytes: Int { counts.count * MemoryLayout<UInt32>.stride }

    /// Adds to a bucket.
    /// - Returns: by how many bytes the memory has grown.
    @inline(__always)
    mutating func add(_ number: Int, _ count: UInt64 = 1) -> Int {
        let place = number &- first
        if place >= 0, place < counts.count {
            raise(place, count)
            return 0
        }
        return addOutside(number, count)
    }

    @inline(never)
    private mutating func addOutside(_ number: Int, _ count: UInt64) -> Int {
        let growth = cover(number...number)
        raise(max(0, number - first), count)
        return growth
    }

    @inline(__always)
    private mutating func raise(_ place: Int, _ count: UInt64) {
        counts[place] = UInt32(clamping: UInt64(counts[place]) &+ min(count, UInt64(UInt32.max)))
    }

    /// Makes room for buckets, as far as there may be.
    private mutating func cover(_ numbers: ClosedRange<Int>) -> Int {
        func rounded(_ number: Int) -> Int { number & ~(Self.step - 1) }
        var low = rounded(numbers.lowerBound)
        var end = rounded(numbers.upperBound) + Self.step
        if !counts.isEmpty {
            low = min(low, first)
            end = max(end, first + counts.count)
        }
        low = max(low, end - Self.maximum)
        guard low != first || end - low != counts.count else { return 0 }
        let before = bytes
        let old = (first, counts)
        (first, counts) = (low, Array(repeating: 0, count: end - low))
        for (place, count) in old.1.enumerated() where count > 0 {
            raise(max(0, old.0 + place - low), UInt64(count))
        }
        return bytes - before
    }

    /// Adds all of another run.
    mutating func merge(_ other: BucketRun) {
        guard !other.counts.isEmpty else { return }
        _ = cover(other.first...(other.first + other.counts.count - 1))
        for (place, count) in other.counts.enumerated() where count > 0 {
            raise(max(0, other.first + place - first), UInt64(count))
        }
    }

    /// The bucket that holds the value at `rank`, counted from 0 at the lowest; of the highest bucket beyond the last.
    func bucket(atRank rank: UInt64) -> Int {
        var seen: UInt64 = 0
        for (place, count) in counts.enumerated() {
            seen += UInt64(count)
            if seen > rank { return first + place }
        }
        return first + max(0, (counts.lastIndex { $0 > 0 } ?? 0))
    }
}
