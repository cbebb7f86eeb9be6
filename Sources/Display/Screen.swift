// Why this file exists: what is shown depends on what it is shown on, which is a value here, so that no test needs a terminal.

/// The size of what is drawn on, in columns and rows.
public struct ScreenSize: Sendable, Hashable {
    /// Columns.
    public var columns: Int
    /// Rows.
    public var rows: Int

    /// A size; less than 1 counts as 1.
    public init(columns: Int, rows: Int) {
        self.columns = max(1, columns)
        self.rows = max(1, rows)
    }
}

/// Where something is shown.
public struct Screen: Sendable, Hashable {
    /// The size to keep to; nil where nothing need be cut, as in a pipe.
    public var size: ScreenSize?
    /// Whether styles are shown.
    public var hasColours: Bool
    /// What bars are made of.
    public var glyphs: Sparkline.Glyphs

    /// Takes all as they are.
    public init(size: ScreenSize? = nil, hasColours: Bool = false, glyphs: Sparkline.Glyphs = .blocks) {
        self.size = size
        self.hasColours = hasColours
        self.glyphs = glyphs
    }

    /// Columns to keep to; nil where nothing need be cut.
    public var columns: Int? { size?.columns }

    /// What stands where a text was cut.
    public var ellipsis: String { glyphs == .blocks ? "…" : "~" }

    /// The columns that lines may fill: a full last column leaves the cursor between two lines.
    public var width: Int { columns.map { max(1, $0 - 1) } ?? .max }

    /// Lines as text, each cut to the width and ended.
    public func text(_ lines: [StyledLine]) -> String {
        lines.map { $0.text(width: width, colours: hasColours, ellipsis: ellipsis) + "\n" }.joined()
    }
}
