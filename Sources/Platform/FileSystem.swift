// Why this file exists: what is done to names rather than to contents: list, make, rename, remove.

import Glibc

/// Directories and names.
public enum FileSystem {
    /// One name in a directory.
    public struct Entry: Hashable, Sendable {
        /// The name without its directory.
        public let name: String
        /// The inode that the name stood for when it was read.
        public let inode: UInt64
        /// What readdir(3) says of its type: "unknown" on filesystems that keep none there.
        public let kind: Kind

        /// The types that matter here.
        public enum Kind: Sendable { case regular, directory, symlink, other, unknown }
    }

    /// The names in a directory, without "." and "..", in no order. Names that are not UTF-8 come in `skipped`,
    /// repaired, since no Loki label could carry them.
    public static func list(_ directory: String) throws(SystemError) -> (entries: [Entry], skipped: [String])
    {
        guard let stream = opendir(directory) else { throw .last("list", directory) }
        defer { closedir(stream) }
        var entries: [Entry] = []
        var skipped: [String] = []
        while true {
            errno = 0
            guard let raw = readdir(stream) else {
                if errno != 0 { throw .last("list", directory) }
                return (entries, skipped)
            }
            let kind: Entry.Kind =
                switch Int32(raw.pointee.d_type) {
                case Int32(DT_REG): .regular
                case Int32(DT_DIR): .directory
                case Int32(DT_LNK): .symlink
                case Int32(DT_UNKNOWN): .unknown
                default: .other
                }
            let inode = UInt64(raw.pointee.d_ino)
            let (name, valid) = withUnsafePointer(to: &raw.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { characters in
                    (String(cString: characters), String(validatingCString: characters) != nil)
                }
            }
            if name == "." || name == ".." { continue }
            if valid {
                entries.append(Entry(name: name, inode: inode, kind: kind))
            } else {
                skipped.append(name)
            }
        }
    }

    /// Makes a directory and those above it, mode 0750 less the umask; one that exists is fine.
    public static func makeDirectory(_ path: String) throws(SystemError) {
        if mkdir(path, 0o750) == 0 || errno == EEXIST { return }
        let parent = self.parent(of: path)
        guard errno == ENOENT, parent != path, parent != "." else { throw .last("make directory", path) }
        try makeDirectory(parent)
        guard mkdir(path, 0o750) == 0 || errno == EEXIST else { throw .last("make directory", path) }
    }

    /// Gives a file a new name, replacing what had it: rename(2).
    public static func rename(_ from: String, to: String) throws(SystemError) {
        guard Glibc.rename(from, to) == 0 else { throw .last("rename \(from) to", to) }
    }

    /// Removes a name; a missing one is fine.
    public static func remove(_ path: String) throws(SystemError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .last("remove", path) }
    }

    /// Makes a rename in this directory durable.
    public static func syncDirectory(_ path: String) throws(SystemError) {
        let directory = try File(path, .read)
        try directory.sync()
    }

    /// All that is before the last component: "/var/log" for "/var/log/app.log", "." for "app.log".
    public static func parent(of path: String) -> String {
        guard let slash = lastSlash(path) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component: "app.log" for "/var/log/app.log".
    public static func name(of path: String) -> String {
        guard let slash = lastSlash(path) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// What is between the slashes, as far as there is something: "var" and "log" for "/var//log/".
    public static func components(of path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    /// Sought among the bytes: as a Character, a slash can be one with a combining mark that a name begins with.
    private static func lastSlash(_ path: String) -> String.Index? {
        path.utf8.lastIndex(of: UInt8(ascii: "/"))
    }

    /// Joins a directory and a name with exactly one slash.
    public static func join(_ directory: String, _ name: String) -> String {
        directory.utf8.last == UInt8(ascii: "/") ? directory + name : directory + "/" + name
    }

    /// Reads a whole file of at most `limit` bytes.
    public static func contents(of path: String, limit: Int = 64 << 20) throws(SystemError) -> [UInt8] {
        let file = try File(path, .read)
        let size = try file.status().size
        guard size <= limit else { throw SystemError("read more than \(limit) bytes of", path, code: EFBIG) }
        // /proc and pipes report no size: read until the end, in pieces.
        let buffer = ByteBuffer(capacity: Int(size) + 1)
        while buffer.count <= limit {
            let piece = Swift.max(4096, buffer.capacity - buffer.count)
            buffer.reserve(piece)
            let count = try file.read(at: Int64(buffer.count), into: buffer.end, length: piece)
            buffer.advance(by: count)
            if count < piece, buffer.count <= limit { return Array(buffer.bytes) }
        }
        throw SystemError("read more than \(limit) bytes of", path, code: EFBIG)
    }
}
