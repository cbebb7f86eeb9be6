// Why this file exists: whether lines flow as they usually do is seen from the last hour, not from a total.

import Platform

extension StatusPage {
    func addActivity(to html: inout HTML) {
        html.element("section", .constant("id", "activity"), .constant("aria-label", "The last hour")) {
            $0.element("ul", .class("tiles")) {
                let activity = report.activity
                addRate("Lines read", "lines/s", rates(activity.lines), to: &$0) { PageFigures.number($0) }
                addRate("Bytes read", "a second", rates(activity.bytes), to: &$0) {
                    PageFigures.bytes(Self.whole($0))
                }
                addRate("Entries sent", "entries/s", rates(activity.sent), to: &$0) { PageFigures.number($0) }
                addLag(to: &$0)
                addErrors(to: &$0)
            }
        }
    }

    private func addRate(
        _ title: StaticString, _ unit: StaticString, _ rates: [Double], to html: inout HTML,
        _ figure: (Double) -> String
    ) {
        let mean = rates.reduce(0, +) / Double(max(1, rates.count))
        let peak = rates.isEmpty ? nil : "peak \(figure(rates.max() ?? 0)), mean \(figure(mean))"
        addTile(title, figure(rates.last ?? 0), unit, peak, rates, to: &html)
    }

    private func addLag(to html: inout HTML) {
        let past = report.activity.lagBytes.map { Double(max(0, $0)) }
        let note =
            report.lagBytes > 0
            ? "oldest waits \(PageFigures.span(report.lagSeconds))"
            : past.max().map { "peak \(PageFigures.bytes(Self.whole($0)))" }
        addTile("Not shipped", PageFigures.bytes(report.lagBytes), "", note, past, to: &html)
    }

    private func addErrors(to html: inout HTML) {
        let errors = report.activity.errors
        let sum = errors.reduce(UInt64(0)) { $0.addingReportingOverflow($1).partialValue }
        let last = errors.lastIndex { $0 > 0 }.map {
            "last \(PageFigures.ago(Int64((errors.count - $0) * max(1, report.activity.step))))"
        }
        addTile(
            "Errors", PageFigures.count(sum), "in the last hour", last ?? "no push failed",
            errors.map(Double.init), isBad: sum > 0, to: &html)
    }

    private func addTile(
        _ title: StaticString, _ figure: String, _ unit: StaticString, _ note: String?, _ course: [Double],
        isBad: Bool = false, to html: inout HTML
    ) {
        html.element("li", .class(isBad ? "tile bad" : "tile")) {
            $0.element("h2") { $0.constant(title) }
            $0.element("p", .class("figure")) {
                $0.element("b", text: figure)
                $0.constant(" ")
                $0.element("span") { $0.constant(unit) }
            }
            Sparkline(course).add(
                to: &$0,
                label: "\(title) over the last hour: \(figure) \(unit)\(note.map { ", \($0)" } ?? "")")
            $0.element("p", .class("note"), text: note ?? "since a moment ago")
        }
    }

    private func rates(_ steps: [UInt64]) -> [Double] {
        steps.map { Double($0) / Double(max(1, report.activity.step)) }
    }

    private static func whole(_ value: Double) -> Int64 { Int64(exactly: value.rounded()) ?? Int64.max }
}
