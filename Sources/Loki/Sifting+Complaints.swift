// Why this file exists: the distributor checks each stream and each entry by itself; its limits hold for all of them.

extension Sifting {
    /// The order in which the distributor checks: an entry has one error, the first that is found.
    private static let order: [PartialRefusal.Reason] = [
        .tooManyLabels, .labelNameTooLong, .labelValueTooLong, .duplicateLabel, .tooOld, .tooNew,
        .lineTooLong,
        .tooFarBehind, .outOfOrder, .other,
    ]

    /// Marks what the distributor refused.
    ///
    /// - Parameter hidesOthers: true for a single sentence. Present versions write one for a single error, and count
    ///   when there are more; older ones write the last error, and nothing of those before.
    mutating func apply(_ complaints: [PartialRefusal.Complaint], hidesOthers: Bool, isUnderstood: Bool) {
        var fits = isUnderstood
        for reason in Self.order {
            let some = complaints.filter { $0.reason == reason }
            guard !some.isEmpty else { continue }
            let count = isUnderstood ? some.reduce(0) { $0 &+ $1.count } : nil
            let isFound =
                switch reason {
                case .tooOld: markTooOld(some, count)
                case .tooNew: markTooNew(some, count)
                case .lineTooLong: markTooLong(some, count)
                case .tooFarBehind, .outOfOrder, .other: markUnknown(some)
                default: markStreams(some)
                }
            fits = fits && isFound
        }
        if hidesOthers || !isUnderstood {
            doubtWhatLimitsMayHide()
        } else if !fits {
            mark(.doubtful, positions)
        }
    }

    /// What no reason was found for yet.
    private var open: [Int] { positions.filter { verdicts[$0] != .refused } }

    /// One limit holds for the whole push: what is older is refused, what is not, is not.
    private mutating func markTooOld(_ complaints: [PartialRefusal.Complaint], _ count: Int?) -> Bool {
        let sorted = open.sorted { times[$0] < times[$1] }
        let bounds = complaints.compactMap(\.bound)
        guard let earliest = bounds.map(\.earliest).max(), let latest = bounds.map(\.latest).min() else {
            // Then what is as old as an entry that is too old is too old, and of what is younger nothing is known.
            guard let named = complaints.compactMap(\.time?.earliest).max() else {
                return markUnknown(complaints)
            }
            mark(.refused, sorted.prefix { times[$0] <= named })
            return false
        }
        return mark(
            count, of: sorted, surely: sorted.prefix { times[$0] < earliest }.count,
            possibly: sorted.prefix { times[$0] <= latest }.count)
    }

    /// The same for what is newer; the limit is that of the least that is named.
    private mutating func markTooNew(_ complaints: [PartialRefusal.Complaint], _ count: Int?) -> Bool {
        let named = complaints.compactMap(\.time)
        guard let earliest = named.map(\.earliest).min(), let latest = named.map(\.latest).min() else {
            return markUnknown(complaints)
        }
        let sorted = open.sorted { times[$0] > times[$1] }
        return mark(
            count, of: sorted, surely: sorted.prefix { times[$0] >= latest }.count,
            possibly: sorted.prefix { times[$0] >= earliest }.count)
    }

    /// Of entries in the order in which a limit hits them, the first `count` were refused, if they can be told apart.
    private mutating func mark(_ count: Int?, of sorted: [Int], surely: Int, possibly: Int) -> Bool {
        mark(.refused, sorted.prefix(surely))
        if let count, count > 0, surely <= count, count <= possibly,
            count == sorted.count || times[sorted[count - 1]] != times[sorted[count]]
        {
            mark(.refused, sorted.prefix(count))
            return true
        }
        mark(.doubtful, sorted.prefix(possibly))
        return false
    }

    /// A limit in bytes of a line holds for all of them.
    private mutating func markTooLong(_ complaints: [PartialRefusal.Complaint], _ count: Int?) -> Bool {
        guard let limit = complaints.compactMap(\.limit).min() else { return markUnknown(complaints) }
        let found = open.filter { lineLength(at: $0, above: limit) != nil }
        mark(.refused, found)
        return !found.isEmpty && found.count == count
    }

    /// Labels are a stream's own: all of it was refused.
    private mutating func markStreams(_ complaints: [PartialRefusal.Complaint]) -> Bool {
        let named = Set(complaints.map { stream(named: $0.stream) })
        mark(.refused, positions.filter { named.contains(streams[$0]) })
        return !named.contains(nil)
    }

    /// What is said is not known: it may be about every entry of the stream, or of any.
    private mutating func markUnknown(_ complaints: [PartialRefusal.Complaint]) -> Bool {
        let named = Set(complaints.map { stream(named: $0.stream) })
        mark(.doubtful, positions.filter { named.contains(nil) || named.contains(streams[$0]) })
        return true
    }
}
