// Why this file exists: what a line of a file of rejected entries says, as a value.

/// An entry that was set aside, with all that is needed to send it again as it was.
public struct RejectedEntry: Sendable {
    /// The version of the lines that this program writes and reads.
    public static let version = 1

    /// When it was set aside: RFC 3339 in UTC.
    public var time = ""
    /// The client that it was for: `ClientSettings.key`.
    public var client = ""
    /// The HTTP status of the answer, 0 if there was none.
    public var status = 0
    /// The start of the answer, or the transport's error.
    public var reason = ""
    /// False if Loki may have taken the entry all the same: it was in a push that was refused in part, and the
    /// answer did not tell which entries were meant.
    public var isCertain = true
    /// The tenant, nil for Loki's single-tenant mode.
    public var tenant: String?
    /// The stream's labels, sorted by name.
    public var labels: [(name: String, value: String)] = []
    /// Nanoseconds since the Unix epoch.
    public var timestamp: Int64 = 0
    /// The line, UTF-8.
    public var line: [UInt8] = []
    /// The structured metadata.
    public var metadata: [(name: String, value: String)] = []

    /// An entry of which nothing is known.
    public init() {}
}
