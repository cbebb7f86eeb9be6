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
        // What the ferry before this one had read and not shipped is read again, but counted once.
        let furthest = max(file.readers.map(\.offset).max() ?? 0, heritage.counted[file.id] ?? 0)
        let hold = shipping.holds[lane.index]
        if let hold, hold.isPaused(now: now) { return keepWaiting(file, shipping, lane, tailer) }
        let timesLimit = shipping.timesLimit(at: offset)
        // What waits is read together with what it waits for, however full the batch is.
        let window = hold?.window(at: offset) ?? 0
        let limit = min(timesLimit, max(window, shipping.readLimit(for: lane, table)))
        func next() -> Burst {
            tailer.read(
                file, reader: lane.index, into: chunk.text, lines: &chunk.lines, limit: limit, window: window,
                now: now)
        }
        // An archive is read from front to back, a file not before there is something to judge.
        if tailer.isReadFromTheFront(file) {
            guard recall(file, shipping, for: lane, tailer) else { return }
        }
        guard case .lines(var range, var parts, var isEnded) = next() else { return }
        if !shipping.places[lane.index].run.isKnown {
            // That takes the chunk's place.
            guard recall(file, shipping, for: lane, tailer) else { return }
            guard case .lines(let again, let partsAgain, let isEndedAgain) = next() else { return }
            (range, parts, isEnded) = (again, partsAgain, isEndedAgain)
        }
        if table.isFull { table.reset() }
        // Bytes that are no lines may have been passed over, so that the times are those of where the lines are.
        let (base, most, isNew) = shipping.base(at: range.lowerBound, now: Clock.realtime())
        // Where times were given to up to here, all before was judged.
        isEnded = isEnded || range.count == timesLimit
        let burst = range
        if range.count > most {
            truncate(to: rows(within: most), &range)
            isEnded = true
        }
        let readers = lanes.filter { other in
            other === lane
                || (other.room >= range.count && file.readers[other.index].offset == offset
                    && tailer.isTurn(of: file, reader: other.index))
        }
        var place = shipping.places[lane.index]
        let before = place.memory
        let whole = range
        let replaced = shipping.pipeline.run(
            chunk,
            at: Chunk.Place(generation: file.id.value, offset: range.lowerBound, isEnded: isEnded),
            labelSet: shipping.labelSet(in: table), base: base, converter: converter(for: file, shipping),
            memory: &place.memory)
        if let waiting = chunk.waiting {
            range = range.lowerBound..<(range.lowerBound + Int64(waiting.start))
            if range.isEmpty {
                for reader in readers {
                    wait(for: waiting, from: whole, limit: limit, file, shipping, reader, tailer, now: now)
                }
                return
            }
        }
        metrics.replacedBytes.add(replaced)
        shipping.lag.note(end: burst.upperBound, at: now)
        unreadable.settle(file.currentPath)
        tellProblems(of: shipping.pipeline)
        limitLines()
        streamLimit.apply(to: chunk, table, now: now)
        let full = makeFit(for: readers, shipping, &range)
        if !full.isEmpty { place.memory = chunk.memory(after: chunk.count, from: before) }
        if isNew, let last = chunk.highestGiven(base: base) {
            let run = GivenTimestamps(range: range, base: base)
            shipping.gave(run, last: last)
            store.record(.gave(file.id, run))
        }
        count(
            range, parts: range == burst ? parts : partsOfLines(), beyond: furthest, of: shipping.pipeline,
            now: now)
        // Nobody else holds the run's table meanwhile, which would have to be copied.
        for reader in readers { shipping.places[reader.index].run = TwinRun() }
        place.run.settle(chunk, at: range.lowerBound, memory: before, labels: table)
        for reader in readers {
            shipping.places[reader.index] = place
            shipping.holds[reader.index] = nil
            tailer.advance(file, reader: reader.index, to: range.upperBound, text: chunk.text)
            let end = place.progress(offset: range.upperBound, tail: file.readers[reader.index].tail)
            append(to: reader, file, end: end, tailer, now: now)
        }
        for reader in full { reader.close() }
        shipping.countTables()
        limitTables(besides: file)
    }

    /// Says what the stages could not do.
    private func tellProblems(of pipeline: Pipeline) {
        let (count, first) = pipeline.takeProblems()
        guard let first else { return }
        metrics.stageErrors.add(count)
        say(
            .warning, "stage \(first.location)", "a stage could not do its work and left the line as it was",
            ["place": "\(first.location)", "error": first.message])
    }

    /// What makes UTF-8 of the file's lines; nil if they are taken for UTF-8.
    func converter(for file: FollowedFile, _ shipping: FileShipping) -> EncodingConverter? {
        guard let encoding = file.encoding, encoding.needsConversion else { return nil }
        do throws(SystemError) {
            return try shipping.converter(from: encoding)
        } catch {
            say(
                .error, "encoding \(file.path)",
                "lines are sent as they are: iconv does not know their encoding",
                ["path": file.currentPath, "encoding": encoding.name, "error": "\(error)"])
            return nil
        }
    }

    /// How many rows start in the first bytes of the chunk; at least one.
    private func rows(within bytes: Int) -> Int {
        max(1, chunk.lines.firstIndex { Int($0.start) >= bytes } ?? chunk.lines.count)
    }

    /// Drops the rows from `rows` on, which are read again later.
    private func truncate(to rows: Int, _ range: inout Range<Int64>) {
        guard rows < chunk.lines.count else { return }
        range = range.lowerBound..<(range.lowerBound + Int64(chunk.lines[rows].start))
        chunk.truncate(to: rows)
    }

    /// Leaves no more rows in the chunk than each client's batch takes, since the range of a file that goes into a
    /// batch must not go on in another one.
    /// - Returns: the clients whose batch does not take the next row.
    private func makeFit(
        for readers: [ClientLane], _ shipping: FileShipping, _ range: inout Range<Int64>
    ) -> [ClientLane] {
        var bytes = 0
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            bytes &+= Int(chunk.contents[row].length)
        }
        shipping.note(chunk, lineBytes: bytes, of: range.count, table)
        var fits: [Int] = []
        for reader in readers {
            var rows = chunk.cut(atMost: reader.rowsThatFit(chunk, bytes: bytes, table))
            if rows == 0 {
                reader.close()
                rows = chunk.cut(atMost: reader.rowsThatFit(chunk, bytes: bytes, table))
            }
            // An entry of several lines goes whole, as a line does.
            fits.append(max(rows, chunk.cut(atLeast: 1)))
        }
        guard let rows = fits.min(), rows < chunk.count else { return [] }
        truncate(to: rows, &range)
        return zip(readers, fits).filter { $0.1 == rows }.map(\.0)
    }

    /// How many of the rows that are left are parts of a longer line: what follows them is no line break.
    private func partsOfLines() -> Int {
        (0..<chunk.count).count { row in
            let end = Int(chunk.lines[row].start + chunk.lines[row].length)
            return end < chunk.text.count && chunk.text.bytes[end] != 10
        }
    }

    /// Counts what no client has been given before.
    private func count(
        _ range: Range<Int64>, parts: Int, beyond furthest: Int64, of pipeline: Pipeline, now: Int64
    ) {
        guard range.upperBound > furthest else { return }
        let start = max(range.lowerBound, furthest)
        let first = chunk.lines.firstIndex { range.lowerBound + Int64($0.start) >= start } ?? chunk.count
        metrics.readBytes.add(Int(range.upperBound - start))
        metrics.readLines.add(chunk.count - first)
        if first == 0 { metrics.splitLines.add(parts) }
        metrics.truncatedLines.add(shortened.count { (first..<chunk.count).contains($0) })
        for row in first..<chunk.count where chunk.dropped[row] != .none { drops.add(chunk.dropped[row]) }
        drops.drain { metrics.dropped.with($0.label).add($1) }
        countCustom(from: first, now: now)
        metrics.analysis.count(chunk, from: first, of: pipeline, now: Clock.realtime())
    }

    /// Counts what `metrics` stages noted of these rows.
    private func countCustom(from row: Int, now: Int64) {
        let outcome = metrics.custom.count(chunk, from: row, table, now: now)
        metrics.unusableCustom.add(outcome.unusable)
        guard outcome.dropped > 0 else { return }
        metrics.droppedCustom.add(outcome.dropped)
        say(
            .warning, "custom metrics",
            "metrics stages have more series than limits_config.max_custom_metrics; the others are not counted",
            ["max_custom_metrics": "\(settings.limits.maximumCustomMetrics)"])
    }

    /// Drops or cuts what `limits_config.max_line_size` does not let through.
    func limitLines() {
        let limit = settings.limits.maximumLine
        shortened.removeAll(keepingCapacity: true)
        guard limit > 0 else { return }
        for row in 0..<chunk.count
        where chunk.dropped[row] == .none && Int(chunk.contents[row].length) > limit {
            if settings.limits.truncates {
                let bytes = chunk.bytes(chunk.contents[row])
                var length = limit
                // The cut goes before a UTF-8 sequence that it would tear.
                while length > limit - 3, length > 0, bytes[length] & 0xC0 == 0x80 { length -= 1 }
                chunk.contents[row].length = UInt32(truncatingIfNeeded: length)
                shortened.append(row)
            } else {
                chunk.dropped[row] = .lineTooLong
            }
        }
    }

    /// Puts the chunk's entries into the client's batch, and its range into the client's ledger.
    private func append(
        to lane: ClientLane, _ file: FollowedFile, end: Progress, _ tailer: Tailer, now: Int64
    ) {
        let range = SourceRange(source: file.id.value, index: lane.ledger.open(file.id, end: end))
        let batch = lane.filling
        var lastSet = UInt32.max
        var stream = 0
        var isEmpty = true
        let hasMetadata = chunk.hasMetadata
        let (contents, labelSets, dropped, timestamps) =
            (chunk.contents, chunk.labelSets, chunk.dropped, chunk.timestamps)
        for row in 0..<chunk.count where dropped[row] == .none {
            let span = contents[row]
            if labelSets[row] != lastSet {
                lastSet = labelSets[row]
                stream = lane.stream(lastSet, table)
            }
            isEmpty = false
            batch.append(chunk.bytes(span), timestamp: timestamps[row], stream: stream, now: now)
            if hasMetadata {
                chunk.forEachMetadata(of: row) { batch.addMetadata(table.name($0), chunk.bytes($1)) }
            }
        }
        if isEmpty { release(lane, range, tailer) } else { batch.endRange(range) }
    }

    /// Lets go of a range, and remembers what is committed with it.
    func release(_ lane: ClientLane, _ range: SourceRange, _ tailer: Tailer) {
        let generation = GenerationID(range.source)
        guard let progress = lane.ledger.release(generation, range.index) else { return }
        acknowledged[lane.index].append(Acknowledgement(generation, progress))
        guard let file = files[generation] else { return }
        tailer.shipped(file, reader: lane.index, to: progress.offset)
        let shipping = file.attachment as? FileShipping
        shipping?.committed(reader: lane.index, needed: progress.needed)
        shipping?.lag.settle(shipped: file.readers.map(\.shipped).min() ?? 0)
    }

    /// Writes down what was answered since the last call, before anything more is sent.
    /// - Parameter isSending: false if nothing is sent before the next call: then given timestamps may wait, so that many small
    ///   reads are one record.
    func commitAcknowledged(beforeSending isSending: Bool = true) {
        for lane in lanes where !acknowledged[lane.index].isEmpty {
            store.record(.acknowledged(client: lane.key, acknowledged[lane.index]))
            acknowledged[lane.index].removeAll(keepingCapacity: true)
        }
        if isSending { store.commit() } else { store.commitWhatIsUrgent() }
    }
}
