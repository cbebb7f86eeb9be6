// A layout that can never match is found when the configuration is read, not by a log without timestamps.

/// Why a text is not a layout, and what to write instead.
public struct TimeLayoutError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A sentence for the reader of the configuration; it quotes the layout.
    public let description: String
    /// The layout in Go's reference time that was probably meant, where it can be guessed.
    public let suggestion: String?

    /// The reason to refuse `layout`; nil when there is none.
    init?(refusing layout: String, hasElement: Bool) {
        let quoted = "\"\(layout)\""
        if let intended = NamedLayout.intended(by: layout) {
            suggestion = intended
            description = "\(quoted) is not a name for a timestamp layout; write \"\(intended)\""
            return
        }
        let foreign = ForeignLayout(layout, hasElement: hasElement)
        guard !hasElement || foreign != nil else { return nil }
        suggestion = foreign?.translation
        let rule = "layouts are written with Go's reference time, Mon Jan 2 15:04:05 -0700 MST 2006"
        let problem =
            switch foreign?.dialect {
            case .strftime: "\(quoted) is a layout for strftime"
            case .java: "\(quoted) is a layout in the manner of Java"
            case nil: "\(quoted) has no part of a date or time"
            }
        let remedy = suggestion.map { "write \"\($0)\"" } ?? "for example \"2006-01-02 15:04:05\""
        description = "\(problem), but \(rule); \(remedy)"
    }
}
