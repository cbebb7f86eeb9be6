// logrotate(8) and logferry are to leave the same behind: what they are given is data.

import Glibc

/// Logs, a configuration of logrotate, and how often it is run.
///
/// In texts and names `@` is the directory of the logs, `^` that of the configuration, and `{-3}` the date three days ago as
/// 20261120.
public struct LogrotateCase: Sendable, CustomStringConvertible {
    /// Something in the directory of the logs.
    public enum Item: Sendable {
        /// A file, written to so many hours ago.
        case file(String, String, mode: mode_t = 0o644, owner: Owner? = nil, hours: Int = 0)
        /// A file of gzip with this text in it.
        case archive(String, String, hours: Int = 0)
        /// A directory.
        case directory(String, mode: mode_t = 0o755, owner: Owner? = nil)
        /// A symlink.
        case symlink(String, saying: String)
        /// A hard link, the new name first.
        case link(String, to: String)
        /// What has this name goes.
        case nothing(String)
    }

    /// Numbers of a user and a group.
    public struct Owner: Sendable {
        var user: uid_t
        var group: gid_t

        /// Takes both.
        public init(_ user: uid_t, _ group: gid_t) {
            self.user = user
            self.group = group
        }
    }

    /// One run.
    public struct Pass: Sendable {
        var items: [Item]
        var last: [String: Int]
        var isForced: Bool

        /// - Parameters:
        ///   - items: what changes before it.
        ///   - last: how many hours ago logs were last rotated, by name.
        ///   - isForced: with `--force`.
        public init(_ items: [Item] = [], last: [String: Int] = [:], isForced: Bool = false) {
            self.items = items
            self.last = last
            self.isForced = isForced
        }
    }

    /// What a failing test calls it.
    public let name: String
    let configuration: String
    let files: [String: String]
    let items: [Item]
    let passes: [Pass]
    /// True if owners are changed.
    public let needsRoot: Bool
    /// Digits of names are not compared, since they tell seconds.
    let hidesDigits: Bool
    /// Times of last writes are not compared.
    let hidesTimes: Bool

    /// - Parameters:
    ///   - configuration: the text of logrotate's configuration.
    ///   - files: others in its directory, by name.
    ///   - items: what is there at first.
    init(
        _ name: String, _ configuration: String, files: [String: String] = [:], _ items: [Item],
        _ passes: [Pass] = [Pass()],
        needsRoot: Bool = false, hidesDigits: Bool = false, hidesTimes: Bool = false
    ) {
        self.name = name
        self.configuration = configuration
        self.files = files
        self.items = items
        self.passes = passes
        self.needsRoot = needsRoot
        self.hidesDigits = hidesDigits
        self.hidesTimes = hidesTimes
    }

    /// True if it says when logs were last rotated.
    public var knowsTimes: Bool { passes.contains { !$0.last.isEmpty } }

    /// Its name.
    public var description: String { name }
}
