// Why this file exists: what the ferry keeps with a followed file: its labels, times and pipeline memory.

import Checkpoints
import Pipeline
import Platform

/// The ferry's side of one followed generation.
final class FileShipping {
    /// The target's labels and `filename`, fixed for the generation's life.
    let labels: [Label]
    /// The pipeline that its lines go through.
    let pipeline: Pipeline
    /// What is known of the lines before each reader's offset.
    var places: [ReadingPlace]
    /// Runs that are being read again, by reader.
    var recalls: [Int: Recall] = [:]
    /// What readers wait for, by reader.
    var holds: [Int: Hold] = [:]
    /// Timestamps that were given to chunks which some client has not committed, or needs after a restart.
    private(set) var given: [GivenTimestamps]
    /// The first byte that each client needs after a restart.
    private var needed: [Int64]
    /// When it had how many bytes that are not shipped.
    var lag = LagMarks()
    private var nextBase: Int64 = 0
    private var converter: EncodingConverter?
    private let twins: TwinBudget
    /// What this file's runs hold of the budget.
    private var tableBytes = 0
    private var set: (number: UInt32, epoch: UInt32)?
    private var lastSet: (number: UInt32, epoch: UInt32)?
    /// How many bytes of lines came of sixteen bytes that were read the last time, at least sixteen.
    private var growth = 16

    init(
        labels: [Label], pipeline: Pipeline, places: [ReadingPlace], needed: [Int64],
        given: [GivenTimestamps], twins: TwinBudget
    ) {
        self.labels = labels
        self.pipeline = pipeline
        self.places = places
        self.needed = needed
        self.given = given
        self.twins = twins
        for run in given { nextBase = max(nextBase, run.base &+ Int64(run.range.count) &+ 1) }
    }

    deinit { twins.bytes -= tableBytes }

    /// What makes UTF-8 of the file's lines.
    func converter(from encoding: LineEncoding) throws(SystemError) -> EncodingConverter {
        if let known = converter, known.encoding == encoding { return known }
        let new = try EncodingConverter(encoding)
        converter = new
        return new
    }

    /// The label set's number in the table's present epoch.
    func labelSet(in table: LabelTable) -> UInt32 {
        if let set, set.epoch == table.epoch { return set.number }
        let number = table.number(of: labels)
        set = (number, table.epoch)
        return number
    }

    /// Goes by what came of the last chunk to tell what will come of the next.
    func note(_ chunk: Chunk, lineBytes: Int, of bytes: Int, _ table: LabelTable) {
        guard chunk.count > 0 else { return }
        lastSet = (chunk.labelSets[chunk.count - 1], table.epoch)
        growth = max(16, (lineBytes * 16 + bytes - 1) / max(1, bytes))
    }

    /// The most bytes to read for a client so that their lines should fit into its batch.
    func readLimit(for lane: ClientLane, _ table: LabelTable) -> Int {
        let last = lastSet.flatMap { $0.epoch == table.epoch ? $0.number : nil }
        return max(1, lane.room(for: last, table) * 16 / growth)
    }

    /// The timestamp of a line that starts at `offset`, and the most bytes from there that it is the base of.
    ///
    /// What was given once is given again, to the byte, so that a repetition is no second entry for Loki.
    func base(at offset: Int64, now: Int64) -> (base: Int64, limit: Int, isNew: Bool) {
        for run in given {
            if run.range.contains(offset) {
                return (run.base + (offset - run.range.lowerBound), Int(run.range.upperBound - offset), false)
            }
            if run.range.lowerBound > offset {
                return (max(now, nextBase), Int(run.range.lowerBound - offset), true)
            }
        }
        return (max(now, nextBase), .max, true)
    }

    /// How many bytes from `offset` on have times of one origin.
    func timesLimit(at offset: Int64) -> Int {
        for run in given {
            if run.range.contains(offset) { return Int(run.range.upperBound - offset) }
            if run.range.lowerBound > offset { return Int(run.range.lowerBound - offset) }
        }
        return .max
    }

    /// The agent's times were used for lines of this range, up to the timestamp `last`.
    func gave(_ run: GivenTimestamps, last: Int64) {
        nextBase = max(nextBase, last + 1)
        // As many as the checkpoints keep: a client that is further behind gets times of its own.
        guard given.count < CheckpointState.maximumGivenRuns else { return }
        let place = given.firstIndex { $0.range.lowerBound > run.range.lowerBound } ?? given.count
        given.insert(run, at: place)
    }

    /// A client was answered, and needs nothing before `needed` any more, not even after a restart.
    func committed(reader: Int, needed offset: Int64) {
        needed[reader] = max(needed[reader], offset)
        let least = needed.min() ?? 0
        guard let last = given.last, given[0].range.upperBound <= least else { return }
        // An idle file keeps no memory for times.
        if last.range.upperBound <= least {
            given = []
        } else {
            given.removeAll { $0.range.upperBound <= least }
        }
    }

    /// Brings what the runs hold of the budget up to date. Readers at one place share a table.
    func countTables() {
        let before = tableBytes
        tableBytes = 0
        for (index, place) in places.enumerated() {
            guard let table = place.run.tableIdentity,
                !places[..<index].contains(where: { $0.run.tableIdentity == table })
            else { continue }
            tableBytes += place.run.footprint
        }
        twins.bytes += tableBytes - before
    }

    /// Gives the tables of the runs back: they are read again before the next line.
    func forgetTables() {
        guard tableBytes > 0 else { return }
        for index in places.indices { places[index].run.forgetTable() }
        countTables()
    }
}
