// What is done to names: list, make, rename, remove, take apart and put together.

import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite struct FileSystemTests {
    @Test func aListingTellsEachNameWithItsInodeAndKind() throws {
        let directory = try ScratchDirectory()
        try directory.write("a", to: "file.log")
        try directory.write("", to: ".hidden")
        try directory.makeDirectory("sub/below")
        try directory.symlink("link", saying: "file.log")
        #expect(mkfifo(directory.path("fifo"), 0o600) == 0)
        let (entries, skipped) = try FileSystem.list(directory.path)
        let kinds = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.kind) })
        #expect(
            kinds == [
                "file.log": .regular, ".hidden": .regular, "sub": .directory, "link": .symlink,
                "fifo": .other,
            ])
        #expect(skipped.isEmpty)
        for entry in entries {
            #expect(
                try FileStatus.of(path: directory.path(entry.name), follow: false).inode == entry.inode)
        }
    }

    @Test func aNameThatIsNotUTF8IsSkippedAndToldRepaired() throws {
        let directory = try ScratchDirectory()
        try directory.write("", to: "good")
        let bytes = Array(directory.path.utf8) + Array("/b".utf8) + [0xFF, UInt8(ascii: "d"), 0]
        let descriptor = bytes.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { pointer in
            pointer.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o600) } ?? -1
        }
        #expect(descriptor >= 0)
        close(descriptor)
        let (entries, skipped) = try FileSystem.list(directory.path)
        #expect(entries.map(\.name) == ["good"])
        #expect(skipped == ["b\u{FFFD}d"])
    }

    @Test func theLongestNameIsListedWhole() throws {
        let directory = try ScratchDirectory()
        let name = String(repeating: "n", count: 255)
        try directory.write("", to: name)
        #expect(try FileSystem.list(directory.path).entries.map(\.name) == [name])
    }

    @Test func listingWhatIsNotADirectoryFails() throws {
        let directory = try ScratchDirectory()
        try directory.write("", to: "file")
        #expect(throws: SystemError("list", directory.path("file"), code: ENOTDIR)) {
            try FileSystem.list(directory.path("file"))
        }
        #expect(throws: SystemError("list", directory.path("none"), code: ENOENT)) {
            try FileSystem.list(directory.path("none"))
        }
    }

    @Test func directoriesAreMadeWithThoseAboveThem() throws {
        let directory = try ScratchDirectory()
        try FileSystem.makeDirectory(directory.path("a/b/c"))
        #expect(try FileStatus.of(path: directory.path("a/b/c")).isDirectory)
        #expect(try FileStatus.of(path: directory.path("a")).mode & 0o027 == 0)
        try FileSystem.makeDirectory(directory.path("a/b/c"))
        try directory.write("", to: "file")
        #expect(throws: SystemError("make directory", directory.path("file/x"), code: ENOTDIR)) {
            try FileSystem.makeDirectory(directory.path("file/x"))
        }
    }

    @Test func renamingReplacesAndRemovingAMissingNameIsFine() throws {
        let directory = try ScratchDirectory()
        try directory.write("new", to: "a")
        try directory.write("old", to: "b")
        try FileSystem.rename(directory.path("a"), to: directory.path("b"))
        #expect(try FileSystem.contents(of: directory.path("b")) == Array("new".utf8))
        try FileSystem.syncDirectory(directory.path)
        try FileSystem.remove(directory.path("b"))
        try FileSystem.remove(directory.path("b"))
        #expect(try FileSystem.list(directory.path).entries.isEmpty)
        #expect(throws: SystemError.self) {
            try FileSystem.rename(directory.path("b"), to: directory.path("c"))
        }
        #expect(throws: SystemError.self) { try FileSystem.remove(directory.path) }
    }

    @Test(arguments: [0, 1, 4_095, 4_096, 4_097, 100_000])
    func aFileIsReadWhole(size: Int) throws {
        let directory = try ScratchDirectory()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        try directory.write(bytes, to: "x")
        #expect(try FileSystem.contents(of: directory.path("x")) == bytes)
    }

    @Test(arguments: ["/proc/self/status", "/proc/self/maps", "/proc/cpuinfo"])
    func aFileThatReportsNoSizeIsReadToItsEnd(path: String) throws {
        #expect(try FileStatus.of(path: path).size == 0)
        #expect(try !FileSystem.contents(of: path).isEmpty)
    }

    @Test(arguments: [(10, true), (9, false), (0, false)])
    func aFileOverTheLimitIsNotRead(limit: Int, isRead: Bool) throws {
        let directory = try ScratchDirectory()
        try directory.write("0123456789", to: "x")
        let path = directory.path("x")
        if isRead {
            #expect(try FileSystem.contents(of: path, limit: limit).count == 10)
        } else {
            #expect(throws: SystemError("read more than \(limit) bytes of", path, code: EFBIG)) {
                try FileSystem.contents(of: path, limit: limit)
            }
        }
    }

    @Test func theLimitHoldsWhereNoSizeIsReported() {
        // /dev/zero has no size and no end.
        for limit in [0, 100, 4_096, 100_000] {
            #expect(throws: SystemError("read more than \(limit) bytes of", "/dev/zero", code: EFBIG)) {
                try FileSystem.contents(of: "/dev/zero", limit: limit)
            }
        }
        #expect(throws: SystemError("read more than 10 bytes of", "/proc/self/status", code: EFBIG)) {
            try FileSystem.contents(of: "/proc/self/status", limit: 10)
        }
    }

    @Test(arguments: [
        ("/var/log/app.log", "/var/log", "app.log"),
        ("/app.log", "/", "app.log"),
        ("app.log", ".", "app.log"),
        ("logs/app.log", "logs", "app.log"),
        ("/var/log/", "/var/log", ""),
        ("/", "/", ""),
        ("", ".", ""),
        ("//a", "/", "a"),
        // A name may begin with a character that combines with the slash before it.
        ("/var/log/\u{301}x.log", "/var/log", "\u{301}x.log"),
        ("/\u{20E3}", "/", "\u{20E3}"),
        ("/var/\u{200D}log/\u{FE0F}", "/var/\u{200D}log", "\u{FE0F}"),
    ])
    func aPathIsTakenApartAtItsLastSlash(path: String, parent: String, name: String) {
        #expect(FileSystem.parent(of: path) == parent)
        #expect(Array(FileSystem.name(of: path).utf8) == Array(name.utf8))
    }

    @Test(arguments: [
        ("/var/log/a", ["var", "log", "a"]), ("//var//log/", ["var", "log"]), ("/", []), ("", []),
        ("a", ["a"]),
        ("/\u{301}/b", ["\u{301}", "b"]),
    ])
    func aPathIsTakenApartAtEverySlash(path: String, components: [String]) {
        #expect(FileSystem.components(of: path) == components)
    }

    @Test(arguments: [
        ("/var/log", "a", "/var/log/a"), ("/", "a", "/a"), (".", "a", "./a"),
        ("/var/log/", "a", "/var/log/a"),
        ("/var", "\u{301}", "/var/\u{301}"), ("/var/\u{301}", "a", "/var/\u{301}/a"),
    ])
    func aPathIsPutTogetherWithOneSlash(directory: String, name: String, path: String) {
        #expect(Array(FileSystem.join(directory, name).utf8) == Array(path.utf8))
    }

    @Test(arguments: [
        (0xEF53, true), (0x5846_5342, true), (0x0102_1994, true), (0x9123_683E, true), (0x2FC1_2FC1, true),
        (0x6969, false), (0xFF53_4D42, false), (0x6573_5546, false), (0x0102_1997, false),
        (0x794C_7630, false),
    ])
    func filesystemOfOthersDoesNotTellOfEveryWrite(type: Int64, tells: Bool) {
        // ext4, XFS, tmpfs, btrfs and ZFS; then NFS, CIFS, FUSE, 9P and overlay.
        System.$calls.withValue(FaultySystem(.short, at: .max, type: type)) {
            #expect(FileSystem.tellsEvents(at: "/") == tells)
        }
    }

    @Test func filesystemThatCannotBeLookedAtIsBelieved() {
        #expect(FileSystem.tellsEvents(at: "/no/such/directory"))
    }

    @Test func newDirectoryIsOnTheDiskBeforeAnythingInIt() throws {
        let directory = try ScratchDirectory()
        let path = directory.path("a/b")
        for (place, parent) in [directory.path, directory.path("a")].enumerated() {
            System.$calls.withValue(FaultySystem(.error(EIO), at: place, of: [.fdatasync])) {
                #expect(throws: SystemError("sync", parent, code: EIO)) { try FileSystem.makeDirectory(path) }
            }
            try directory.remove(place == 0 ? "a" : "a/b")
        }
    }
}
