// Why this file exists: what a stage makes of a row's labels depends only on their set, of which there are few.

/// Remembers what a stage made of each label set. Used by one thread.
final class LabelSetMap {
    private let table: LabelTable
    private let change: ([Label]) -> [Label]
    private var epoch: UInt32 = 0
    /// For each set the one that it becomes; `.max` if that is not known yet.
    private var results: [UInt32] = []

    /// - Parameter change: what becomes of the labels, the same every time.
    init(_ table: LabelTable, _ change: @escaping ([Label]) -> [Label]) {
        self.table = table
        self.change = change
    }

    /// Changes the labels of all rows that were not dropped.
    func apply(to chunk: Chunk) {
        if epoch != table.epoch {
            epoch = table.epoch
            results.removeAll(keepingCapacity: true)
        }
        var (last, lastResult) = (UInt32.max, UInt32.max)
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            let set = chunk.labelSets[row]
            if set != last {
                last = set
                lastResult = result(set)
            }
            chunk.labelSets[row] = lastResult
        }
    }

    private func result(_ set: UInt32) -> UInt32 {
        let index = Int(set)
        if index < results.count, results[index] != .max { return results[index] }
        while results.count <= index { results.append(.max) }
        results[index] = table.number(of: change(table.labels(of: set)))
        return results[index]
    }
}
