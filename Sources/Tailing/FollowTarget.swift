// Why this file exists: what the follower is told to do, as values.

import Platform

/// What one scrape target follows.
public struct FollowTarget: Sendable {
    /// Names the target in the checkpoints: job and static labels.
    public let key: String
    /// Which files.
    public let include: PathPattern
    /// Which of them not.
    public let exclude: PathPattern?
    /// Whether compressed files are read as logs; nil: they are not. The same for all targets of one key.
    public var decompression: Decompression?
    /// The encoding of the files' text; nil: UTF-8, of which nothing is converted. The same for all targets of one key.
    public var encoding: LineEncoding?

    /// Takes all as they are.
    public init(
        key: String, include: PathPattern, exclude: PathPattern?, decompression: Decompression? = nil,
        encoding: LineEncoding? = nil
    ) {
        self.key = key
        self.include = include
        self.exclude = exclude
        self.decompression = decompression
        self.encoding = encoding
    }
}

/// Where to start in a file that exists at the start and was never seen before.
public enum StartPosition: Hashable, Sendable {
    /// At its first byte.
    case beginning
    /// After its last finished line.
    case end
    /// At the beginning if it was written to within this many nanoseconds, else at the end.
    case within(Int64)
}

extension Tailer {
    /// What the follower needs to know.
    public struct Options: Sendable {
        /// How many independent readers there are, at least 1.
        public var readers = 1
        /// Where to start in files never seen before.
        public var startAt = StartPosition.beginning
        /// A line of more bytes is handed over in parts; 1 to 2^30.
        public var maximumLine = 1 << 20
        /// The most bytes handed over at once, unless one line needs more; 1 to 2^30.
        public var chunk = 256 << 10
        /// The most files that are open at once, at least 2; the others are opened when it is their turn. Files that
        /// only their descriptor reaches come on top.
        public var descriptors = 1 << 20
        /// Where rotations put older generations, besides the directory of the file and those in it.
        public var rotatedPaths: [PathPattern] = []
        /// Files that are never followed, whatever matches them: the agent's own.
        public var ownFiles: Set<String> = []
        /// A directory of which the same is true; nil for none.
        public var ownDirectory: String?
        /// Looks at everything once a second, as if no event ever came.
        public var polls = false

        /// One reader, from the beginning, lines of 1 MiB.
        public init() {}

        /// True for a path that is never followed.
        func isOwn(_ path: String) -> Bool {
            ownFiles.contains(path) || FileSystem.name(of: path).hasPrefix(FileSystem.scratchPrefix)
                || ownDirectory.map { path.hasPrefix($0 + "/") } ?? false
        }

        /// The same with every number moved to the nearest one that is allowed.
        var clamped: Options {
            var options = self
            options.readers = max(1, readers)
            options.maximumLine = max(1, min(maximumLine, 1 << 30))
            options.chunk = max(1, min(chunk, 1 << 30))
            options.descriptors = max(2, descriptors)
            return options
        }
    }
}
