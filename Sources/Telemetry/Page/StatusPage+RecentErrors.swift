// Why this file exists: an error as it was logged is the quickest way from "something is wrong" to what.

import Analysis
import Platform

extension StatusPage {
    private static let maximumErrors = 10
    private static let maximumFields = 12

    func addRecentErrors(_ errors: AnalysisReport.Errors, to html: inout HTML) {
        guard !errors.recentErrors.isEmpty else { return }
        html.element("h3", text: "Recent errors, the latest first")
        html.element("ol", .class("recent")) {
            for entry in errors.recentErrors.suffix(Self.maximumErrors).reversed() {
                $0.element("li") { add(entry, to: &$0) }
            }
        }
    }

    private func add(_ entry: JSONValue, to html: inout HTML) {
        guard case .object(var fields) = entry else {
            html.element("p", .class("message"), text: Self.text(entry))
            return
        }
        func take(_ names: [String]) -> String? {
            names.first { fields[$0] != nil }.flatMap { fields.removeValue(forKey: $0) }.map { Self.text($0) }
        }
        let time = take(["timestamp", "time", "ts", "@timestamp"])
        let type = take(["error_type", "exception", "type"])
        let place = take(["endpoint", "path"])
        let message = take(["message", "msg", "error"])
        html.element("p", .class("entry")) {
            if let time { $0.element("span", .class("time"), text: time) }
            if let type { $0.element("b", text: type) }
            if let place { $0.element("span", .class("identifier"), text: place) }
        }
        if let message { html.element("p", .class("message"), text: message) }
        guard !fields.isEmpty else { return }
        let shown = fields.sorted { $0.key < $1.key }.prefix(Self.maximumFields)
        html.element("p", .class("fields")) {
            for (name, value) in shown {
                $0.element("span") {
                    $0.element("i", text: name)
                    $0.constant("=")
                    $0.text(Self.text(value))
                }
                $0.constant(" ")
            }
            let more = fields.count - shown.count
            if more > 0 { $0.element("span", text: "and \(PageFigures.count(more, "more field"))") }
        }
    }

    /// A value as it would stand in a log line; of lists and objects only their size.
    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .unsigned(let value): "\(value)"
        case .number(let value): "\(value)"
        case .text(let value): value
        case .array(let values): "[\(PageFigures.count(values.count, "value"))]"
        case .object(let fields): "{\(PageFigures.count(fields.count, "field"))}"
        }
    }
}
