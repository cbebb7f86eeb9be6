// Why this file exists: a request over the checkpoints that cannot be done says what can.

/// Why a request of an operator was not done.
public struct ControlRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    public enum Kind: Hashable, Sendable {
        /// The agent ends, and takes no more requests.
        case stopping
        /// What was asked for does not exist.
        case unknown
        /// It is to be confirmed.
        case unconfirmed
        /// It makes no sense as it is.
        case invalid
        /// It was tried and failed.
        case failed
    }

    /// What kind of refusal it is.
    public let kind: Kind
    /// One sentence, or more lines for a configuration.
    public let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    static let stopping = ControlRefusal(.stopping, "the agent is stopping; ask again when it has stopped")
}
