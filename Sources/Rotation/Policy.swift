// Why this file exists: what an administrator says about a set of logs, in logrotate's words, as a value.

import Platform

/// One policy of `rotation:`: which logs, when they are rotated, how, and what is kept of them.
///
/// The words and what they mean are those of logrotate(8); where this differs, the key says so.
public struct Policy: Hashable, Sendable {
    /// How a log's contents get out of its file.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        /// `rename` if a signal, unit or postrotate script is configured, which has the program reopen its log; else
        /// `collapse`.
        case auto
        /// The file gets another name; a new one takes its place (`create`).
        case rename
        /// Copied; what was copied is then cut out of the front of the file while its program writes on.
        case collapse
        /// Copied, then cut off at nothing: what is written in between is lost.
        case copytruncate
        /// Copied; the log stays as it is.
        case copy
        /// Renamed, then copied to its place, which may be on another filesystem.
        case renamecopy
    }

    /// When logs are rotated for their age.
    public enum Interval: Hashable, Sendable {
        case hourly
        case daily
        /// On that day of the week, 0 for Sunday to 6; 7 for every seven days.
        case weekly(weekday: Int)
        case monthly
        case yearly
    }

    /// Mode and owner of a file or directory that is made; what is nil is as with the log before.
    public struct Ownership: Hashable, Codable, Sendable {
        /// Permission bits, as of chmod(2).
        public var mode: UInt32?
        /// A user's name or number.
        public var owner: String?
        /// A group's name or number.
        public var group: String?

        /// Takes all as they are.
        public init(mode: UInt32? = nil, owner: String? = nil, group: String? = nil) {
            self.mode = mode
            self.owner = owner
            self.group = group
        }
    }

    /// Who rotates, instead of whoever the process is.
    public struct Identity: Hashable, Codable, Sendable {
        /// A user's name or number.
        public var user: String
        /// A group's name or number.
        public var group: String

        /// Takes both as they are.
        public init(user: String, group: String) {
            self.user = user
            self.group = group
        }
    }

    /// How older generations are compressed.
    public struct Compression: Hashable, Codable, Sendable {
        /// The level of gzip, 1 to 9.
        public var level = 6
        /// Only at the rotation after the next.
        public var isDelayed = false
        /// The ending that it adds to a name.
        public var ending = ".gz"
        /// A program that compresses its standard input to its standard output, with its arguments; nil for gzip by
        /// zlib.
        public var command: [String]?

        /// gzip, level 6, at once.
        public init() {}
    }

    /// What older generations are called.
    public struct Naming: Hashable, Sendable {
        /// A date instead of a number.
        public var usesDate = false
        /// strftime(3)'s %Y %m %d %H %M %S %V %s; nil for `-%Y%m%d`, hourly `-%Y%m%d%H`.
        public var dateFormat: String?
        /// The date is the one a day ago.
        public var isYesterday = false
        /// The date is the one an hour ago.
        public var isHourAgo = false
        /// The first number.
        public var start = 1
        /// An ending that stays behind the number: `app.1.log`.
        public var keptEnding: String?
        /// An ending that comes behind the number.
        public var addedEnding: String?
        /// A directory, from that of the log if it is relative.
        public var directory: String?
        /// Makes that directory if it does not exist; nil if not.
        public var makesDirectory: Ownership?

        /// Numbers from 1, beside the log.
        public init() {}
    }

    /// Shell scripts, run by `/bin/sh -c`.
    public struct Scripts: Hashable, Codable, Sendable {
        /// Before the first log of the policy is rotated.
        public var first: String?
        /// Before a log is rotated.
        public var before: String?
        /// After it.
        public var after: String?
        /// After the last log of the policy.
        public var last: String?
        /// Before a generation is removed.
        public var preremove: String?
        /// `before` and `after` once for all logs of the policy.
        public var areShared = false

        /// None.
        public init() {}
    }

    /// Who is told that a log was rotated.
    public enum Receiver: Hashable, Codable, Sendable {
        /// The main process of a systemd unit.
        case unit(String)
        /// The process whose number is in this file.
        case pidFile(String)
    }

    /// A signal that has a program reopen its log.
    public struct Signal: Hashable, Codable, Sendable {
        /// Who gets it.
        public var receiver: Receiver
        /// Its number.
        public var number: Int32
        /// Its name, without SIG.
        public var name: String

        /// Takes all as they are.
        public init(_ receiver: Receiver, number: Int32, name: String) {
            self.receiver = receiver
            self.number = number
            self.name = name
        }
    }

    /// A part of a filesystem, or bytes of it.
    public enum Space: Hashable, Sendable {
        case bytes(Int64)
        /// 0 to 100.
        case percent(Double)
    }

    /// What messages call it: its place in agent.conf.
    public var name: String
    /// glob(7) patterns; an absolute path each.
    public var patterns: [String]

    /// When for its age; nil for its size alone.
    public var interval: Interval?
    /// The time of day of `interval`, in seconds from midnight; of the hour, for `hourly`.
    public var at = 0
    /// Rotated as soon as it is larger, in bytes, whatever `interval` says; nil if `interval` decides.
    public var size: Int64?
    /// With `interval`: not before it is larger, in bytes.
    public var minimumSize: Int64?
    /// With `interval`: before its time if it is larger, in bytes.
    public var maximumSize: Int64?
    /// Not while its last write is younger, in seconds.
    public var minimumAge: Int64?

    /// Generations kept; -1 for all.
    public var keeps = 0
    /// Older generations go, in seconds since their last write.
    public var maximumAge: Int64?
    /// What all generations of one log may take, in bytes.
    public var maximumTotal: Int64?
    /// What must be free of the filesystem.
    public var minimumFree: Space?
    /// Nothing goes that a client has yet to be answered for.
    public var keepsUnshipped = true
    /// Overwritten by shred(1) before it goes, so many times; nil if not, 0 for shred's default.
    public var shreds: Int?

    /// How.
    public var method = Method.auto
    /// The new file, with `rename` and `renamecopy`; nil for none.
    public var creates: Ownership?
    /// How older generations are compressed; nil if not.
    public var compression: Compression?
    /// What they are called.
    public var naming = Naming()
    /// Who rotates.
    public var identity: Identity?
    /// What is run.
    public var scripts = Scripts()
    /// Who is told.
    public var signal: Signal?

    /// A path without a wildcard that does not exist, or a pattern that matches nothing, is no error.
    public var allowsMissing = false
    /// Empty logs are rotated, too.
    public var rotatesEmpty = true
    /// Logs with several hard links are rotated, too.
    public var allowsHardLinks = false
    /// A log that an earlier policy has is passed over without a word.
    public var ignoresDuplicates = false

    /// A policy of logrotate's defaults: nothing is due, nothing is kept.
    public init(name: String, patterns: [String]) {
        self.name = name
        self.patterns = patterns
    }

    /// `method` with `auto` decided.
    public var effectiveMethod: Method {
        guard method == .auto else { return method }
        return signal != nil || scripts.after != nil || scripts.last != nil ? .rename : .collapse
    }
}
