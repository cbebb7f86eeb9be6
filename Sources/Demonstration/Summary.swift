// Why this file exists: what is left on the screen when the demo is over: did every line arrive, once?

import Display
import Platform

/// The demo's last words.
public enum Summary {
    /// How the demo ended.
    public struct Ending: Sendable, Hashable {
        /// The last reading.
        public var reading: Reading
        /// How many warnings and errors the agent logged.
        public var warnings = 0
        /// The last of them.
        public var lastWarning: String?

        /// An ending without warnings.
        public init(reading: Reading) { self.reading = reading }
    }

    private static let valueColumn = 36
    private static let noteColumn = 39

    /// The table and the verdict, the verdict last.
    public static func lines(_ comparison: Comparison, _ ending: Ending) -> [StyledLine] {
        let now = ending.reading
        let counts = comparison.counts
        var title = StyledLine(" logferry demo", .strong)
        title.add(", after \(Figures.seconds(now.time))", .faint)
        var lines = [
            title, StyledLine(),
            row("lines written", comparison.written, writtenNote(now)),
            row("received once", comparison.once, share(comparison)),
            row(
                "missing", comparison.missing, isFault: true,
                named(comparison.firstMissing, of: comparison.missing)),
            row(
                "repeated", counts.repeated, isFault: true,
                named(comparison.firstRepeated, of: counts.repeated)),
            row("altered", counts.altered, isFault: true, ""),
            row("with wrong level label", counts.wrongLevel, isFault: true, ""),
            row("with wrong timestamp", counts.wrongTime, isFault: true, ""),
        ]
        if counts.unnoted > 0 {
            lines.append(row("not kept track of", counts.unnoted, isFault: true, "too many gaps before them"))
        }
        lines += [StyledLine(), wire(now), delay(now)]
        if let warning = ending.lastWarning {
            lines.append(
                row("warnings of the agent", Int64(ending.warnings), isFault: true, "the last: \(warning)"))
        }
        return lines + [StyledLine(), verdict(comparison)]
    }

    private static func verdict(_ comparison: Comparison) -> StyledLine {
        if comparison.written == 0, comparison.isPerfect {
            return StyledLine(" No line was written.", .warning)
        }
        if comparison.isPerfect {
            return StyledLine(
                " Every line arrived, once, unchanged, with its level and its exact time.", .good)
        }
        return StyledLine(" Not every line arrived once and as it was written.", .bad)
    }

    private static func row(_ label: String, _ value: Int64, isFault: Bool = false, _ note: String)
        -> StyledLine
    {
        row(label, Figures.count(value), note, isFault && value > 0 ? .bad : .plain)
    }

    private static func row(_ label: String, _ value: String, _ note: String, _ style: Style = .plain)
        -> StyledLine
    {
        var line = StyledLine(" " + label)
        line.add(rightAlignedTo: valueColumn, value, style)
        line.fill(to: noteColumn)
        line.add(note, .faint)
        return line
    }

    private static func writtenNote(_ now: Reading) -> String {
        "\(Figures.bytes(now.written.bytes)), rotated \(Figures.count(now.written.rotations, "time"))"
    }

    private static func share(_ comparison: Comparison) -> String {
        guard comparison.written > 0 else { return "" }
        // Rounded down: 100 % is all, not nearly all.
        let tenths = comparison.once.multipliedFullWidth(by: 1000)
        let perMille = min(1000, max(0, comparison.written.dividingFullWidth(tenths).quotient))
        return perMille % 10 == 0 ? "\(perMille / 10) %" : "\(perMille / 10).\(perMille % 10) %"
    }

    private static func named(_ first: [Int64], of count: Int64) -> String {
        guard !first.isEmpty else { return "" }
        let numbers = first.map { "\($0)" }.joined(separator: ", ")
        return "seq \(numbers)" + (count > Int64(first.count) ? " …" : "")
    }

    private static func wire(_ now: Reading) -> StyledLine {
        let ratio = now.compression.map { ", " + $0 } ?? ""
        return row(
            "on the wire", Figures.bytes(now.wireBytes),
            "\(Figures.count(now.received.pushes, "batch"))\(ratio)")
    }

    private static func delay(_ now: Reading) -> StyledLine {
        let received = now.received
        guard received.delayCount > 0 else { return row("delay", "-", "") }
        let mean = received.delaySum / received.delayCount * 1000
        return row(
            "delay", Figures.delay(mean),
            "from file to receiver, up to \(Figures.delay(received.longestDelay))")
    }
}
