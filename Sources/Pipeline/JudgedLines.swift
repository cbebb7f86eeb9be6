// Why this file exists: the same lines may run through the stages again; a decision that the clock made must stand.

/// Which lines were judged last, by their places, and which of them did not pass. Bounded. Used by one thread.
struct JudgedLines {
    /// So many generations are remembered, and of each so many lines that did not pass; then the oldest are forgotten,
    /// and count as lines that passed.
    static let maximumGenerations = 256
    static let maximumRefused = 1 << 16

    private struct Generation {
        /// The furthest line that was judged, in bytes from the generation's birth.
        var furthest: Int64 = -1
        /// Those that did not pass, rising.
        var refused: [Int64] = []
        var usedAt: UInt64 = 0
    }

    private var generations: [UInt64: Generation] = [:]
    private var current = Generation()
    private var number: UInt64?
    private var runs: UInt64 = 0

    /// Turns to a generation's lines from `offset` on; what was before them will not be asked for again.
    mutating func begin(_ generation: UInt64, from offset: Int64) {
        runs &+= 1
        if number != generation {
            if let number { generations[number] = current }
            current = generations.removeValue(forKey: generation) ?? Generation()
            number = generation
            if generations.count >= Self.maximumGenerations { forgetOne() }
        }
        current.usedAt = runs
        if let first = current.refused.first, first < offset {
            let count = current.refused.firstIndex { $0 >= offset } ?? current.refused.count
            current.refused.removeFirst(count)
        }
    }

    private mutating func forgetOne() {
        guard let oldest = generations.min(by: { $0.value.usedAt < $1.value.usedAt }) else { return }
        generations[oldest.key] = nil
    }

    /// Whether the line at `offset` passed; nil if it was not judged yet.
    func verdict(_ offset: Int64) -> Bool? {
        guard offset <= current.furthest else { return nil }
        var (low, high) = (0, current.refused.count)
        while low < high {
            let middle = (low + high) / 2
            if current.refused[middle] < offset { low = middle + 1 } else { high = middle }
        }
        return low == current.refused.count || current.refused[low] != offset
    }

    /// Remembers a line behind all that were judged.
    mutating func note(_ offset: Int64, passes: Bool) {
        current.furthest = offset
        guard !passes else { return }
        if current.refused.count >= Self.maximumRefused {
            current.refused.removeFirst(Self.maximumRefused / 2)
        }
        current.refused.append(offset)
    }
}
