// Why this file exists: the page, the terminal, a load balancer and an operator's scripts ask for the same thing.

/// How an agent stands at one moment: what `GET /status` answers, and what everything else that shows it is made of.
public struct StatusReport: Codable, Hashable, Sendable {
    /// What the agent is about.
    public enum Phase: String, Codable, Sendable {
        /// The files are being looked for.
        case starting
        /// Files are followed.
        case running
        /// What was read is shipped, and nothing more is read.
        case stopping
    }

    /// The version that runs.
    public var version = ""
    /// The name of the machine.
    public var host = ""
    /// When this was so: RFC 3339, in UTC.
    public var timestamp = ""
    /// Seconds since the start.
    public var uptime = 0.0
    /// What the agent is about.
    public var phase = Phase.starting
    /// Whether an operator should look.
    public var status = HealthStatus.healthy
    /// Why he should, a sentence each.
    public var reasons: [String] = []
    /// What was counted since the start.
    public var totals = Totals()
    /// Bytes in followed files that are not shipped yet.
    public var lagBytes: Int64 = 0
    /// How long the oldest of these have waited, in seconds, as far as is known.
    public var lagSeconds = 0.0
    /// Seconds since the checkpoints were last made safe on disk while there was something to write; 0 if nothing waits.
    public var checkpointAge = 0.0
    /// Why the journal cannot be written; nil if it can.
    public var journalError: String?
    /// How many generations of files are open.
    public var fileCount = 0
    /// Those that lag most, at most 100.
    public var files: [File] = []
    /// Files that cannot be read, at most 100.
    public var unreadable: [Unreadable] = []
    /// Every client.
    public var clients: [Client] = []
    /// Every log that is rotated, at most 1,000.
    public var rotation: [PolicyStatus] = []
    /// The last hour.
    public var activity = Activity()
    /// What the process takes; nil where that is not known.
    public var process: ProcessMetrics?

    /// Nothing is known yet.
    public init() {}

    /// What was counted since the start.
    public struct Totals: Codable, Hashable, Sendable {
        /// Lines read.
        public var readLines: UInt64 = 0
        /// Bytes of these.
        public var readBytes: UInt64 = 0
        /// Entries that Loki accepted.
        public var sentEntries: UInt64 = 0
        /// Bytes on the wire.
        public var sentBytes: UInt64 = 0
        /// Batches that Loki accepted.
        public var sentBatches: UInt64 = 0
        /// Pushes of a batch that was pushed before.
        public var retries: UInt64 = 0
        /// Entries that were not sent, by reason.
        public var dropped: [String: UInt64] = [:]
        /// Entries that Loki refused for good.
        public var rejected: UInt64 = 0
        /// Bytes that were gone before they were shipped.
        public var lostBytes: UInt64 = 0
        /// Bytes that were removed though they were not shipped, because agent.conf says so.
        public var unshippedDeletedBytes: UInt64 = 0

        /// Nothing was counted.
        public init() {}
    }

    /// One open generation of a log.
    public struct File: Codable, Hashable, Sendable {
        /// What a file's reading is like.
        public enum State: String, Codable, Sendable {
            /// All is shipped.
            case shipped
            /// Lines are on their way.
            case shipping
            /// It waits for a client that cannot be reached.
            case waiting
            /// It was rotated away and is read to its end.
            case rotated
        }

        /// Where it was first seen; what its labels say.
        public var path: String
        /// Where it is now.
        public var currentPath: String
        /// The job of its scrape configuration.
        public var job: String
        /// What its reading is like.
        public var state: State
        /// Bytes.
        public var size: Int64
        /// Bytes that every client has.
        public var shipped: Int64
        /// Bytes that the slowest client has yet to get.
        public var lagBytes: Int64
        /// How long the oldest of these have waited, in seconds.
        public var lagSeconds: Double

        /// Takes all as they are.
        public init(
            path: String, currentPath: String, job: String, state: State, size: Int64, shipped: Int64,
            lagBytes: Int64, lagSeconds: Double
        ) {
            self.path = path
            self.currentPath = currentPath
            self.job = job
            self.state = state
            self.size = size
            self.shipped = shipped
            self.lagBytes = lagBytes
            self.lagSeconds = lagSeconds
        }
    }

    /// A file that cannot be read.
    public struct Unreadable: Codable, Hashable, Sendable {
        /// Where it is.
        public var path: String
        /// Why it cannot be read.
        public var error: String
        /// For how many seconds.
        public var seconds: Double

        /// Takes all as they are.
        public init(path: String, error: String, seconds: Double) {
            self.path = path
            self.error = error
            self.seconds = seconds
        }
    }

    /// Where lines are pushed to.
    public struct Client: Codable, Hashable, Sendable {
        /// What pushing is like.
        public enum State: String, Codable, Sendable {
            /// Nothing was pushed yet.
            case unused
            /// The last push went well, or was refused for reasons of the entries.
            case up
            /// The last push failed and is tried again.
            case retrying
        }

        /// Its name, or its URL without what is secret of it.
        public var name: String
        /// What pushing is like.
        public var state: State
        /// For how many seconds pushes have failed; nil if they do not.
        public var failingSeconds: Double?
        /// Why the last push failed, or what was refused of it; nil if there is nothing to say.
        public var lastError: String?
        /// When a push last went well, in seconds since the Unix epoch; nil if none has.
        public var lastSuccess: Int64?
        /// Seconds until the next try; nil if none is waited for.
        public var nextTry: Double?
        /// Lines in the batch that is being filled, in bytes.
        public var batchBytes: Int
        /// Batches that are complete and not answered yet.
        public var batchesInFlight: Int
        /// Lines in these, in bytes.
        public var inFlightBytes: Int

        /// Takes all as they are.
        public init(
            name: String, state: State, failingSeconds: Double? = nil, lastError: String? = nil,
            lastSuccess: Int64? = nil, nextTry: Double? = nil, batchBytes: Int = 0, batchesInFlight: Int = 0,
            inFlightBytes: Int = 0
        ) {
            self.name = name
            self.state = state
            self.failingSeconds = failingSeconds
            self.lastError = lastError
            self.lastSuccess = lastSuccess
            self.nextTry = nextTry
            self.batchBytes = batchBytes
            self.batchesInFlight = batchesInFlight
            self.inFlightBytes = inFlightBytes
        }
    }

    /// The last hour in steps of equal length, the oldest first.
    public struct Activity: Codable, Hashable, Sendable {
        /// The length of a step, in seconds.
        public var step = 10
        /// Lines read in each step.
        public var lines: [UInt64] = []
        /// Bytes read in each step.
        public var bytes: [UInt64] = []
        /// Entries accepted in each step.
        public var sent: [UInt64] = []
        /// Pushes that failed, entries that were rejected, in each step.
        public var errors: [UInt64] = []
        /// Bytes that were not shipped at the end of each step.
        public var lagBytes: [Int64] = []

        /// No step has passed.
        public init() {}
    }
}
