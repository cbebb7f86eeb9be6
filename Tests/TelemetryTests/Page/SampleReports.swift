// Why this file exists: the page's tests look at the same agents, one that has everything and one that was sent nonsense.

import Analysis
import Telemetry

enum SampleReports {
    static let now: Int64 = 1_800_000_000

    /// An agent with something of everything, in which something is wrong.
    static func troubled() -> StatusReport {
        var report = StatusReport()
        report.version = "1.2.3"
        report.host = "web-1"
        report.timestamp = "2027-01-15T08:00:00.250Z"
        report.uptime = 90_061
        report.phase = .running
        report.clients = [
            StatusReport.Client(
                name: "main", state: .retrying, failingSeconds: 75, lastError: "connection refused",
                lastSuccess: now - 80, nextTry: 7.2, batchBytes: 2000, batchesInFlight: 1,
                inFlightBytes: 1_048_576),
            StatusReport.Client(name: "archive", state: .up, lastSuccess: now - 12),
            StatusReport.Client(name: "new", state: .unused),
        ]
        report.files = [
            file("/var/log/app.log", .waiting, lag: 400_000),
            file("/var/log/old.log", .rotated, lag: 10, now: "/var/log/old.log.1"),
            file("/var/log/sys", .shipped, lag: 0),
        ]
        report.fileCount = 3
        report.lagBytes = 400_010
        report.lagSeconds = 75
        report.unreadable = [
            StatusReport.Unreadable(path: "/var/log/audit", error: "permission denied", seconds: 61)
        ]
        report.rotation = [
            log("nginx", "/var/log/a.log"), log("nginx", "/var/log/b.log", held: 2, note: "not shipped"),
            log("system", "/var/log/c.log"),
        ]
        report.totals.readLines = 1_234_567
        report.totals.dropped = ["line_too_long": 4, "never": 0]
        report.totals.rejected = 3
        report.totals.lostBytes = 5000
        report.totals.unshippedDeletedBytes = 7
        report.activity.lines = [10, 34_000]
        report.activity.bytes = [1000, 5_000_000]
        report.activity.sent = [0, 33_000]
        report.activity.errors = [0, 2]
        report.activity.lagBytes = [0, 400_010]
        report.process = ProcessMetrics(cpuSeconds: 100, residentBytes: 25_000_000, openDescriptors: 40)
        report.reasons = Health.reasons(report)
        report.status = .degraded
        return report
    }

    /// More of everything than there can be, each text what a browser might take for its own.
    static func hostile(_ text: String = nonsense) -> StatusReport {
        var report = troubled()
        report.version = text
        report.host = text
        report.timestamp = text
        report.uptime = .infinity
        report.reasons = Array(repeating: text, count: 200)
        report.journalError = text
        report.clients = (0..<200).map { _ in
            StatusReport.Client(
                name: text, state: .retrying, failingSeconds: .nan, lastError: text, lastSuccess: .min,
                nextTry: .infinity, batchBytes: .max, batchesInFlight: .max, inFlightBytes: .min)
        }
        report.files = Array(repeating: file(text, .waiting, lag: .max, now: text + "1"), count: 200)
        report.fileCount = .max
        report.lagBytes = .min
        report.unreadable = Array(
            repeating: StatusReport.Unreadable(path: text, error: text, seconds: -1), count: 200)
        report.rotation = (0..<2000).map { log("\($0 % 7)\(text)", text, held: $0 % 2, note: text) }
        for number in 0..<100 { report.totals.dropped["\(number)\(text)"] = .max }
        report.activity.lines = Array(repeating: .max, count: 2000)
        report.activity.step = 0
        report.activity.lagBytes = [.min, .max]
        return report
    }

    static let nonsense =
        "\"'><script>document.title=1</script><img src=x onerror=alert(1)>&#60;\u{202E}\u{0}"
        + String(repeating: "</td><b style=color:red>", count: 60)

    /// What an application's logs say, an endpoint, a model and an error each.
    static func statistics(_ text: String = "TimeoutError") -> AnalysisReport? {
        var report = StatusJSON.read(
            AnalysisReport.self,
            Array(
                #"""
                {"timestamp": "t", "errors": {"total_errors": 412, "error_types": {"KeyError": 2},
                "recent_errors": [{"message": "older"}]},
                "requests": {"total_requests": 9001, "avg_duration": 0.4, "p50": 0.2, "p95": 1.7, "p99": 6,
                "endpoints": {"/fast": {"count": 9, "errors": 0, "avg_duration": 0.01, "p95": 0.02},
                "/slow": {"count": 4000, "errors": 40, "avg_duration": 1, "p95": 4.2}}},
                "models": {"gpt": {"calls": 12, "errors": 0, "tokens": {"prompt": 1800, "completion": 2.5},
                "avg_duration": 1, "p95": 2}}}
                """#.utf8))
        report?.errors.errorTypes[text] = 400
        report?.errors.recentErrors.append(
            .object([
                "timestamp": .text("2027-01-15T07:59:58Z"), "error_type": .text(text),
                "endpoint": .text(text),
                "message": .text(text), "attempt": .integer(3), text: .array([.null]),
            ]))
        return report
    }

    /// Statistics with more of everything than the page has room for.
    static func hostileStatistics(_ text: String = nonsense) -> AnalysisReport? {
        guard var report = statistics(text) else { return nil }
        let (endpoint, model) = (report.requests.endpoints["/slow"], report.models["gpt"])
        let fields = Dictionary(
            (0..<50).map { ("\($0)\(text)", JSONValue.text(text)) }, uniquingKeysWith: { $1 })
        report.errors.recentErrors = Array(repeating: .object(fields), count: 300)
        for number in 0..<300 {
            report.errors.errorTypes["\(number)\(text)"] = 1
            report.requests.endpoints["\(number)\(text)"] = endpoint
            report.models["\(number)\(text)"] = model
        }
        return report
    }

    private static func file(
        _ path: String, _ state: StatusReport.File.State, lag: Int64, now: String? = nil
    ) -> StatusReport.File {
        StatusReport.File(
            path: path, currentPath: now ?? path, job: "j", state: state, size: 1_000_000,
            shipped: lag < 1_000_000 ? 1_000_000 - lag : 0, lagBytes: lag, lagSeconds: lag > 0 ? 75 : 0)
    }

    private static func log(_ policy: String, _ path: String, held: Int = 0, note: String? = nil)
        -> PolicyStatus
    {
        PolicyStatus(
            policy: policy, path: path, size: 5_000_000, generations: 3 + held, bytes: 1_000_000,
            lastRotation: now - 7200, nextRotation: held > 0 ? nil : now + 3600, heldGenerations: held,
            heldBytes: Int64(held) * 1000, note: note)
    }
}
