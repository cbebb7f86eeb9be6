// Why this file exists: a log is to be rotated within a second of reaching its size, and looking at all there is every second
// would cost too much.

import Platform
import Rotation

/// Which logs have come to the size at which they are rotated. Looks at no more than a status each.
struct SizeWatch {
    /// A log and where it becomes too large, in bytes.
    private var limits: [(path: String, limit: Int64)] = []
    /// Where logs may appear, and when that directory changed last.
    private var directories: [String: Int64] = [:]

    /// True if nothing has to be looked at.
    var isEmpty: Bool { limits.isEmpty && directories.isEmpty }

    /// Watches the logs of a policy, if their size matters.
    mutating func watch(_ policy: Policy, logs: [String]) {
        // A log that is copied stays as large as it is.
        // `size` is reached, `maxsize` is passed, as logrotate has it.
        guard let limit = policy.size.map({ $0 - 1 }) ?? policy.maximumSize, policy.effectiveMethod != .copy
        else { return }
        for log in logs {
            limits.append((log, limit))
            note(FileSystem.parent(of: log))
        }
        for pattern in policy.patterns { note(FileSystem.parent(of: pattern)) }
    }

    private mutating func note(_ directory: String) {
        // One with wildcards is found through the logs in it, and with the next look at everything.
        guard directories[directory] == nil, !directory.contains(where: { "*?[{".contains($0) }) else {
            return
        }
        directories[directory] = Self.modified(directory)
    }

    /// The logs that are too large now.
    func grown() -> Set<String> {
        Set(
            limits.lazy.filter { path, limit in
                ((try? FileStatus.of(path: path, follow: false))?.size ?? 0) > limit
            }.map(\.path))
    }

    /// True if a directory was changed since it was noted: there may be other logs.
    func hasOtherNames() -> Bool { directories.contains { Self.modified($0) != $1 } }

    private static func modified(_ directory: String) -> Int64 {
        (try? FileStatus.of(path: directory))?.modified ?? 0
    }
}
