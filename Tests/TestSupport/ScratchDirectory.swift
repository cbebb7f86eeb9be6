// A directory for the files of one test, so that tests neither meet nor leave anything behind.

import Glibc

/// What the system said to a call on a scratch file.
public struct ScratchError: Error, CustomStringConvertible {
    /// The call, the path, and errno's number.
    public let description: String

    init(_ call: String, _ path: String) {
        description = "\(call) \(path): errno \(errno)"
    }
}

/// A new directory under TMPDIR, or /tmp, removed with all that is in it when the last reference goes.
public final class ScratchDirectory: Sendable {
    /// Its path, without symlinks.
    public let path: String

    /// Makes the directory.
    public init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/logferry-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil, let real = realpath(template, nil) else {
            throw ScratchError("mkdtemp", parent)
        }
        defer { free(real) }
        path = String(cString: real)
    }

    deinit { Self.remove(path) }

    /// The path of a name in the directory.
    public func path(_ name: String) -> String { path + "/" + name }

    /// What is in it, sorted.
    public var names: [String] { Self.names(in: path).sorted() }

    /// The bytes of a file.
    public func read(_ name: String) throws -> [UInt8] {
        guard let file = fopen(path(name), "re") else { throw ScratchError("read", path(name)) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: piece[..<count])
        }
    }

    /// Makes a file of these bytes, or puts them in the place of what it had.
    public func write(_ bytes: [UInt8], to name: String) throws {
        guard let file = fopen(path(name), "we") else { throw ScratchError("write", path(name)) }
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else { throw ScratchError("write", path(name)) }
    }

    /// A new directory with a copy of every file in this one.
    public func copy() throws -> ScratchDirectory {
        let other = try ScratchDirectory()
        for name in names { try other.write(read(name), to: name) }
        return other
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func remove(_ path: String) {
        if unlink(path) == 0 { return }
        guard let stream = opendir(path) else { return }
        while let entry = readdir(stream) {
            // By its bytes, since a name need not be UTF-8; what is a directory stays for now.
            withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { _ = unlinkat(dirfd(stream), $0, 0) }
            }
        }
        closedir(stream)
        for name in names(in: path) { remove(path + "/" + name) }
        rmdir(path)
    }
}
