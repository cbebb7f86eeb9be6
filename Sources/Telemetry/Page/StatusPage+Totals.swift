// Why this file exists: what was lost or refused since the start is what nobody should have to look for in metrics.

import Platform

extension StatusPage {
    private static let maximumReasons = 20

    func addTotals(to html: inout HTML) {
        let totals = report.totals
        html.section("totals", "Totals", note: "since the start") {
            $0.element("dl", .class("facts")) {
                $0.term(
                    "Read", PageFigures.count(totals.readLines),
                    note: "lines, \(PageFigures.bytes(totals.readBytes))")
                $0.term(
                    "Sent", PageFigures.count(totals.sentEntries),
                    note: "entries, \(PageFigures.bytes(totals.sentBytes)) on the wire")
                $0.term("Batches", PageFigures.count(totals.sentBatches))
                $0.term("Repeated pushes", PageFigures.count(totals.retries))
                addProcess(to: &$0)
            }
            addLosses(to: &$0)
        }
    }

    private func addProcess(to html: inout HTML) {
        if let process = report.process {
            if let seconds = process.cpuSeconds {
                html.term(
                    "Processor time", PageFigures.duration(seconds),
                    note: "\(PageFigures.percent(seconds, of: report.uptime)) of one")
            }
            if let bytes = process.residentBytes {
                html.term(
                    "Memory", PageFigures.bytes(bytes),
                    note: process.anonymousBytes.map { "\(PageFigures.bytes($0)) its own" })
            }
            if let open = process.openDescriptors {
                html.term(
                    "Descriptors", PageFigures.count(UInt64(max(0, open))),
                    note: process.maximumDescriptors.map { "of \(PageFigures.count($0))" })
            }
        }
        if let error = report.journalError {
            html.term("Checkpoints", "cannot be written", note: error)
        } else {
            html.term(
                "Checkpoints", report.checkpointAge < 1 ? "safe" : Health.span(report.checkpointAge),
                note: report.checkpointAge < 1 ? nil : "not safe on disk yet")
        }
    }

    /// Entries and bytes that did not arrive, and why.
    private func addLosses(to html: inout HTML) {
        let totals = report.totals
        let reasons = totals.dropped.filter { $0.value > 0 }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard
            !reasons.isEmpty || totals.rejected > 0 || totals.lostBytes > 0
                || totals.unshippedDeletedBytes > 0
        else {
            html.remark("Nothing was dropped, rejected or lost.")
            return
        }
        html.table("losses", caption: "What did not arrive", [.text("What"), Self.amount]) {
            $0.element("tbody") {
                if totals.rejected > 0 {
                    add(
                        "Rejected by Loki for good, kept in rejected/", PageFigures.count(totals.rejected),
                        to: &$0)
                }
                if totals.lostBytes > 0 {
                    add("Gone before they were shipped", PageFigures.bytes(totals.lostBytes), to: &$0)
                }
                if totals.unshippedDeletedBytes > 0 {
                    add(
                        "Deleted before they were shipped, because agent.conf says so",
                        PageFigures.bytes(totals.unshippedDeletedBytes), to: &$0)
                }
                for (reason, count) in reasons.prefix(Self.maximumReasons) {
                    add("Dropped: \(reason)", PageFigures.count(count), to: &$0)
                }
            }
        }
        let more = reasons.count - Self.maximumReasons
        if more > 0 { html.remark("and \(PageFigures.count(more, "more reason"))") }
    }

    private static let amount = PageColumn.number("Entries or bytes")

    private func add(_ what: String, _ amount: String, to html: inout HTML) {
        html.element("tr") {
            $0.element("th", .constant("scope", "row"), text: what)
            $0.cell(Self.amount, amount)
        }
    }

    func addConfiguration(to html: inout HTML) {
        html.element("section", .constant("id", "configuration")) {
            $0.element("details", .constant("id", "running-configuration")) {
                $0.constant(
                    "<summary><h2>Running configuration <small>without its secrets</small></h2></summary>")
                if configuration.isEmpty {
                    $0.remark("It is not known.")
                } else {
                    $0.element(
                        "pre", .constant("tabindex", "0"), .constant("role", "region"),
                        .constant("aria-label", "Running configuration")
                    ) { $0.text(configuration, .listing) }
                }
            }
        }
    }
}
