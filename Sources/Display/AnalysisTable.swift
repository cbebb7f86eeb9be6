// Why this file exists: what a log says of errors, requests and models is first read by people.

import Analysis
import Platform
import Telemetry

/// An analysis of files, as people read it.
public struct AnalysisTable {
    /// What was read.
    public struct Input: Sendable, Hashable {
        /// How many files.
        public var files: Int
        /// Their bytes, decompressed.
        public var bytes: Int64
        /// Their lines.
        public var lines: UInt64
        /// The time of the latest entry, in nanoseconds since the Unix epoch; nil if none has one.
        public var newest: Int64?
        /// How many entries did not count because they are older than what was asked for.
        public var tooOld: UInt64

        /// Takes all as they are.
        public init(files: Int, bytes: Int64, lines: UInt64, newest: Int64?, tooOld: UInt64 = 0) {
            self.files = files
            self.bytes = bytes
            self.lines = lines
            self.newest = newest
            self.tooOld = tooOld
        }
    }

    /// Rows of a list on a terminal, where not all are wanted.
    private static let usualRows = 20

    private let report: AnalysisReport
    private let input: Input
    private let names: EntryNames
    private let screen: Screen
    private let limit: Int

    /// - Parameters:
    ///   - names: where entries have what is shown of them.
    ///   - showsAll: leaves nothing out; without a size of the screen nothing is left out in any case.
    public init(
        _ report: AnalysisReport, of input: Input, names: EntryNames = EntryNames(), screen: Screen,
        showsAll: Bool = false
    ) {
        self.report = report
        self.input = input
        self.names = names
        self.screen = screen
        limit = showsAll || screen.size == nil ? .max : Self.usualRows
    }

    /// All of it.
    public var lines: [StyledLine] {
        [head] + [errors, recent, requests, models].filter { !$0.isEmpty }.flatMap { [StyledLine()] + $0 }
    }

    private typealias Cell = (text: String, width: Int)

    private var head: StyledLine {
        let parts = [
            Figures.count(Int64(input.files), "file"), Figures.bytes(input.bytes),
            Figures.count(Int64(clamping: input.lines), "line"),
        ]
        var line = StyledLine(parts.joined(separator: ", "))
        if let newest = input.newest {
            line.add(", the last of " + Self.time(timestampText(ofRealtime: newest)) + " UTC")
        }
        return line
    }

    private var errors: [StyledLine] {
        let total = report.errors.totalErrors
        guard total > 0 else { return [StyledLine("no errors", .good)] }
        var lines = [Self.title("ERRORS", Figures.count(Int64(clamping: total)), .bad)]
        let types = report.errors.errorTypes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (type, count) in types.prefix(limit) {
            lines.append(row([(Figures.count(Int64(clamping: count)), 9)], type))
        }
        return lines + more(types.count, "type")
    }

    private var recent: [StyledLine] {
        guard !report.errors.recentErrors.isEmpty else { return [] }
        return [StyledLine("LAST ERRORS", .faint)]
            + report.errors.recentErrors.map { names.line($0, isWide: screen.size == nil) }
    }

    private var requests: [StyledLine] {
        let requests = report.requests
        guard requests.totalRequests > 0 else { return [StyledLine("no requests", .faint)] }
        var total = Figures.count(Int64(clamping: requests.totalRequests))
        if requests.avgDuration > 0 {
            for (name, value) in [
                ("avg", requests.avgDuration), ("p50", requests.p50), ("p95", requests.p95),
                ("p99", requests.p99),
            ] { total += "   \(name) \(Self.duration(value))" }
        }
        let endpoints = requests.endpoints.sorted {
            ($1.value.errors, $1.value.p95, $1.value.count, $0.key)
                < ($0.value.errors, $0.value.p95, $0.value.count, $1.key)
        }
        let rows = endpoints.prefix(limit).map { name, endpoint in
            row(
                kept([
                    (Figures.count(Int64(clamping: endpoint.count)), 9),
                    (Figures.count(Int64(clamping: endpoint.errors)), 9),
                    (Self.duration(endpoint.avgDuration), 10), (Self.duration(endpoint.p95), 10),
                ]), name, endpoint.errors > 0 ? .warning : .plain)
        }
        let heading = row(
            [("COUNT", 9), ("FAILED", 9), ("AVG", 10), ("P95", 10)], "ENDPOINT", .faint, .faint)
        return [Self.title("REQUESTS", total, .strong), heading] + rows + more(endpoints.count, "endpoint")
    }

    private var models: [StyledLine] {
        guard !report.models.isEmpty else { return [] }
        let models = report.models.sorted { ($1.value.calls, $0.key) < ($0.value.calls, $1.key) }
        let heading = row(
            kept([("CALLS", 9), ("FAILED", 9), ("AVG", 10), ("P95", 10), ("PROMPT", 12), ("COMPLETION", 12)]
            ),
            "MODEL", .faint, .faint)
        let rows = models.prefix(limit).map { name, model in
            row(
                kept([
                    (Figures.count(Int64(clamping: model.calls)), 9),
                    (Figures.count(Int64(clamping: model.errors)), 9),
                    (Self.duration(model.avgDuration), 10), (Self.duration(model.p95), 10),
                    (Self.tokens(model.tokens.prompt), 12), (Self.tokens(model.tokens.completion), 12),
                ]), name, model.errors > 0 ? .warning : .plain)
        }
        let title = Self.title("MODELS", Figures.count(Int64(models.count)), .strong)
        return [title, heading] + rows + more(models.count, "model")
    }

    /// What there is room for beside a name: counts and the 95th percentile at least.
    private func kept(_ cells: [Cell]) -> [Cell] {
        screen.width >= 60 ? cells : [cells[0], cells[1], cells[3]]
    }

    /// Numbers, then a name that takes what is left of the line.
    private func row(_ cells: [Cell], _ name: String, _ style: Style = .plain, _ nameStyle: Style = .strong)
        -> StyledLine
    {
        var line = StyledLine()
        var end = 0
        for cell in cells {
            end += cell.width
            line.add(rightAlignedTo: end, cell.text, style)
        }
        line.fill(to: end + 2)
        let room = screen.size == nil ? Int.max : max(1, screen.width - line.width)
        line.add(Shortening.middle(name, width: room, ellipsis: screen.ellipsis), nameStyle)
        return line
    }

    private func more(_ count: Int, _ noun: String) -> [StyledLine] {
        guard count > limit else { return [] }
        return [
            StyledLine("\(Figures.count(Int64(count - limit), "more " + noun)); --all lists them", .faint)
        ]
    }

    private static func title(_ name: String, _ value: String, _ style: Style) -> StyledLine {
        var line = StyledLine(name, .faint)
        line.add("  ")
        line.add(value, style)
        return line
    }

    /// From seconds; 0 is none.
    private static func duration(_ seconds: Double) -> String {
        seconds > 0 && seconds < 1e9 ? Figures.delay(Int64(seconds * 1e9)) : "-"
    }

    private static func tokens(_ count: Double) -> String {
        count > 0 ? Figures.count(Int64(exactly: count.rounded()) ?? .max) : "-"
    }

    /// "2026-11-22 10:00:00" of RFC 3339, also with less or more behind it.
    static func time(_ text: String) -> String { String(text.prefix(19)).replacing("T", with: " ") }
}

extension AnalysisTable {
    /// What to say where nothing counted because all of it is older than what was asked for; nil if something did.
    /// - Parameter now: nanoseconds since the Unix epoch.
    public static func nothingRecent(_ input: Input, entries: UInt64, now: Int64) -> String? {
        guard input.tooOld > 0, input.tooOld == entries else { return nil }
        let age = input.newest.map {
            "the newest entry is \(Health.span(Double(now - $0) / 1e9)) old"
        }
        return (age ?? "no entry says when it was written") + "; without --since all of them count"
    }
}
