// Why this file exists: what is kept of which log fits on a screen only if numbers and names have lines of their own.

import Platform
import Telemetry

/// How logs stand that are rotated, as people read it.
public struct RotationTable {
    private typealias Cell = (text: String, style: Style)

    private let rows: [PolicyStatus]
    /// The rows in the order in which they matter: where something is to be said first.
    private let order: [Int]
    /// Seconds since the Unix epoch.
    private let now: Int64
    private let screen: Screen

    /// - Parameter now: nanoseconds since the Unix epoch.
    public init(_ rows: [PolicyStatus], now: Int64, screen: Screen) {
        self.rows = rows
        order = rows.indices.sorted { (Self.rank(rows[$0]), $0) < (Self.rank(rows[$1]), $1) }
        self.now = now / 1_000_000_000
        self.screen = screen
    }

    private static func rank(_ row: PolicyStatus) -> Int {
        row.note != nil ? 0 : row.heldGenerations > 0 ? 1 : 2
    }

    /// The table with so many logs, and a line at its end that sums all of them up. Notes are broken where the screen ends,
    /// paths are shortened.
    public func lines(_ shown: Int = .max) -> [StyledLine] {
        guard !rows.isEmpty else { return [] }
        var lines = [head]
        var policy: String?
        for index in order.prefix(max(0, shown)).sorted() {
            let row = rows[index]
            if row.policy != policy {
                policy = row.policy
                lines.append(StyledLine(row.policy, .faint))
            }
            let path = Shortening.middle(
                row.path, width: screen.size == nil ? .max : max(1, screen.width - 2),
                ellipsis: screen.ellipsis)
            lines += [StyledLine("  " + path, .strong), line(row)]
            if let note = row.note {
                lines += StatusHeading.paragraph(note, mark: "    ", .bad, screen, limit: .max)
            }
        }
        let bytes = rows.reduce(0.0) { $0 + Double($1.size) + Double($1.bytes) }
        let logs = Figures.count(Int64(rows.count), "log")
        let count = shown < rows.count ? "\(shown) of \(logs)" : logs
        return lines + [
            StyledLine("\(count), \(Figures.bytes(Int64(exactly: bytes) ?? .max)) in all", .faint)
        ]
    }

    private var head: StyledLine {
        line(
            ("SIZE", .faint), ("KEPT", .faint), ("TAKE", .faint), ("ROTATED", .faint), ("NEXT", .faint),
            ("HELD BACK", .faint))
    }

    private func line(_ row: PolicyStatus) -> StyledLine {
        let last = row.lastRotation.map { Figures.span(from: $0, to: now) + " ago" } ?? "never"
        let next =
            row.nextRotation.map { $0 <= now ? "now" : "in " + Figures.span(from: now, to: $0) } ?? "by size"
        let held = "\(row.heldGenerations), \(Figures.bytes(row.heldBytes)) unshipped"
        return line(
            (Figures.bytes(row.size), .plain), ("\(row.generations)", .plain),
            (Figures.bytes(row.bytes), .plain), (last, .plain), (next, .plain),
            row.heldGenerations > 0 ? (held, .warning) : ("-", .plain))
    }

    private func line(
        _ size: Cell, _ kept: Cell, _ bytes: Cell, _ last: Cell, _ next: Cell, _ held: Cell
    ) -> StyledLine {
        // What is left out on a narrow screen is what can be seen elsewhere.
        let cells: [(cell: Cell, width: Int)] =
            screen.width < 60
            ? [(kept, 4), (bytes, 10), (next, 9)]
            : [(size, 10), (kept, 6), (bytes, 10), (last, 10), (next, 10)]
        var line = StyledLine()
        var end = 3
        for (cell, width) in cells {
            end += width
            line.add(rightAlignedTo: end, cell.text, cell.style)
        }
        line.fill(to: end + 2)
        line.add(held.text, held.style)
        return line
    }
}
