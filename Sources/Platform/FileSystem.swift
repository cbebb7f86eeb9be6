// Why this file exists: what is done to names rather than to contents: list, make, rename, remove.

import Glibc

/// What statvfs(3) tells of a filesystem, in bytes.
public struct FilesystemSpace: Hashable, Sendable {
    /// What everybody may still take.
    public let free: Int64
    /// All of it.
    public let capacity: Int64
    /// The block in which it allots, as far as it says.
    public let block: Int64

    /// Takes all as they are.
    public init(free: Int64, capacity: Int64, block: Int64) {
        self.free = free
        self.capacity = capacity
        self.block = block
    }
}

/// Directories and names.
public enum FileSystem {
    /// What the names of files begin with that a rotation has yet to finish, beside the logs: nobody follows them.
    public static let scratchPrefix = ".logferry-"

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
        var entries: [Entry] = []
        var skipped: [String] = []
        let code = System.calls.list(directory) { characters, inode, type in
            let kind: Entry.Kind =
                switch Int32(type) {
                case Int32(DT_REG): .regular
                case Int32(DT_DIR): .directory
                case Int32(DT_LNK): .symlink
                case Int32(DT_UNKNOWN): .unknown
                default: .other
                }
            let name = String(cString: characters)
            if name == "." || name == ".." { return }
            if String(validatingCString: characters) != nil {
                entries.append(Entry(name: name, inode: inode, kind: kind))
            } else {
                skipped.append(name)
            }
        }
        try check(code, "list", directory)
        return (entries, skipped)
    }

    /// Makes a directory and those above it, mode 0750 less the umask, to stay through a loss of power; one that
    /// exists is fine.
    public static func makeDirectory(_ path: String) throws(SystemError) {
        var code = System.calls.makeDirectory(path, mode: 0o750)
        let parent = self.parent(of: path)
        if code == -ENOENT, parent != path, parent != "." {
            try makeDirectory(parent)
            code = System.calls.makeDirectory(path, mode: 0o750)
        }
        if code == -EEXIST { return }
        try check(code, "make directory", path)
        // What is in it can be synced as often as one likes: without its name it is nowhere.
        try syncDirectory(parent)
    }

    /// Gives a file a new name, replacing what had it: rename(2).
    public static func rename(_ from: String, to: String) throws(SystemError) {
        try check(System.calls.rename(from, to: to), "rename \(from) to", to)
    }

    /// Gives a file a new name that nothing has; EEXIST if something has it.
    ///
    /// Where renameat2(2) does not know how, the file has both names for a moment.
    public static func renameToNew(_ from: String, to: String) throws(SystemError) {
        let calls = System.calls
        var code = calls.renameToNew(from, to: to)
        if code == -EINVAL || code == -ENOSYS {
            code = calls.link(from, to: to)
            if code == 0 { code = calls.unlink(from) }
        }
        try check(code, "rename \(from) to", to)
    }

    /// Removes a name; a missing one is fine.
    public static func remove(_ path: String) throws(SystemError) {
        let code = System.calls.unlink(path)
        if code != -ENOENT { try check(code, "remove", path) }
    }

    /// Gives a file a second name, which must not exist: link(2).
    public static func link(_ from: String, to: String) throws(SystemError) {
        try check(System.calls.link(from, to: to), "link \(from) to", to)
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

    /// How much room the filesystem has that holds a path.
    public static func space(at path: String) throws(SystemError) -> FilesystemSpace {
        var space = FilesystemSpace(free: 0, capacity: 0, block: 0)
        try check(System.calls.space(at: path, &space), "look at the filesystem of", path)
        return space
    }

    /// False on a filesystem where inotify(7) is not told of all that is written: those of a network, where others
    /// write, and those in front of another filesystem. True where it cannot be told.
    public static func tellsEvents(at path: String) -> Bool {
        !deafTypes.contains(System.calls.filesystemType(at: path))
    }

    /// The `f_type`s of statfs(2): NFS, SMB in its three generations, FUSE, 9P, Ceph, overlay, aufs, AFS in two
    /// implementations, Coda, Lustre, OCFS2, GFS2, GPFS, BeeGFS, and the shared folders of VirtualBox, VMware and
    /// Parallels.
    private static let deafTypes: Set<Int64> = [
        0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x0102_1997, 0x00C3_6400, 0x794C_7630,
        0x6175_6673, 0x5346_414F, 0x6B41_4653, 0x7375_7245, 0x0BD0_0BD0, 0x7461_636F, 0x0116_1970,
        0x4750_4653, 0x1983_0326, 0x786F_4256, 0xBACB_ACBC, 0x7C7C_6673,
    ]
}
