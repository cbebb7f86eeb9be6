// Why this file exists: the `metrics` stage, which counts lines and what is in them.

import Configuration
import Glibc
import Platform

/// Counts entries, or adds up extracted values, for /metrics.
///
///     - metrics:
///         orders_total:                # its name there: promtail_custom_orders_total
///           type: Counter              # or Gauge, Histogram
///           description: orders        # its help there
///           prefix: shop_              # instead of promtail_custom_
///           source: order_status       # an extracted value; default: the metric's name
///           max_idle_duration: 5m      # the default: a series without a line for so long is removed
///           config:
///             value: success           # only where it is exactly this
///             action: inc              # Counter: inc, add; Gauge: set, inc, dec, add, sub
///     - metrics:
///         bytes_total: {type: Counter, config: {match_all: true, count_entry_bytes: true, action: add}}
///         duration_seconds: {type: Histogram, source: took, config: {buckets: [0.1, 0.5, 1]}}
///
/// Each metric has a series for each set of labels that entries have when they come here. A value is a number, a
/// duration such as `1.5ms`, in seconds, or true and false, 1 and 0; counters take none below 0. Lines that are dropped
/// further on are counted. A line counts once, however often it is read: see `MetricRegistry.count`.
final class MetricsStage: Stage {
    private let metrics: [MetricSettings]

    private init(metrics: [MetricSettings]) { self.metrics = metrics }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        let (diagnostics, context) = (settings.diagnostics, settings.context)
        guard let entries = settings.node.pairs(diagnostics: diagnostics, what: context) else { return nil }
        if entries.isEmpty {
            diagnostics.error(
                settings.node.location, "\(context) names no metric",
                fix: "add 'lines_total: {type: Counter, config: {match_all: true, action: inc}}'")
        }
        return MetricsStage(
            metrics: entries.compactMap { name, location, value in
                var reader = MappingReader(value, context: "\(context).\(name)", diagnostics: diagnostics)
                defer { reader.finish() }
                return MetricSettings(name, at: location, &reader, compiler)
            })
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        // What is only looked at again was counted when it was shipped.
        guard !chunk.place.isReplay else { return }
        for metric in metrics {
            switch metric.amount {
            case .fixed(let amount): count(amount, metric, chunk)
            case .entryBytes: countBytes(metric, chunk)
            case .value(let sign): takeValues(sign, metric, chunk)
            }
        }
    }

    private func count(_ amount: Double, _ metric: MetricSettings, _ chunk: Chunk) {
        for row in 0..<chunk.count where chunk.dropped[row] == .none && metric.means(row, chunk) {
            metric.note(row, chunk, amount)
        }
    }

    private func countBytes(_ metric: MetricSettings, _ chunk: Chunk) {
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            metric.note(row, chunk, Double(chunk.contents[row].length))
        }
    }

    private func takeValues(_ sign: Double, _ metric: MetricSettings, _ chunk: Chunk) {
        guard let slot = metric.slot else { return }
        for row in 0..<chunk.count where chunk.dropped[row] == .none && metric.means(row, chunk) {
            let number = MetricNumber.read(chunk.column(slot)[row], chunk)
            if let number, number >= metric.least {
                metric.note(row, chunk, sign * number)
            } else {
                metric.note(row, chunk, 0, .refuse)
            }
        }
    }
}

extension MetricSettings {
    /// True if the row has the value that the metric is about.
    @inline(__always)
    fileprivate func means(_ row: Int, _ chunk: Chunk) -> Bool {
        guard let slot else { return true }
        guard let filter else {
            let kind = chunk.column(slot)[row].kind
            return kind != .absent && kind != .null
        }
        guard let span = chunk.text(ofValue: slot, row) else { return false }
        let bytes = chunk.bytes(span)
        guard bytes.count == filter.count, let start = bytes.baseAddress else {
            return bytes.count == filter.count
        }
        return filter.withUnsafeBytes {
            $0.baseAddress.map { memcmp($0, start, bytes.count) == 0 } ?? true
        }
    }

    @inline(__always)
    fileprivate func note(
        _ row: Int, _ chunk: Chunk, _ value: Double, _ action: MetricNote.Action? = nil
    ) {
        chunk.notes.append(
            MetricNote(
                row: UInt32(truncatingIfNeeded: row), labelSet: chunk.labelSets[row],
                metric: UInt32(truncatingIfNeeded: number), action: action ?? self.action, value: value))
    }
}
