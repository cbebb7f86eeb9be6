// After variables are filled in, a diagnostic must still name the place in the file that the user has open.

extension Environment {
    /// A text with its variables filled in, which knows where its parts come from.
    public struct Expansion: Sendable {
        /// The part of the text from `start` on: copied from `origin` on, or put in the place of what stands there.
        struct Piece: Sendable {
            let start: Position
            let origin: Position
            let isCopied: Bool
        }

        /// The name that locations carry.
        public let file: String
        /// The text after the expansion, without a byte order mark.
        public let bytes: [UInt8]
        /// The parts in order; those that run on from the one before are not listed.
        let pieces: [Piece]

        /// The place before the expansion; within a variable's value, that of the `$`.
        func location(of position: Position) -> Location {
            let origin = origin(of: position)
            return Location(file: file, line: origin.line, column: origin.column)
        }

        private func origin(of position: Position) -> Position {
            var low = 0
            var high = pieces.count
            while low < high {
                let middle = (low + high) / 2
                if pieces[middle].start <= position { low = middle + 1 } else { high = middle }
            }
            guard low > 0 else { return position }
            let piece = pieces[low - 1]
            guard piece.isCopied else { return piece.origin }
            let lines = position.line - piece.start.line
            guard lines == 0 else {
                return Position(line: piece.origin.line + lines, column: position.column)
            }
            return Position(
                line: piece.origin.line, column: piece.origin.column + position.column - piece.start.column)
        }
    }
}
