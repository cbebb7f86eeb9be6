// Why this file exists: the way of a chunk: read, through the stages, into the clients' batches.

import Checkpoints
import Loki
import Pipeline
import Platform
import Tailing

extension Ferry {
    /// Chunks read in one turn of the loop, so that answers and events are never kept waiting.
    private static let chunksPerTurn = 4

    /// Reads for the clients that have room.
    /// - Returns: true if there is more to read right now.
    func pump(_ tailer: Tailer, now: Int64) -> Bool {
        var hasMore = false
        for lane in lanes {
            var left = Self.chunksPerTurn
            while left > 0, lane.room > 0, let file = tailer.nextReady(reader: lane.index) {
                left -= 1
                read(file, for: lane, tailer, now: now)
            }
            hasMore = hasMore || (left == 0 && lane.room > 0)
        }
        return hasMore
    }

    private func read(_ file: FollowedFile, for lane: ClientLane, _ tailer: Tailer, now: Int64) {
        guard let shipping = file.attachment as? FileShipping else { return }
        let offset = file.readers[lane.index].offset
        let (base, limit, isNew) = shipping.base(at: offset, now: Clock.realtime())
        let burst = tailer.read(
            file, reader: lane.index, into: chunk.text, lines: &chunk.lines, limit: min(limit, lane.room),
            now: now)
        guard case .lines(let range, let parts) = burst else { return }
        let readers = lanes.filter { other in
            other === lane
                || (other.room >= range.count && file.readers[other.index].offset == offset
                    && tailer.isTurn(of: file, reader: other.index))
        }
        if readers.allSatisfy({ range.lowerBound >= file.furthestOffset(besides: $0.index) }) {
            metrics.readBytes.add(range.count)
            metrics.readLines.add(chunk.lines.count)
            metrics.splitLines.add(parts)
        }
        if table.isFull { table.reset() }
        var memory = shipping.memories[lane.index]
        let last = shipping.pipeline.run(
            chunk, labelSet: shipping.labelSet(in: table), base: base, memory: &memory)
        if let last, isNew {
            let run = GivenTimestamps(range: range, base: base)
            shipping.gave(run, last: last)
            store.record(.gave(file.id, run))
        }
        limitLines()
        for reader in readers {
            shipping.memories[reader.index] = memory
            tailer.advance(file, reader: reader.index, to: range.upperBound, text: chunk.text)
            let end = Progress(
                offset: range.upperBound, lastTimestamp: memory.lastTimestamp,
                tail: file.readers[reader.index].tail)
            append(to: reader, file, end: end, tailer, now: now)
        }
    }

    /// Drops or cuts what `limits_config.max_line_size` does not let through.
    private func limitLines() {
        let limit = settings.limits.maximumLine
        guard limit > 0 else { return }
        for row in 0..<chunk.count
        where chunk.dropped[row] == .none && Int(chunk.contents[row].length) > limit {
            if settings.limits.truncates {
                let bytes = chunk.bytes(chunk.contents[row])
                var length = limit
                // The cut goes before a UTF-8 sequence that it would tear.
                while length > limit - 3, length > 0, bytes[length] & 0xC0 == 0x80 { length -= 1 }
                chunk.contents[row].length = UInt32(truncatingIfNeeded: length)
                metrics.truncatedLines.add()
            } else {
                chunk.dropped[row] = .lineTooLong
            }
        }
    }

    /// Puts the chunk's entries into the client's batches, and its range into the client's ledger.
    private func append(
        to lane: ClientLane, _ file: FollowedFile, end: Progress, _ tailer: Tailer, now: Int64
    ) {
        let index = lane.ledger.open(file.id, end: end)
        let range = SourceRange(source: file.id.value, index: index)
        let limit = lane.settings.batchSize
        var lastSet = UInt32.max
        var stream = 0
        var batch = lane.filling
        var holder: Batch?
        let (contents, labelSets, dropped, timestamps) =
            (chunk.contents, chunk.labelSets, chunk.dropped, chunk.timestamps)
        for row in 0..<chunk.count {
            if dropped[row] != .none {
                metrics.dropped.with(dropped[row].label).add()
                continue
            }
            let span = contents[row]
            let line = chunk.bytes(span)
            if labelSets[row] != lastSet {
                lastSet = labelSets[row]
                stream = lane.stream(lastSet, table)
            }
            if !batch.hasRoom(line.count, stream: stream, limit: limit) {
                lane.close()
                batch = lane.filling
                stream = lane.stream(lastSet, table)
            }
            if holder !== batch {
                holder = batch
                lane.ledger.hold(file.id, index)
                batch.ranges.append(range)
            }
            batch.append(
                line, marks: chunk.marks(span), timestamp: timestamps[row], stream: stream, now: now)
        }
        release(lane, range, tailer)
    }

    /// Lets go of a range, and remembers what is committed with it.
    func release(_ lane: ClientLane, _ range: SourceRange, _ tailer: Tailer) {
        let generation = GenerationID(range.source)
        guard let progress = lane.ledger.release(generation, range.index) else { return }
        acknowledged[lane.index].append(Acknowledgement(generation, progress))
        guard let file = files[generation] else { return }
        tailer.shipped(file, reader: lane.index, to: progress.offset)
        (file.attachment as? FileShipping)?.committed(to: file.readers.map(\.shipped).min() ?? 0)
    }

    /// Writes down what was answered since the last call, before anything more is sent.
    func commitAcknowledged() {
        for lane in lanes where !acknowledged[lane.index].isEmpty {
            store.record(.acknowledged(client: lane.key, acknowledged[lane.index]))
            acknowledged[lane.index].removeAll(keepingCapacity: true)
        }
        store.commit()
    }
}
