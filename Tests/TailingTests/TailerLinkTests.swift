// One file under several names is one file; and a name may stand for a file that lies elsewhere.

import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerLinkTests {
    enum Kind: CaseIterable {
        case hard, symbolic
    }

    private func link(_ kind: Kind, in directory: ScratchDirectory) throws {
        switch kind {
        case .hard: try directory.link("a.log", to: "b.log")
        case .symbolic: try directory.symlink("b.log", saying: "a.log")
        }
    }

    @Test(arguments: Kind.allCases)
    func aLinkBesideTheFileIsDeliveredOnce(kind: Kind) throws {
        let harness = try TailHarness()
        try harness.directory.append("1\n", to: "a.log")
        #expect(harness.read() == ["1"])
        try link(kind, in: harness.directory)
        harness.look()
        try harness.directory.append("2\n", to: "b.log")
        #expect(harness.read() == ["2"])
        try harness.directory.append("3\n", to: "a.log")
        #expect(harness.read() == ["3"])
        #expect(harness.settle(seconds: 60) == [])
        #expect(harness.takeEvents() == ["born a.log"])
    }

    @Test(arguments: Kind.allCases)
    func aLinkThatIsThereAtTheStartIsDeliveredOnce(kind: Kind) throws {
        let directory = try ScratchDirectory()
        try directory.append("1\n", to: "a.log")
        try link(kind, in: directory)
        let harness = try TailHarness(in: directory)
        #expect(harness.read() == ["1"])
        try directory.append("2\n", to: "a.log")
        #expect(harness.read() == ["2"])
        try directory.append("3\n", to: "b.log")
        #expect(harness.read() == ["3"])
        #expect(harness.takeEvents().count == 1)
        // A file's own name goes before a symlink's.
        #expect(kind == .hard || harness.lines[0].map(\.path) == ["a.log", "a.log", "a.log"])
        try harness.restart()
        try directory.append("4\n", to: "a.log")
        #expect(harness.read() == ["4"])
    }

    @Test func theOtherNameStaysWhenOneIsRemoved() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write("1\n")
        try harness.directory.link("a.log", to: "b.log")
        #expect(harness.read() == ["1"])
        try harness.directory.remove("a.log")
        try writer.write("2\n")
        #expect(harness.read() == ["2"])
        harness.pass(seconds: 60)
        try writer.write("3\n")
        #expect(harness.settle(seconds: 1_000) == ["3"])
        #expect(harness.takeEvents() == ["born a.log", "renamed a.log to b.log"])
        #expect(harness.file("b.log")?.follower.place == .retired)
    }

    @Test func rotationByLinkAndUnlink() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write("1\n")
        #expect(harness.read() == ["1"])
        try writer.write("2\n")
        try harness.directory.link("a.log", to: "a.log.1")
        try harness.directory.remove("a.log")
        try harness.directory.append("4\n", to: "a.log")
        try writer.write("3\n")
        #expect(harness.read(limit: 2) == ["2", "3", "4"])
    }

    @Test func aSymlinkToAFileElsewhereIsFollowedByItsInode() throws {
        let elsewhere = try ScratchDirectory()
        let harness = try TailHarness()
        let writer = try elsewhere.writer("0.log")
        try writer.write("1\n")
        try harness.directory.symlink("a.log", saying: elsewhere.path("0.log"))
        #expect(harness.read() == ["1"])
        try writer.write("2\n")
        #expect(harness.read() == ["2"])
        #expect(harness.lines[0].map(\.path) == ["a.log", "a.log"])
    }

    @Test func aSymlinksTargetIsRotated() throws {
        let elsewhere = try ScratchDirectory()
        let harness = try TailHarness()
        let writer = try elsewhere.writer("0.log")
        try writer.write("1\n")
        try harness.directory.symlink("a.log", saying: elsewhere.path("0.log"))
        #expect(harness.read() == ["1"])
        try elsewhere.rename("0.log", to: "0.log.1")
        try elsewhere.append("3\n", to: "0.log")
        try writer.write("2\n")
        // Nobody watches the directory it lies in, so the new one is found by the look that comes every minute.
        #expect(harness.read() == ["2"])
        #expect(harness.settle(seconds: 60) == ["3"])
        try elsewhere.append("4\n", to: "0.log")
        #expect(harness.read() == ["4"])
        #expect(harness.lines[0].map(\.generation) == [1, 1, 2, 2])
    }

    @Test func aSymlinkIsExchanged() throws {
        let elsewhere = try ScratchDirectory()
        let harness = try TailHarness()
        let writer = try elsewhere.writer("0.log")
        try writer.write("1\n")
        try harness.directory.symlink("a.log", saying: elsewhere.path("0.log"))
        #expect(harness.read() == ["1"])
        try writer.write("2\n")
        try elsewhere.append("3\n", to: "1.log")
        try harness.directory.symlink("new", saying: elsewhere.path("1.log"))
        try harness.directory.rename("new", to: "a.log")
        #expect(harness.read(limit: 2) == ["2", "3"])
        // The old one is still written to for a while.
        try writer.write("4\n")
        #expect(harness.read() == ["4"])
        writer.close()
        #expect(harness.settle(seconds: 300) == [])
        #expect(harness.takeEvents() == ["born a.log", "born a.log", "closed a.log"])
        #expect(harness.tailer.openFiles.count == 1)
    }

    @Test func aSymlinkIsRemovedAndTheFileReadToItsEnd() throws {
        let elsewhere = try ScratchDirectory()
        let harness = try TailHarness()
        let writer = try elsewhere.writer("0.log")
        try writer.write("1\n")
        try harness.directory.symlink("a.log", saying: elsewhere.path("0.log"))
        #expect(harness.read() == ["1"])
        try writer.write("2\n")
        try harness.directory.remove("a.log")
        #expect(harness.read() == ["2"])
        writer.close()
        harness.settle(seconds: 300)
        #expect(harness.takeEvents() == ["born a.log", "closed a.log"])
    }

    @Test func twoSymlinksToOneFileElsewhere() throws {
        let elsewhere = try ScratchDirectory()
        let harness = try TailHarness()
        try elsewhere.append("1\n", to: "0.log")
        try harness.directory.symlink("a.log", saying: elsewhere.path("0.log"))
        try harness.directory.symlink("b.log", saying: elsewhere.path("0.log"))
        #expect(harness.read() == ["1"])
        try elsewhere.append("2\n", to: "0.log")
        #expect(harness.settle(seconds: 60) == ["2"])
        #expect(harness.takeEvents() == ["born a.log"])
    }
}
