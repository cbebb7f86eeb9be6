// Why this file exists: what stages counted outlives a reload, and another thread shows it.

import Synchronization

/// The values of all metrics of `metrics` stages. Lines are counted on one thread, a chunk at a time; any thread may
/// look. Times are nanoseconds on the monotonic clock.
public final class MetricRegistry: Sendable {
    /// What came of the notes of a chunk.
    public struct Outcome: Hashable, Sendable {
        /// What was not counted because it would have begun a series too many.
        public internal(set) var dropped = 0
        /// Values that were no number, or one that the metric does not take.
        public internal(set) var unusable = 0

        init() {}
    }

    private let state = Mutex(State())

    /// Without metrics.
    public init() {}

    /// Goes on with the metrics of another configuration. Those that have the same name, type and buckets as before
    /// keep their values, all others go.
    /// - Parameter maximumSeries: so many series there are at most, over all metrics; a histogram is one, however many
    ///   buckets it has. Where there are more already, they stay.
    public func adopt(_ definitions: MetricDefinitions, maximumSeries: Int) {
        state.withLock { $0.adopt(definitions.all, definitions.needsOrder, maximumSeries) }
    }

    /// Counts what stages noted of the chunk's rows that are left, from a row on.
    ///
    /// The metrics are those that were adopted last, the labels those of the table that the chunk's stages have.
    public func count(_ chunk: Chunk, from row: Int = 0, _ labels: LabelTable, now: Int64) -> Outcome {
        guard !chunk.notes.isEmpty else { return Outcome() }
        return state.withLock { state in
            state.prepare(labels.epoch, now: now)
            if state.needsOrder { chunk.sortNotes() }
            var outcome = Outcome()
            let rows = chunk.count
            for note in chunk.notes.all where Int(note.row) >= row && Int(note.row) < rows {
                state.take(note, labels, now: now, &outcome)
            }
            return outcome
        }
    }

    /// Every metric that has a value, by name, with its series in the order of their labels. Those that have been idle
    /// for too long are gone.
    public func families(now: Int64) -> [MetricFamily] {
        let families = state.withLock { state in
            state.removeIdle(now: now)
            return state.families
        }
        return families.filter { !$0.series.isEmpty }.map { family in
            var family = family
            family.series.sort { $0.labels.lexicographicallyPrecedes($1.labels) }
            return family
        }.sorted { $0.definition.name < $1.definition.name }
    }

    /// How many series there are.
    public var seriesCount: Int { state.withLock { $0.seriesCount } }
}

extension MetricRegistry {
    private struct State: Sendable {
        /// By the number of the metric.
        var families: [MetricFamily] = []
        var needsOrder = false
        var seriesCount = 0
        private var maximumSeries = 0
        /// No series becomes idle before this.
        private var nextIdle = Int64.max
        /// For each metric and label set one more than the place of the series, 0 if it is not known, or `refused`.
        private var known: [[UInt32]] = []
        private var epoch: UInt32 = 0
        private static let refused = UInt32.max

        mutating func adopt(_ definitions: [MetricDefinition], _ needsOrder: Bool, _ maximumSeries: Int) {
            let before = Dictionary(uniqueKeysWithValues: families.map { ($0.definition.name, $0) })
            families = definitions.map { definition in
                guard var family = before[definition.name], family.definition.kind == definition.kind else {
                    return MetricFamily(definition)
                }
                family.definition = definition
                return family
            }
            seriesCount = families.reduce(0) { $0 + $1.series.count }
            self.maximumSeries = maximumSeries
            self.needsOrder = needsOrder
            nextIdle = seriesCount > 0 ? 0 : .max
            forget()
        }

        /// Before the rows of a chunk.
        mutating func prepare(_ epoch: UInt32, now: Int64) {
            if self.epoch != epoch {
                self.epoch = epoch
                forget()
            }
            if now >= nextIdle { removeIdle(now: now) }
        }

        private mutating func forget() { known = families.map { _ in [] } }

        mutating func removeIdle(now: Int64) {
            var (removed, next) = (0, Int64.max)
            for index in families.indices {
                let result = families[index].removeIdle(now: now)
                removed += result.removed
                next = min(next, result.next)
            }
            // Not at every chunk, however many series end one after the other.
            nextIdle = next == .max ? .max : max(next, now + 1_000_000_000)
            guard removed > 0 else { return }
            seriesCount -= removed
            forget()
        }

        @inline(__always)
        mutating func take(_ note: MetricNote, _ labels: LabelTable, now: Int64, _ outcome: inout Outcome) {
            let (metric, set) = (Int(note.metric), Int(note.labelSet))
            guard note.action != .refuse else {
                outcome.unusable += 1
                return
            }
            var place: UInt32 = 0
            if metric < known.count, set < known[metric].count { place = known[metric][set] }
            if place == 0 { place = find(metric, note.labelSet, labels, now: now) }
            guard place != Self.refused else {
                outcome.dropped += 1
                return
            }
            families[metric].take(note, Int(place) - 1, now: now)
        }

        /// The series of a label set that was not asked for before: one that there is, a new one, or none.
        @inline(never)
        private mutating func find(_ metric: Int, _ set: UInt32, _ table: LabelTable, now: Int64) -> UInt32 {
            guard families.indices.contains(metric) else { return Self.refused }
            let labels = families[metric].labels(of: table.labels(of: set))
            var place = Self.refused
            if let known = families[metric].places[labels] {
                place = UInt32(known + 1)
            } else if seriesCount < maximumSeries {
                families[metric].append(labels, now: now)
                seriesCount += 1
                place = UInt32(families[metric].series.count)
                let (end, isNever) = now.addingReportingOverflow(families[metric].definition.idle)
                if !isNever { nextIdle = min(nextIdle, end) }
            }
            while known[metric].count <= Int(set) { known[metric].append(0) }
            known[metric][Int(set)] = place
            return place
        }
    }
}
