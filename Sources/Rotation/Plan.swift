// Why this file exists: what a rotation does is a list of values before it is done; a dry run prints it.

import Platform

/// One thing to do. Paths are absolute; every file that is touched is named by path and inode, so that it can be told
/// whether it was done already. One that only comes to be while the plan is performed is named `Subject.made(at:)`.
public enum Action: Hashable, Codable, Sendable {
    /// The log was seen for the first time: its age counts from now.
    case remember(path: String)
    /// Runs a script of the policy.
    case run(ScriptName, arguments: [String])
    /// Makes the directory of older generations.
    case makeDirectory(path: String, Policy.Ownership)
    /// Gives a file another name, which nothing has. `isLog` if it is the log itself that is rotated.
    case rename(Subject, to: String, isLog: Bool)
    /// Makes the new log, as the old one was where `Ownership` says nothing.
    case create(path: String, Policy.Ownership, like: FileStatus)
    /// Copies a log and leaves it as it is, or was renamed to `source` before and goes when it is copied.
    case copy(Subject, to: String, removesSource: Bool)
    /// Copies a log and cuts it off.
    case copyTruncate(Subject, to: String)
    /// Copies a log and cuts what was copied out of it while its program writes on.
    case collapse(Subject, to: String)
    /// Compresses a generation into `to`, and removes it.
    case compress(Subject, to: String, Policy.Compression)
    /// Removes a generation. `unshipped`: how many bytes of it are lost; above 0 only where the policy's bounds on
    /// space leave nothing else.
    case remove(Subject, RemovalReason, unshipped: Int64)
    /// Sends the policy's signal.
    case signal(Policy.Signal)
    /// The log was rotated now.
    case noteRotation(path: String)

    /// The scripts of a policy.
    public enum ScriptName: String, Hashable, Codable, Sendable {
        case firstaction, prerotate, postrotate, lastaction, preremove
    }

    /// Why a generation goes.
    public enum RemovalReason: String, Hashable, Codable, Sendable {
        /// More than `rotate`.
        case surplus
        /// Older than `maxage`.
        case age
        /// Above `max_total_size`.
        case totalSize
        /// Below `min_free_space`.
        case freeSpace
        /// `rotate 0`: the log is not kept at all.
        case notKept
    }
}

/// A file: where it is, which it is, and how long.
public struct Subject: Hashable, Codable, Sendable {
    /// Its absolute path.
    public var path: String
    /// Its inode.
    public var identity: FileIdentity
    /// In bytes, as it is on disk.
    public var size: Int64

    /// Takes all as they are.
    public init(path: String, identity: FileIdentity, size: Int64) {
        self.path = path
        self.identity = identity
        self.size = size
    }

    /// What an earlier step of the same plan makes at this path: a copy, whose inode nobody knows before.
    public static func made(at path: String) -> Subject {
        Subject(path: path, identity: FileIdentity(device: 0, inode: 0, birth: 0), size: 0)
    }

    /// True for `made(at:)`.
    public var isMade: Bool { identity.inode == 0 }
}

/// An action and the log that it is for.
public struct Step: Hashable, Codable, Sendable {
    /// The log's path; nil for what is done once for the whole policy. If a step of a log fails, those of that log that
    /// come after it are left out; if one of the policy fails, all that come after it.
    public var log: String?
    /// What to do.
    public var action: Action

    /// Takes both as they are.
    public init(_ log: String?, _ action: Action) {
        self.log = log
        self.action = action
    }
}

/// What is said about a log without doing anything.
public struct Remark: Hashable, Sendable {
    /// What kind of remark.
    public enum Kind: String, Hashable, Sendable {
        /// The log cannot be rotated; the command's exit status is 1.
        case error
        /// Something to look at.
        case warning
        /// Not due, empty, too young.
        case idle
        /// Something is kept though it is surplus, because it is not shipped.
        case held
    }

    /// The log, generation or pattern.
    public var path: String
    /// What kind of remark.
    public var kind: Kind
    /// A sentence, with what to do about it.
    public var text: String

    /// Takes all as they are.
    public init(_ path: String, _ kind: Kind, _ text: String) {
        self.path = path
        self.kind = kind
        self.text = text
    }
}

/// What one pass over one policy does.
public struct Plan: Hashable, Sendable {
    /// In this order.
    public var steps: [Step] = []
    /// What there is to say besides.
    public var remarks: [Remark] = []
    /// What is kept though it is surplus: looked at again every second. With the bytes that are not shipped of each.
    public var held: [Held] = []
    /// When the policy's next log is due by its age, in seconds since the Unix epoch; nil if its age never makes it due.
    public var nextDue: Int64?

    /// How each log stands before anything is done, in the scene's order.
    public var logs: [Standing] = []

    /// What there is of a log.
    public struct Standing: Hashable, Sendable {
        /// The log.
        public var path: String
        /// Its size on disk, in bytes.
        public var size: Int64
        /// How many older generations there are.
        public var generations: Int
        /// What these take, in bytes.
        public var bytes: Int64
        /// When it was rotated last, or first seen, in seconds since the Unix epoch; nil if it never was.
        public var lastRotation: Int64?
        /// When it is due for its age, in seconds since the Unix epoch; nil if its age never makes it due.
        public var nextDue: Int64?

        /// Takes all as they are.
        public init(
            path: String, size: Int64, generations: Int, bytes: Int64, lastRotation: Int64?, nextDue: Int64?
        ) {
            self.path = path
            self.size = size
            self.generations = generations
            self.bytes = bytes
            self.lastRotation = lastRotation
            self.nextDue = nextDue
        }
    }

    /// A generation that waits for its shipment.
    public struct Held: Hashable, Sendable {
        /// The log.
        public var log: String
        /// The generation.
        public var path: String
        /// Bytes that are not shipped; nil if that is not known yet.
        public var unshipped: Int64?

        /// Takes all as they are.
        public init(log: String, path: String, unshipped: Int64?) {
            self.log = log
            self.path = path
            self.unshipped = unshipped
        }
    }

    /// Nothing to do.
    public init() {}
}
