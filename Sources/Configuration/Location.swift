// A configuration is corrected by hand, so whatever is read out of it remembers where it stands.

/// A place in a text file, as editors count it.
public struct Location: Hashable, Sendable, CustomStringConvertible {
    /// The file's name as the user gave it.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column in characters (Unicode scalars), from 1.
    public let column: Int

    /// A place in `file`; `line` and `column` count from 1.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// The form that editors and compilers agree on: `agent.conf:12:5`.
    public var description: String { "\(file):\(line):\(column)" }
}

extension Location: Comparable {
    /// Orders by file, then line, then column.
    public static func < (left: Location, right: Location) -> Bool {
        if left.file != right.file { return left.file < right.file }
        return (left.line, left.column) < (right.line, right.column)
    }
}
