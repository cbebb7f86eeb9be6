// Why this file exists: what the demo says where there is no terminal to draw on: a table that grows by a line a second.

import Display
import Platform

/// The demo as plain lines, as wide as the narrowest usual terminal.
public enum PlainView {
    /// After so many lines the table's head is repeated.
    public static let linesBetweenHeads = 20

    private static let widths = [7, 11, 11, 11, 11, 8, 8, 9]

    /// What is said once, when the agent listens.
    public static func opening(_ surroundings: Surroundings) -> [String] {
        ["metrics \(surroundings.metricsURL ?? "-")", "state   \(surroundings.stateDirectory)", ""]
    }

    /// The table's head; all columns count lines but the first and the last.
    public static let head = row([
        "time", "written", "read", "shipped", "received", "per s", "lag", "rotated",
    ])

    /// One second; what is wrong with what arrived is said when there is something.
    public static func line(_ meter: Meter) -> String {
        let now = meter.last
        let counts = [
            now.written.lines, now.read, now.shipped, now.received.received, meter.rate(\.received.received),
            now.lagLines, now.written.rotations,
        ]
        let faults = now.received.faults
        return row([Figures.clock(now.time)] + counts.map(Figures.count))
            + (faults > 0 ? "  faults \(Figures.count(faults))" : "")
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, widths).map { cell, width in
            String(repeating: " ", count: max(0, width - cell.count)) + cell
        }.joined()
    }
}
