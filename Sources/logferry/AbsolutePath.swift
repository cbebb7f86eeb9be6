// Why this file exists: an agent that is asked about a path does not know where its operator stands.

import Glibc
import Platform

/// Paths from the root on.
enum AbsolutePath {
    /// The path from the root on, without `.` and `..`; it need not exist any more.
    static func of(_ path: String) -> String {
        var whole = path
        if !path.hasPrefix("/"), let here = getcwd(nil, 0) {
            defer { free(here) }
            whole = FileSystem.join(String(cString: here), path)
        }
        var names: [String] = []
        for name in FileSystem.components(of: whole) where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        return "/" + names.joined(separator: "/")
    }
}
