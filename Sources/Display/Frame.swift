// Why this file exists: a view that is redrawn in place must know what of it is on the screen, also after a resize.

/// What was drawn last, and the text that replaces it in one write: no clearing first, hence no flicker.
///
/// The escape sequences are those of ECMA-48: CUU to go up, EL and ED to erase what is left over.
public struct Frame: Sendable {
    private let colours: Bool
    /// The widths of the lines on the screen.
    private var widths: [Int] = []

    /// Nothing is on the screen.
    /// - Parameter colours: whether lines are drawn with their styles.
    public init(colours: Bool) { self.colours = colours }

    /// What was drawn is no longer where it was: the next one goes below.
    public mutating func forget() { widths = [] }

    /// Replaces what is on the screen, which has `columns` columns now. The cursor ends up below.
    public mutating func redraw(_ lines: [StyledLine], columns: Int) -> String {
        var text = goUp(columns)
        // A full last column leaves the cursor between two lines.
        let limit = max(1, columns - 1)
        for line in lines { text += line.text(width: limit, colours: colours) + "\u{1B}[K\r\n" }
        text += "\u{1B}[J"
        widths = lines.map { min($0.width, limit) }
        return text
    }

    /// Takes everything off the screen; the cursor ends up where the first line was. Line by line, since a terminal
    /// may keep what it is told to clear as a whole in its history.
    public mutating func erase(columns: Int) -> String {
        defer { widths = [] }
        let rows = rows(columns)
        return goUp(columns) + String(repeating: "\u{1B}[K\r\n", count: rows) + goUp(columns)
    }

    /// Rows that the lines take. A terminal that got narrower has wrapped those that did not fit.
    private func rows(_ columns: Int) -> Int {
        widths.reduce(0) { $0 + max(1, ($1 + columns - 1) / max(1, columns)) }
    }

    /// To the first line.
    private func goUp(_ columns: Int) -> String {
        let rows = rows(columns)
        return rows > 0 ? "\r\u{1B}[\(rows)A" : "\r"
    }
}
