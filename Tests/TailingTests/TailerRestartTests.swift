// A follower that starts goes on where the checkpoints say, whatever happened to the files meanwhile.

import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerRestartTests {
    /// A follower that has read and shipped "a1" and "a2" of a.log; "a3" is there, unread.
    private func started(_ includes: [String] = ["*.log"], startAt: StartPosition = .beginning) throws
        -> TailHarness
    {
        var options = Tailer.Options()
        options.startAt = startAt
        let harness = try TailHarness(includes, options: options)
        try harness.directory.append("a1\na2\n", to: "a.log")
        #expect(harness.read() == ["a1", "a2"])
        try harness.directory.append("a3\n", to: "a.log")
        _ = harness.takeEvents()
        return harness
    }

    @Test(arguments: [StartPosition.beginning, .end, .within(0)])
    func afterNothing(startAt: StartPosition) throws {
        let harness = try started(startAt: startAt)
        try harness.restart()
        #expect(harness.read() == ["a3"])
        #expect(harness.takeEvents() == ["resumed a.log at 6"])
        #expect(harness.lines[0].map(\.generation) == [1, 1, 1])
        try harness.restart()
        #expect(harness.read() == [])
        try harness.directory.append("a4\n", to: "a.log")
        #expect(harness.read() == ["a4"])
    }

    @Test func whatWasReadAndNotShippedIsReadAgain() throws {
        let harness = try started()
        #expect(harness.read(ships: false) == ["a3"])
        try harness.restart()
        #expect(harness.read() == ["a3"])
    }

    @Test func eachReaderGoesOnWhereItWas() throws {
        var options = Tailer.Options()
        options.readers = 2
        let harness = try TailHarness(options: options)
        try harness.directory.append("1\n2\n3\n", to: "a.log")
        harness.look()
        harness.readBurst(reader: 0, limit: 4)
        harness.readBurst(reader: 1, limit: 2)
        try harness.restart()
        #expect(harness.read(reader: 0) == ["3"])
        #expect(harness.read(reader: 1) == ["2", "3"])
    }

    @Test(arguments: ["a.log.1", "b.log"])
    func afterARename(name: String) throws {
        let harness = try started()
        try harness.restart {
            try harness.directory.rename("a.log", to: name)
            try harness.directory.append("a4\n", to: name)
        }
        #expect(harness.read() == ["a3", "a4"])
        #expect(harness.takeEvents() == ["resumed a.log at 6", "renamed a.log to \(name)"])
        try harness.directory.append("a5\n", to: name)
        #expect(harness.read() == ["a5"])
        #expect(Set(harness.lines[0].map(\.path)) == ["a.log"])
    }

    @Test(arguments: ["a.log.1", "b.log"], [StartPosition.beginning, .end])
    func afterARenameAndANewFile(name: String, startAt: StartPosition) throws {
        let harness = try started(startAt: startAt)
        try harness.restart {
            try harness.directory.rename("a.log", to: name)
            try harness.directory.append("b1\nb2\n", to: "a.log")
            // The order is that of the generations, not of the last write.
            try harness.directory.append("a4\n", to: name)
        }
        #expect(harness.read(limit: 3) == ["a3", "a4", "b1", "b2"])
        #expect(harness.lines[0].map(\.generation) == [1, 1, 1, 1, 2, 2])
    }

    @Test func afterSeveralRotations() throws {
        let harness = try started()
        try harness.restart {
            for round in 1...3 {
                for number in stride(from: round - 1, through: 1, by: -1) {
                    try harness.directory.rename("a.log.\(number)", to: "a.log.\(number + 1)")
                }
                try harness.directory.rename("a.log", to: "a.log.1")
                try harness.directory.append("\(round)\n", to: "a.log")
                // Further apart than the clock of the filesystem is coarse.
                try harness.directory.setModified("a.log", to: 4_000_000_000 + round)
            }
        }
        #expect(harness.read(limit: 2) == ["a3", "1", "2", "3"])
        #expect(Set(harness.lines[0].map(\.path)) == ["a.log"])
        harness.settle(seconds: 60)
        #expect(harness.lines[0].count == 6)
    }

    @Test(arguments: ["a.log.1", "a.log-20261122", "a.log.old"])
    func aGenerationThatCameAndWentUnseen(name: String) throws {
        let harness = try started()
        try harness.directory.append("not newer than what is known\n", to: "a.log.9")
        try harness.directory.setModified("a.log.9", to: 1_000_000_000)
        try harness.restart {
            try harness.directory.rename("a.log", to: "a.log.2")
            try harness.directory.append("b1\n", to: name)
            try harness.directory.append("c1\n", to: "a.log")
            try harness.directory.append("of another path\n", to: "a.logs.1")
            try harness.directory.append("packed\n", to: "a.log.3.gz")
        }
        #expect(harness.read(limit: 3) == ["a3", "b1", "c1"])
        #expect(Set(harness.lines[0].map(\.path)) == ["a.log"])
    }

    @Test func aGenerationThatCameAndWentUnseenAfterTheKnownOneWasRemoved() throws {
        let harness = try started()
        harness.read()
        try harness.restart {
            try harness.directory.append("b1\n", to: "next")
            try harness.directory.remove("a.log")
            try harness.directory.rename("next", to: "a.log.1")
            try harness.directory.append("c1\n", to: "a.log")
        }
        #expect(harness.read(limit: 3) == ["b1", "c1"])
    }

    @Test func aGenerationThatCameAndWentUnseenWhileTheKnownOneWasWrittenOn() throws {
        let harness = try started()
        try harness.restart {
            try harness.directory.rename("a.log", to: "a.log.2")
            try harness.directory.append("b1\n", to: "a.log.1")
            try harness.directory.append("c1\n", to: "a.log")
            try harness.directory.append("a4\n", to: "a.log.2")
            try harness.directory.setModified("a.log.2", to: 4_000_000_000)
        }
        #expect(harness.read(limit: 3) == ["a3", "a4", "b1", "c1"])
    }

    @Test func aCopyThatWasMadeBeforeATruncationIsNotTakenForANewGeneration() throws {
        let harness = try started()
        harness.read()
        try harness.restart {
            try harness.directory.write(harness.directory.read("a.log"), to: "a.log.1")
            try harness.directory.write("b1\n", to: "a.log")
        }
        #expect(harness.settle(seconds: 60) == ["b1"])
        try harness.restart {
            try harness.directory.write(harness.directory.read("a.log"), to: "a.log.2")
            try harness.directory.write("", to: "a.log")
        }
        #expect(harness.settle(seconds: 60) == [])
    }

    @Test func whatLiesBesideAFileThatWasNotRotatedIsNoneOfIt() throws {
        let harness = try started()
        try harness.restart { try harness.directory.append("pid 1\n", to: "a.log.lock") }
        #expect(harness.read() == ["a3"])
    }

    @Test func aFirstStartTakesNoSiblings() throws {
        let directory = try ScratchDirectory()
        try directory.append("1\n", to: "a.log")
        try directory.append("2\n", to: "a.log.1")
        let harness = try TailHarness(in: directory)
        #expect(harness.read() == ["1"])
        #expect(harness.settle(seconds: 60) == [])
    }

    @Test func afterADeletion() throws {
        let harness = try started()
        try harness.restart { try harness.directory.remove("a.log") }
        #expect(harness.read() == [])
        for _ in 0..<4 { harness.settle(seconds: 60) }
        #expect(harness.takeEvents() == ["lost a.log, 3 unread"])
        try harness.directory.append("new\n", to: "a.log")
        #expect(harness.read() == ["new"])
    }

    @Test func afterADeletionAndANewFile() throws {
        let harness = try started(startAt: .end)
        try harness.restart {
            // The inode may well be the same; its birth is not.
            try harness.directory.remove("a.log")
            try harness.directory.append("b1\nb2 is longer than what there was\n", to: "a.log")
        }
        #expect(harness.read() == ["b1", "b2 is longer than what there was"])
        for _ in 0..<4 { harness.settle(seconds: 60) }
        #expect(harness.takeEvents() == ["born a.log", "lost a.log, 3 unread"])
    }

    @Test(arguments: ["x1\nx2\nx3\nx4\n", "x1\n", ""])
    func theSameInodeWithAnotherHead(contents: String) throws {
        let harness = try started(startAt: .end)
        try harness.restart { try harness.directory.write(contents, to: "a.log") }
        #expect(harness.read() == contents.split(separator: "\n").map(String.init))
        for _ in 0..<4 { harness.settle(seconds: 60) }
        #expect(harness.takeEvents() == ["born a.log", "lost a.log, 3 unread"])
    }

    @Test func theSameHeadAndShorterThanWhatWasRead() throws {
        let harness = try started()
        #expect(harness.read() == ["a3"])
        try harness.restart {
            try harness.directory.write("a1\na2\na", to: "a.log")
            try harness.directory.append("4\n", to: "a.log")
            try harness.directory.truncate("a.log", to: 8)
        }
        try harness.directory.append("x\n", to: "a.log")
        // Other contents, as far as anybody can tell.
        #expect(harness.read() == ["a1", "a2", "a4x"])
    }

    @Test func aFileThatWasEmptyIsTheSameOne() throws {
        let harness = try TailHarness()
        try harness.directory.append("", to: "a.log")
        harness.read()
        try harness.restart { try harness.directory.append("1\n", to: "a.log") }
        #expect(harness.read() == ["1"])
        #expect(harness.takeEvents() == ["born a.log", "resumed a.log at 0"])
    }

    @Test func aFileThatNobodyKnowsIsStartedWhereItIsSaid() throws {
        let harness = try started(startAt: .end)
        try harness.restart { try harness.directory.append("b1\n", to: "b.log") }
        #expect(harness.read() == ["a3"])
        try harness.directory.append("b2\n", to: "b.log")
        #expect(harness.read() == ["b2"])
    }

    @Test func aDirectoryWasRenamed() throws {
        let harness = try TailHarness(["*/x.log"])
        try harness.directory.makeDirectory("a")
        try harness.directory.append("1\n", to: "a/x.log")
        #expect(harness.read() == ["1"])
        try harness.restart {
            try harness.directory.append("2\n", to: "a/x.log")
            try harness.directory.rename("a", to: "b")
        }
        #expect(harness.read() == ["2"])
        #expect(
            harness.takeEvents() == ["born a/x.log", "resumed a/x.log at 2", "renamed a/x.log to b/x.log"])
    }

    @Test func aDirectoryIsNotThereAndComesBack() throws {
        let harness = try TailHarness(["*/x.log"])
        try harness.directory.makeDirectory("a")
        try harness.directory.append("1\n", to: "a/x.log")
        #expect(harness.read() == ["1"])
        let elsewhere = try ScratchDirectory()
        try harness.restart { try harness.directory.move("a", to: elsewhere.path("a")) }
        #expect(harness.settle(seconds: 60) == [])
        // Nothing is concluded from a directory that cannot be listed: a disk may not be mounted yet.
        #expect(harness.takeEvents() == ["born a/x.log"])
        try elsewhere.append("2\n", to: "a/x.log")
        try elsewhere.move("a", to: harness.directory.path("a"))
        #expect(harness.read() == ["2"])
        #expect(harness.takeEvents() == ["resumed a/x.log at 2"])
    }

    @Test func aFileThatWasAwayIsLookedForByItsInode() throws {
        let harness = try started()
        try harness.directory.rename("a.log", to: "a.log.1")
        #expect(harness.read() == ["a3"])
        try harness.restart {
            try harness.directory.append("a4\n", to: "a.log.1")
            try harness.directory.rename("a.log.1", to: "a.log.2")
        }
        #expect(harness.read() == ["a4"])
        harness.settle(seconds: 300)
        #expect(harness.takeEvents().last == "closed a.log")
        #expect(harness.tailer.openFiles.isEmpty)
    }

    @Test func aGenerationOfATargetThatIsNoLongerThereIsLeftAlone() throws {
        let harness = try started()
        let other = try TailHarness(["*.txt"], in: harness.directory)
        #expect(other.read() == [])
        try other.restart()
        #expect(other.takeEvents() == [])
    }

    @Test func manyRestartsInARow() throws {
        let harness = try TailHarness()
        for round in 0..<30 {
            try harness.directory.append("\(round)a\n\(round)b\n", to: "a.log")
            try harness.restart {
                guard round % 3 == 2 else { return }
                if round > 2 { try harness.directory.remove("a.log.1") }
                try harness.directory.rename("a.log", to: "a.log.1")
                try harness.directory.append("\(round)c\n", to: "a.log")
            }
            harness.read(limit: 4)
        }
        let expected = (0..<30).flatMap { round in
            ["\(round)a", "\(round)b"] + (round % 3 == 2 ? ["\(round)c"] : [])
        }
        #expect(harness.lines[0].map(\.text) == expected)
    }
}
