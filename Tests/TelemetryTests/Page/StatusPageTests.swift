import Analysis
import Testing

@testable import Telemetry

/// What is on the page, read as markup.
@Suite struct StatusPageTests {
    private func page(
        _ report: StatusReport, _ statistics: AnalysisReport? = nil, configuration: String = "server: {}\n"
    ) -> StatusPage {
        StatusPage(
            report: report, statistics: statistics, configuration: configuration, now: SampleReports.now)
    }

    @Test func whatIsTheMatterComesFirst() throws {
        let tree = try MarkupTree(page(SampleReports.troubled()).document)
        #expect(tree.all("title").map(\.text) == ["degraded · web-1 · logferry"])
        #expect(tree.all("p").first?.text == "Degraded")
        #expect(tree.all("p").first?.attributes["role"] == "status")
        #expect(tree.all("section").first?.attributes["class"] == "reasons")
        #expect(
            tree.all("section").first?.text
                == "client main has not been reached for 1m 15s: connection refused"
                + "/var/log/audit has not been readable for 1m 1s: permission denied")
        #expect(tree.all("header").first?.text.contains("1.2.3up 1d 1h08:00:00 UTC") == true)
    }

    @Test(arguments: [
        (StatusReport.Phase.starting, HealthStatus.healthy, "Starting", "starting · web-1 · logferry"),
        (.running, .healthy, "Healthy", "healthy · web-1 · logferry"),
        (.stopping, .degraded, "Stopping, degraded", "stopping · web-1 · logferry"),
    ])
    func thePhaseIsSaidWhereItMatters(
        _ phase: StatusReport.Phase, _ status: HealthStatus, _ word: String, _ title: String
    ) throws {
        var report = SampleReports.troubled()
        report.phase = phase
        report.status = status
        report.reasons = []
        let tree = try MarkupTree(page(report).document)
        #expect(tree.all("p").first?.text == word)
        #expect(tree.all("title").map(\.text) == [title])
        #expect(tree.all("section", class: "reasons").isEmpty)
    }

    @Test func theLastHourIsDrawnAndSaid() throws {
        let tree = try MarkupTree(page(SampleReports.troubled()).document)
        #expect(
            tree.all("li", class: "tile").map(\.text) == [
                "Lines read3,400 lines/speak 3,400, mean 1,701",
                "Bytes read500 kB a secondpeak 500 kB, mean 250 kB",
                "Entries sent3,300 entries/speak 3,300, mean 1,650", "Not shipped400 kB oldest waits 1m 15s",
                "Errors2 in the last hourlast 10s ago",
            ])
        #expect(
            tree.all("svg").first?.attributes["aria-label"]
                == "Lines read over the last hour: 3,400 lines/s, peak 3,400, mean 1,701")
        #expect(tree.all("svg").allSatisfy { $0.attributes["role"] == "img" })
    }

    @Test func eachPartSaysHowItStands() throws {
        let tree = try MarkupTree(page(SampleReports.troubled(), SampleReports.statistics()).document)
        let rows = tree.all("tr").map(\.text)
        for row in [
            "mainconnection refusedretryingfailing for 1m 15snext try in 8s1m 20s ago1 batch, 1.05 MB2.00 kB",
            "archiveup12s ago––", "newunused–––",
            "/var/log/app.logwaiting400 kB1m 15s60 %1.00 MB",
            "/var/log/old.lognow /var/log/old.log.1rotated10 B1m 15s99.9 %1.00 MB",
            "/var/log/sysshipped––100 %1.00 MB", "/var/log/auditpermission denied1m 1s",
            "/var/log/a.log5.00 MB3, 1.00 MB2h 0m agoin 1h 0m–",
            "/var/log/b.lognot shipped5.00 MB5, 1.00 MB2h 0m agoby size2 generations2.00 kB not shipped",
            "Rejected by Loki for good, kept in rejected/3", "Gone before they were shipped5.00 kB",
            "Deleted before they were shipped, because agent.conf says so7 B", "Dropped: line_too_long4",
            "/slow4,00040, 1 %1.00 s4.20 s", "gpt12–1,8002.51.00 s2.00 s", "TimeoutError400",
        ] { #expect(rows.contains(row), "\(row) in \(rows)") }
        #expect(!rows.contains { $0.contains("never") })
        let endpoints = rows.filter { $0.hasPrefix("/slow") || $0.hasPrefix("/fast") }
        #expect(endpoints.first?.hasPrefix("/slow") == true)
        #expect(
            tree.all("ol").first?.text
                == "2027-01-15T07:59:58ZTimeoutErrorTimeoutErrorTimeoutErrorTimeoutError=[1 value] attempt=3 older"
                || tree.all("ol").first?.text
                    == "2027-01-15T07:59:58ZTimeoutErrorTimeoutErrorTimeoutErrorTimeoutError=[1 value] attempt=3 older "
        )
        #expect(tree.text(id: "running-configuration")?.hasSuffix("server: {}\n") == true)
    }

    @Test func logsStandWithTheirPolicy() throws {
        var report = SampleReports.troubled()
        report.rotation.append(report.rotation[0])
        let tree = try MarkupTree(page(report).document)
        let groups = tree.all("tr", class: "group").map(\.text)
        #expect(groups == ["nginx", "system"])
        #expect(tree.all("th").count { $0.attributes["scope"] == "rowgroup" } == 2)
    }

    @Test func anAgentWithNothingSaysSo() throws {
        var report = StatusReport()
        let empty = try MarkupTree(page(report, configuration: "").document)
        #expect(empty.text(id: "clients")?.hasSuffix("There is no client: nothing is shipped.") == true)
        #expect(empty.text(id: "files") == "FilesThe files are being looked for.")
        #expect(empty.text(id: "rotation")?.contains("No log is rotated") == true)
        #expect(empty.text(id: "statistics")?.contains("analysis: {} in agent.conf") == true)
        #expect(empty.text(id: "totals")?.hasSuffix("Nothing was dropped, rejected or lost.") == true)
        #expect(empty.text(id: "running-configuration")?.hasSuffix("It is not known.") == true)
        #expect(empty.all("table").isEmpty)
        report.phase = .running
        #expect(try MarkupTree(page(report).document).text(id: "files") == "FilesNo file is followed.")
        var quiet = try #require(SampleReports.statistics())
        quiet.errors.errorTypes = [:]
        quiet.errors.recentErrors = []
        quiet.requests.endpoints = [:]
        quiet.models = [:]
        let text = try #require(MarkupTree(page(report, quiet).document).text(id: "statistics"))
        #expect(text.contains("No line was that of an error.No line was about a request."))
    }

    @Test func theFragmentIsThePageWithoutWhatStays() throws {
        let page = page(SampleReports.troubled(), SampleReports.statistics())
        let (whole, fragment) = (try MarkupTree(page.document), try MarkupTree(page.fragment))
        #expect(whole.text(id: "report") == fragment.text(id: "report"))
        #expect(fragment.all("script").isEmpty && fragment.all("style").isEmpty)
        #expect(fragment.text(id: "running-configuration") == nil)
    }

    @Test func theEditionChangesWithWhatTheFragmentLacks() throws {
        func edition(_ page: StatusPage) throws -> String? {
            let all = try [page.document, page.fragment].map {
                try MarkupTree($0).all("div").first { $0.attributes["id"] == "report" }?.attributes[
                    "data-edition"]
            }
            #expect(all[0] == all[1])
            return all[0]
        }
        var report = SampleReports.troubled()
        let first = try edition(page(report))
        report.uptime += 2
        report.reasons = []
        #expect(try edition(page(report)) == first)
        #expect(try edition(page(report, configuration: "other")) != first)
        report.version = "2"
        #expect(try edition(page(report)) != first)
    }
}
