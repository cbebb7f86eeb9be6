// Why this file exists: entries come in the order they were read, and go stream by stream.

extension Batch {
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
