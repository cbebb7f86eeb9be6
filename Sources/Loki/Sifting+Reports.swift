// Why this file exists: the ingester checks an entry's time against its stream's newest, and lists ten of what it refused.

extension Sifting {
    /// What is younger is in time for every stream, whatever its newest entry: Loki takes what is an hour behind it, or
    /// half an hour if it was told to hurry, and takes no entry that is more than ten minutes ahead of the clock.
    private static let surelyInTime: Int64 = 20 * 60 * 1_000_000_000

    /// Marks what the ingester refused. It tells of one stream, or of some; of other streams, and of what the
    /// distributor refused before, it may say nothing.
    mutating func apply(_ reports: [PartialRefusal.StreamReport], isUnderstood: Bool) {
        var (named, whole): (Set<Int>, Set<Int>) = ([], [])
        var (inTime, isFar) = now.subtractingReportingOverflow(Self.surelyInTime)
        if isFar { inTime = .max }
        for report in reports {
            guard let stream = stream(named: report.stream) else { return mark(.doubtful, positions) }
            let members = positions.filter { streams[$0] == stream }
            if !mark(report, members) { mark(.doubtful, members) }
            named.insert(stream)
            // None of these was stopped before the ingester saw it.
            if report.totals?.sent == members.count { whole.insert(stream) }
            // A limit that is closer than that, or not told, is one of which nothing is known.
            if report.listed.compactMap(\.bound?.latest).max() ?? .max > inTime { inTime = .max }
        }
        let others = positions.filter { !named.contains(streams[$0]) }
        mark(.doubtful, isUnderstood ? others.filter { times[$0] < inTime } : others)
        doubtWhatLimitsMayHide(besides: whole)
    }

    /// Marks what one report tells of; false if it does not fit the stream's entries.
    private mutating func mark(_ report: PartialRefusal.StreamReport, _ members: [Int]) -> Bool {
        var listed: [Int64: Int] = [:]
        for entry in report.listed { listed[entry.time.earliest, default: 0] += 1 }
        // A time that as many entries have as are listed with it tells which ones were meant.
        let matching = Dictionary(grouping: members.filter { listed[times[$0]] != nil }) { times[$0] }
        for (time, own) in matching where own.count == listed[time] { mark(.refused, own) }
        guard let totals = report.totals, let start = report.listed.first?.time.earliest,
            let first = matching[start]?.first
        else { return false }
        if totals.ignored == report.listed.count { return matching.mapValues(\.count) == listed }
        // Ten were listed, in the stream's order: the first is the first that was refused at all, and from there on
        // the limit only rose.
        let bounds = report.listed.compactMap(\.bound)
        guard bounds.count == report.listed.count, let lowest = bounds.map(\.earliest).min(),
            let highest = bounds.map(\.latest).max()
        else { return false }
        let rest = members.drop { $0 < first }
        let surely = rest.filter { times[$0] < lowest }
        mark(.refused, surely)
        if surely.count == totals.ignored { return true }
        let possibly = rest.filter { times[$0] <= highest }
        guard possibly.count == totals.ignored else { return false }
        mark(.refused, possibly)
        return true
    }
}
