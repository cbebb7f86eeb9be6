// Why this file exists: what an answer of Loki, or the lack of one, means for a batch.

/// What came back of a push.
public struct PushAnswer: Hashable, Sendable {
    /// The HTTP status, 0 if there was none.
    public var status: Int
    /// The start of the body, or the transport's error.
    public var message: String
    /// True if the body went on after what is kept of it.
    public var isCut: Bool
    /// True if a file or a certificate of the client's settings is to blame.
    public var isMisconfigured: Bool
    /// What a `Retry-After` header asks for, in nanoseconds.
    public var retryAfter: Int64?
    /// How long the push took, in nanoseconds.
    public var duration: Int64
    /// Bytes sent, headers included.
    public var sentBytes: Int64

    /// Takes all as they are.
    public init(
        status: Int, message: String, isCut: Bool = false, isMisconfigured: Bool = false,
        retryAfter: Int64? = nil,
        duration: Int64 = 0, sentBytes: Int64 = 0
    ) {
        self.status = status
        self.message = message
        self.isCut = isCut
        self.isMisconfigured = isMisconfigured
        self.retryAfter = retryAfter
        self.duration = duration
        self.sentBytes = sentBytes
    }

    /// A push that could not be set up.
    public init(_ error: PushError) {
        self.init(status: 0, message: "\(error)")
        if case .credentials = error { isMisconfigured = true }
    }
}

/// What an answer means.
public enum PushOutcome: Hashable, Sendable {
    /// Loki has the entries.
    case accepted
    /// Not now: try the same again.
    case retry
    /// Not before a person mends something: try the same again, slowly.
    case denied
    /// Never: the same push would be refused again, and nothing of it was taken.
    case refused
    /// Loki has the entries but for some that would be refused again.
    case partial(PartialRefusal)

    /// Judges an answer by its status (RFC 9110, section 15), and some by their words.
    ///
    /// What is about the client and not about the entries is denied: a wrong password must not empty a log. So is a
    /// redirect, and a page of HTML with whatever status that would settle the entries' fate: Loki writes none, so that
    /// a proxy answered in its place, for want of a certificate or with a form to log in. And so is a 2xx that is none of
    /// those for success: 260 is what Loki says while `block_ingestion_until` makes it throw everything away. What
    /// remains of 4xx is about the entries themselves, and so is a push that Loki's parts cannot hand on for its size,
    /// which is a 500.
    public init(_ answer: PushAnswer) {
        switch answer.status {
        case _ where answer.isMisconfigured: self = .denied
        case 200, 201, 202, 204: self = answer.isMarkup ? .denied : .accepted
        case 200..<300: self = .denied
        case 300..<400, 401, 403, 404, 405, 407: self = .denied
        case 408, 421, 425, 429: self = .retry
        case 413: self = .refused
        case 400..<500 where answer.isMarkup: self = .denied
        case 400: self = PartialRefusal(answer).map { .partial($0) } ?? .refused
        case 401..<500: self = .refused
        case 500 where answer.isTooLargeForLoki: self = .refused
        default: self = .retry
        }
    }
}

extension PushAnswer {
    /// A word for the metrics: "ok", "rate_limited", "unauthorized", "not_found", "timeout", "server_error",
    /// "network", "refused", "redirect", "proxy", "blocked", "misconfigured".
    public var kind: String {
        switch status {
        case _ where isMisconfigured: "misconfigured"
        case 200, 201, 202, 204: isMarkup ? "proxy" : "ok"
        case 200..<300: "blocked"
        case 300..<400: "redirect"
        case 401, 403, 407: "unauthorized"
        case 404, 405: "not_found"
        case 429: "rate_limited"
        case 408, 421, 425: "timeout"
        case 400..<500: isMarkup && status != 413 ? "proxy" : "refused"
        case 500...: "server_error"
        default: "network"
        }
    }

    /// True if Loki's distributor could not hand the push on to an ingester because of its size: "received message
    /// larger than max", in gRPC's words.
    public var isTooLargeForLoki: Bool {
        status == 413 || status == 500 && message.contains("larger than max (")
    }

    /// True if the body is a page for a browser.
    public var isMarkup: Bool { message.utf8.first { $0 > 0x20 } == UInt8(ascii: "<") }
}
