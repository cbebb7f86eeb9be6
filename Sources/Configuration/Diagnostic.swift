// One finding about a configuration, worded so that the reader can act on it without looking anything up.

/// What is wrong, where, and what to write instead.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    /// How much a finding matters.
    public enum Severity: String, Hashable, Sendable {
        /// The configuration cannot be used.
        case error
        /// It can be used, but probably does not do what was meant.
        case warning
        /// Worth knowing.
        case note
    }

    /// How much it matters.
    public let severity: Severity
    /// Where it stands.
    public let location: Location
    /// What is wrong, without a full stop.
    public let message: String
    /// What to write instead, without a full stop; nil where the message says all.
    public let remedy: String?
    /// Whether it is about one character of an expression or a template, so that the line is worth showing. It never is
    /// about a text that may be a secret.
    public let isWithinText: Bool

    /// A finding at `location`; `message` and `remedy` are joined by "; " when shown.
    public init(
        severity: Severity, location: Location, message: String, remedy: String?, isWithinText: Bool = false
    ) {
        self.severity = severity
        self.location = location
        self.message = message
        self.remedy = remedy
        self.isWithinText = isWithinText
    }

    /// One line: `agent.conf:12:5: error: MESSAGE; REMEDY`.
    public var description: String {
        let text = "\(location): \(severity.rawValue): \(message)"
        guard let remedy else { return text }
        return "\(text); \(remedy)"
    }
}
