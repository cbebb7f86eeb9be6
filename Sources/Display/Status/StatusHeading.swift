// Why this file exists: one line says which agent this is and whether one has to look further.

import Platform
import Telemetry

/// The first line, and why the agent is not well.
struct StatusHeading {
    let scene: StatusScene
    let screen: Screen
    /// What stands at the end of the first line, if there is room for it.
    var hint = ""

    var block: Block {
        var lines: [StyledLine] = []
        if let report = scene.report {
            lines.append(line(report))
        } else {
            lines.append(StyledLine("logferry", .strong))
        }
        if let silence = scene.silence {
            let since = Health.span(Double(silence.seconds))
            lines += Self.paragraph(
                "no answer for \(since): \(silence.reason)", mark: "", .bad, screen, limit: 2)
        }
        // One row: it is there or not.
        return Block([lines])
    }

    /// The reasons, each in as many lines at most.
    static func reasons(_ report: StatusReport, _ screen: Screen, limit: Int) -> Block {
        return Block(report.reasons.count, isParagraph: false) { shown in
            var lines = report.reasons.prefix(shown).flatMap {
                paragraph($0, mark: "! ", .bad, screen, limit: limit)
            }
            let more = report.reasons.count - shown
            if more > 0 { lines.append(StyledLine("! \(Figures.count(Int64(more), "more reason"))", .bad)) }
            return lines
        }
    }

    /// As much of it as there is room for: who, how, since when, and at which time.
    private func line(_ report: StatusReport) -> StyledLine {
        let state = Self.state(report)
        let up = "up \(Health.span(report.uptime))"
        let began =
            scene.time - Int64(report.uptime.isFinite ? min(max(0, report.uptime), 1e9) : 0) * 1_000_000_000
        let since = ", since " + Self.minute(began)
        let clock = Self.clock(scene.time)
        let host = report.host.isEmpty ? "" : " on \(report.host)"
        let attempts: [(name: String, up: String, clock: String)] = [
            ("logferry \(report.version)\(host)", up + since, clock + hint),
            ("logferry \(report.version)\(host)", up, clock + hint),
            ("logferry \(report.version)\(host)", up, clock),
            ("logferry\(host)", up, clock),
            ("logferry\(host)", up, ""),
            ("logferry", up, ""),
            ("logferry", "", ""),
        ]
        var line = StyledLine()
        for attempt in attempts {
            line = StyledLine(attempt.name, .strong)
            line.add("  ")
            line.add(state.text, state.style)
            if !attempt.up.isEmpty { line.add("  " + attempt.up) }
            guard !attempt.clock.isEmpty, let columns = screen.columns else {
                if line.width <= screen.width { break }
                continue
            }
            if line.width + 2 + attempt.clock.count <= columns - 1 {
                line.add(rightAlignedTo: columns - 1, attempt.clock, .faint)
                break
            }
        }
        return line
    }

    private static func state(_ report: StatusReport) -> (text: String, style: Style) {
        switch report.phase {
        case .running:
            report.status == .healthy ? ("healthy", .good) : (report.status.rawValue, .bad)
        case .starting, .stopping:
            report.status == .healthy
                ? (report.phase.rawValue, .warning)
                : ("\(report.phase.rawValue), \(report.status.rawValue)", .bad)
        }
    }

    /// "2026-11-22 10:00 UTC"
    private static func minute(_ time: Int64) -> String {
        let text = timestampText(ofRealtime: time)
        return text.prefix(10) + " " + text.dropFirst(11).prefix(5) + " UTC"
    }

    /// "10:00:00 UTC"
    private static func clock(_ time: Int64) -> String {
        timestampText(ofRealtime: time).dropFirst(11).prefix(8) + " UTC"
    }

    /// A text in lines that keep to the screen, with a mark before the first.
    static func paragraph(
        _ text: String, mark: String, _ style: Style, _ screen: Screen, limit: Int
    ) -> [StyledLine] {
        // What has one line is cut where that ends.
        let width = screen.size == nil || limit == 1 ? Int.max : max(1, screen.width - mark.count)
        let indent = String(repeating: " ", count: mark.count)
        return Shortening.wrapped(text, width: width, limit: limit, ellipsis: screen.ellipsis)
            .enumerated().map { StyledLine(($0.offset == 0 ? mark : indent) + $0.element, style) }
    }
}
