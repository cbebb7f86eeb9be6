// Reading with what lies before, over holes, and past calls that move less than they were asked for.

import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite struct FileReadingTests {
    private func read(_ file: File, at offset: Int64, length: Int, tail: Int) throws -> [String] {
        let (before, target) = (ByteBuffer(capacity: 64), ByteBuffer(capacity: 64))
        let counts = try file.read(
            at: offset, into: target.end, length: length,
            tail: UnsafeMutableRawBufferPointer(start: before.end, count: tail))
        before.advance(by: counts.tail)
        target.advance(by: counts.target)
        return [before.text, target.text]
    }

    private static let table: [(offset: Int64, length: Int, tail: Int, found: [String])] = [
        (0, 4, 8, ["", "abcd"]), (3, 4, 2, ["bc", "defg"]), (3, 4, 8, ["abc", "defg"]),
        (8, 100, 3, ["fgh", "ij"]),
        (10, 5, 3, ["hij", ""]), (12, 5, 4, ["ij", ""]), (20, 5, 4, ["", ""]), (5, 0, 2, ["de", ""]),
        (5, 3, 0, ["", "fgh"]),
    ]

    @Test(arguments: table)
    func oneCallGivesTheBytesAndThoseBefore(offset: Int64, length: Int, tail: Int, found: [String]) throws {
        let directory = try ScratchDirectory()
        try directory.write("abcdefghij", to: "x")
        #expect(try read(File(directory.path("x"), .read), at: offset, length: length, tail: tail) == found)
    }

    @Test(arguments: [FaultySystem.Fault.short, .error(EINTR)], [1, 2, 3])
    func shortAndInterruptedReadsGoOn(_ fault: FaultySystem.Fault, _ times: Int) throws {
        let directory = try ScratchDirectory()
        try directory.write("abcdefghij", to: "x")
        let faulty = FaultySystem(fault, at: 0, of: FaultySystem.transfers, lasts: times)
        try System.$calls.withValue(faulty) {
            let file = try File(directory.path("x"), .read)
            let found = try read(file, at: 4, length: 100, tail: 3)
            #expect(found == ["bcd", "efghij"])
        }
        #expect(faulty.struck == .preadv)
    }

    @Test(arguments: [FaultySystem.Fault.short, .error(EINTR)], [1, 2, 3])
    func shortAndInterruptedWritesGoOn(_ fault: FaultySystem.Fault, _ times: Int) throws {
        let directory = try ScratchDirectory()
        let bytes = ByteBuffer()
        bytes.append("abcdefghij")
        let faulty = FaultySystem(fault, at: 0, of: FaultySystem.transfers, lasts: times)
        try System.$calls.withValue(faulty) {
            try File(directory.path("x"), .update).write(bytes, at: 0)
            try File(directory.path("y"), .append).write(bytes)
        }
        #expect(try directory.read("x") == Array("abcdefghij".utf8))
        #expect(try directory.read("y") == Array("abcdefghij".utf8))
    }

    @Test func holeIsPassedOver() throws {
        let directory = try ScratchDirectory()
        try directory.write("abc", to: "x")
        try directory.truncate("x", to: 1 << 20)
        try directory.append("def", to: "x")
        let file = try File(directory.path("x"), .read)
        #expect(try file.dataStart(from: 1) == 1)
        let start = try file.dataStart(from: 8192)
        // A filesystem without holes has data everywhere.
        #expect(start == 1 << 20 || start == 8192)
        #expect(try file.dataStart(from: 1 << 20) == 1 << 20)
        #expect(try file.dataStart(from: (1 << 20) + 3) == nil)
    }

    @Test(arguments: [EINVAL, EOPNOTSUPP])
    func whereHolesAreNotToldAllIsData(_ code: Int32) throws {
        let directory = try ScratchDirectory()
        try directory.write("abc", to: "x")
        try System.$calls.withValue(FaultySystem(.error(code), at: 0, of: [.seekData])) {
            let start = try File(directory.path("x"), .read).dataStart(from: 2)
            #expect(start == 2)
        }
    }

    @Test func errorOfALookForHolesIsTold() throws {
        let directory = try ScratchDirectory()
        try directory.write("abc", to: "x")
        let path = directory.path("x")
        try System.$calls.withValue(FaultySystem(.error(EIO), at: 0, of: [.seekData])) {
            let file = try File(path, .read)
            #expect(throws: SystemError("look for data in", path, code: EIO)) { try file.dataStart(from: 0) }
        }
    }

    @Test func writerIsSeenAsLongAsItHasTheFileOpen() throws {
        let directory = try ScratchDirectory()
        var writer: ScratchWriter? = try directory.writer("x")
        try writer?.write("abc")
        let file = try File(directory.path("x"), .read)
        #expect(file.isBeingWritten() == true)
        writer = nil
        #expect(file.isBeingWritten() == false)
        writer = try directory.writer("x")
        #expect(file.isBeingWritten() == true)
    }

    @Test func writerIsFoundAmongTheProcessesToo() throws {
        let directory = try ScratchDirectory()
        let writer = try directory.writer("x")
        try withExtendedLifetime(writer) {
            let file = try File(directory.path("x"), .read)
            #expect(OpenForWriting.scan(for: file.descriptor, LinuxCalls()) == 1)
        }
        try directory.write("abc", to: "y")
        let silent = try File(directory.path("y"), .read)
        // Other users' processes cannot be looked at unless the test runs as root.
        #expect([0, -EACCES].contains(OpenForWriting.scan(for: silent.descriptor, LinuxCalls())))
    }

    @Test func whatCannotBeToldIsNoAnswer() throws {
        let directory = try ScratchDirectory()
        try directory.write("abc", to: "x")
        try System.$calls.withValue(FaultySystem(.error(EACCES), at: 0, of: [.isBeingWritten])) {
            let answer = try File(directory.path("x"), .read).isBeingWritten()
            #expect(answer == nil)
        }
    }

    @Test func fileKeepsTheSystemThatItWasOpenedWith() throws {
        let directory = try ScratchDirectory()
        try directory.write("abc", to: "x")
        let path = directory.path("x")
        let faulty = FaultySystem(.error(EIO), at: 0, of: [.pread])
        let file = try System.$calls.withValue(faulty) { try File(path, .read) }
        #expect(throws: SystemError("read", path, code: EIO)) {
            try read(file, at: 0, length: 3)
        }
        #expect(try read(File(path, .read), at: 0, length: 3) == "abc")
    }

    private func read(_ file: File, at offset: Int64, length: Int) throws -> String {
        let buffer = ByteBuffer(capacity: length)
        buffer.advance(by: try file.read(at: offset, into: buffer.end, length: length))
        return buffer.text
    }
}
