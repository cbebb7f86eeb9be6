// Why this file exists: what an application may write is a short list, which the command line chooses from.

/// What the lines of one file look like.
public enum LineFormat: String, CaseIterable, Sendable {
    /// JSON with a time of its own, to the nanosecond.
    case json
    /// Text without a time.
    case plain
    /// JSON, and every third line text without a time.
    case mixed
    /// JSON with a time to the second; many lines equal others of the same second.
    case twins
    /// JSON whose lines end in CR LF.
    case crlf

    /// Like this, but a line depends on none of those before it: they may be in an older generation.
    var whole: LineFormat { self == .twins ? .json : self }
}
