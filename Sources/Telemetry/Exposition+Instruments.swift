// Why this file exists: what is counted is written in one way, whoever counts it.

extension Exposition {
    /// Writes a counter without labels.
    public mutating func counter(_ name: String, _ help: String, _ counter: Counter) {
        family(name, .counter, help)
        sample(name, [], "\(counter.value)")
    }

    /// Writes a gauge without labels.
    public mutating func gauge(_ name: String, _ help: String, _ value: String) {
        family(name, .gauge, help)
        sample(name, [], value)
    }

    /// Writes counters with labels.
    public mutating func counters(_ name: String, _ help: String, _ counters: CounterFamily) {
        family(name, .counter, help)
        for (values, value) in counters.all {
            sample(name, Array(zip(counters.labels, values)).map { (name: $0.0, value: $0.1) }, "\(value)")
        }
    }

    /// Writes a histogram.
    public mutating func histogram(
        _ name: String, _ help: String,
        _ members: [(labels: [(name: String, value: String)], histogram: Histogram)]
    ) {
        family(name, .histogram, help)
        for (labels, histogram) in members {
            let (counts, sum) = histogram.snapshot
            buckets(name, labels, bounds: histogram.bounds, counts: counts, sum: sum)
        }
    }

    /// Writes one member of the histogram that was started last.
    /// - Parameters:
    ///   - bounds: upper bounds, rising, without the infinite one.
    ///   - counts: how many values fell into each bucket, and last into the one without a bound.
    ///   - sum: of all values.
    public mutating func buckets(
        _ name: String, _ labels: [(name: String, value: String)], bounds: [Double], counts: [UInt64],
        sum: Double
    ) {
        var total: UInt64 = 0
        for (count, bound) in zip(counts, bounds + [.infinity]) {
            total = total.addingUpTo(count)
            sample(name + "_bucket", labels + [(name: "le", value: boundText(bound))], "\(total)")
        }
        sample(name + "_sum", labels, Self.number(sum))
        sample(name + "_count", labels, "\(total)")
    }

    /// In OpenMetrics a bound is told from a whole number, as "1.0".
    private func boundText(_ bound: Double) -> String {
        let text = Self.number(bound)
        let isWhole =
            format == .openMetrics && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2d }
        return isWhole ? text + ".0" : text
    }
}
