// A mistake in an expression or a template stands somewhere within a text of the file, which may be quoted or folded.

import CYAML

/// From a character of a text on, up to the next piece, the file has the same characters on one line.
struct TextPiece: Hashable, Sendable {
    /// Characters (Unicode scalars) from the text's start.
    let offset: Int
    /// Where that character stands.
    let location: Location
}

/// Finds where the characters of scalars stand in the text that they were read from.
struct TextPlaces {
    private let text: UnsafeBufferPointer<UInt8>
    private let place: (Position) -> Location
    /// The place that was asked for last: scalars come in their order.
    private var reached = (position: Position(), offset: 0)

    init(_ text: UnsafeBufferPointer<UInt8>, place: @escaping (Position) -> Location) {
        self.text = text
        self.place = place
    }

    /// The pieces of a scalar's text; none if it begins at the scalar's start and stands on one line as it is.
    mutating func pieces(
        of scalar: String, style: yaml_scalar_style_t, from start: Position, to end: Position
    ) -> [TextPiece] {
        let (first, last) = (place(start), place(end))
        var start = start
        if style == YAML_PLAIN_SCALAR_STYLE, start.line == end.line, first.line == last.line,
            last.column - first.column == end.column - start.column
        {
            // What stands in front of it is an anchor or a tag.
            let begin = max(0, last.column - scalar.unicodeScalars.count)
            if begin <= first.column { return [] }
            start.column += begin - first.column
        }
        var source = Source(text: text, at: offset(of: start), position: start, end: offset(of: end))
        source.skipHead(style)
        var pieces: [TextPiece] = []
        for (offset, character) in scalar.unicodeScalars.enumerated() {
            guard let position = source.take(character, style) else { break }
            let location = place(position)
            if let piece = pieces.last, piece.location.line == location.line,
                piece.location.column + offset - piece.offset == location.column
            {
                continue
            }
            pieces.append(TextPiece(offset: offset, location: location))
        }
        return pieces
    }

    private mutating func offset(of position: Position) -> Int {
        if position < reached.position { reached = (Position(), 0) }
        while reached.offset < text.count, reached.position < position {
            reached.offset += reached.position.advance(in: text, at: reached.offset)
        }
        return reached.offset
    }

    /// What a scalar was read from.
    private struct Source {
        let text: UnsafeBufferPointer<UInt8>
        var at: Int
        var position: Position
        let end: Int

        mutating func advance() {
            if at < end { at += position.advance(in: text, at: at) }
        }

        /// Passes the opening quote, or the line with the `|` or `>` of a block.
        mutating func skipHead(_ style: yaml_scalar_style_t) {
            let signs: [UInt8]
            switch style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: signs = [UInt8(ascii: "'")]
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: signs = [UInt8(ascii: "\"")]
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE:
                signs = [UInt8(ascii: "|"), UInt8(ascii: ">")]
            default: return
            }
            // An anchor and a tag may come first.
            while at < end, !signs.contains(text[at]) { advance() }
            let line = position.line
            advance()
            if signs.count > 1 { while at < end, position.line == line { advance() } }
        }

        /// Where the next character of the scalar's text stands; blanks that folding took away are passed.
        mutating func take(_ character: Unicode.Scalar, _ style: yaml_scalar_style_t) -> Position? {
            let isBlank = character == " " || character == "\n" || character == "\t"
            while at < end {
                let byte = text[at]
                let found = position
                if byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
                    advance()
                    if isBlank { return found }
                    continue
                }
                if style == YAML_DOUBLE_QUOTED_SCALAR_STYLE, byte == UInt8(ascii: "\\") {
                    if skipEscape() { return found }
                    continue
                }
                advance()
                if style == YAML_SINGLE_QUOTED_SCALAR_STYLE, byte == UInt8(ascii: "'") { advance() }
                return found
            }
            return nil
        }

        /// Passes a backslash and what belongs to it; false if that stands for nothing: the end of a line.
        private mutating func skipEscape() -> Bool {
            advance()
            guard at < end else { return false }
            let letter = text[at]
            advance()
            switch letter {
            case 0x0a, 0x0d: return false
            case UInt8(ascii: "x"): for _ in 0..<2 { advance() }
            case UInt8(ascii: "u"): for _ in 0..<4 { advance() }
            case UInt8(ascii: "U"): for _ in 0..<8 { advance() }
            default: break
            }
            return true
        }
    }
}

extension Node {
    /// Where a character of a text stands in the file, through quotes, escapes, folding and variables.
    ///
    /// - Parameter offset: characters (Unicode scalars) from the text's start. What is behind its end is where it would
    ///   go on.
    public func location(ofCharacter offset: Int) -> Location {
        let piece = pieces.last { $0.offset <= offset } ?? TextPiece(offset: 0, location: location)
        let start = piece.location
        return Location(
            file: start.file, line: start.line, column: start.column + max(0, offset - piece.offset))
    }
}
