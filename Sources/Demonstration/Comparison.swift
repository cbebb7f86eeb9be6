// Why this file exists: what the demo ends with: was every line that was written received, once and as it was?

/// What was written, held against what was received.
public struct Comparison: Sendable, Hashable {
    /// How many line numbers are named at most, of those missing and of those repeated.
    public static let namedAtMost = 5

    /// Lines that were written.
    public let written: Int64
    /// Lines that arrived exactly once.
    public let once: Int64
    /// Lines that did not arrive.
    public let missing: Int64
    /// The first of them, by their `seq`.
    public let firstMissing: [Int64]
    /// The first lines that arrived more than once, by their `seq`.
    public let firstRepeated: [Int64]
    /// Everything that was counted on arrival.
    public let counts: Tally.Counts

    /// Compares `written` lines, numbered from 0, with what arrived.
    public init(written: Int64, counts: Tally.Counts, record: ArrivalRecord) {
        self.written = written
        self.counts = counts
        once = record.arrivedCount - record.repeatedCount
        (missing, firstMissing) = record.missing(of: written, limit: Self.namedAtMost)
        firstRepeated = record.firstRepeated(limit: Self.namedAtMost)
    }

    /// True if every line arrived once and as it was, and nothing else did.
    public var isPerfect: Bool { missing == 0 && counts.faults == 0 && once == written }
}
