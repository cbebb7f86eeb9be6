// Why this file exists: what the demo shows while it runs, as lines of text, without a terminal.

import Display
import Platform

/// The live view, redrawn in place.
public struct LiveView: Sendable {
    /// Beyond this many columns nothing gets wider.
    static let maximumWidth = 120

    private let glyphs: Sparkline.Glyphs

    /// A view that draws its bars with these.
    public init(glyphs: Sparkline.Glyphs) { self.glyphs = glyphs }

    /// The lines to show, fewer than the screen has rows: where there is no room for all, what matters least goes.
    public func lines(_ meter: Meter, _ surroundings: Surroundings, size: ScreenSize) -> [StyledLine] {
        // The last column stays free, as in `Frame`.
        let width = min(size.columns - 1, Self.maximumWidth)
        var rows = LiveRows(meter: meter, surroundings: surroundings, glyphs: glyphs, width: width).all
        for importance in 0..<4 {
            while rows.count >= size.rows, let place = rows.lastIndex(where: { $0.importance == importance })
            {
                rows.remove(at: place)
            }
        }
        return rows.prefix(max(1, size.rows - 1)).map(\.line)
    }
}

/// The lines of one frame, each with how much it matters: 0 goes first, 4 never.
private struct LiveRows {
    let meter: Meter
    let surroundings: Surroundings
    let glyphs: Sparkline.Glyphs
    let width: Int

    typealias Row = (importance: Int, line: StyledLine)

    private var now: Reading { meter.last }
    /// Where the rates end; they are the first to go on a narrow screen.
    private var rateColumn: Int? { width < 45 ? nil : 22 }
    private var totalColumn: Int { width < 45 ? 24 : 36 }
    private var noteColumn: Int { totalColumn + 3 }
    /// Where texts begin that are no numbers.
    private static let textColumn = 14

    var all: [Row] {
        let blank: Row = (0, StyledLine())
        return [(3, title), blank, (1, heading)] + flow + [
            blank, (3, lag), (2, delay), (2, rotations), (2, batches), (2, wire),
        ]
            + [(3, faults), blank, (1, throughput), blank] + places + [(3, ending)]
    }

    private var title: StyledLine {
        var line = StyledLine(" logferry demo", .strong)
        line.add(rightAlignedTo: width, Figures.clock(now.time), .faint)
        return line
    }

    private var heading: StyledLine {
        var line = StyledLine()
        if let rateColumn { line.add(rightAlignedTo: rateColumn, "per second", .faint) }
        line.add(rightAlignedTo: totalColumn, "in all", .faint)
        return line
    }

    /// The way of the lines, from the application to the receiver.
    private var flow: [Row] {
        func row(_ label: String, _ note: String, _ total: (Reading) -> Int64) -> Row {
            (
                4,
                value(label, rate: Figures.count(meter.rate(total)), Figures.count(total(now)), note, .strong)
            )
        }
        let size = "lines, \(Figures.bytes(now.written.bytes))"
        let writtenNote = size + (now.written.isHeldBack ? "; waits for the agent" : ", by an application")
        return [
            row("written", writtenNote, \.written.lines),
            row("read", "lines, by the agent, through rotations", \.read),
            row("shipped", "lines, acknowledged", \.shipped),
            row("received", "lines, each held against the original", \.received.received),
        ]
    }

    private var lag: StyledLine {
        let note = "\(Figures.form(of: "line", now.lagLines)), \(Figures.bytes(now.lagBytes)), on the way"
        return value("lag", Figures.count(now.lagLines), note)
    }

    private var delay: StyledLine {
        guard let delay = meter.delay else { return value("delay", "-", "") }
        let longest = Figures.delay(now.received.longestDelay)
        return value("delay", Figures.delay(delay), "from file to receiver, up to \(longest)")
    }

    private var rotations: StyledLine {
        let every = Figures.seconds(surroundings.rotateEvery)
        let kept = Figures.count(Int64(surroundings.keptFiles), "old file")
        return value("rotations", Figures.count(now.written.rotations), "one every \(every), \(kept) kept")
    }

    private var batches: StyledLine {
        let pushes = now.received.pushes
        let each = pushes > 0 ? Figures.count(now.received.received / pushes, "line") + " each" : ""
        return value(
            "batches", rate: Figures.count(meter.rate(\.received.pushes)), Figures.count(pushes), each)
    }

    private var wire: StyledLine {
        let note = now.compression.map { $0 + " than the log" } ?? ""
        return value(
            "on the wire", rate: Figures.bytes(meter.rate(\.wireBytes)), Figures.bytes(now.wireBytes), note)
    }

    private var faults: StyledLine {
        let faults = now.received.faults
        return value(
            "faults", Figures.count(faults), "repeated, altered, wrong level or time",
            faults == 0 ? .good : .bad)
    }

    private var throughput: StyledLine {
        var line = StyledLine(" each second")
        guard !meter.history.isEmpty else { return line }
        var most = "  up to \(Figures.count(meter.history.max() ?? 0))/s"
        if width < 60 { most = "" }
        line.fill(to: Self.textColumn)
        let room = width - Self.textColumn - most.count
        line.add(Sparkline.text(meter.history, width: room, glyphs: glyphs), .accent)
        line.add(most, .faint)
        return line
    }

    /// Where to look further.
    private var places: [Row] {
        var rows: [Row] = [
            (2, text("metrics", surroundings.metricsURL ?? "the agent starts")),
            (1, text("state", surroundings.stateDirectory)),
        ]
        if let warning = surroundings.warning { rows.append((3, text("agent", warning, .warning))) }
        return rows
    }

    private var ending: StyledLine {
        if surroundings.isStopping {
            return text("stop", "the application has stopped; the agent ships the rest", .accent)
        }
        guard let duration = surroundings.duration else { return text("stop", "Ctrl-C") }
        let left = max(0, duration - now.time + 999_999_999) / 1_000_000_000
        return text("stop", "Ctrl-C, or in \(Figures.count(left)) s")
    }

    private func value(
        _ label: String, rate: String = "", _ total: String, _ note: String, _ style: Style = .plain
    ) -> StyledLine {
        var line = StyledLine(" " + label)
        if let rateColumn { line.add(rightAlignedTo: rateColumn, rate) }
        line.add(rightAlignedTo: totalColumn, total, style)
        line.fill(to: noteColumn)
        line.add(note, .faint)
        return line
    }

    private func text(_ label: String, _ text: String, _ style: Style = .plain) -> StyledLine {
        var line = StyledLine(" " + label)
        line.fill(to: Self.textColumn)
        line.add(text, style)
        return line
    }
}
