// Why this file exists: the statistics are the same object over HTTP, on the page and offline; this is its shape.

import Platform

/// What an analysis found. Encoded with snake_case keys it has this shape, names standing as they are in the log:
///
///     {"timestamp": TIME,
///      "errors": {"total_errors": N, "error_types": {TYPE: N}, "recent_errors": [ENTRY]},
///      "requests": {"total_requests": N, "avg_duration": S, "p50": S, "p95": S, "p99": S,
///                   "endpoints": {NAME: {"count": N, "errors": N, "avg_duration": S, "p95": S}}},
///      "models": {NAME: {"calls": N, "errors": N, "tokens": {"prompt": X, "completion": X},
///                        "avg_duration": S, "p95": S}}}
///
/// Durations are seconds, 0 where none was logged; quantiles are within 1 % of the exact ones.
public struct AnalysisReport: Codable, Hashable, Sendable {
    /// Lines whose level is that of an error.
    public struct Errors: Codable, Hashable, Sendable {
        /// How many.
        public var totalErrors: UInt64
        /// How many of each type.
        public var errorTypes: [String: UInt64]
        /// The latest, the oldest first: a JSON object as it was logged, anything else as `{"message": TEXT}`.
        public var recentErrors: [JSONValue]
    }

    /// Lines about requests.
    public struct Requests: Codable, Hashable, Sendable {
        /// How many.
        public var totalRequests: UInt64
        /// The mean of those that say how long they took.
        public var avgDuration: Double
        /// The median of those.
        public var p50: Double
        /// Of those, 95 % were not slower.
        public var p95: Double
        /// Of those, 99 % were not slower.
        public var p99: Double
        /// The same by what was asked for.
        public var endpoints: [String: Endpoint]
    }

    /// The requests of one endpoint.
    public struct Endpoint: Codable, Hashable, Sendable {
        /// How many.
        public var count: UInt64
        /// How many of them failed.
        public var errors: UInt64
        /// The mean of those that say how long they took.
        public var avgDuration: Double
        /// Of those, 95 % were not slower.
        public var p95: Double
    }

    /// The calls of one model.
    public struct Model: Codable, Hashable, Sendable {
        /// How many.
        public var calls: UInt64
        /// How many of them failed.
        public var errors: UInt64
        /// The tokens of all calls.
        public var tokens: Tokens
        /// The mean of those that say how long they took.
        public var avgDuration: Double
        /// Of those, 95 % were not slower.
        public var p95: Double
    }

    /// Tokens, which some applications only estimate.
    public struct Tokens: Codable, Hashable, Sendable {
        /// What models were given.
        public var prompt: Double
        /// What they gave back.
        public var completion: Double
    }

    /// When it was made: RFC 3339 in UTC.
    public var timestamp: String
    /// Lines whose level is that of an error.
    public var errors: Errors
    /// Lines about requests.
    public var requests: Requests
    /// Calls of models, by the model's name.
    public var models: [String: Model]
}

/// What an analysis counted at some moment.
public struct AnalysisSummary: Sendable {
    let sum: TimeSlot
    let recent: [LogEntry]
    let endpoints: NameTable
    let errorTypes: NameTable
    let models: NameTable
    let now: Int64

    /// The report of it.
    public var report: AnalysisReport {
        let requests = sum.requests
        // Names that differ only where they are not UTF-8 are one when they are repaired.
        return AnalysisReport(
            timestamp: timestampText(ofRealtime: now),
            errors: AnalysisReport.Errors(
                totalErrors: sum.errors,
                errorTypes: Dictionary(
                    sum.errorTypes.all.map { (errorTypes.text(of: $0.number), $0.count) },
                    uniquingKeysWith: +),
                recentErrors: recent.map(JSONValue.init(_:))),
            requests: AnalysisReport.Requests(
                totalRequests: requests.count, avgDuration: requests.durations.average,
                p50: requests.durations.quantile(0.5) ?? 0, p95: requests.durations.quantile(0.95) ?? 0,
                p99: requests.durations.quantile(0.99) ?? 0,
                endpoints: Dictionary(
                    sum.endpoints.all.map { (endpoints.text(of: $0.number), $0.count) },
                    uniquingKeysWith: { $0.merging($1) }
                ).mapValues(AnalysisReport.Endpoint.init)),
            models: Dictionary(
                sum.models.all.map { (models.text(of: $0.number), $0.count) },
                uniquingKeysWith: { $0.merging($1) }
            ).mapValues(AnalysisReport.Model.init))
    }
}

extension AnalysisReport.Endpoint {
    init(_ counts: RequestCounts) {
        self.init(
            count: counts.count, errors: counts.errors, avgDuration: counts.durations.average,
            p95: counts.durations.quantile(0.95) ?? 0)
    }
}

extension AnalysisReport.Model {
    init(_ counts: ModelCounts) {
        self.init(
            calls: counts.calls.count, errors: counts.calls.errors,
            tokens: AnalysisReport.Tokens(
                prompt: counts.promptTokens, completion: counts.completionTokens),
            avgDuration: counts.calls.durations.average, p95: counts.calls.durations.quantile(0.95) ?? 0)
    }
}

/// An analysis together with what else belongs into the same object: its fields stand beside those of the report.
public struct Statistics<System: Codable & Sendable>: Codable, Sendable {
    /// What the logs say.
    public var report: AnalysisReport
    /// What the machine says, under `system`.
    public var system: System

    private enum Key: String, CodingKey { case system }

    /// Takes both as they are.
    public init(_ report: AnalysisReport, system: System) {
        self.report = report
        self.system = system
    }

    /// Reads the one object.
    public init(from decoder: any Decoder) throws {
        report = try AnalysisReport(from: decoder)
        system = try decoder.container(keyedBy: Key.self).decode(System.self, forKey: .system)
    }

    /// Writes one object.
    public func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(system, forKey: .system)
    }
}
