// Why this file exists: what logrotate's directives say, globals and a block's own together, until all of them are known.

/// What the directives of logrotate have said so far, each value the last one given.
struct LogrotateSettings {
    /// What makes a log due.
    enum Criterion: Hashable {
        case size
        case interval(Policy.Interval)
    }

    var criterion = Criterion.size
    /// What logrotate takes if nothing is said: 1 MiB.
    var size: Int64 = 1 << 20
    var minimumSize: Int64?
    var maximumSize: Int64?
    var minimumAge: Int64 = 0
    var maximumAge: Int64 = 0
    var rotate: Int = 0
    var start: Int = 1

    var copies = false
    var copiesAndTruncates = false
    var renamesAndCopies = false
    var creates = false
    /// What `create` said, also if `nocreate` came after it: the next `create` goes on from there.
    var created = Policy.Ownership()

    var compresses = false
    var delaysCompression = false
    var compressCommand: String?
    var compressEnding = ".gz"
    var compressOptions: [String]?

    var usesDate = false
    var dateFormat: String?
    var isYesterday = false
    var isHourAgo = false
    var keptEnding: String?
    var addedEnding: String?
    var directory: String?
    var makesDirectory = false
    var madeDirectory = Policy.Ownership()

    var identity: Policy.Identity?
    var shreds = false
    var shredCycles: Int?
    var mail: String?

    var allowsMissing = false
    var rotatesEmpty = true
    var allowsHardLinks = false
    var ignoresDuplicates = false
    var scripts = Policy.Scripts()
}

/// One block: logs, and what is done with them.
struct LogrotateRule {
    /// Where the block begins.
    var file: String
    var line: Int
    /// glob(7) patterns.
    var patterns: [String]
    /// The globals at its beginning, and what the block says.
    var settings: LogrotateSettings
    /// The comments in front of it and between its patterns, with their `#`.
    var comments: [String] = []
    /// Comments within it, by the key in agent.conf of the directive behind them.
    var commentsByKey: [(key: String, text: String)] = []
    /// Comments behind its last directive.
    var closingComments: [String] = []
    /// Why logrotate leaves it out.
    var isBad = false
}

/// What stands in logrotate's configuration, in its order.
enum LogrotateItem {
    /// A block.
    case rule(LogrotateRule)
    /// A global directive or a comment that belongs to none, as text.
    case remark(file: String, text: String)
}
