// libyaml, the check of the encoding and the expansion of variables must count lines and columns alike.

/// A place in a text: the line and the column in characters, both from 1.
struct Position: Hashable, Comparable {
    var line = 1
    var column = 1

    static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    /// Moves past the character that begins at `index` and returns its length in bytes, at least 1.
    ///
    /// A line ends, as in YAML 1.1 section 5.4, at LF, CR, CR LF, NEL (U+0085), U+2028 and U+2029.
    mutating func advance(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let length = min(Self.length(ofLead: bytes[index]), bytes.count - index)
        switch bytes[index] {
        case 0x0a:
            startLine()
        case 0x0d:
            startLine()
            if index + 1 < bytes.count, bytes[index + 1] == 0x0a { return 2 }
        case 0xc2 where length == 2 && bytes[index + 1] == 0x85:
            startLine()
        case 0xe2 where length == 3 && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xfe == 0xa8:
            startLine()
        default:
            column += 1
        }
        return length
    }

    /// The place of the byte at `offset`.
    static func of(offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Position {
        var position = Position()
        var index = 0
        while index < min(offset, bytes.count) {
            index += position.advance(in: bytes, at: index)
        }
        return position
    }

    private mutating func startLine() {
        line += 1
        column = 1
    }

    private static func length(ofLead byte: UInt8) -> Int {
        switch byte {
        case 0xc2...0xdf: return 2
        case 0xe0...0xef: return 3
        case 0xf0...0xf4: return 4
        default: return 1
        }
    }
}
