// Why this file exists: a client that is not reached is why an operator looks at all.

import Platform
import Telemetry

/// The clients, a line each, and another for what is wrong with one.
struct ClientRows {
    let report: StatusReport
    /// Nanoseconds since the Unix epoch.
    let time: Int64
    let screen: Screen

    private static let stateWidth = 8

    var block: Block {
        let rows = report.clients.map { [line($0)] + remarks($0) }
        // Where not all are shown, those that are not reached are.
        let order = rows.indices.sorted {
            (report.clients[$0].state != .retrying ? 1 : 0, $0)
                < (report.clients[$1].state != .retrying ? 1 : 0, $1)
        }
        return Block(rows.count) { shown in
            var lines = [head] + order.prefix(shown).sorted().flatMap { rows[$0] }
            let more = rows.count - shown
            if more > 0 { lines.append(StyledLine("\(Figures.count(Int64(more), "more client"))", .faint)) }
            return lines
        }
    }

    /// Columns that follow the name and the state, as many as there is room for.
    private var columns: [(title: String, width: Int, value: (StatusReport.Client) -> String)] {
        let all: [(title: String, width: Int, value: (StatusReport.Client) -> String)] = [
            ("ACCEPTED", 10, { accepted($0) }),
            (
                "IN FLIGHT", 14,
                {
                    $0.batchesInFlight == 0
                        ? "-" : "\($0.batchesInFlight), \(Figures.bytes(Int64($0.inFlightBytes)))"
                }
            ),
            ("FILLING", 10, { $0.batchBytes == 0 ? "-" : Figures.bytes(Int64($0.batchBytes)) }),
        ]
        guard let width = screen.columns else { return all }
        return Array(all.prefix(width < 45 ? 1 : width < 60 ? 2 : 3))
    }

    private var nameWidth: Int {
        let widest = max(6, report.clients.map { StyledLine.width(of: $0.name) }.max() ?? 0)
        guard let width = screen.columns else { return widest }
        let others = 2 + Self.stateWidth + columns.reduce(0) { $0 + $1.width }
        return min(widest, max(8, width - 1 - others))
    }

    private var head: StyledLine {
        var line = StyledLine("CLIENT", .faint)
        line.fill(to: nameWidth + 2)
        line.add("STATE", .faint)
        var end = nameWidth + 2 + Self.stateWidth
        for column in columns {
            end += column.width
            line.add(rightAlignedTo: end, column.title, .faint)
        }
        return line
    }

    private func line(_ client: StatusReport.Client) -> StyledLine {
        let name = Shortening.client(client.name, width: nameWidth, ellipsis: screen.ellipsis)
        var line = StyledLine(name, .strong)
        line.fill(to: nameWidth + 2)
        let style: Style =
            switch client.state {
            case .unused: .faint
            case .up: .good
            case .retrying: .bad
            }
        line.add(client.state.rawValue, style)
        var end = nameWidth + 2 + Self.stateWidth
        for column in columns {
            end += column.width
            line.add(rightAlignedTo: end, column.value(client))
        }
        return line
    }

    private func accepted(_ client: StatusReport.Client) -> String {
        guard let last = client.lastSuccess else { return "never" }
        return Figures.span(from: last, to: time / 1_000_000_000) + " ago"
    }

    private func remarks(_ client: StatusReport.Client) -> [StyledLine] {
        var text = ""
        if let failing = client.failingSeconds {
            text = "failing for \(Health.span(failing))"
            if let next = client.nextTry { text += ", next try in \(Health.span(next))" }
        }
        if let error = client.lastError { text += (text.isEmpty ? "" : ": ") + error }
        guard !text.isEmpty else { return [] }
        return StatusHeading.paragraph(
            text, mark: "  ", client.state == .retrying ? .bad : .warning, screen,
            limit: screen.size == nil ? .max : 2)
    }
}
