// Why this file exists: Loki takes two lines of one stream, time and text for one; what was written twice must be two.

import Platform

/// The run of lines at one place of a generation among which there may be twins: lines of the same labels, text and
/// timestamp, which Loki would count once.
///
/// A line whose timestamp is above all that were given since the run began cannot have a twin among them: it begins
/// a new run. Any other takes the first timestamp from its own on that no line of the run with its labels and text
/// has. So a run is found again, to the nanosecond, by reading the lines from `start` on, and that is what a restart
/// does. A run of `maximumLines`, or of `maximumBytes`, ends as it is: the next line begins another one, whatever its
/// timestamp. Twins further apart than that are one for Loki.
///
/// A value, except that a copy shares its table until one of the two changes.
public struct TwinRun {
    /// The most lines of a run.
    public static let maximumLines = 1 << 16
    /// The most bytes from the start of a run to the start of its last line.
    public static let maximumBytes: Int64 = 32 << 20

    /// Where the run began, in bytes from the birth of the generation; nil before the first line.
    public private(set) var start: Int64?
    /// What the pipeline remembered before the line at `start`.
    public private(set) var memory = PipelineMemory()
    /// False if only the start is known: then `settle` must see the lines from there on, with a new run, before it sees
    /// any further line.
    public private(set) var isKnown = true

    /// The highest timestamp given in the run.
    private var highest = Int64.min
    /// The first line, while it is alone in the run and has no table: most runs have one line.
    private var first = Line(text: 0, time: 0)
    /// The times taken in the run; nil while the run has one line.
    private var table: TwinTable?

    private struct Line {
        var text: UInt64
        var time: Int64
    }

    /// No run yet: the next line begins one.
    public init() {}

    /// A run of which the checkpoint kept the start.
    public init(start: Int64, memory: PipelineMemory) {
        self.start = start
        self.memory = memory
        isKnown = false
    }

    /// Bytes of memory that its table holds.
    public var footprint: Int { table?.places.footprint ?? 0 }
    /// Tells tables apart, which copies of a run share.
    public var tableIdentity: ObjectIdentifier? { table.map { ObjectIdentifier($0) } }

    /// Gives the table's memory back. The run must be read again from its start before it goes on.
    public mutating func forgetTable() {
        guard table != nil else { return }
        table = nil
        isKnown = false
    }

    /// Moves the timestamps of twins in a chunk that has been through the pipeline.
    ///
    /// - Parameters:
    ///   - offset: where the chunk starts, in bytes from the birth of the generation.
    ///   - memory: what the pipeline remembered before the chunk.
    ///   - labels: the table that the chunk's label sets are numbers of.
    ///   - passesGiven: true to pass over lines without a time of their own, because the one that they were given is not
    ///     known.
    public mutating func settle(
        _ chunk: Chunk, at offset: Int64, memory before: PipelineMemory, labels: LabelTable,
        passesGiven: Bool = false
    ) {
        var pass = Pass(chunk: chunk, offset: offset, memory: before, labels: labels)
        let (timestamps, dropped) = (pass.timestamps, chunk.dropped)
        var highest = self.highest
        for row in 0..<chunk.count where dropped[row] == .none {
            if passesGiven, !pass.hasOwnTime[row] { continue }
            let time = timestamps[row]
            if time > highest {
                highest = time
                pass.startRow = row
            } else {
                self.highest = highest
                join(row, &pass)
                highest = self.highest
            }
        }
        self.highest = highest
        guard pass.startRow >= 0, pass.startRow != pass.tableRow else { return }
        begin(&pass)
        table = nil
    }

    /// A line that may be a twin.
    @inline(never)
    private mutating func join(_ row: Int, _ pass: inout Pass) {
        if pass.startRow < 0, start == nil { return restart(at: row, &pass) }
        let places = pass.places ?? own(&pass)
        if pass.startRow >= 0, pass.startRow != pass.tableRow {
            begin(&pass)
            places.removeAll()
            pass.tableRow = pass.startRow
        }
        if places.count == 0 { _ = places.take(first.text, at: first.time) }
        let place = pass.offset(of: row)
        guard places.count < Self.maximumLines, place - (start ?? place) <= Self.maximumBytes else {
            return restart(at: row, &pass)
        }
        let own = pass.timestamps[row]
        let time = places.take(pass.text(row), at: own)
        guard time != own else { return }
        pass.timestamps[row] = time
        highest = max(highest, time)
    }

    private mutating func restart(at row: Int, _ pass: inout Pass) {
        highest = pass.timestamps[row]
        pass.startRow = row
    }

    /// The run begins at the pass's start row.
    private mutating func begin(_ pass: inout Pass) {
        start = pass.offset(of: pass.startRow)
        memory = pass.memory(before: pass.startRow)
        first = Line(text: pass.text(pass.startRow), time: pass.timestamps[pass.startRow])
    }

    /// The table, made the run's own: no copy of the run has it.
    private mutating func own(_ pass: inout Pass) -> TwinPlaces {
        if !isKnownUniquelyReferenced(&table) { table = table?.copy() ?? TwinTable() }
        let places = (table ?? TwinTable()).places
        pass.places = places
        return places
    }
}

extension TwinRun {
    /// One look at a chunk. What is asked for with every line is a pointer, whose copies are not counted.
    private struct Pass {
        let timestamps: UnsafeMutablePointer<Int64>
        let hasOwnTime: UnsafeMutablePointer<Bool>
        /// The row at which the run begins; negative if it began in an earlier chunk.
        var startRow = -1
        /// The row at which the run begins that the table is of.
        var tableRow = -1
        /// The table's places, once it is the run's own.
        var places: TwinPlaces?

        private let chunk: Chunk
        private let lines: ContiguousArray<Span32>
        private let contents: UnsafeMutablePointer<Span32>
        private let labelSets: UnsafeMutablePointer<UInt32>
        private let offset: Int64
        private let before: PipelineMemory
        private let labels: LabelTable
        private var lastSet: (number: UInt32, hash: UInt64)?

        init(chunk: Chunk, offset: Int64, memory: PipelineMemory, labels: LabelTable) {
            self.chunk = chunk
            self.offset = offset
            self.labels = labels
            before = memory
            lines = chunk.lines
            (timestamps, hasOwnTime) = (chunk.timestamps, chunk.hasOwnTime)
            (contents, labelSets) = (chunk.contents, chunk.labelSets)
        }

        /// Where a row starts, in bytes from the birth of the generation.
        func offset(of row: Int) -> Int64 { offset + Int64(lines[row].start) }

        /// What the pipeline remembered before a row.
        func memory(before row: Int) -> PipelineMemory { chunk.memory(after: row, from: before) }

        /// The hash of a line's labels and of its text, as Loki gets it.
        mutating func text(_ row: Int) -> UInt64 {
            let seed = hash(of: labelSets[row])
            let bytes = chunk.bytes(contents[row])
            let (hash, isASCII) = TextHash.of(bytes, seed: seed)
            return isASCII ? hash : replacedText(bytes, seed: seed)
        }

        /// Bytes that are not UTF-8 are replaced on the way, which can make two texts one.
        @inline(never)
        private func replacedText(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
            let escaped = chunk.lineScratch
            escaped.removeAll(shrinkingTo: 1 << 16)
            JSONText.appendEscaped(bytes, to: escaped)
            return TextHash.of(escaped.bytes, seed: seed).hash
        }

        private mutating func hash(of set: UInt32) -> UInt64 {
            if let lastSet, lastSet.number == set { return lastSet.hash }
            let hash = labels.contentHash(of: set)
            lastSet = (set, hash)
            return hash
        }
    }
}
