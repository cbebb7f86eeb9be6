// Why this file exists: a metric has a value for each label set that its lines have; this is all of one metric.

/// One metric with a value for each label set.
public struct MetricFamily: Sendable {
    /// What it is.
    public internal(set) var definition: MetricDefinition
    /// Its values.
    public internal(set) var series: [MetricSeries] = []
    /// Where in `series` the values of labels are.
    var places: [[Label]: Int] = [:]

    init(_ definition: MetricDefinition) { self.definition = definition }

    /// The labels that a series gets from those of a row: without what is for logferry alone (`__tenant_id__`), and
    /// without what the buckets of a histogram are told apart by.
    func labels(of labels: [Label]) -> [Label] {
        var isHistogram = false
        if case .histogram = definition.kind { isHistogram = true }
        return labels.filter { label in
            !label.name.hasPrefix("__") && LabelName.isValid(label.name)
                && !(isHistogram && label.name == "le")
        }
    }

    /// Adds a series without a value.
    mutating func append(_ labels: [Label], now: Int64) {
        var buckets = 0
        if case .histogram(let bounds) = definition.kind { buckets = bounds.count + 1 }
        places[labels] = series.count
        series.append(
            MetricSeries(labels: labels, buckets: Array(repeating: 0, count: buckets), updated: now))
    }

    /// Counts one row.
    @inline(__always)
    mutating func take(_ note: MetricNote, _ place: Int, now: Int64) {
        series[place].updated = now
        switch note.action {
        case .add: series[place].value += note.value
        case .set: series[place].value = note.value
        case .observe:
            guard case .histogram(let bounds) = definition.kind else { return }
            var bucket = 0
            while bucket < bounds.count, note.value > bounds[bucket] { bucket &+= 1 }
            series[place].value += note.value
            series[place].buckets[bucket] &+= 1
        case .refuse: break
        }
    }

    /// Removes the series that have been idle for too long.
    /// - Returns: how many, and when the next one will be.
    mutating func removeIdle(now: Int64) -> (removed: Int, next: Int64) {
        let (count, idle) = (series.count, definition.idle)
        if series.contains(where: { $0.end(idle) <= now }) {
            series.removeAll { $0.end(idle) <= now }
            places.removeAll()
            for (place, one) in series.enumerated() { places[one.labels] = place }
        }
        return (count - series.count, series.map { $0.end(idle) }.min() ?? .max)
    }
}

/// One value of a metric.
public struct MetricSeries: Sendable {
    /// Sorted by name.
    public let labels: [Label]
    /// The value; of a histogram the sum of all that was counted.
    public internal(set) var value = 0.0
    /// Of a histogram, how many values fell into each bucket, the unbounded one last; else empty.
    public internal(set) var buckets: [UInt64]
    /// When a line last changed it, in nanoseconds of the monotonic clock.
    var updated: Int64

    init(labels: [Label], buckets: [UInt64], updated: Int64) {
        self.labels = labels
        self.buckets = buckets
        self.updated = updated
    }

    /// When it has been idle for so long.
    func end(_ idle: Int64) -> Int64 {
        let (end, isNever) = updated.addingReportingOverflow(idle)
        return isNever ? .max : end
    }
}
