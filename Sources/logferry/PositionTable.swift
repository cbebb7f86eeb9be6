// Why this file exists: paths are long and terminals narrow, so a file is a line of its own, and its numbers another.

import Agent
import Display
import Platform

/// The rows of `positions list` as people read them.
struct PositionTable {
    /// The whole table, with a line at its end that sums it up.
    let text: String

    /// - Parameters:
    ///   - showsFinished: also what is known only so that a copy of it is recognised.
    ///   - now: nanoseconds since the Unix epoch.
    init(_ rows: [PositionRow], showsFinished: Bool, now: Int64, screen: Screen) {
        let shown = showsFinished ? rows : rows.filter { $0.state != .finished }
        guard !shown.isEmpty else {
            text = rows.isEmpty ? "no file is known yet\n" : "all files are finished; --all shows them\n"
            return
        }
        let sorted = shown.sorted {
            ($0.firstPath, $0.generation, $0.client) < ($1.firstPath, $1.generation, $1.client)
        }
        let columns = Columns(sorted, width: screen.columns)
        var lines = [columns.head()]
        var generation: UInt64?
        for row in sorted {
            if row.generation != generation {
                generation = row.generation
                var line = StyledLine(row.path, .strong)
                if row.firstPath != row.path {
                    let isNear = FileSystem.parent(of: row.firstPath) == FileSystem.parent(of: row.path)
                    let first = isNear ? FileSystem.name(of: row.firstPath) : row.firstPath
                    line.add("  was \(first)", .faint)
                }
                lines.append(line)
            }
            lines.append(columns.line(row, now: now))
        }
        let files = Int64(Set(sorted.map(\.generation)).count)
        let lag = sorted.filter { $0.state != .lost && $0.state != .unfollowed }.reduce(0) { $0 + $1.lag }
        lines.append(StyledLine("\(Figures.count(files, "file")), \(Figures.bytes(lag)) to ship", .faint))
        // Paths are rather wrapped than cut.
        text = lines.map { $0.text(width: .max, colours: screen.hasColours) + "\n" }.joined()
    }

    private struct Columns {
        private static let number = 9
        private let client: Int
        private let generation: Int

        init(_ rows: [PositionRow], width: Int?) {
            generation = max(3, rows.map { "\($0.generation)".count }.max() ?? 0)
            let widest = max(6, rows.map(\.client.count).max() ?? 0)
            let others = 2 + generation + 2 + 3 * (Self.number + 1) + 10 + 2 + 10
            client = min(widest, width.map { max(8, $0 - others) } ?? widest)
        }

        func head() -> StyledLine {
            line(
                ("GEN", .faint), ("CLIENT", .faint), [("OFFSET", .faint), ("SIZE", .faint), ("LAG", .faint)],
                ("WRITTEN", .faint), ("STATE", .faint))
        }

        func line(_ row: PositionRow, now: Int64) -> StyledLine {
            let style: Style =
                switch row.state {
                case .open: row.lag > 0 ? .plain : .good
                case .waiting, .missing: .warning
                case .lost: .bad
                case .finished, .unfollowed: .faint
                }
            let numbers = [row.offset, row.size, row.lag].map { (Figures.bytes($0), Style.plain) }
            return line(
                ("\(row.generation)", .plain), (elided(row.client), .plain), numbers,
                (row.modified.map { Self.age(now - $0) } ?? "-", .plain), (row.state.rawValue, style))
        }

        private typealias Cell = (text: String, style: Style)

        private func line(_ number: Cell, _ name: Cell, _ numbers: [Cell], _ age: Cell, _ state: Cell)
            -> StyledLine
        {
            var line = StyledLine()
            var end = 2 + generation
            line.add(rightAlignedTo: end, number.text, number.style)
            line.fill(to: end + 2)
            line.add(name.text, name.style)
            end += 2 + client
            for number in numbers {
                end += Self.number + 1
                line.add(rightAlignedTo: end, number.text, number.style)
            }
            line.add(rightAlignedTo: end + 10, age.text, age.style)
            line.fill(to: end + 12)
            line.add(state.text, state.style)
            return line
        }

        /// Of a URL, host and port are what tells it from others; else what is cut is the middle.
        private func elided(_ text: String) -> String {
            guard text.count > client else { return text }
            var short = text[...]
            for scheme in ["http://", "https://"] where short.hasPrefix(scheme) {
                short = short.dropFirst(scheme.count)
            }
            let bare = short.replacing("/loki/api/v1/push", with: "")
            guard bare.count > client else { return String(bare) }
            let head = (client - 1) / 2
            return bare.prefix(head) + "…" + bare.suffix(client - 1 - head)
        }

        /// "3s ago", "12m ago", "5h ago", "9d ago", from nanoseconds.
        private static func age(_ nanoseconds: Int64) -> String {
            let seconds = max(0, nanoseconds) / 1_000_000_000
            switch seconds {
            case ..<60: return "\(seconds)s ago"
            case ..<3600: return "\(seconds / 60)m ago"
            case ..<86_400: return "\(seconds / 3600)h ago"
            default: return "\(seconds / 86_400)d ago"
            }
        }
    }
}
