// Why this file exists: whoever watches many machines asks each for a short answer: well or not, and why not.

/// What `GET /health/detailed` answers.
public struct DetailedHealth: Codable, Hashable, Sendable {
    /// Whether an operator should look.
    public var status: HealthStatus
    /// Why he should, a sentence each.
    public var reasons: [String]
    /// When this was so: RFC 3339, in UTC.
    public var timestamp: String
    /// Seconds since the start.
    public var uptime: Double
    /// What the metric `active_sessions` of a `metrics` stage is, over all its series; 0 if there is none.
    public var activeSessions: Double
    /// The machine.
    public var system: SystemInfo
    /// Every client.
    public var clients: [Client]
    /// The files that lag most, at most 100.
    public var files: [File]

    /// One client.
    public struct Client: Codable, Hashable, Sendable {
        /// Its name, or its URL without what is secret of it.
        public var name: String
        /// What pushing is like.
        public var state: StatusReport.Client.State
        /// Why the last push failed, or what was refused of it; left out if there is nothing to say.
        public var lastError: String?
    }

    /// One file.
    public struct File: Codable, Hashable, Sendable {
        /// Where it is.
        public var path: String
        /// Bytes that are not shipped.
        public var lagBytes: Int64
        /// How long the oldest of them have waited, in seconds.
        public var lagSeconds: Double
    }

    /// The short form of a report.
    public init(_ report: StatusReport, activeSessions: Double, system: SystemInfo) {
        status = report.status
        reasons = report.reasons
        timestamp = report.timestamp
        uptime = report.uptime
        self.activeSessions = activeSessions
        self.system = system
        clients = report.clients.map { Client(name: $0.name, state: $0.state, lastError: $0.lastError) }
        files = report.files.map {
            File(path: $0.currentPath, lagBytes: $0.lagBytes, lagSeconds: $0.lagSeconds)
        }
    }
}
