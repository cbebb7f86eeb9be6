// Why this file exists: what the endpoints say is the agent's affair; how they are reached is not.

/// What the agent's HTTP endpoints say. An endpoint without a closure does not exist.
public struct AdminEndpoints: Sendable {
    /// Whether the agent is ready, and why not.
    public enum Readiness: Sendable {
        /// Files are followed.
        case ready
        /// Not yet, or no longer.
        case notReady(reason: String)
    }

    /// What came of a request to read the configuration again.
    public enum ReloadAnswer: Sendable {
        /// It is in effect; a sentence on each setting that only a restart can change.
        case done([String])
        /// The configuration does not allow it.
        case notAllowed
        /// The old configuration stays, and why.
        case failed(String, isStopping: Bool)
    }

    /// What the logs say.
    public enum Statistics: Sendable {
        /// A JSON text.
        case report([UInt8])
        /// The range is longer than what is kept, in nanoseconds.
        case beyond(longest: Int64)
        /// Logs are not analysed.
        case isOff
    }

    /// A text that is made when somebody asks.
    public typealias Text = @Sendable () async -> [UInt8]

    /// For `GET /ready`: 200, or 503 with the reason.
    public var readiness: @Sendable () async -> Readiness
    /// For `GET /metrics`, in the format that is asked for.
    public var metrics: @Sendable (Exposition.Format) async -> Exposition
    /// For `POST /-/reload`: 200 when it is done, 403 where it is not allowed, else 500 or 503 with the reason.
    public var reload: @Sendable () async -> ReloadAnswer
    /// For `GET /health/detailed`: JSON.
    public var health: Text?
    /// For `GET /status`: JSON.
    public var status: Text?
    /// For `GET /stats`, of the last so many nanoseconds, more than 0; nil for all that is kept.
    public var statistics: (@Sendable (_ range: Int64?) async -> Statistics)?
    /// For `GET /config`: YAML, without secrets.
    public var configuration: Text?
    /// For `GET /`: HTML.
    public var page: Text?
    /// For `GET /fragment`: HTML.
    public var fragment: Text?
    /// The `Content-Security-Policy` of the page and its fragment.
    public var pagePolicy = AdminServer.policy

    /// The endpoints that there are in any case.
    public init(
        readiness: @escaping @Sendable () async -> Readiness,
        metrics: @escaping @Sendable (Exposition.Format) async -> Exposition,
        reload: @escaping @Sendable () async -> ReloadAnswer = { .notAllowed }
    ) {
        self.readiness = readiness
        self.metrics = metrics
        self.reload = reload
    }
}
