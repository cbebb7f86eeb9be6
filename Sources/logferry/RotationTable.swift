// Why this file exists: what is kept of which log fits on a screen only if numbers and names have lines of their own.

import Agent
import Display
import Platform
import Telemetry

/// How logs stand that are rotated, as people read it.
struct RotationTable {
    /// The whole table, with a line at its end that sums it up.
    let text: String

    /// - Parameter now: nanoseconds since the Unix epoch.
    init(_ rows: [PolicyStatus], now: Int64, screen: Screen) {
        let seconds = now / 1_000_000_000
        var lines = [
            Self.line(
                ("SIZE", .faint), ("KEPT", .faint), ("TAKE", .faint), ("ROTATED", .faint), ("NEXT", .faint),
                ("HELD BACK", .faint))
        ]
        var policy: String?
        for row in rows {
            if row.policy != policy {
                policy = row.policy
                lines.append(StyledLine(row.policy, .faint))
            }
            lines.append(StyledLine("  " + row.path, .strong))
            lines.append(
                Self.line(
                    (Figures.bytes(row.size), .plain), ("\(row.generations)", .plain),
                    (Figures.bytes(row.bytes), .plain),
                    (row.lastRotation.map { Self.span(seconds - $0) + " ago" } ?? "never", .plain),
                    (
                        row.nextRotation.map { $0 <= seconds ? "now" : "in " + Self.span($0 - seconds) }
                            ?? "by size",
                        .plain
                    ),
                    row.heldGenerations > 0
                        ? ("\(row.heldGenerations), \(Figures.bytes(row.heldBytes)) unshipped", .warning)
                        : ("-", .plain)
                ))
            if let note = row.note { lines.append(StyledLine("    " + note, .bad)) }
        }
        let bytes = rows.reduce(0) { $0 + $1.size + $1.bytes }
        lines.append(
            StyledLine("\(Figures.count(Int64(rows.count), "log")), \(Figures.bytes(bytes)) in all", .faint))
        text = lines.map { $0.text(width: .max, colours: screen.hasColours) + "\n" }.joined()
    }

    private typealias Cell = (text: String, style: Style)

    private static func line(
        _ size: Cell, _ kept: Cell, _ bytes: Cell, _ last: Cell, _ next: Cell, _ held: Cell
    ) -> StyledLine {
        var line = StyledLine()
        var end = 3
        for (cell, width) in zip([size, kept, bytes, last, next], [10, 6, 10, 10, 10]) {
            end += width
            line.add(rightAlignedTo: end, cell.text, cell.style)
        }
        line.fill(to: end + 2)
        line.add(held.text, held.style)
        return line
    }

    /// "3s", "12m", "5h", "9d", from seconds.
    private static func span(_ seconds: Int64) -> String {
        switch max(0, seconds) {
        case let span where span < 60: "\(span)s"
        case let span where span < 3600: "\(span / 60)m"
        case let span where span < 172_800: "\(span / 3600)h"
        case let span: "\(span / 86_400)d"
        }
    }
}
