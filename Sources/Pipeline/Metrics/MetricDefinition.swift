// Why this file exists: what the stages of a configuration count has names, and two of them may not mean two things.

import Configuration

/// A metric of a `metrics` stage, as the configuration describes it.
public struct MetricDefinition: Hashable, Sendable {
    /// What kind of number it is.
    public enum Kind: Hashable, Sendable {
        /// Rises only.
        case counter
        /// Rises and falls.
        case gauge
        /// Counts values by size: the upper bounds of the buckets, rising and finite. One without a bound follows.
        case histogram(bounds: [Double])
    }

    /// Its whole name, the prefix included: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    public let name: String
    /// What it is.
    public let kind: Kind
    /// `description`, perhaps empty.
    public internal(set) var help: String
    /// `max_idle_duration`: a series is removed so many nanoseconds after its last line.
    public internal(set) var idle: Int64

    /// The names that its samples have on /metrics.
    var sampleNames: [String] {
        switch kind {
        case .counter, .gauge: [name]
        case .histogram: [name] + ["_bucket", "_sum", "_count"].map { name + $0 }
        }
    }

    /// True for what Prometheus takes for a metric's name.
    static func isValid(_ name: String) -> Bool {
        LabelName.isValid(String(name.map { $0 == ":" ? "_" : $0 }))
    }
}

/// All metrics of one configuration, each known by a number. Filled while its pipelines are compiled, which share it;
/// used by one thread.
public final class MetricDefinitions {
    /// What the agent's own metrics begin with.
    private static let reserved = "logferry_"

    /// By number.
    private(set) var all: [MetricDefinition] = []
    /// True if the order of the rows matters to a metric that several stages change.
    private(set) var needsOrder = false
    private var places: [Location] = []
    private var isSet: [Bool] = []
    /// The metric that a name on /metrics belongs to.
    private var owners: [String: Int] = [:]

    /// No metrics.
    public init() {}

    /// The number of a metric; nil after an error. Stages that agree on name, type and buckets share one.
    /// - Parameter sets: whether the stage puts another value in the place of the one before.
    func add(
        _ definition: MetricDefinition, sets: Bool, at location: Location, _ diagnostics: DiagnosticCollector
    ) -> Int? {
        guard MetricDefinition.isValid(definition.name) else {
            diagnostics.error(
                location, "'\(definition.name)' is not a metric name",
                fix: "use letters, digits and _, not starting with a digit: "
                    + "'\(LabelName.repaired(definition.name))'")
            return nil
        }
        guard !definition.name.hasPrefix(Self.reserved) else {
            diagnostics.error(
                location, "the metric '\(definition.name)' begins like those of logferry itself",
                fix: "write another 'prefix'")
            return nil
        }
        if let known = owners[definition.name], all[known].name == definition.name,
            all[known].kind == definition.kind
        {
            merge(definition, into: known, at: location, diagnostics)
            needsOrder = needsOrder || sets || isSet[known]
            isSet[known] = isSet[known] || sets
            return known
        }
        for name in definition.sampleNames {
            guard let owner = owners[name] else { continue }
            refuse(definition, all[owner], firstAt: places[owner], at: location, diagnostics)
            return nil
        }
        for name in definition.sampleNames { owners[name] = all.count }
        all.append(definition)
        places.append(location)
        isSet.append(sets)
        return all.count - 1
    }

    private func merge(
        _ definition: MetricDefinition, into known: Int, at location: Location,
        _ diagnostics: DiagnosticCollector
    ) {
        all[known].idle = max(all[known].idle, definition.idle)
        if all[known].help.isEmpty { all[known].help = definition.help }
        guard !definition.help.isEmpty, definition.help != all[known].help else { return }
        diagnostics.warning(
            location,
            "the metric '\(definition.name)' has another description at line \(places[known].line), which counts",
            fix: "describe it alike, or give one of them another name or prefix")
    }

    private func refuse(
        _ definition: MetricDefinition, _ other: MetricDefinition, firstAt place: Location,
        at location: Location, _ diagnostics: DiagnosticCollector
    ) {
        let problem =
            other.name != definition.name
            ? "takes a name of the metric '\(other.name)' at line \(place.line)"
            : "is of another type, or has other buckets, at line \(place.line)"
        diagnostics.error(
            location, "the metric '\(definition.name)' \(problem)",
            fix: "give one of them another name or prefix")
    }
}
