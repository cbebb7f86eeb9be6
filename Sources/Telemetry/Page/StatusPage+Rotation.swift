// Why this file exists: an operator wants to know what is kept of each log, what comes next and what is held back.

import Platform

extension StatusPage {
    private static let shown = 60

    func addRotation(to html: inout HTML) {
        let logs = report.rotation
        let bytes = logs.reduce(Int64(0)) { $0 &+ $1.size &+ $1.bytes }
        let note = "\(PageFigures.count(logs.count, "log")), \(PageFigures.bytes(bytes))"
        html.section("rotation", "Rotation", note: logs.isEmpty ? nil : note) {
            guard !logs.isEmpty else {
                $0.remark("No log is rotated by this agent: agent.conf has none under rotation.")
                return
            }
            let shown = Self.choice(logs)
            $0.table(
                "rotation", caption: "Logs that are rotated, by policy",
                [.text("Log"), Self.size, Self.kept, Self.last, Self.next, Self.held]
            ) {
                var start = shown.startIndex
                while start < shown.endIndex {
                    let policy = shown[start].policy
                    let end = shown[start...].firstIndex { $0.policy != policy } ?? shown.endIndex
                    add(policy, shown[start..<end], to: &$0)
                    start = end
                }
            }
            let more = logs.count - shown.count
            if more > 0 {
                $0.remark("and \(PageFigures.count(more, "more log")); logferry status lists them all")
            }
        }
    }

    private static let size = PageColumn.number("Size")
    private static let kept = PageColumn.number("Kept")
    private static let last = PageColumn.number("Rotated")
    private static let next = PageColumn.number("Next")
    private static let held = PageColumn.number("Held back")

    /// Those that are shown, by policy: whatever there is something to say about goes before all others.
    private static func choice(_ logs: [PolicyStatus]) -> [PolicyStatus] {
        let isNotable: (PolicyStatus) -> Bool = { $0.note != nil || $0.heldGenerations > 0 }
        let room = max(0, shown - logs.count(where: isNotable))
        var (notable, quiet) = (0, 0)
        let chosen = logs.filter { log in
            if isNotable(log) {
                notable += 1
                return notable <= shown
            }
            quiet += 1
            return quiet <= room
        }
        // A policy's logs stand together, in the order in which policies come first.
        var order: [String: Int] = [:]
        for log in chosen where order[log.policy] == nil { order[log.policy] = order.count }
        return chosen.enumerated().sorted {
            (order[$0.element.policy] ?? 0, $0.offset) < (order[$1.element.policy] ?? 0, $1.offset)
        }.map(\.element)
    }

    private func add(_ policy: String, _ logs: ArraySlice<PolicyStatus>, to html: inout HTML) {
        html.element("tbody") {
            $0.element("tr", .class("group")) {
                $0.element(
                    "th", .constant("scope", "rowgroup"), .constant("colspan", "6"), text: policy)
            }
            for log in logs { add(log, to: &$0) }
        }
    }

    private func add(_ log: PolicyStatus, to html: inout HTML) {
        html.element("tr") {
            $0.element("th", .constant("scope", "row")) {
                $0.path(log.path)
                if let note = log.note { $0.element("p", .class("error"), text: note) }
            }
            $0.cell(Self.size, PageFigures.bytes(log.size))
            $0.cell(
                Self.kept,
                log.generations > 0 ? "\(log.generations), \(PageFigures.bytes(log.bytes))" : nil)
            $0.cell(Self.last, log.lastRotation.map { PageFigures.ago(now &- $0) } ?? "never")
            $0.cell(
                Self.next,
                log.nextRotation.map { $0 <= now ? "due" : "in \(Health.span(Double($0) - Double(now)))" }
                    ?? "by size")
            $0.cell(Self.held) {
                if log.heldGenerations > 0 {
                    $0.state(.warning, PageFigures.count(log.heldGenerations, "generation"))
                    $0.element("small", text: "\(PageFigures.bytes(log.heldBytes)) not shipped")
                } else {
                    $0.constant("<span class=\"none\">–</span>")
                }
            }
        }
    }
}
