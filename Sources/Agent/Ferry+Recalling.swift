// Why this file exists: the lines of a run of possible twins are read again before the first new line is judged.

import Checkpoints
import Loki
import Pipeline
import Platform
import Tailing

extension Ferry {
    /// Reads again, without sending them, the lines of which a reader's place knows only the start.
    /// - Returns: false if that goes on when the file has its next turn.
    func recall(_ file: FollowedFile, _ shipping: FileShipping, for lane: ClientLane, _ tailer: Tailer)
        -> Bool
    {
        let place = shipping.places[lane.index]
        guard !place.run.isKnown, let start = place.run.start else { return true }
        let end = file.readers[lane.index].offset
        let boundaries = store.state.generations[file.id]?.boundaries ?? []
        var recall = shipping.recalls[lane.index] ?? Recall(from: start, memory: place.run.memory)
        shipping.recalls[lane.index] = nil
        while recall.offset < end {
            let found = tailer.reread(
                file, reader: lane.index, from: recall.offset, to: end, boundaries: boundaries,
                limit: shipping.timesLimit(at: recall.offset), window: recall.window, into: chunk.text,
                lines: &chunk.lines)
            switch found {
            case .lines(let range, let isEnded):
                if table.isFull { table.reset() }
                look(at: range, isEnded: isEnded, file, shipping, &recall)
            case .busy:
                shipping.recalls[lane.index] = recall
                return false
            case .unreadable:
                say(
                    .warning, "recall \(file.path)",
                    "lines that were shipped cannot be read again; one that is the same as one of them is taken for it",
                    ["path": file.currentPath, "from": "\(recall.offset)", "to": "\(end)"])
                shipping.places[lane.index] = ReadingPlace(memory: place.memory, run: TwinRun())
                return true
            }
        }
        shipping.places[lane.index] = recall.place
        return true
    }

    private func look(
        at range: Range<Int64>, isEnded: Bool, _ file: FollowedFile, _ shipping: FileShipping,
        _ recall: inout Recall
    ) {
        let (base, _, isUnknown) = shipping.base(at: range.lowerBound, now: 0)
        let before = recall.place.memory
        var range = range
        let isComplete =
            isEnded || range.count == shipping.timesLimit(at: range.lowerBound)
            || recall.window >= Hold.maximumWindow
        let place = Chunk.Place(
            generation: file.id.value, offset: range.lowerBound, isEnded: isComplete, isReplay: true)
        shipping.pipeline.run(
            chunk, at: place, labelSet: shipping.labelSet(in: table), base: base,
            converter: converter(for: file, shipping), memory: &recall.place.memory)
        if let waiting = chunk.waiting {
            guard waiting.start > 0 else {
                recall.window = max(2 * recall.window, 2 * range.count)
                return
            }
            range = range.lowerBound..<(range.lowerBound + Int64(waiting.start))
        }
        recall.window = 0
        limitLines()
        recall.place.run.settle(
            chunk, at: range.lowerBound, memory: before, labels: table, passesGiven: isUnknown)
        recall.offset = range.upperBound
    }

    /// Takes the tables of other files' runs away when all together are too large.
    func limitTables(besides file: FollowedFile) {
        guard twins.bytes > TwinBudget.maximumBytes else { return }
        for other in files.values where other !== file && twins.bytes > TwinBudget.maximumBytes / 2 {
            (other.attachment as? FileShipping)?.forgetTables()
        }
    }
}

/// How far a run has been read again.
struct Recall {
    /// What comes next, in bytes from the birth of the generation.
    var offset: Int64
    /// What is known of the lines before.
    var place: ReadingPlace
    /// How many bytes an entry of several lines needs to be seen whole; 0 for no more than usual.
    var window = 0

    init(from start: Int64, memory: PipelineMemory) {
        offset = start
        place = ReadingPlace(memory: memory, run: TwinRun())
    }
}
