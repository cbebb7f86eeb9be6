// Why this file exists: what a stage changed is read at a glance, or it is not read.

import Agent
import Configuration
import Display
import Pipeline
import Platform

/// Lines on their way through the stages, as people read them.
struct InspectionView {
    private let screen: Screen
    /// The line of the configuration that a place is in, and a caret under it.
    private let excerpt: (Location) -> [String]
    private var number = 0
    private var dropped: [String: Int] = [:]
    private var joined = 0
    /// Kept from line to line, so that the columns stay where they are.
    private var stageWidth = 6
    private var nameWidth = 6

    init(screen: Screen, excerpt: @escaping (Location) -> [String]) {
        self.screen = screen
        self.excerpt = excerpt
    }

    /// What a stage did to one thing.
    private struct Change {
        enum Kind: String {
            case added = "+"
            case changed = "~"
            case removed = "-"

            var style: Style {
                switch self {
                case .added: .good
                case .changed: .warning
                case .removed: .bad
                }
            }
        }

        let kind: Kind
        let name: String
        let value: String
        /// What is shown where there is no room for the value.
        var short: String?
    }

    /// The line, what each stage changed, and what comes of it.
    mutating func text(of trace: LineTrace) -> String {
        number += 1
        var lines = [StyledLine]()
        var head = StyledLine("\(number)  ", .faint)
        head.add(Self.onOneLine(trace.start.line), .strong)
        lines.append(head)
        var before = trace.start
        let steps = shown(trace).map { step in
            defer { before = step.entry }
            return (
                stage: step.stage.joined(separator: " › "),
                changes: Self.changes(from: before, to: step.entry), problems: step.problems
            )
        }
        stageWidth = min(24, max(stageWidth, steps.map(\.stage.count).max() ?? 0))
        nameWidth = min(20, max(nameWidth, steps.flatMap(\.changes).map(\.name.count).max() ?? 0))
        for step in steps { lines += self.lines(step.stage, step.changes, step.problems) }
        lines += end(trace)
        return lines.map { $0.text(width: screen.columns ?? .max, colours: screen.hasColours) + "\n" }
            .joined()
    }

    /// How many lines there were, and what came of them.
    var summary: String {
        var text = Figures.count(Int64(number), "line")
        for (reason, count) in dropped.sorted(by: { $0.key < $1.key }) {
            text += ", \(count) dropped (\(reason))"
        }
        if joined > 0 { text += ", \(joined) joined to the line above" }
        return StyledLine(text, .faint).text(width: .max, colours: screen.hasColours) + "\n"
    }

    /// All but stages that only hold others and did nothing themselves.
    private func shown(_ trace: LineTrace) -> [LineTrace.Step] {
        trace.steps.indices.filter { index in
            let step = trace.steps[index]
            guard index > 0 else { return true }
            let inner = trace.steps[index - 1]
            return inner.stage.count <= step.stage.count || inner.entry != step.entry
        }.map { trace.steps[$0] }
    }

    private func lines(_ stage: String, _ changes: [Change], _ problems: [StageProblem]) -> [StyledLine] {
        guard !changes.isEmpty || !problems.isEmpty else { return [line(stage, nil)] }
        return changes.enumerated().map { line($0 == 0 ? stage : "", $1) }
            + problems.enumerated().flatMap {
                self.lines($0 == 0 && changes.isEmpty ? stage : "", $1)
            }
    }

    /// What went wrong in a stage, and where.
    private func lines(_ stage: String, _ problem: StageProblem) -> [StyledLine] {
        var first = StyledLine("   ")
        first.add(stage, .bad)
        first.fill(to: 3 + stageWidth + 1)
        first.add(" ! \(problem.message)", .bad)
        let below = ["\(problem.location)"] + excerpt(problem.location).map { "  " + $0 }
        return [first]
            + below.map { text in
                var line = StyledLine()
                line.fill(to: 3 + stageWidth + 4)
                line.add(text, .faint)
                return line
            }
    }

    private func line(_ stage: String, _ change: Change?) -> StyledLine {
        var line = StyledLine()
        line.add("   ")
        line.add(stage, change == nil ? .faint : .accent)
        line.fill(to: 3 + stageWidth + 1)
        guard let change else {
            line.add(" · no change", .faint)
            return line
        }
        line.add(" \(change.kind.rawValue) ", change.kind.style)
        line.add(change.name, change.kind.style)
        line.fill(to: 3 + stageWidth + 4 + nameWidth + 1)
        let value = Self.onOneLine(change.value)
        let fits = line.width + StyledLine(value).width <= screen.columns ?? .max
        line.add(fits ? value : change.short.map(Self.onOneLine) ?? value)
        return line
    }

    private static func onOneLine(_ text: String) -> String { text.replacing("\n", with: "↵") }

    private mutating func end(_ trace: LineTrace) -> [StyledLine] {
        let entry = trace.end
        if let reason = entry.dropped {
            if trace.isJoined { joined += 1 } else { dropped[reason, default: 0] += 1 }
            return []
        }
        func text(_ label: Label) -> String { "\(label.name)=\"\(Self.onOneLine(label.value))\"" }
        var words = [(timestampText(ofNanoseconds: entry.timestamp), Style.plain)]
        words += Self.listed(entry.labels.map(text), "{", "}").map { ($0, .accent) }
        if !entry.metadata.isEmpty {
            words += Self.listed(entry.metadata.map(text), "[", "]").map { ($0, .plain) }
        }
        return wrapped(words)
    }

    /// The words with brackets around all and commas between.
    private static func listed(_ words: [String], _ open: String, _ close: String) -> [String] {
        guard !words.isEmpty else { return [open + close] }
        return words.enumerated().map { index, word in
            (index == 0 ? open : "") + word + (index == words.count - 1 ? close : ",")
        }
    }

    /// As many lines as it takes: what comes of a line is rather wrapped than cut.
    private func wrapped(_ words: [(text: String, style: Style)]) -> [StyledLine] {
        var lines = [StyledLine("   →", .faint)]
        for (text, style) in words {
            let width = StyledLine(text).width
            if let columns = screen.columns, lines[lines.count - 1].width + 1 + width > columns,
                lines[lines.count - 1].width > 4
            {
                lines.append(StyledLine("    "))
            }
            lines[lines.count - 1].add(" ")
            lines[lines.count - 1].add(text, style)
        }
        return lines
    }

    private static func changes(from before: TracedEntry, to after: TracedEntry) -> [Change] {
        var changes: [Change] = []
        changes += differences(before.extracted, after.extracted) { $0 }
        changes += differences(before.labels, after.labels) { "{\($0)}" }
        changes += differences(before.metadata, after.metadata) { "[\($0)]" }
        if before.timestamp != after.timestamp {
            changes.append(
                Change(kind: .changed, name: "time", value: timestampText(ofNanoseconds: after.timestamp)))
        }
        if before.line != after.line {
            changes.append(Change(kind: .changed, name: "line", value: after.line))
        }
        if let reason = after.dropped {
            let isJoined = reason == LineTrace.joined
            changes.append(
                isJoined
                    ? Change(kind: .removed, name: "joined", value: "to the line above")
                    : Change(kind: .removed, name: "dropped", value: reason))
        }
        return changes
    }

    private static func differences(_ before: [Label], _ after: [Label], _ name: (String) -> String)
        -> [Change]
    {
        let old = Dictionary(before.map { ($0.name, $0.value) }) { first, _ in first }
        let new = Dictionary(after.map { ($0.name, $0.value) }) { first, _ in first }
        return Set(old.keys).union(new.keys).sorted().compactMap { key in
            switch (old[key], new[key]) {
            case (nil, let value?): Change(kind: .added, name: name(key), value: value)
            case (let value?, nil): Change(kind: .removed, name: name(key), value: value)
            case (let value?, let other?) where Label(key, value) != Label(key, other):
                Change(kind: .changed, name: name(key), value: "\(value) → \(other)", short: "→ \(other)")
            default: nil
            }
        }
    }
}
