// Why this file exists: a plan depends on nothing but values, and these are they: what the disk, the clock, the state and
// the custodian say when a policy is looked at.

import Platform

/// What one policy finds.
public struct Scene: Sendable {
    /// A log of the policy.
    public struct Log: Sendable {
        /// Its absolute path.
        public var path: String
        /// What lstat(2) says of it: a symlink is not followed. Nil if there is none now, only older generations of it.
        public var status: FileStatus?
        /// How many bytes in front of it are a `Pad`, which is no content.
        public var padding: Int64 = 0
        /// When it was last rotated, or first seen, in seconds since the Unix epoch; nil if it was never seen.
        public var lastRotation: Int64?
        /// The name of an earlier policy that has it, too.
        public var earlierPolicy: String?

        /// Takes what there is to say of every log.
        public init(path: String, status: FileStatus?, lastRotation: Int64? = nil) {
            self.path = path
            self.status = status
            self.lastRotation = lastRotation
        }

        /// Bytes of content.
        public var contentSize: Int64 { max(0, (status?.size ?? 0) - padding) }
    }

    /// A directory with logs or older generations in it.
    public struct Directory: Sendable {
        /// What stat(2) says of it.
        public var status: FileStatus
        /// What lstat(2) says of the names in it: at least of those that begin with a log's name.
        public var files: [String: FileStatus]
        /// Bytes of its filesystem that everybody may take.
        public var free: Int64
        /// Bytes of its filesystem.
        public var capacity: Int64

        /// Takes all as they are; a filesystem with all the room in the world if nothing is said of it.
        public init(
            status: FileStatus, files: [String: FileStatus] = [:], free: Int64 = .max, capacity: Int64 = .max
        ) {
            self.status = status
            self.files = files
            self.free = free
            self.capacity = capacity
        }
    }

    /// A pattern that matched nothing, or could not be looked at.
    public struct Unmatched: Sendable {
        /// The pattern.
        public var pattern: String
        /// What the system said; nil if there is simply no such file.
        public var failure: String?

        /// Takes both as they are.
        public init(_ pattern: String, failure: String? = nil) {
            self.pattern = pattern
            self.failure = failure
        }
    }

    /// Seconds since the Unix epoch.
    public var now: Int64
    /// What days and hours are.
    public var clock: LocalClock
    /// Every log is due, whatever its policy says (`--force`).
    public var isForced = false
    /// Whether the policy has logs that are not here, because nobody asked for them.
    public var isPartial = false
    /// Whether this runs as root, which has to look out for other users' symlinks.
    public var isPrivileged = false
    /// The logs, in the order in which they are rotated, none of them twice.
    public var logs: [Log] = []
    /// The patterns without logs.
    public var unmatched: [Unmatched] = []
    /// By path; one that does not exist is missing here.
    public var directories: [String: Directory] = [:]
    /// What is known of the shipment of files, by path. What is missing here is `uncovered`.
    public var custody: [String: Custody] = [:]

    /// A scene without logs.
    public init(now: Int64, clock: LocalClock = .utc) {
        self.now = now
        self.clock = clock
    }
}
