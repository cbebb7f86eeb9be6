// Why this file exists: what the ferry, the rotor and the counters know comes together in one report and one exposition.

import Glibc
import Pipeline
import Platform
import Telemetry

extension Agent {
    /// Logs of policies that are listed one by one.
    private static let maximumLogs = 1000

    /// How the agent stands.
    /// - Parameter isFresh: looks at the logs that are rotated now, however long that takes; else they are as the last
    ///   pass saw them.
    public func report(isFresh: Bool = false) async -> StatusReport {
        let status = await status()
        var report = status ?? StatusReport()
        let now = Clock.monotonic()
        if status != nil { metrics.note(lagBytes: report.lagBytes, at: now / 1_000_000_000) }
        report.version = logferryVersion
        report.host = Self.hostName
        report.timestamp = timestampText(ofRealtime: Clock.realtime())
        report.uptime = Double(now - started) / 1e9
        report.phase = phase
        report.totals = metrics.totals(unshippedDeletedBytes: rotations.metrics.unshippedDeletedBytes)
        var logs = rotations.metrics.standing
        if isFresh, let fresh = await rotations.standing() { logs = fresh }
        report.rotation = Array(logs.prefix(Self.maximumLogs))
        report.activity = metrics.activity(at: now / 1_000_000_000)
        report.process = process.metrics()
        report.reasons = Health.reasons(report)
        report.status = report.reasons.isEmpty ? .healthy : .degraded
        return report
    }

    /// The short form of it, with the machine.
    public func detailedHealth() async -> DetailedHealth {
        let sessions = metrics.custom.families(now: Clock.monotonic()).filter {
            $0.definition.name == "active_sessions"
        }
        return DetailedHealth(
            await report(),
            activeSessions: sessions.reduce(0) { $0 + $1.series.reduce(0) { $0 + $1.value } },
            system: hostForReports.systemInfo())
    }

    /// Everything that is counted and measured.
    func exposition(_ format: Exposition.Format) async -> Exposition {
        var text = Exposition(format)
        metrics.write(to: &text)
        rotations.metrics.write(to: &text)
        process.metrics().write(to: &text)
        if showsHostMetrics.load(ordering: .relaxed) { hostForMetrics.metrics().write(to: &text) }
        if let status = await status() { text.add(status) }
        return text
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension Exposition {
    /// Writes what only a look at files and clients can tell.
    fileprivate mutating func add(_ report: StatusReport) {
        gauge("logferry_lag_bytes", "Bytes in followed files that are not shipped yet.", "\(report.lagBytes)")
        gauge(
            "logferry_lag_seconds", "How long the oldest of these have waited, as far as is known.",
            Self.number(report.lagSeconds))
        family("logferry_file_lag_bytes", .gauge, "The same by file, for the 100 that lag most.")
        for file in report.files {
            sample("logferry_file_lag_bytes", [(name: "path", value: file.currentPath)], "\(file.lagBytes)")
        }
        family("logferry_file_lag_seconds", .gauge, "How long the oldest of these have waited.")
        for file in report.files {
            sample(
                "logferry_file_lag_seconds", [(name: "path", value: file.currentPath)],
                Self.number(file.lagSeconds))
        }
        gauge("logferry_files", "Generations of files that are open.", "\(report.fileCount)")
        gauge(
            "logferry_unreadable_files", "Files that cannot be read, 100 at most.",
            "\(report.unreadable.count)")
        gauge(
            "logferry_checkpoint_age_seconds",
            "How long the oldest checkpoint has waited to be safe on disk; 0 if none waits.",
            Self.number(report.checkpointAge))
        clients("logferry_client_up", "0 while pushes fail and are tried again, else 1.", report) {
            $0.state == .retrying ? "0" : "1"
        }
        clients(
            "logferry_client_last_success_timestamp_seconds",
            "When entries were last accepted; 0 if none were.",
            report
        ) { "\($0.lastSuccess ?? 0)" }
        clients("logferry_batch_bytes", "Bytes of lines in the batch that is being filled.", report) {
            "\($0.batchBytes)"
        }
        clients("logferry_batches_in_flight", "Batches that are complete and not answered yet.", report) {
            "\($0.batchesInFlight)"
        }
        clients("logferry_in_flight_bytes", "Bytes of lines in these.", report) { "\($0.inFlightBytes)" }
    }

    private mutating func clients(
        _ name: String, _ help: String, _ report: StatusReport, _ value: (StatusReport.Client) -> String
    ) {
        family(name, .gauge, help)
        for client in report.clients { sample(name, [(name: "client", value: client.name)], value(client)) }
    }
}
