// Everything that a trial writes is in one folder, and goes with it.

import Glibc

/// A new folder below TMPDIR, or below /tmp.
public struct TemporaryFolder {
    /// Its absolute path, without a slash at the end.
    public let path: String

    /// Creates a folder whose name begins with `name`, readable by the owner alone.
    ///
    /// Throws `WorkbenchError` when it cannot be created.
    public init(name: String) throws {
        let chosen = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let parent = chosen.isEmpty ? "/tmp" : chosen
        var template = Array("\(parent)/\(name).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw WorkbenchError(cannot: "create a folder in \(parent)", code: errno)
        }
        // The agent's configuration needs absolute paths, and TMPDIR may be a relative one.
        guard let absolute = realpath(template, nil) else {
            throw WorkbenchError(cannot: "find the folder just created in \(parent)", code: errno)
        }
        defer { free(absolute) }
        path = String(cString: absolute)
    }

    /// Creates the folder `name` in it and returns its path.
    ///
    /// Throws `WorkbenchError` when it cannot be created.
    public func folder(_ name: String) throws -> String {
        guard mkdir("\(path)/\(name)", 0o700) == 0 else {
            throw WorkbenchError(cannot: "create \(path)/\(name)", code: errno)
        }
        return "\(path)/\(name)"
    }

    /// Removes it with all that is in it, as far as that is possible; links are removed, not followed.
    public func remove() {
        Self.remove(path, depth: 0)
    }

    private static func remove(_ path: String, depth: Int) {
        guard unlink(path) != 0, depth < 16, let directory = opendir(path) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { remove("\(path)/\(name)", depth: depth + 1) }
        }
        rmdir(path)
    }
}
