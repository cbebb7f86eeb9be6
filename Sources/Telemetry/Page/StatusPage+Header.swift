// Why this file exists: whether an operator should look, and why, comes first and stays in sight.

import Platform

extension StatusPage {
    private static let maximumReasons = 20

    func addHeader(to html: inout HTML) {
        html.element("header") {
            $0.element("h1") {
                $0.constant("<span class=\"product\">logferry</span> ")
                if !report.host.isEmpty { $0.element("span", .class("host"), text: report.host) }
            }
            // Only what seldom changes: the rest of the page would be read aloud every two seconds.
            $0.element("p", .constant("role", "status"), .class(mood.name), text: state)
            $0.constant(
                "<nav aria-label=\"Sections\"><a href=\"#clients\">Clients</a> <a href=\"#files\">Files</a> "
            )
            $0.constant(
                "<a href=\"#rotation\">Rotation</a> <a href=\"#statistics\">Log statistics</a> ")
            $0.constant("<a href=\"#totals\">Totals</a> <a href=\"#configuration\">Configuration</a></nav>")
            $0.element("p", .class("facts")) {
                if !report.version.isEmpty { $0.element("span", text: report.version) }
                $0.element("span", text: "up \(Health.span(report.uptime))")
                if let time {
                    $0.element("time", .text(.dateTime, report.timestamp), text: time)
                }
            }
        }
    }

    func addReasons(to html: inout HTML) {
        guard !report.reasons.isEmpty else { return }
        html.element("section", .class("reasons"), .constant("aria-label", "What is the matter")) {
            $0.element("ul") {
                for reason in report.reasons.prefix(Self.maximumReasons) { $0.element("li", text: reason) }
                let more = report.reasons.count - Self.maximumReasons
                if more > 0 { $0.element("li", text: "and \(PageFigures.count(more, "more reason"))") }
            }
        }
    }

    func addFooter(to html: inout HTML) {
        html.constant(
            "<footer><p>The same for programs: <a href=\"status\">status</a> <a href=\"stats\">stats</a> ")
        html.constant("<a href=\"metrics\">metrics</a> <a href=\"health/detailed\">health</a></p></footer>")
    }

    private var state: String {
        let word = report.status == .healthy ? "Healthy" : "Degraded"
        return switch report.phase {
        case .starting: report.status == .healthy ? "Starting" : "Starting, degraded"
        case .running: word
        case .stopping: report.status == .healthy ? "Stopping" : "Stopping, degraded"
        }
    }

    private var mood: PageMood {
        if report.status == .degraded { return .bad }
        return report.phase == .running ? .good : .busy
    }

    /// "05:12:33 UTC", out of RFC 3339.
    private var time: String? {
        let text = report.timestamp
        guard let start = text.firstIndex(of: "T") else { return nil }
        return text[text.index(after: start)...].prefix { $0 != "." && $0 != "Z" } + " UTC"
    }
}
