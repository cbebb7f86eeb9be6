// Why this file exists: whether things have changed is seen at a glance only if an hour is one line.

import Platform
import Telemetry

/// What was read, what waited and what failed in the last hour, a line each.
struct ActivityRows {
    /// How many bars an hour may have: each stands for a whole number of the report's steps.
    private static let counts = [120, 90, 60, 45, 40, 36, 30, 24, 20, 18, 15, 12, 10]
    /// Where bars begin.
    private static let start = 8

    let report: StatusReport
    let screen: Screen

    var block: Block {
        let activity = report.activity
        let rows: [(label: String, bars: [Int64], text: String, style: Style)] = [
            ("read", grouped(activity.lines.map { Int64(clamping: $0) }, by: sum), read, .accent),
            ("lag", grouped(activity.lagBytes) { $0.max() ?? 0 }, lag, .accent),
            ("errors", grouped(activity.errors.map { Int64(clamping: $0) }, by: sum), errors, .bad),
        ]
        return Block(
            rows.map { row in
                var line = StyledLine(row.label)
                line.fill(to: Self.start)
                // What was before the start is left free.
                line.fill(to: Self.start + max(0, count - row.bars.count))
                line.add(Sparkline.text(row.bars, width: count, glyphs: screen.glyphs), row.style)
                line.fill(to: Self.start + count + 2)
                line.add(row.text, .faint)
                return [line]
            })
    }

    /// How many bars there are room for beside the texts.
    private var count: Int {
        guard let columns = screen.columns else { return 60 }
        let text = [read, lag, errors].map(StyledLine.width(of:)).max() ?? 0
        let room = columns - 1 - Self.start - 2 - text
        return Self.counts.first { $0 <= room } ?? max(0, min(room, 10))
    }

    private var isNarrow: Bool { screen.width < 60 }

    private var read: String {
        let step = UInt64(max(1, report.activity.step))
        let rates = report.activity.lines.map { Int64(clamping: $0 / step) }
        guard let last = rates.last else { return "no lines yet" }
        let now = "\(Figures.count(last))/s"
        return isNarrow ? now : "\(now), up to \(Figures.count(rates.max() ?? 0))/s"
    }

    private var lag: String {
        guard report.lagBytes > 0 else { return "none" }
        let bytes = Figures.bytes(report.lagBytes)
        return isNarrow ? bytes : "\(bytes), for \(Health.span(report.lagSeconds))"
    }

    private var errors: String {
        let count = report.activity.errors.reduce(0) { $0 &+ $1 }
        let number = count == 0 ? "none" : Figures.count(Int64(clamping: count))
        return isNarrow ? number : number + " in the last hour"
    }

    private func sum(_ values: ArraySlice<Int64>) -> Int64 {
        values.reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
    }

    /// The steps put together into bars, counted from the latest.
    private func grouped(_ steps: [Int64], by join: (ArraySlice<Int64>) -> Int64) -> [Int64] {
        let hour = max(1, 3600 / max(1, report.activity.step))
        let size = max(1, hour / max(1, count))
        return stride(from: steps.count, to: 0, by: -size).map { join(steps[max(0, $0 - size)..<$0]) }
            .reversed()
    }
}
