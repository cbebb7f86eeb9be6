// Why this file exists: what logrotate would refuse, and what has no equal, is told with its place.

/// Something to say about a line of logrotate's configuration.
public struct LogrotateRemark: Hashable, Sendable, CustomStringConvertible {
    /// How much it matters.
    public enum Kind: String, Hashable, Sendable {
        /// logrotate refuses it, too, and ends with status 1.
        case error
        /// It is not taken over, or means something else.
        case warning
        /// Worth knowing.
        case note
    }

    /// The file.
    public var file: String
    /// The line, from 1; 0 for the file as a whole.
    public var line: Int
    /// How much it matters.
    public var kind: Kind
    /// A sentence, without a full stop.
    public var text: String

    /// Takes all as they are.
    public init(_ file: String, _ line: Int, _ kind: Kind, _ text: String) {
        self.file = file
        self.line = line
        self.kind = kind
        self.text = text
    }

    /// One line: `/etc/logrotate.d/app:3: warning: TEXT`.
    public var description: String { "\(file):\(line > 0 ? "\(line):" : "") \(kind.rawValue): \(text)" }
}
