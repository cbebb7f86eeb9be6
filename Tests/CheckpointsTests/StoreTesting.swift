// What the tests of the store share: a state directory, and ways to make its disk fail.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Checkpoints

/// A state directory whose journal is small, so that it wraps early.
struct StateDirectory {
    let scratch: ScratchDirectory
    static let journalSize: Int64 = 4096

    init(_ scratch: ScratchDirectory? = nil) throws { self.scratch = try scratch ?? ScratchDirectory() }

    var path: String { scratch.path("positions.json") }
    var journalPath: String { scratch.path("positions.journal") }

    /// Starts on this directory. A lock that was let go is tried for again for a moment: a child that another test
    /// is about to start holds it until its exec.
    func open(ignoresInvalid: Bool = false, journalSize: Int64 = journalSize) throws -> CheckpointStore {
        let limit = Clock.monotonic() + 2_000_000_000
        while true {
            do {
                return try CheckpointStore(
                    path: path, ignoresInvalid: ignoresInvalid, journalSize: journalSize)
            } catch {
                guard case .locked = error, Clock.monotonic() < limit else { throw error }
                sched_yield()
            }
        }
    }

    /// What the next start finds, in a copy, so that this directory stays as it is.
    func stateAfterCrash() throws -> CheckpointState { try StateDirectory(try scratch.copy()).open().state }

    /// What positions.json says.
    func snapshot() throws -> Snapshot { try Snapshot.decode(try scratch.read("positions.json"), path: path) }

    /// Changes one byte in the middle of a file.
    func corrupt(_ name: String) throws {
        var bytes = try scratch.read(name)
        bytes[bytes.count / 2] ^= 1
        try scratch.write(bytes, to: name)
    }

    /// Runs the body while every write to an open file fails: its descriptor stands for /dev/full meanwhile.
    func whileFull(_ path: String, _ body: () throws -> Void) throws {
        let descriptor = try #require(Self.descriptor(of: path))
        let saved = dup(descriptor)
        let full = Glibc.open("/dev/full", O_RDWR)
        dup2(full, descriptor)
        close(full)
        defer {
            dup2(saved, descriptor)
            close(saved)
        }
        try body()
    }

    /// Runs the body while a file stands in the place of the directory.
    func whileReplaced(_ body: () throws -> Void) throws {
        let aside = scratch.path + ".aside"
        try FileSystem.rename(scratch.path, to: aside)
        _ = try File(scratch.path, .replace)
        defer {
            unlink(scratch.path)
            rename(aside, scratch.path)
        }
        try body()
    }

    private static func descriptor(of path: String) -> Int32? {
        (0..<1024).first { (descriptor: Int32) in
            var target = [CChar](repeating: 0, count: 4096)
            let count = readlink("/proc/self/fd/\(descriptor)", &target, target.count)
            return count > 0 && target[..<count].elementsEqual(path.utf8.map { CChar(bitPattern: $0) })
        }
    }
}

extension GenerationRecord {
    /// A generation that nobody has read.
    static func fresh(_ id: UInt64, path: String = "/var/log/app.log") -> GenerationRecord {
        GenerationRecord(
            id: GenerationID(id), target: "t", path: path, currentPath: path,
            identity: FileIdentity(device: 1, inode: id, birth: 2), fingerprint: .empty)
    }
}

extension CheckpointStore {
    /// Commits an offset of generation 1.
    func commit(offset: Int64) {
        record(.acknowledged(client: "c", [Acknowledgement(GenerationID(1), Progress(offset: offset))]))
        commit()
    }

    /// The committed offset of generation 1.
    var offset: Int64? { state.generations[GenerationID(1)]?.progress["c"]?.offset }
}

/// A moment on the monotonic clock, so many seconds from now.
func moment(in seconds: Int64) -> Int64 { Clock.monotonic() + seconds * 1_000_000_000 }
