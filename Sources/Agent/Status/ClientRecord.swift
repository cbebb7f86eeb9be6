// Why this file exists: an operator asks since when a client cannot be reached, also after a reload.

/// How pushing to one client has gone.
struct ClientRecord {
    /// Since when pushes have failed, on the monotonic clock in nanoseconds; nil if the last one was answered.
    private(set) var failingSince: Int64?
    /// Why the last push failed, or what was refused of it; nil if there is nothing to say.
    private(set) var lastError: String?
    /// When entries were last accepted, in seconds since the Unix epoch; nil if none were.
    private(set) var lastSuccess: Int64?

    /// True from a push that failed, and was not refused, to the next one that is answered.
    var isFailing: Bool { failingSince != nil }

    /// Entries were accepted.
    /// - Parameter error: what was refused of the others.
    mutating func noteAccepted(realtime: Int64, error: String? = nil) {
        failingSince = nil
        lastError = error
        lastSuccess = realtime / 1_000_000_000
    }

    /// All of a push was refused for good: the client is there.
    mutating func noteRefused(_ error: String) {
        failingSince = nil
        lastError = error
    }

    /// A push failed and is tried again.
    mutating func noteFailed(_ error: String, now: Int64) {
        failingSince = failingSince ?? now
        lastError = error
    }
}
