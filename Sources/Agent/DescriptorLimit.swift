// Why this file exists: every followed file is open if it can be, and the default limit of a login is 1,024.

import Glibc

/// The process's limit of open files, RLIMIT_NOFILE of getrlimit(2).
enum DescriptorLimit {
    /// What the agent needs besides followed files: sockets, the state directory, inotify, standard streams.
    private static let reserve = 64

    /// Raises the limit as far as it goes without privileges.
    static func raise() {
        guard var limit = current else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// How many followed files may be open at once.
    static var forFiles: Int {
        guard let limit = current else { return 960 }
        return max(16, Int(min(limit.rlim_cur, 1 << 20)) - reserve)
    }

    private static var current: rlimit? {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? limit : nil
    }
}
