// Why this file exists: screens are compared to the letter, so the tests share reports in which every number is given.

import Telemetry

@testable import Display

/// 2026-11-22T10:00:00 UTC, in nanoseconds.
let someTime: Int64 = 1_795_341_600_000_000_000

/// An agent with nothing to do.
func quietReport() -> StatusReport {
    var report = StatusReport()
    report.version = "1.2.3"
    report.host = "web-1"
    report.timestamp = "2026-11-22T10:00:00.000Z"
    report.uptime = 273_600
    report.phase = .running
    report.totals.readLines = 1_234_567
    report.totals.readBytes = 123_000_000
    report.totals.sentEntries = 1_234_567
    report.totals.sentBytes = 12_100_000
    report.totals.sentBatches = 1200
    report.fileCount = 2
    report.files = [
        file("/var/log/app/access.log", .shipped, size: 12_300_000),
        file("/var/log/syslog", .shipped, size: 4_210),
    ]
    report.clients = [
        StatusReport.Client(name: "main", state: .up, lastSuccess: someTime / 1_000_000_000 - 2)
    ]
    report.activity.lines = (0..<360).map { UInt64($0 * 10) }
    report.activity.lagBytes = Array(repeating: 0, count: 360)
    report.activity.errors = Array(repeating: 0, count: 360)
    report.process = ProcessMetrics(
        cpuSeconds: 1094.4, residentBytes: 28_400_000, openDescriptors: 34, maximumDescriptors: 1024)
    return report
}

/// An agent with every kind of trouble.
func troubledReport() -> StatusReport {
    var report = quietReport()
    report.status = .degraded
    report.clients.append(
        StatusReport.Client(
            name: "https://loki.example.org/loki/api/v1/push", state: .retrying, failingSeconds: 123,
            lastError: "HTTP 503: no healthy upstream", lastSuccess: nil, nextTry: 4.2, batchBytes: 20_100,
            batchesInFlight: 3, inFlightBytes: 2_900_000))
    report.reasons = [
        "client https://loki.example.org/loki/api/v1/push has not been reached for 2m 3s: HTTP 503: no healthy upstream",
        "/var/log/secure has not been readable for 5m 3s: cannot open /var/log/secure: Permission denied",
    ]
    report.unreadable = [
        StatusReport.Unreadable(
            path: "/var/log/secure", error: "cannot open /var/log/secure: Permission denied", seconds: 303)
    ]
    report.lagBytes = 12_341_200
    report.lagSeconds = 123
    report.fileCount = 12
    let deep = "/srv/applications/some-customer/production/logs/application/access.log.1"
    report.files = [
        file("/srv/app/access.log", now: deep, .rotated, size: 41_000_000, lag: 12_300_000, for: 123),
        file("/var/log/app/error.log", .waiting, size: 41_200, lag: 41_200, for: 61),
        file("/var/log/app/worker.log", .shipping, size: 4_210, lag: 0),
        file("/var/log/syslog", .shipped, size: 4_210),
    ]
    report.rotation = [
        PolicyStatus(
            policy: "rotation[0]", path: "/var/log/app/app.log", size: 12_300_000, generations: 14,
            bytes: 180_000_000, lastRotation: someTime / 1_000_000_000 - 33_000,
            nextRotation: someTime / 1_000_000_000 + 51_000),
        PolicyStatus(
            policy: "rotation[0]", path: "/var/log/app/audit.log", size: 1_200_000, generations: 17,
            bytes: 5_100_000, lastRotation: someTime / 1_000_000_000 - 33_000,
            nextRotation: someTime / 1_000_000_000 + 51_000, heldGenerations: 3, heldBytes: 41_200),
        PolicyStatus(
            policy: "rotation[1]", path: "/var/log/other.log", size: 10, generations: 0, bytes: 0,
            lastRotation: nil, nextRotation: nil, note: "a script ended with status 1"),
    ]
    report.totals.retries = 3
    report.totals.rejected = 2
    report.totals.dropped = ["drop_stage": 500, "line_too_long": 67]
    report.totals.lostBytes = 1200
    report.activity.lagBytes = (0..<360).map { $0 < 300 ? 0 : Int64($0) }
    report.activity.errors = (0..<360).map { $0 % 60 == 0 ? 1 : 0 }
    return report
}

func file(
    _ path: String, now: String? = nil, _ state: StatusReport.File.State, size: Int64, lag: Int64 = 0,
    for seconds: Double = 0
) -> StatusReport.File {
    StatusReport.File(
        path: path, currentPath: now ?? path, job: "app", state: state, size: size, shipped: size - lag,
        lagBytes: lag, lagSeconds: seconds)
}

/// What is seen on a screen of this size, or in a pipe.
func screen(_ columns: Int? = nil, _ rows: Int = 24, glyphs: Sparkline.Glyphs = .blocks) -> Screen {
    Screen(size: columns.map { ScreenSize(columns: $0, rows: rows) }, glyphs: glyphs)
}
