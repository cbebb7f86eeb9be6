// A file whose contents were exchanged is told by the bytes before the offset; holes are passed over.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct RewriteTests {
    private func started(_ text: String = "one\ntwo\n") throws -> TailHarness {
        let harness = try TailHarness()
        try harness.directory.append(text, to: "a.log")
        #expect(harness.read().count == text.count { $0 == "\n" })
        return harness
    }

    @Test(arguments: [
        "1\n", "one\nTWO\n", "uno\ntwo\n", "one\nTWO\nthree\n", "something else altogether\n", "on",
    ])
    func writtenAnewItIsReadFromItsStart(contents: String) throws {
        for isStopped in [false, true] {
            let harness = try started()
            if isStopped {
                try harness.restart { try harness.directory.write(contents, to: "a.log") }
            } else {
                try harness.directory.write(contents, to: "a.log")
            }
            harness.settle(seconds: 60)
            let lines = contents.hasSuffix("\n") ? contents.split(separator: "\n").map(String.init) : []
            #expect(harness.lines[0].map(\.text) == ["one", "two"] + lines)
        }
    }

    @Test func withinOneTickOfTheClockTheTimeOfAWriteSaysNothing() throws {
        let harness = try TailHarness()
        try harness.directory.append("one\ntwo\n", to: "a.log")
        // Later than whenever it is looked at.
        try harness.directory.setModified("a.log", to: 4_000_000_000)
        #expect(harness.read() == ["one", "two"])
        try harness.directory.write("uno\ndos\n", to: "a.log")
        try harness.directory.setModified("a.log", to: 4_000_000_000)
        #expect(harness.read() == ["uno", "dos"])
    }

    @Test func anEqualHeadOfAKibibyteIsNotEnough() throws {
        let header = String(repeating: "# always the same\n", count: 100)
        let harness = try started(header + "one\n")
        let before = harness.lines[0].count
        try harness.directory.write(header + "two\nthree\n", to: "a.log")
        #expect(harness.read().suffix(2) == ["two", "three"])
        #expect(harness.lines[0].count == before + 102)
    }

    @Test func amongCopiesWithEqualHeadsTheTailDecides() throws {
        let header = String(repeating: "# always the same\n", count: 100)
        let harness = try started(header + "one\n")
        try harness.directory.append("two\n", to: "a.log")
        try harness.restart {
            try harness.directory.write(header + "zero\nof long ago\n", to: "a.log.2")
            try harness.directory.setModified("a.log.2", to: 1_000_000_000)
            try harness.directory.copyTruncate("a.log", to: "a.log.1")
            try harness.directory.append(header + "three\n", to: "a.log")
        }
        harness.read()
        let texts = harness.lines[0].map(\.text).filter { !$0.hasPrefix("#") }
        #expect(texts == ["one", "two", "three"])
    }

    @Test(arguments: [0, 1, 255, 256, 257, 1_023, 1_024, 5_000])
    func aTailOfAnyLengthIsKept(length: Int) throws {
        let harness = try started(String(repeating: "x", count: length) + "\n")
        try harness.directory.append("next\n", to: "a.log")
        #expect(harness.read() == ["next"])
        try harness.restart { try harness.directory.append("more\n", to: "a.log") }
        #expect(harness.read() == ["more"])
    }

    @Test func aHoleInFrontIsPassedOver() throws {
        let harness = try started(String(repeating: "long\n", count: 20_000))
        // A writer without O_APPEND goes on where it was.
        let descriptor = open(harness.directory.path("a.log"), O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        lseek(descriptor, 100_000, SEEK_SET)
        try harness.directory.truncate("a.log", to: 0)
        _ = Glibc.write(descriptor, "first\nsecond\n", 13)
        _ = harness.takeEvents()
        #expect(harness.read() == ["first", "second"])
        #expect(harness.takeEvents().contains("skipped 100000 of a.log"))
        _ = Glibc.write(descriptor, "third\n", 6)
        #expect(harness.read() == ["third"])
        try harness.restart()
        #expect(harness.read() == [])
    }

    @Test(arguments: [1, 300_000, 1_000_001])
    func aHoleThatEndsWithinABlockLeavesNothingOfIt(length: Int) throws {
        let harness = try started()
        try harness.directory.truncate("a.log", to: 0)
        let descriptor = open(harness.directory.path("a.log"), O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        lseek(descriptor, off_t(length), SEEK_SET)
        _ = Glibc.write(descriptor, "first\n", 6)
        #expect(harness.read() == ["first"])
    }

    @Test func aHugeHoleIsNotRead() throws {
        let harness = try started()
        try harness.directory.truncate("a.log", to: 0)
        let descriptor = open(harness.directory.path("a.log"), O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        lseek(descriptor, off_t(1) << 42, SEEK_SET)
        _ = Glibc.write(descriptor, "far\n", 4)
        #expect(harness.read() == ["far"])
    }

    @Test func nulsWithinALineAreItsOwn() throws {
        let harness = try started()
        try harness.directory.append("a\0b\n\0\0c\n", to: "a.log")
        #expect(harness.read() == ["a\0b", "c"])
    }
}
