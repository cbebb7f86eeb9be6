// Why this file exists: a line of a screen must be cut by what is seen, not by its escape sequences.

/// How a piece of a line looks on a terminal with colours (ECMA-48, SGR).
public enum Style: String, Sendable, Hashable {
    /// As the terminal's text is.
    case plain = ""
    /// Fainter: what need not be read twice.
    case faint = "2"
    /// Stronger.
    case strong = "1"
    /// Something to look at, without a meaning.
    case accent = "36"
    /// As it should be.
    case good = "32"
    /// Not as it should be, but it may pass.
    case warning = "33"
    /// Wrong.
    case bad = "1;31"
}

/// One line of pieces in different styles.
public struct StyledLine: Sendable, Hashable {
    private struct Piece: Sendable, Hashable {
        let text: String
        let style: Style
    }

    private var pieces: [Piece] = []
    /// Columns that the line takes.
    public private(set) var width = 0

    /// An empty line.
    public init() {}

    /// A line of one piece.
    public init(_ text: String, _ style: Style = .plain) { add(text, style) }

    /// Adds a piece. What is no printable character is shown as "?".
    public mutating func add(_ text: String, _ style: Style = .plain) {
        let printable = Self.printable(text)
        pieces.append(Piece(text: printable, style: style))
        width += Self.width(of: printable)
    }

    /// Adds spaces up to the column, counted from 0, and at least one if anything is there yet.
    public mutating func fill(to column: Int) {
        add(String(repeating: " ", count: max(width > 0 ? 1 : 0, column - width)))
    }

    /// Adds a piece that ends before the column, counted from 0, if there is room for it.
    public mutating func add(rightAlignedTo column: Int, _ text: String, _ style: Style = .plain) {
        fill(to: column - Self.width(of: text))
        add(text, style)
    }

    /// The line, cut to `width` columns with the ellipsis, of one column, in place of what does not fit.
    public func text(width limit: Int, colours: Bool, ellipsis: String = "…") -> String {
        var result = ""
        var room = limit
        let isCut = width > limit
        if isCut { room -= 1 }
        for piece in pieces {
            let shown = Self.prefix(of: piece.text, width: room)
            room -= Self.width(of: shown)
            let isStyled = colours && piece.style != .plain && !shown.isEmpty
            result += isStyled ? "\u{1B}[\(piece.style.rawValue)m\(shown)\u{1B}[0m" : String(shown)
            if shown.endIndex != piece.text.endIndex { break }
        }
        while result.last == " " { result.removeLast() }
        return isCut && limit > 0 ? result + ellipsis : result
    }

    private static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                result.append("?")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// As much of the beginning as fits.
    static func prefix<Text: StringProtocol>(of text: Text, width: Int) -> Text.SubSequence {
        var room = width
        var end = text.startIndex
        while end < text.endIndex {
            room -= columns(of: text[end])
            if room < 0 { break }
            end = text.index(after: end)
        }
        return text[..<end]
    }

    /// The columns that a text takes.
    public static func width(of text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + columns(of: $1) }
    }

    /// Two for the wide scripts of East Asia and for emoji, else one: near enough for a path in a directory that
    /// somebody named in their language.
    private static func columns(of character: Character) -> Int {
        switch character.unicodeScalars.first?.value ?? 0 {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
