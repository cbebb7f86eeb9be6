import Telemetry
import Testing

/// Whether an operator should look.
@Suite struct HealthTests {
    private func report(
        failing: Double? = nil, unreadable: [Double] = [], journal: String? = nil
    ) -> StatusReport {
        var report = StatusReport()
        report.clients = [
            StatusReport.Client(
                name: "main", state: failing == nil ? .up : .retrying, failingSeconds: failing,
                lastError: failing.map { _ in "connection refused" })
        ]
        report.unreadable = unreadable.enumerated().map {
            StatusReport.Unreadable(
                path: "/v/\($0.offset).log", error: "permission denied", seconds: $0.element)
        }
        report.journalError = journal
        return report
    }

    @Test func whatIsShortIsNoReason() {
        #expect(Health.reasons(report()).isEmpty)
        #expect(Health.reasons(report(failing: 59.9, unreadable: [1, 59])).isEmpty)
    }

    @Test func aClientThatIsNotReachedForAMinuteIs() {
        #expect(
            Health.reasons(report(failing: 60)) == [
                "client main has not been reached for 1m 0s: connection refused"
            ])
    }

    @Test func aFileThatIsNotReadableForAMinuteIs() {
        #expect(
            Health.reasons(report(unreadable: [3700, 10])) == [
                "/v/0.log has not been readable for 1h 1m: permission denied"
            ])
    }

    @Test func manyFilesAreNamedInPartAndCounted() {
        let reasons = Health.reasons(report(unreadable: Array(repeating: 90, count: 50)))
        #expect(reasons.count == 6)
        #expect(reasons.last == "45 more files are not readable")
    }

    @Test func aJournalThatCannotBeWrittenIsOneAtOnce() {
        #expect(
            Health.reasons(report(journal: "no space left")) == [
                "the journal cannot be written, a crash would send lines twice: no space left"
            ])
    }

    @Test(arguments: [
        (0.0, "0s"), (59.99, "59s"), (61, "1m 1s"), (3600, "1h 0m"), (90_061, "1d 1h"), (-5, "0s"),
        (.infinity, "a long time"), (.nan, "a long time"), (1e300, "a long time"),
    ])
    func spansHaveTheirTwoLargestUnits(_ seconds: Double, _ text: String) {
        #expect(Health.span(seconds) == text)
    }

    @Test func aReportIsReadAsItWasWritten() throws {
        var report = report(failing: 3, unreadable: [4], journal: "full")
        report.version = "1.2.3"
        report.totals.dropped = ["line_too_long": 4, "a_b C": 2]
        report.rotation = [
            PolicyStatus(
                policy: "rotation[0]", path: "/v/\u{1F980}<b>\".log", size: 1, generations: 2, bytes: 3,
                lastRotation: 4, nextRotation: nil, heldGenerations: 5, heldBytes: 6, note: "n")
        ]
        report.files = [
            StatusReport.File(
                path: "/v/a", currentPath: "/v/a.1", job: "j", state: .rotated, size: 9, shipped: 8,
                lagBytes: 1,
                lagSeconds: 0.5)
        ]
        let line = StatusJSON.line(report)
        #expect(line.last == 0x0A)
        #expect(line.count { $0 == 0x0A } == 1)
        #expect(StatusJSON.read(StatusReport.self, line) == report)
        let text = String(decoding: line, as: UTF8.self)
        for key in [
            "\"lag_bytes\":1", "\"current_path\":\"/v/a.1\"", "\"held_generations\":5", "\"a_b C\":2",
        ] {
            #expect(text.contains(key), "\(key) in \(text)")
        }
        #expect(StatusJSON.read(StatusReport.self, Array("{".utf8)) == nil)
    }
}
