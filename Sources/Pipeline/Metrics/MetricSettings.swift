// Why this file exists: one metric of a `metrics` stage, out of its keys.

import Configuration

/// What a `metrics` stage does for one metric.
struct MetricSettings {
    enum Amount: Hashable {
        /// The same for each row.
        case fixed(Double)
        /// The entry's length.
        case entryBytes
        /// The extracted value, times 1 or -1.
        case value(Double)
    }

    /// Its number in the configuration's `MetricDefinitions`.
    let number: Int
    /// The extracted value; nil for every line.
    let slot: Int?
    /// What the value must be; nil for anything.
    let filter: [UInt8]?
    let action: MetricNote.Action
    let amount: Amount
    /// The least value that it takes.
    let least: Double

}

extension MetricSettings {
    private static let prefix = "promtail_custom_"

    private enum Kind { case counter, gauge, histogram }

    /// - Parameters:
    ///   - name: as it stands before the keys.
    ///   - location: where it stands.
    /// - Returns: nil after an error.
    init?(_ name: String, at location: Location, _ reader: inout MappingReader, _ compiler: StageCompiler) {
        reader.require("type", example: "Counter")
        let kinds: [(String, Kind)] = [("Counter", .counter), ("Gauge", .gauge), ("Histogram", .histogram)]
        let kind = reader.word("type", kinds)
        let help = reader.string("description") ?? ""
        let prefix = reader.string("prefix") ?? ""
        let source = reader.string("source") ?? ""
        let idle = reader.duration("max_idle_duration", in: 1_000_000_000...Int64.max) ?? 300_000_000_000
        let example = kind == .histogram ? "{buckets: [0.1, 0.5, 1, 5]}" : "{action: inc}"
        guard reader.require("config", example: example), var config = reader.mapping("config"), let kind
        else { return nil }
        defer { config.finish() }
        let effect: MetricEffect?
        switch kind {
        case .counter: effect = MetricEffect(counter: &config)
        case .gauge: effect = MetricEffect(gauge: &config)
        case .histogram: effect = MetricEffect(histogram: &config)
        }
        guard let effect else { return nil }
        let definition = MetricDefinition(
            name: (prefix.isEmpty ? Self.prefix : prefix) + name, kind: effect.kind, help: help, idle: idle)
        let number = compiler.metrics.add(
            definition, sets: effect.action == .set, at: location, reader.diagnostics)
        guard let number else { return nil }
        self.init(
            number: number,
            slot: effect.isForAll ? nil : compiler.slot(source.isEmpty ? name : source),
            filter: effect.filter, action: effect.action, amount: effect.amount,
            least: effect.kind == .counter ? 0 : -Double.infinity)
    }
}
