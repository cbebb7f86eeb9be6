// Why this file exists: what an application's log says about its requests and errors helps whoever reads about lag, too.

import Analysis
import Platform

extension StatusPage {
    private static let maximumTypes = 10
    private static let maximumEndpoints = 15
    private static let maximumModels = 15

    func addStatistics(to html: inout HTML) {
        html.section("statistics", "Log statistics", note: statistics == nil ? nil : "the last hour") {
            guard let statistics else {
                $0.element("p", .class("remark")) {
                    $0.constant(
                        "Logs are not analysed. <code>analysis: {}</code> in agent.conf switches it on for all "
                    )
                    $0.constant("of them; docs/analysis.md says what is found in which lines.")
                }
                return
            }
            addFigures(statistics, to: &$0)
            $0.element("div", .class("pair")) {
                addTypes(statistics.errors, to: &$0)
                addEndpoints(statistics.requests, to: &$0)
            }
            addModels(statistics.models, to: &$0)
            addRecentErrors(statistics.errors, to: &$0)
        }
    }

    private func addFigures(_ statistics: AnalysisReport, to html: inout HTML) {
        let requests = statistics.requests
        html.element("dl", .class("facts")) {
            $0.term("Errors", PageFigures.count(statistics.errors.totalErrors))
            $0.term("Requests", PageFigures.count(requests.totalRequests))
            $0.term("Average", PageFigures.duration(requests.avgDuration))
            $0.term("p50", PageFigures.duration(requests.p50))
            $0.term("p95", PageFigures.duration(requests.p95))
            $0.term("p99", PageFigures.duration(requests.p99))
        }
    }

    private func addTypes(_ errors: AnalysisReport.Errors, to html: inout HTML) {
        guard !errors.errorTypes.isEmpty else {
            html.remark("No line was that of an error.")
            return
        }
        let types = errors.errorTypes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        html.element("div") {
            $0.table("types", caption: "Most frequent errors", [.text("Error"), Self.count]) {
                $0.element("tbody") {
                    for type in types.prefix(Self.maximumTypes) {
                        $0.element("tr") {
                            $0.element("th", .constant("scope", "row"), text: type.key)
                            $0.cell(Self.count, PageFigures.count(type.value))
                        }
                    }
                }
            }
            let more = types.count - Self.maximumTypes
            if more > 0 { $0.remark("and \(PageFigures.count(more, "more type"))") }
        }
    }

    private func addEndpoints(_ requests: AnalysisReport.Requests, to html: inout HTML) {
        guard !requests.endpoints.isEmpty else {
            html.remark("No line was about a request.")
            return
        }
        let endpoints = requests.endpoints.sorted { ($1.value.p95, $0.key) < ($0.value.p95, $1.key) }
        html.element("div") {
            $0.table(
                "endpoints", caption: "Slowest endpoints",
                [.text("Endpoint"), Self.count, Self.errors, Self.average, Self.p95]
            ) {
                $0.element("tbody") {
                    for (name, endpoint) in endpoints.prefix(Self.maximumEndpoints) {
                        $0.element("tr") {
                            $0.element("th", .constant("scope", "row")) { $0.path(name) }
                            $0.cell(Self.count, PageFigures.count(endpoint.count))
                            addErrors(endpoint.errors, of: endpoint.count, to: &$0)
                            $0.cell(Self.average, PageFigures.duration(endpoint.avgDuration))
                            $0.cell(Self.p95, PageFigures.duration(endpoint.p95))
                        }
                    }
                }
            }
            let more = endpoints.count - Self.maximumEndpoints
            if more > 0 { $0.remark("and \(PageFigures.count(more, "faster endpoint"))") }
        }
    }

    private func addModels(_ models: [String: AnalysisReport.Model], to html: inout HTML) {
        guard !models.isEmpty else { return }
        let sorted = models.sorted { ($1.value.calls, $0.key) < ($0.value.calls, $1.key) }
        html.table(
            "models", caption: "Models, the most called first",
            [.text("Model"), Self.count, Self.errors, Self.prompt, Self.completion, Self.average, Self.p95]
        ) {
            $0.element("tbody") {
                for (name, model) in sorted.prefix(Self.maximumModels) {
                    $0.element("tr") {
                        $0.element("th", .constant("scope", "row"), text: name)
                        $0.cell(Self.count, PageFigures.count(model.calls))
                        addErrors(model.errors, of: model.calls, to: &$0)
                        $0.cell(Self.prompt, PageFigures.number(model.tokens.prompt))
                        $0.cell(Self.completion, PageFigures.number(model.tokens.completion))
                        $0.cell(Self.average, PageFigures.duration(model.avgDuration))
                        $0.cell(Self.p95, PageFigures.duration(model.p95))
                    }
                }
            }
        }
        let more = models.count - Self.maximumModels
        if more > 0 { html.remark("and \(PageFigures.count(more, "more model"))") }
    }

    private static let count = PageColumn.number("Count")
    private static let errors = PageColumn.number("Errors")
    private static let average = PageColumn.number("Average")
    private static let p95 = PageColumn.number("p95")
    private static let prompt = PageColumn.number("Tokens in")
    private static let completion = PageColumn.number("Tokens out")

    private func addErrors(_ errors: UInt64, of count: UInt64, to html: inout HTML) {
        html.cell(Self.errors) {
            if errors > 0 {
                let share = PageFigures.percent(Double(errors), of: Double(count))
                $0.element("span", .class("error"), text: "\(PageFigures.count(errors)), \(share)")
            } else {
                $0.constant("<span class=\"none\">–</span>")
            }
        }
    }
}
