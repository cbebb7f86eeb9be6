// Why this file exists: a range of a file goes into one batch, so what fits is told before anything is put there.

import Loki
import Pipeline
import Platform

extension ClientLane {
    /// Bytes of lines that may be read now, given that most are of the label set `set`, if that is known.
    func room(for set: UInt32?, _ table: LabelTable) -> Int {
        guard let set, let stream = filling.stream(key(set, table)) else { return room }
        return min(room, max(1, Batch.maximumStreamBytes - filling.lineBytes(ofStream: stream)))
    }

    /// How many of the chunk's first rows fit into the batch that is being filled: all, or those before the first that
    /// does not. Any line fits into an empty batch.
    /// - Parameter bytes: how long the chunk's lines are together.
    func rowsThatFit(_ chunk: Chunk, bytes: Int, _ table: LabelTable) -> Int {
        let limit = settings.batchSize
        if bytes <= filling.certainRoom(limit: limit) { return chunk.count }
        var isEmpty = filling.isEmpty
        var total = filling.lineBytes
        var totals: [UInt32: Int] = [:]
        var (set, ofStream) = (UInt32.max, 0)
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            let length = Int(chunk.contents[row].length)
            if chunk.labelSets[row] != set {
                totals[set] = ofStream
                set = chunk.labelSets[row]
                ofStream =
                    totals[set] ?? filling.stream(key(set, table)).map { filling.lineBytes(ofStream: $0) }
                    ?? 0
            }
            total += length
            ofStream += length
            guard isEmpty || (total <= limit && ofStream <= Batch.maximumStreamBytes) else { return row }
            isEmpty = false
        }
        return chunk.count
    }
}
