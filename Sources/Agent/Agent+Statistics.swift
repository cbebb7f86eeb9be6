// Why this file exists: what the logs say is asked for over HTTP, while the ferry counts.

import Analysis
import Platform
import Telemetry

extension Agent {
    /// What the analysis has counted; nil if nothing is analysed.
    /// - Parameter range: how far back it goes, in nanoseconds; nil for as far as `statisticsWindow`, as for more.
    public func statistics(range: Int64? = nil) -> AnalysisReport? {
        metrics.analysis.report(range: range, now: Clock.realtime())
    }

    /// How far back `statistics` can go, in nanoseconds; nil if nothing is analysed.
    public var statisticsWindow: Int64? { metrics.analysis.window }
}

extension AgentMetrics {
    /// What the analysis could not count.
    func writeAnalysis(to text: inout Exposition) {
        guard analysis.window != nil else { return }
        let (name, ignored) = ("logferry_analysis_ignored_entries_total", analysis.ignored)
        text.family(
            name, .counter,
            "Entries that statistics do not count: older than their window, or ahead of the clock.")
        for (reason, count) in [("too_old", ignored.tooOld), ("future", ignored.future)] {
            text.sample(name, [(name: "reason", value: reason)], "\(count)")
        }
    }
}
