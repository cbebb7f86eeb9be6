// Why this file exists: everything the agent counts of itself, by name.

import Pipeline
import Platform
import Synchronization
import Telemetry

/// The agent's own counters. Written by the ferry's thread, read by whoever asks for /metrics.
package final class AgentMetrics: Sendable {
    let readBytes = Counter()
    let readLines = Counter()
    let splitLines = Counter()
    let truncatedLines = Counter()
    let replacedBytes = Counter()
    let stageErrors = Counter()
    let sentEntries = Counter()
    let sentBytes = Counter()
    let sentBatches = Counter()
    let dropped = CounterFamily(labels: ["reason"])
    let rejected = CounterFamily(labels: ["client", "status", "reason"])
    let doubtful = CounterFamily(labels: ["client"])
    let removedRejectedFiles = Counter()
    let removedRejectedBytes = Counter()
    let removedRejectedEntries = Counter()
    let halvings = CounterFamily(labels: ["client"])
    let requests = CounterFamily(labels: ["client", "result"])
    let retries = Counter()
    let truncations = Counter()
    let generations = Counter()
    let skippedBytes = Counter()
    let lostBytes = Counter()
    let journalFailures = Counter()
    let requestDuration = Histogram()
    /// What `metrics` stages count.
    let custom = MetricRegistry()
    let droppedCustom = Counter()
    let unusableCustom = Counter()
    /// What `analysis` counts.
    let analysis = AnalysisRegistry()
    /// Pushes that failed and are tried again.
    let failedPushes = Counter()
    private let history = Mutex(ActivityHistory())
    private let reloads = CounterFamily(labels: ["result"])
    private let isLastReloadSuccessful = Gauge()
    /// Seconds since the Unix epoch.
    private let lastReload = Gauge()

    package init() {
        for result in ["success", "failure"] { _ = reloads.with(result) }
        // As in Prometheus, the start counts as a reload here, and not above.
        isLastReloadSuccessful.set(1)
        lastReload.set(Clock.realtime() / 1_000_000_000)
        // A counter that is there from the start can be watched for its first rise.
        for reason in [DropReason.lineTooLong.label, "rejected"] { _ = dropped.with(reason) }
    }

    /// A configuration was read again, and taken over or not.
    func noteReload(isSuccess: Bool) {
        reloads.with(isSuccess ? "success" : "failure").add()
        isLastReloadSuccessful.set(isSuccess ? 1 : 0)
        if isSuccess { lastReload.set(Clock.realtime() / 1_000_000_000) }
    }

    /// Takes down what was counted so far, for the last hour on the page.
    /// - Parameter seconds: of a clock that is never set back.
    func note(lagBytes: Int64, at seconds: Int64) {
        let reading = ActivityHistory.Reading(
            lines: readLines.value, bytes: readBytes.value, sent: sentEntries.value,
            errors: failedPushes.value + rejected.total, lagBytes: lagBytes)
        history.withLock { $0.note(reading, at: seconds) }
    }

    /// The last hour.
    func activity(at seconds: Int64) -> StatusReport.Activity {
        history.withLock { $0.activity(at: seconds) }
    }

    /// What was counted since the start, as the status shows it.
    func totals(unshippedDeletedBytes: UInt64) -> StatusReport.Totals {
        var totals = StatusReport.Totals()
        totals.readLines = readLines.value
        totals.readBytes = readBytes.value
        totals.sentEntries = sentEntries.value
        totals.sentBytes = sentBytes.value
        totals.sentBatches = sentBatches.value
        totals.retries = retries.value
        totals.dropped = Dictionary(dropped.all.map { ($0.values.joined(), $0.value) }) { $0 + $1 }
        totals.rejected = rejected.total
        totals.lostBytes = lostBytes.value
        totals.unshippedDeletedBytes = unshippedDeletedBytes
        return totals
    }

    /// Everything that is counted, without what only a look at the files can tell.
    func write(to text: inout Exposition) {
        text.family("logferry_build_info", .gauge, "The version that runs; always 1.")
        text.sample("logferry_build_info", [(name: "version", value: logferryVersion)], "1")
        text.counter(
            "logferry_read_bytes_total", "Bytes of lines read from files, newlines included.", readBytes)
        text.counter("logferry_read_lines_total", "Lines read from files.", readLines)
        text.counter(
            "logferry_split_lines_total", "Parts that lines beyond 1 MiB were shipped in.", splitLines)
        text.counter(
            "logferry_truncated_lines_total", "Lines cut short by limits_config.max_line_size.",
            truncatedLines)
        text.counter(
            "logferry_replaced_bytes_total", "Bytes that were not UTF-8 and were sent as U+FFFD.",
            replacedBytes)
        text.counter(
            "logferry_stage_errors_total",
            "Times that a stage could not do its work and left the line as it was.",
            stageErrors)
        text.counter("logferry_sent_entries_total", "Entries that Loki accepted.", sentEntries)
        text.counter("logferry_sent_bytes_total", "Bytes of pushes on the wire, headers included.", sentBytes)
        text.counter(
            "logferry_sent_batches_total", "Batches that Loki accepted, or pieces of one that it refused.",
            sentBatches)
        text.counters("logferry_dropped_entries_total", "Entries that were not sent, by reason.", dropped)
        text.counters(
            "logferry_rejected_entries_total", "Entries that Loki refused for good, kept in rejected/.",
            rejected)
        text.counters(
            "logferry_doubtful_entries_total",
            "Entries kept in rejected/ though Loki may have taken them: its answer does not tell.", doubtful)
        text.counter(
            "logferry_rejected_removed_files_total",
            "Files of rejected entries that were removed for positions.rejected_max_size.",
            removedRejectedFiles)
        text.counter(
            "logferry_rejected_removed_bytes_total", "Bytes of those files.", removedRejectedBytes)
        text.counter(
            "logferry_rejected_removed_entries_total", "Entries in those files.", removedRejectedEntries)
        text.counters(
            "logferry_halved_pushes_total", "Pushes that were refused as a whole and sent again in halves.",
            halvings)
        text.counters("logferry_requests_total", "Pushes that ended, by how.", requests)
        text.counter("logferry_retries_total", "Pushes of a batch that was pushed before.", retries)
        text.histogram(
            "logferry_request_duration_seconds", "How long pushes took.",
            [(labels: [], histogram: requestDuration)])
        text.counter(
            "logferry_truncated_files_total", "Files that were cut short while followed.", truncations)
        text.counter(
            "logferry_skipped_hole_bytes_total", "Bytes of holes that writers left in front of their lines.",
            skippedBytes)
        text.counter(
            "logferry_lost_bytes_total",
            "Bytes known to have been in files that were gone before they were shipped.",
            lostBytes)
        text.counter("logferry_generations_total", "Generations of files that were begun.", generations)
        text.counter(
            "logferry_journal_failures_total", "Times the journal could not be written.", journalFailures)
        text.counters("logferry_config_reloads_total", "Times the configuration was read again.", reloads)
        text.gauge(
            "logferry_config_last_reload_successful",
            "1 if the configuration that was read last is the one that runs, else 0.",
            "\(isLastReloadSuccessful.value)")
        text.gauge(
            "logferry_config_last_reload_success_timestamp_seconds",
            "When the configuration that runs was taken over.", "\(lastReload.value)")
        writeAnalysis(to: &text)
        writeCustom(to: &text)
    }

    private func writeCustom(to text: inout Exposition) {
        let families = custom.families(now: Clock.monotonic())
        text.gauge(
            "logferry_custom_metrics", "Series of metrics stages, a histogram being one.",
            "\(families.reduce(0) { $0 + $1.series.count })")
        text.counter(
            "logferry_custom_metrics_dropped_total",
            "What metrics stages did not count because of limits_config.max_custom_metrics.", droppedCustom)
        text.counter(
            "logferry_custom_metrics_unusable_values_total",
            "Values that metrics stages did not count: no numbers, or below 0 for a counter.", unusableCustom)
        text.families(families)
    }
}
