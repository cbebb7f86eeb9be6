// Why this file exists: what is known of one directory: its watch, its place in the patterns, the files in it.

/// A directory that is watched, and what is in it.
final class WatchedDirectory {
    let path: String
    /// Its inotify watch; nil where the kernel gave none.
    var watch: Int32?
    /// True if events do not tell everything here: it is looked at every second.
    var isPolled: Bool
    /// Its last change when it was polled, in nanoseconds since the Unix epoch.
    var modified: Int64 = 0
    /// Where each target's pattern stands in here.
    var positions: [(target: Int, position: PathPattern.Position)] = []
    /// Followed files by their present name, whether a pattern matches it or not.
    var files: [String: [FollowedFile]] = [:]
    /// Subdirectories that do not exist yet and whose appearance is waited for.
    var awaited: Set<String> = []

    init(path: String, watch: Int32?, isPolled: Bool) {
        self.path = path
        self.watch = watch
        self.isPolled = isPolled
    }
}
