// Why this file exists: of many files an operator wants to see those that lag, and of those that cannot be read why.

import Platform
import Telemetry

/// The followed files, the worst first, a line each.
struct FileRows {
    let report: StatusReport
    let screen: Screen

    var block: Block {
        Block(report.files.count) { shown in
            [head] + report.files.prefix(shown).map(line) + [summary(shown)]
        }
    }

    private var isNarrow: Bool { screen.width < 60 }
    private var isWide: Bool { screen.width >= 110 }
    private static let stateWidth = 8
    private var jobWidth: Int {
        isWide ? min(20, max(3, report.files.map { StyledLine.width(of: $0.job) }.max() ?? 0)) : 0
    }

    private var head: StyledLine {
        let titles = ("LAG", "WAITED", "SIZE", "STATE", "JOB", "FILE")
        return line(titles.0, titles.1, titles.2, (titles.3, .faint), titles.4, .faint) {
            $0.add(titles.5, .faint)
        }
    }

    private func line(_ file: StatusReport.File) -> StyledLine {
        let style: Style =
            switch file.state {
            case .shipped: .good
            case .shipping: .plain
            case .waiting: .warning
            case .rotated: .accent
            }
        let waited = file.lagBytes > 0 ? Health.span(file.lagSeconds) : "-"
        return line(
            Figures.bytes(file.lagBytes), waited, Figures.bytes(file.size), (file.state.rawValue, style),
            Shortening.middle(file.job, width: max(1, jobWidth), ellipsis: screen.ellipsis), .plain
        ) { line in
            let room = screen.size == nil ? Int.max : max(1, screen.width - line.width)
            line.add(
                Shortening.middle(file.currentPath, width: room, ellipsis: screen.ellipsis),
                isNarrow ? style : .strong)
            guard isWide, file.path != file.currentPath else { return }
            let was = "  was \(file.path)"
            if screen.size == nil || line.width + StyledLine.width(of: was) <= screen.width {
                line.add(was, .faint)
            }
        }
    }

    private func line(
        _ lag: String, _ waited: String, _ size: String, _ state: (text: String, style: Style),
        _ job: String, _ style: Style, _ path: (inout StyledLine) -> Void
    ) -> StyledLine {
        var line = StyledLine()
        line.add(rightAlignedTo: 8, lag, style)
        line.add(rightAlignedTo: 17, waited, style)
        var end = 17
        if !isNarrow {
            end += 10
            line.add(rightAlignedTo: end, size, style)
            line.fill(to: end + 2)
            line.add(state.text, state.style)
            end += 2 + Self.stateWidth
        }
        if isWide {
            line.fill(to: end + 2)
            line.add(job, style)
            end += 2 + jobWidth
        }
        line.fill(to: end + 2)
        path(&line)
        return line
    }

    private func summary(_ shown: Int) -> StyledLine {
        let all = Int64(max(report.fileCount, report.files.count))
        let count =
            shown < all ? "\(shown) of \(Figures.count(all, "file"))" : Figures.count(all, "file")
        return StyledLine("\(count), \(Figures.bytes(report.lagBytes)) to ship", .faint)
    }
}

extension FileRows {
    /// The files that cannot be read, each with why.
    static func unreadable(_ report: StatusReport, _ screen: Screen) -> Block {
        let rows = report.unreadable
        return Block(rows.count) { shown in
            var lines = [StyledLine("NOT READABLE", .faint)]
            for row in rows.prefix(shown) {
                var text = row.error
                // The path is mostly in the error, too.
                if !text.contains(row.path) { text = "\(row.path): \(text)" }
                lines += StatusHeading.paragraph(
                    "\(text), for \(Health.span(row.seconds))", mark: "  ", .bad, screen,
                    limit: screen.size == nil ? .max : 2)
            }
            let more = rows.count - shown
            if more > 0 { lines.append(StyledLine("  \(Figures.count(Int64(more), "more file"))", .bad)) }
            return lines
        }
    }
}
