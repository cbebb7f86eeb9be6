// Files as the agent opens, reads, writes and locks them.

import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite struct FileTests {
    private func read(_ file: File, at offset: Int64, length: Int) throws -> String {
        let buffer = ByteBuffer(capacity: length)
        buffer.advance(by: try file.read(at: offset, into: buffer.end, length: length))
        return buffer.text
    }

    @Test(arguments: [
        (0, 3, "abc"), (0, 6, "abcdef"), (0, 100, "abcdef"), (4, 100, "ef"), (6, 10, ""), (100, 10, ""),
        (2, 0, ""),
    ])
    func readingGivesLessOnlyAtTheEnd(offset: Int64, length: Int, text: String) throws {
        let directory = try ScratchDirectory()
        try directory.write("abcdef", to: "x")
        #expect(try read(File(directory.path("x"), .read), at: offset, length: length) == text)
    }

    @Test func openingAMissingFileForReadingNamesIt() {
        #expect(throws: SystemError("open", "/no/such/file", code: ENOENT)) {
            try File("/no/such/file", .read)
        }
    }

    @Test func readingADirectoryFails() throws {
        let directory = try ScratchDirectory()
        let file = try File(directory.path, .read)
        #expect(throws: SystemError("read", directory.path, code: EISDIR)) {
            try read(file, at: 0, length: 10)
        }
    }

    @Test func openingAFIFOForReadingDoesNotWaitForAWriter() throws {
        let directory = try ScratchDirectory()
        #expect(mkfifo(directory.path("fifo"), 0o600) == 0)
        #expect(try !File(directory.path("fifo"), .read).status().isRegular)
    }

    @Test func updatingKeepsReplacingEmptiesAppendingAdds() throws {
        let directory = try ScratchDirectory()
        let path = directory.path("x")
        let bytes = ByteBuffer()
        bytes.append("12")
        try File(path, .update).write(bytes, at: 0)
        try File(path, .update).write(bytes, at: 3)
        #expect(try FileSystem.contents(of: path) == [0x31, 0x32, 0, 0x31, 0x32])
        try File(path, .append).write(bytes)
        #expect(try FileSystem.contents(of: path) == [0x31, 0x32, 0, 0x31, 0x32, 0x31, 0x32])
        let file = try File(path, .replace)
        #expect(try file.status().size == 0)
        try file.write(bytes)
        try file.write(bytes)
        #expect(try FileSystem.contents(of: path) == Array("1212".utf8))
    }

    @Test func writingToAFileOpenForReadingFails() throws {
        let directory = try ScratchDirectory()
        try directory.write("a", to: "x")
        let file = try File(directory.path("x"), .read)
        let bytes = ByteBuffer()
        bytes.append("1")
        #expect(throws: SystemError("write", directory.path("x"), code: EBADF)) { try file.write(bytes) }
        #expect(throws: SystemError("write", directory.path("x"), code: EBADF)) {
            try file.write(bytes, at: 0)
        }
    }

    @Test func aNewFileIsNotForTheWholeWorldToRead() throws {
        let directory = try ScratchDirectory()
        for mode in [File.Mode.update, .replace, .append] {
            let name = directory.path("\(mode)")
            _ = try File(name, mode)
            #expect(try FileStatus.of(path: name).mode & 0o137 == 0)
        }
    }

    @Test func preallocatingGivesTheFileItsLengthAndKeepsWhatIsThere() throws {
        let directory = try ScratchDirectory()
        try directory.write("abc", to: "x")
        let file = try File(directory.path("x"), .update)
        try file.preallocate(10_000)
        #expect(try file.status().size == 10_000)
        #expect(try FileSystem.contents(of: file.path).prefix(4) == Array("abc\0".utf8)[...])
        #expect(throws: SystemError.self) { try file.preallocate(-1) }
        try file.sync()
    }

    @Test func aLockIsHeldByOneAndGivenUpByClosing() throws {
        let directory = try ScratchDirectory()
        var first: File? = try File(directory.path("lock"), .update)
        let second = try File(directory.path("lock"), .update)
        #expect(try first?.tryLock() == true)
        #expect(try first?.tryLock() == true)
        #expect(try second.tryLock() == false)
        first = nil
        #expect(try second.tryLock())
    }

    @Test func theDescriptorIsClosedWithTheObject() throws {
        let directory = try ScratchDirectory()
        var file: File? = try File(directory.path("x"), .update)
        let link = "/proc/self/fd/\(try #require(file?.descriptor))"
        #expect(try FileStatus.of(path: link).inode == FileStatus.of(path: directory.path("x")).inode)
        let inode = try FileStatus.of(path: directory.path("x")).inode
        file = nil
        // Another test may have been given the number since.
        #expect((try? FileStatus.of(path: link).inode) != inode)
    }

    @Test func droppingFromThePageCacheChangesNothing() throws {
        let directory = try ScratchDirectory()
        try directory.write(String(repeating: "a", count: 100_000), to: "x")
        let file = try File(directory.path("x"), .read)
        file.dropFromPageCache(from: 0, length: 65_536)
        file.dropFromPageCache(from: -5, length: -5)
        #expect(try read(file, at: 65_530, length: 10) == "aaaaaaaaaa")
    }
}

@Suite struct FileStatusTests {
    @Test func aStatusTellsWhatTheFileIs() throws {
        let directory = try ScratchDirectory()
        let before = Clock.realtime() - 5_000_000_000
        try directory.write("abc", to: "x")
        try directory.link("x", to: "y")
        try directory.symlink("z", saying: "x")
        let status = try FileStatus.of(path: directory.path("x"))
        #expect(status.size == 3)
        #expect(status.links == 2)
        #expect(status.isRegular)
        #expect(!status.isDirectory)
        #expect(status.modified > before)
        #expect(status.birth == 0 || status.birth > before)
        #expect(try FileStatus.of(path: directory.path("y")) == status)
        #expect(try FileStatus.of(path: directory.path("z")) == status)
        let link = try FileStatus.of(path: directory.path("z"), follow: false)
        #expect(!link.isRegular)
        #expect(link.inode != status.inode)
        #expect(try FileStatus.of(path: directory.path).isDirectory)
        #expect(try File(directory.path("x"), .read).status() == status)
    }

    @Test func aMissingFileAndABrokenLinkHaveNone() throws {
        let directory = try ScratchDirectory()
        try directory.symlink("broken", saying: "nothing")
        #expect(throws: SystemError("look at", directory.path("x"), code: ENOENT)) {
            try FileStatus.of(path: directory.path("x"))
        }
        #expect(throws: SystemError.self) { try FileStatus.of(path: directory.path("broken")) }
        #expect(try FileStatus.of(path: directory.path("broken"), follow: false).links == 1)
    }

    @Test func linksAreNoneOnceTheFileIsOnlyHeldOpen() throws {
        let directory = try ScratchDirectory()
        let file = try File(directory.path("x"), .update)
        try directory.remove("x")
        #expect(try file.status().links == 0)
    }

    @Test(
        arguments: [
            (7, 100, 7, 100, true), (7, 100, 7, 101, false), (7, 100, 8, 100, false), (7, 0, 7, 100, true),
            (7, 100, 7, 0, true), (7, 0, 7, 0, true), (7, 0, 8, 0, false),
        ] as [(UInt64, Int64, UInt64, Int64, Bool)])
    func theSameInodeIsToldByItsNumberAndItsBirth(
        inode: UInt64, birth: Int64, other: UInt64, otherBirth: Int64, isSame: Bool
    ) {
        // The device is not asked: it may change over a reboot.
        let one = FileIdentity(device: 1, inode: inode, birth: birth)
        let two = FileIdentity(device: 2, inode: other, birth: otherBirth)
        #expect(one.isSameInode(as: two) == isSame)
        #expect(two.isSameInode(as: one) == isSame)
    }
}
