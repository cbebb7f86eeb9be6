// What rotation does to files: new names that replace nothing, modes, times, and the front of a file cut out.

import Glibc
import Platform
import TestSupport
import Testing

@Suite struct FileChangeTests {
    private let scratch: ScratchDirectory
    init() throws { scratch = try ScratchDirectory() }

    /// The errno value that a body leaves.
    private func code(_ body: () throws -> Void) -> Int32? {
        do {
            try body()
            return nil
        } catch {
            return (error as? SystemError)?.code ?? -1
        }
    }

    /// Linux without renameat2(2).
    private var older: FaultySystem {
        FaultySystem(.error(EINVAL), at: 0, of: [.renameToNew], lasts: .max)
    }

    @Test(arguments: [false, true])
    func aNewNameReplacesNothing(isOlder: Bool) throws {
        try scratch.write("one", to: "a")
        try scratch.write("two", to: "b")
        try System.$calls.withValue(isOlder ? older : FaultySystem.calm) {
            #expect(code { try FileSystem.renameToNew(scratch.path("a"), to: scratch.path("b")) } == EEXIST)
            try FileSystem.renameToNew(scratch.path("a"), to: scratch.path("c"))
        }
        #expect(scratch.names == ["b", "c"])
        #expect(try scratch.read("b") == Array("two".utf8))
        #expect(try scratch.read("c") == Array("one".utf8))
    }

    @Test func aSymlinkIsNotOpenedAndNoFileIsMadeThroughOne() throws {
        try scratch.write("one", to: "a")
        try scratch.symlink("link", saying: scratch.path("a"))
        try scratch.symlink("dangling", saying: scratch.path("new"))
        #expect(code { _ = try File(existing: scratch.path("link")) } == ELOOP)
        #expect(code { _ = try File(new: scratch.path("dangling")) } == EEXIST)
        #expect(code { _ = try File(new: scratch.path("a")) } == EEXIST)
        #expect(scratch.names == ["a", "dangling", "link"])
    }

    @Test func aNewFileIsForItsOwnerUntilItsModeAndTimeAreSet() throws {
        let file = try File(new: scratch.path("a"))
        #expect(try file.status().mode & 0o7777 == 0o600)
        try file.setMode(0o2640)
        try file.setModified(-1)
        let status = try file.status()
        #expect(status.mode & 0o7777 == 0o2640)
        #expect(status.modified == -1)
        try file.setOwner(status.owner, group: status.group)
    }

    @Test func whoWritesAtAPlaceOfItsOwnIsFound() throws {
        try scratch.write("one", to: "a")
        let file = try File(existing: scratch.path("a"))
        let writer = try scratch.writer("a")
        #expect(file.writerWithoutAppend() == 0)
        let careless = try File(existing: scratch.path("a"), forWriting: true)
        #expect(file.writerWithoutAppend() == getpid())
        withExtendedLifetime((writer, careless)) {}
    }

    @Test func theFrontIsCutOutOrTheFilesystemSaysNo() throws {
        let block = try FileSystem.space(at: scratch.path).block
        let file = try File(new: scratch.path("a"))
        let buffer = ByteBuffer()
        for byte in 0..<(2 * Int(block) + 5) { buffer.append(byte < Int(block) ? 0x61 : 0x62) }
        try file.write(buffer, at: 0)
        switch code({ try file.collapse(block) }) {
        case nil:
            #expect(try file.status().size == block + 5)
            #expect(try scratch.read("a").allSatisfy { $0 == 0x62 })
        case let code: #expect(code == EOPNOTSUPP || code == EINVAL)
        }
    }
}
