// Why this file exists: what `metrics` stages count is the pipelines', and how it is shown is not.

import Pipeline
import Telemetry

extension Exposition {
    /// Writes metrics of `metrics` stages.
    mutating func families(_ families: [MetricFamily]) {
        for family in families {
            let (name, help) = (family.definition.name, family.definition.help)
            switch family.definition.kind {
            case .counter: self.family(name, .counter, help)
            case .gauge: self.family(name, .gauge, help)
            case .histogram: self.family(name, .histogram, help)
            }
            for series in family.series {
                let labels = series.labels.map { (name: $0.name, value: $0.value) }
                guard case .histogram(let bounds) = family.definition.kind else {
                    sample(name, labels, Self.number(series.value))
                    continue
                }
                histogram(name, labels, series, bounds)
            }
        }
    }

    private mutating func histogram(
        _ name: String, _ labels: [(name: String, value: String)], _ series: MetricSeries, _ bounds: [Double]
    ) {
        var total: UInt64 = 0
        for (count, bound) in zip(series.buckets, bounds + [.infinity]) {
            total += count
            sample(name + "_bucket", labels + [(name: "le", value: Self.number(bound))], "\(total)")
        }
        sample(name + "_sum", labels, Self.number(series.value))
        sample(name + "_count", labels, "\(total)")
    }
}
