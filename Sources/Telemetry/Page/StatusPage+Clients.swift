// Why this file exists: the first question when lines are missing is whether the client reaches Loki.

import Platform

extension StatusPage {
    private static let maximumClients = 50

    func addClients(to html: inout HTML) {
        let failing = report.clients.count { $0.state == .retrying }
        let note = failing > 0 ? "\(failing) of \(report.clients.count) not reached" : nil
        html.section("clients", "Clients", note: note) {
            guard !report.clients.isEmpty else {
                $0.remark("There is no client: nothing is shipped.")
                return
            }
            $0.table(
                "clients", caption: "Where lines are pushed to",
                [.text("Client"), .text("State"), Self.success, Self.flight, Self.batch]
            ) {
                $0.element("tbody") {
                    for client in report.clients.prefix(Self.maximumClients) { add(client, to: &$0) }
                }
            }
            let more = report.clients.count - Self.maximumClients
            if more > 0 { $0.remark("and \(PageFigures.count(more, "more client"))") }
        }
    }

    private static let success = PageColumn.number("Last success")
    private static let flight = PageColumn.number("In flight")
    private static let batch = PageColumn.number("Batch being filled")

    private func add(_ client: StatusReport.Client, to html: inout HTML) {
        html.element("tr") {
            $0.element("th", .constant("scope", "row")) {
                $0.element("span", .class("identifier"), text: client.name)
                if let error = client.lastError {
                    $0.element("p", .class(client.state == .retrying ? "error" : "remark"), text: error)
                }
            }
            $0.cell(.text("State")) {
                switch client.state {
                case .unused: $0.state(.quiet, "unused")
                case .up: $0.state(.good, "up")
                case .retrying: $0.state(.bad, "retrying")
                }
                if let seconds = client.failingSeconds {
                    $0.element("small", text: "failing for \(Health.span(seconds))")
                }
                if let seconds = client.nextTry {
                    $0.element("small", text: "next try in \(Health.span(seconds.rounded(.up)))")
                }
            }
            $0.cell(Self.success, client.lastSuccess.map { PageFigures.ago(now &- $0) })
            $0.cell(
                Self.flight,
                client.batchesInFlight > 0
                    ? "\(PageFigures.count(client.batchesInFlight, "batch")), \(PageFigures.bytes(Int64(client.inFlightBytes)))"
                    : nil)
            $0.cell(Self.batch, client.batchBytes > 0 ? PageFigures.bytes(Int64(client.batchBytes)) : nil)
        }
    }
}
