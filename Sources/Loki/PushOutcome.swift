// Why this file exists: what an answer of Loki, or the lack of one, means for a batch.

/// What came back of a push.
public struct PushAnswer: Hashable, Sendable {
    /// The HTTP status, 0 if there was none.
    public var status: Int
    /// The start of the body, or the transport's error.
    public var message: String
    /// What a `Retry-After` header asks for, in nanoseconds.
    public var retryAfter: Int64?
    /// How long the push took, in nanoseconds.
    public var duration: Int64
    /// Bytes sent, headers included.
    public var sentBytes: Int64

    /// Takes all as they are.
    public init(
        status: Int, message: String, retryAfter: Int64? = nil, duration: Int64 = 0, sentBytes: Int64 = 0
    ) {
        self.status = status
        self.message = message
        self.retryAfter = retryAfter
        self.duration = duration
        self.sentBytes = sentBytes
    }
}

/// What an answer means.
public enum PushOutcome: Hashable, Sendable {
    /// Loki has the entries.
    case accepted
    /// Not now: try the same again.
    case retry
    /// Never: the same push would be refused again.
    case refused

    /// Judges an answer by its status (RFC 9110, section 15).
    ///
    /// 401, 403 and 404 are for an operator to mend and cost no line meanwhile; the same goes for redirects and
    /// timeouts. What remains of 4xx is about the entries themselves.
    public init(_ answer: PushAnswer) {
        switch answer.status {
        case 200..<300: self = .accepted
        case 401, 403, 404, 405, 407, 408, 421, 425, 429: self = .retry
        case 400..<500: self = .refused
        default: self = .retry
        }
    }
}

extension PushAnswer {
    /// A word for the metrics: "ok", "rate_limited", "unauthorized", "not_found", "timeout", "server_error",
    /// "network", "refused", "redirect".
    public var kind: String {
        switch status {
        case 200..<300: "ok"
        case 300..<400: "redirect"
        case 401, 403, 407: "unauthorized"
        case 404, 405: "not_found"
        case 429: "rate_limited"
        case 400..<500: PushOutcome(self) == .retry ? "timeout" : "refused"
        case 500...: "server_error"
        default: "network"
        }
    }
}
