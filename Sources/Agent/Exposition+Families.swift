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
                if case .histogram(let bounds) = family.definition.kind {
                    buckets(name, labels, bounds: bounds, counts: series.buckets, sum: series.value)
                } else {
                    sample(name, labels, Self.number(series.value))
                }
            }
        }
    }
}
