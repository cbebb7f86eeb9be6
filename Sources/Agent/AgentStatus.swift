// Why this file exists: what the agent knows of its files and clients, as a value another thread can have.

/// The state of the agent at one moment.
public struct AgentStatus: Sendable {
    /// One open generation.
    public struct File: Sendable {
        /// Where it was first seen; what its labels say.
        public var path: String
        /// Where it is now.
        public var currentPath: String
        /// Bytes.
        public var size: Int64
        /// Bytes that the slowest client has yet to ship.
        public var lag: Int64
    }

    /// One client.
    public struct Client: Sendable {
        /// Its name, or its URL.
        public var name: String
        /// Lines in batches, in bytes.
        public var batchedBytes: Int
        /// Why the last push failed, nil if it did not.
        public var lastError: String?
    }

    /// Every open generation, worst lag first, at most `maximumFiles`.
    public var files: [File] = []
    /// How many generations are open.
    public var fileCount = 0
    /// Bytes that are not shipped yet, over all files.
    public var lag: Int64 = 0
    /// Every client.
    public var clients: [Client] = []

    /// How many files are listed one by one.
    public static let maximumFiles = 100
}
