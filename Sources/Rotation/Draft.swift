// Why this file exists: a copy, an archive and a new log have their names only when they are complete.

import Glibc
import Platform

/// A file in the making, beside the name that it will have; nobody else may read it.
final class Draft {
    /// The name that it will have.
    let target: String
    /// The name that it has.
    let path: String
    /// Open for reading and writing.
    let file: File
    private var isKept = false

    /// Where a file is made that is to be at `path`: in its directory, under a name that nobody follows.
    static func path(for path: String) -> String {
        FileSystem.join(FileSystem.parent(of: path), FileSystem.scratchPrefix + FileSystem.name(of: path))
    }

    /// Makes the file; what an earlier process left at its place goes.
    init(for target: String) throws(SystemError) {
        self.target = target
        path = Self.path(for: target)
        do throws(SystemError) {
            file = try File(new: path)
        } catch {
            guard error.code == EEXIST else { throw error }
            try FileSystem.remove(path)
            file = try File(new: path)
        }
    }

    /// Which file it is.
    func identity() throws(SystemError) -> FileIdentity { FileIdentity(try file.status()) }

    /// Gives the file its name, which nothing may have.
    func keep() throws(SystemError) {
        try FileSystem.renameToNew(path, to: target)
        isKept = true
    }

    /// Removes the file, unless it has its name.
    func discard() {
        if !isKept { try? FileSystem.remove(path) }
        isKept = true
    }
}
