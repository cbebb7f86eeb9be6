// Why this file exists: what is written for a while only is in one directory, and goes with it.

import Glibc

/// A new directory below $TMPDIR, or below /tmp, for its owner alone.
public struct TemporaryDirectory: Sendable {
    /// Its absolute path, without a slash at the end.
    public let path: String

    /// Makes a directory whose name begins with `name`.
    /// - Parameter parent: where; nil for $TMPDIR or /tmp.
    public init(name: String, in parent: String? = nil) throws(SystemError) {
        let chosen = parent ?? getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let pattern = FileSystem.join(chosen.isEmpty ? "/tmp" : chosen, "\(name).XXXXXX")
        var template = Array(pattern.utf8CString)
        guard mkdtemp(&template) != nil else { throw .last("make a directory as", pattern) }
        // A configuration wants absolute paths, and TMPDIR may be a relative one.
        guard let absolute = realpath(template, nil) else { throw .last("find the new directory", name) }
        defer { free(absolute) }
        path = String(cString: absolute)
    }

    /// Makes the directory `name` in it and returns its path.
    public func directory(_ name: String) throws(SystemError) -> String {
        let path = FileSystem.join(self.path, name)
        try FileSystem.makeDirectory(path)
        return path
    }

    /// Removes it with all that is in it; links are removed, not followed.
    public func remove() throws(SystemError) { try Self.removeTree(path, depth: 0) }

    private static func removeTree(_ path: String, depth: Int) throws(SystemError) {
        for entry in try FileSystem.list(path).entries {
            let inside = FileSystem.join(path, entry.name)
            if entry.kind == .directory, depth < 16 {
                try removeTree(inside, depth: depth + 1)
            } else {
                try FileSystem.remove(inside)
            }
        }
        guard rmdir(path) == 0 else { throw .last("remove", path) }
    }
}
