// What a kind of measurement found, as one value for both the table and the JSON.

import Workbench

/// One case of a kind of measurement.
public struct Row: Encodable, Equatable, Sendable {
    /// The case's name.
    public let name: String
    /// What was measured; empty where nothing was.
    public let figures: [Figure]
    /// Why nothing was measured, as a sentence; nil if it was.
    public let skipped: String?

    /// A case that was measured.
    public init(_ name: String, _ figures: [Figure]) {
        self.name = name
        self.figures = figures
        skipped = nil
    }

    /// A case that could not be measured here.
    public init(_ name: String, skipped: String) {
        self.name = name
        figures = []
        self.skipped = skipped
    }
}

/// A kind of measurement and its cases.
public struct Section: Encodable, Equatable, Sendable {
    /// The kind's name, by which it is selected.
    public let name: String
    /// What was done, in a sentence.
    public let setting: String
    /// The cases, in order.
    public let rows: [Row]
    /// More tables that belong to it, for instance what a sum is made of.
    public let details: [Section]

    /// A section; see the properties.
    public init(_ name: String, setting: String, rows: [Row], details: [Section] = []) {
        self.name = name
        self.setting = setting
        self.rows = rows
        self.details = details
    }

    /// How many figures exceed what was promised.
    public var overCount: Int { rows.reduce(0) { $0 + $1.figures.count(where: \.isOver) } }

    /// The section as lines of text, the last with its newline.
    public var text: String {
        var lines = ["\(name): \(setting)"]
        if !columns.isEmpty { lines += ["", table(cells)] }
        let skipped = rows.compactMap { row in row.skipped.map { "\(row.name): not measured: \($0)" } }
        if !skipped.isEmpty { lines += [""] + skipped }
        return (lines.joined(separator: "\n") + "\n\n") + details.map(\.text).joined()
    }

    /// The heads of the columns: the names of all rows' figures, in the order in which they come.
    private var columns: [String] {
        var names: [String] = []
        for figure in rows.flatMap(\.figures) where !names.contains(figure.name) { names.append(figure.name) }
        return names
    }

    /// A row a case; where there are few cases of many figures, a row a figure.
    private var cells: [[String]] {
        let measured = rows.filter { $0.skipped == nil }
        let byCase =
            [["case"] + columns]
            + measured.map { row in
                [row.name]
                    + columns.map { name in row.figures.first { $0.name == name }?.text ?? "-" }
            }
        guard measured.count < 3, columns.count > 3, let width = byCase.first?.count else { return byCase }
        return (0..<width).map { column in byCase.map { $0[column] } }
    }
}
