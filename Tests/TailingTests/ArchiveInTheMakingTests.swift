// A file that is compressed while its successor is new: its archive belongs to it, complete or not.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct ArchiveInTheMakingTests {
    /// A followed file that was renamed, with a successor that is empty yet.
    private func renamed(reading: Bool = true) throws -> TailHarness {
        let harness = try TailHarness()
        try harness.directory.append("1\n2\n", to: "a.log")
        harness.look()
        if reading { harness.read() }
        try harness.directory.rename("a.log", to: "a.log.1")
        try harness.directory.write("", to: "a.log")
        harness.look()
        return harness
    }

    @Test(arguments: [0, 9, 15]) func halfAnArchiveOfItIsNotItsSuccessorsPast(count: Int) throws {
        let harness = try renamed(reading: false)
        let archive = gzipped(try harness.directory.read("a.log.1"))
        try harness.directory.write(Array(archive[..<count]), to: "a.log.1.gz")
        try harness.directory.append("3\n", to: "a.log")
        harness.read()
        try harness.directory.write(archive, to: "a.log.1.gz")
        try harness.directory.remove("a.log.1")
        for _ in 0..<3 { harness.settle(seconds: 60) }
        #expect(harness.lines[0].map(\.text) == ["1", "2", "3"])
    }

    @Test func anArchiveOfItIsNotItsSuccessorsPastThoughItWasWrittenToSince() throws {
        let harness = try renamed()
        try harness.directory.write(gzipped(try harness.directory.read("a.log.1")), to: "a.log.1.gz")
        try harness.directory.append("3\n", to: "a.log.1")
        harness.read()
        try harness.directory.remove("a.log.1")
        try harness.directory.append("4\n", to: "a.log")
        harness.read()
        for _ in 0..<3 { harness.settle(seconds: 60) }
        #expect(harness.lines[0].map(\.text) == ["1", "2", "3", "4"])
    }
}
