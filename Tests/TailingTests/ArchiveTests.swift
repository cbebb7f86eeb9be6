// Archives: read from front to back, in slices, damaged ones with a sentence; nothing of them comes twice.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct ArchiveTests {
    private func lines(_ range: Range<Int>) -> [String] { range.map { "line \($0) \($0 &* 2_654_435_761)" } }

    /// A follower that has read the first few of many lines, and is stopped while the file is rotated.
    private func stopped(_ count: Int, meanwhile: (ScratchDirectory) throws -> Void) throws -> TailHarness {
        let harness = try TailHarness()
        try harness.directory.append(lines(0..<count).map { $0 + "\n" }.joined(), to: "a.log")
        harness.look()
        harness.readBurst(limit: 100)
        try harness.restart { try meanwhile(harness.directory) }
        return harness
    }

    @Test func aLargeOneIsReadOnFromTheMiddle() throws {
        let harness = try stopped(200_000) { directory in
            try directory.rename("a.log", to: "a.log.1")
            try directory.append("new\n", to: "a.log")
            try directory.compress("a.log.1")
        }
        harness.read()
        #expect(harness.lines[0].map(\.text) == lines(0..<200_000) + ["new"])
    }

    @Test func ofSeveralMembers() throws {
        let harness = try TailHarness()
        try harness.directory.append("1\n2\n3\n", to: "a.log")
        harness.look()
        harness.readBurst(limit: 2)
        try harness.restart {
            try harness.directory.remove("a.log")
            let (first, second) = (gzipped(Array("1\n2\n".utf8)), gzipped(Array("3\n".utf8)))
            try harness.directory.write(first + second + [0, 0, 0], to: "a.log.1.gz")
        }
        #expect(harness.read() == ["2", "3"])
    }

    @Test func oneThatIsCutShortIsNotFinishedAndIsReadWhenItIs() throws {
        var whole: [UInt8] = []
        let harness = try stopped(5_000) { directory in
            whole = gzipped(try directory.read("a.log"))
            try directory.remove("a.log")
            try directory.write(Array(whole[..<(whole.count / 2)]), to: "a.log.1.gz")
        }
        harness.read()
        for _ in 0..<10 { harness.settle(seconds: 600) }
        #expect(harness.lines[0].count < 5_000)
        #expect(harness.takeEvents().contains { $0.contains("a.log.1.gz is damaged or not complete") })
        try harness.directory.write(whole, to: "a.log.1.gz")
        harness.settle(seconds: 60)
        harness.settle(seconds: 60)
        #expect(harness.lines[0].map(\.text) == lines(0..<5_000))
    }

    @Test func oneThatWasReadToItsEndIsLetGoAfterAnotherStart() throws {
        let harness = try stopped(100) { directory in
            try directory.compress("a.log")
            try directory.rename("a.log.gz", to: "a.log.1.gz")
            try directory.setModified("a.log.1.gz", to: 1_000_000_000)
        }
        harness.read()
        #expect(harness.lines[0].count == 100)
        // Open for the five minutes in which a file that was renamed may be written to.
        try harness.restart()
        for _ in 0..<3 { harness.settle(seconds: 400) }
        #expect(harness.openDescriptors() == [])
        #expect(harness.lines[0].count == 100)
    }

    @Test func theOriginalGoesBeforeHalfAnArchive() throws {
        let harness = try stopped(5_000) { directory in
            try directory.copy("a.log", to: "a.log.1")
            let archive = gzipped(try directory.read("a.log"))
            try directory.write(Array(archive[..<(archive.count / 2)]), to: "a.log.1.gz")
            try directory.truncate("a.log", to: 0)
        }
        harness.read()
        #expect(harness.lines[0].count == 5_000)
        #expect(harness.lines[0].map(\.text) == lines(0..<5_000))
    }

    @Test(arguments: [("xz", "xz -dk"), ("zst", "zstd -d"), ("Z", "uncompress -k")])
    func oneThatCannotBeReadIsNamedWithTheRemedy(ending: String, command: String) throws {
        let harness = try stopped(100) { directory in
            // Its size was seen, so that it is known what is missing.
            try directory.remove("a.log")
            try directory.append("not for us", to: "a.log.1.\(ending)")
        }
        harness.read()
        let events = harness.takeEvents()
        #expect(
            events.contains { $0.contains("run '\(command) ") && $0.contains("a.log.1.\(ending)") },
            "\(events)")
        for _ in 0..<5 { harness.settle(seconds: 60) }
        #expect(harness.takeEvents().contains { $0.hasPrefix("lost a.log, ") && !$0.hasSuffix(" 0 unread") })
    }

    @Test func decompressedByHandItIsReadOn() throws {
        let harness = try stopped(100) { directory in
            try directory.rename("a.log", to: "kept")
            try directory.append("not for us", to: "a.log.1.xz")
        }
        harness.read()
        try harness.directory.copy("kept", to: "a.log.1")
        harness.settle(seconds: 60)
        harness.settle(seconds: 60)
        #expect(harness.lines[0].map(\.text) == lines(0..<100))
    }

    @Test func anArchiveThatThePatternMatchesIsNoLog() throws {
        let harness = try TailHarness(["*"])
        try harness.directory.write(gzipped(Array("1\n".utf8)), to: "other.gz")
        try harness.directory.append("2\n", to: "a.log")
        #expect(harness.settle(seconds: 60) == ["2"])
    }

    @Test func twoReadersAtTwoPlaces() throws {
        var options = Tailer.Options()
        options.readers = 2
        let harness = try TailHarness(options: options)
        try harness.directory.append(lines(0..<3_000).map { $0 + "\n" }.joined(), to: "a.log")
        harness.look()
        harness.readBurst(reader: 0, limit: 50_000)
        harness.readBurst(reader: 1, limit: 100)
        try harness.restart {
            try harness.directory.compress("a.log")
            try harness.directory.rename("a.log.gz", to: "a.log.1.gz")
        }
        for reader in 0...1 {
            harness.read(reader: reader)
            #expect(harness.lines[reader].map(\.text) == lines(0..<3_000))
        }
    }
}
