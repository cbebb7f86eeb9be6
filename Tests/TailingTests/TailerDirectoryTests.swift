// Directories come, go, change their names and have several paths.

import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerDirectoryTests {
    @Test func aDirectoryThatAppearsLater() throws {
        let harness = try TailHarness(["*/app.log"])
        try harness.directory.makeDirectory("x")
        try harness.directory.append("one\n", to: "x/app.log")
        #expect(harness.read() == ["one"])
        try harness.directory.append("two\n", to: "x/app.log")
        #expect(harness.read() == ["two"])
        try harness.directory.append("no\n", to: "x/other.log")
        #expect(harness.read() == [])
    }

    @Test(arguments: [
        "*/*/*.log", "**/*.log", "a/**/*.log", "a/b/*.log", "a/b/app.log", "{a,z}/b/*.log", "a/?/*.log",
    ])
    func severalLevelsThatAppearLater(include: String) throws {
        let harness = try TailHarness([include])
        try harness.directory.makeDirectory("a")
        harness.look()
        try harness.directory.makeDirectory("a/b")
        try harness.directory.append("one\n", to: "a/b/app.log")
        #expect(harness.read() == ["one"])
        try harness.directory.append("two\n", to: "a/b/app.log")
        #expect(harness.read() == ["two"])
    }

    @Test(arguments: ["*/*/*.log", "**/*.log", "a/**/*.log", "a/b/*.log", "{a,z}/b/*.log"], [true, false])
    func severalLevelsThatAppearAtOnce(include: String, isRenamedThere: Bool) throws {
        let harness = try TailHarness([include])
        let made = isRenamedThere ? "made" : "a"
        if isRenamedThere {
            // Made elsewhere, so that only the last rename is told.
            let elsewhere = try ScratchDirectory()
            try elsewhere.makeDirectory("a/b")
            try elsewhere.append("one\n", to: "a/b/app.log")
            try elsewhere.move("a", to: harness.directory.path("a"))
        } else {
            try harness.directory.makeDirectory("\(made)/b")
            try harness.directory.append("one\n", to: "\(made)/b/app.log")
        }
        #expect(harness.read() == ["one"])
        try harness.directory.append("two\n", to: "a/b/app.log")
        #expect(harness.read() == ["two"])
    }

    @Test func thePrefixAppearsGoesAndComesAgain() throws {
        let harness = try TailHarness(["a/b/c/*.log"])
        for round in 1...3 {
            try harness.directory.makeDirectory("a")
            harness.look()
            try harness.directory.makeDirectory("a/b/c")
            try harness.directory.append("\(round)\n", to: "a/b/c/x.log")
            #expect(harness.read() == ["\(round)"])
            for name in ["a/b/c/x.log", "a/b/c", "a/b", "a"] { try harness.directory.remove(name) }
            #expect(harness.read() == [])
            harness.settle(seconds: 5)
        }
        let events = (1...3).flatMap { _ in
            ["born a/b/c/x.log", "closed a/b/c/x.log", "forgotten a/b/c/x.log"]
        }
        #expect(harness.takeEvents() == events)
        #expect(harness.openDescriptors() == [])
    }

    @Test func aDirectoryIsRemovedAndMadeAgainBetweenTwoLooks() throws {
        let harness = try TailHarness(["*/x.log"])
        for round in 1...3 {
            try harness.directory.makeDirectory("a")
            try harness.directory.append("\(round)\n", to: "a/x.log")
            #expect(harness.read() == (round == 1 ? ["1"] : ["\(round - 1) again", "\(round)"]))
            try harness.directory.append("\(round) again\n", to: "a/x.log")
            try harness.directory.remove("a/x.log")
            try harness.directory.remove("a")
        }
        #expect(harness.read() == ["3 again"])
    }

    @Test func aDirectoryIsRenamedWithinTheGlob() throws {
        let harness = try TailHarness(["*/x.log"])
        try harness.directory.makeDirectory("a")
        let writer = try harness.directory.writer("a/x.log")
        try writer.write("1\n")
        #expect(harness.read() == ["1"])
        try writer.write("2\n")
        try harness.directory.rename("a", to: "b")
        try writer.write("3\n")
        #expect(harness.read() == ["2", "3"])
        // It is still watched: for what is written, made and renamed in it.
        try writer.write("4\n")
        #expect(harness.read() == ["4"])
        try harness.directory.rename("b/x.log", to: "b/x.log.1")
        try writer.write("5\n")
        try harness.directory.append("6\n", to: "b/x.log")
        #expect(harness.read() == ["5", "6"])
        #expect(
            harness.takeEvents() == [
                "born a/x.log", "renamed a/x.log to b/x.log", "renamed a/x.log to b/x.log.1", "born b/x.log",
            ])
    }

    @Test(arguments: [true, false])
    func aDirectoryIsRenamedAndAnotherTakesItsName(isSeenBetween: Bool) throws {
        let harness = try TailHarness(["*/x.log"])
        try harness.directory.makeDirectory("a")
        let writer = try harness.directory.writer("a/x.log")
        try writer.write("1\n")
        #expect(harness.read() == ["1"])
        try harness.directory.rename("a", to: "b")
        if isSeenBetween { harness.look() }
        try harness.directory.makeDirectory("a")
        try harness.directory.append("2\n", to: "a/x.log")
        #expect(harness.read() == ["2"])
        // Both are watched.
        try writer.write("3\n")
        #expect(harness.read() == ["3"])
        try harness.directory.append("4\n", to: "a/x.log")
        #expect(harness.read() == ["4"])
        try harness.directory.append("5\n", to: "a/x.log")
        try writer.write("6\n")
        #expect(Set(harness.read()) == ["5", "6"])
    }

    @Test func aDirectoryIsRenamedToWhereNoPatternLooks() throws {
        let harness = try TailHarness(["[a-m]/x.log"])
        try harness.directory.makeDirectory("a")
        let writer = try harness.directory.writer("a/x.log")
        try writer.write("1\n")
        #expect(harness.read() == ["1"])
        try writer.write("2\n")
        try harness.directory.rename("a", to: "z")
        try writer.write("3\n")
        #expect(harness.read() == ["2", "3"])
        try writer.write("4\n")
        #expect(harness.read() == ["4"])
        // A new file in there is none of ours, and the old one is let go in time.
        try harness.directory.append("no\n", to: "z/y.log")
        writer.close()
        #expect(harness.settle(seconds: 300) == [])
        #expect(harness.takeEvents() == ["born a/x.log", "closed a/x.log"])
        #expect(harness.tailer.openFiles.isEmpty)
    }

    @Test func aDirectoryIsRenamedBackIntoTheGlob() throws {
        let harness = try TailHarness(["[a-m]/x.log"])
        try harness.directory.makeDirectory("a")
        try harness.directory.append("1\n", to: "a/x.log")
        #expect(harness.read() == ["1"])
        try harness.directory.rename("a", to: "z")
        try harness.directory.append("2\n", to: "z/x.log")
        harness.look()
        try harness.directory.rename("z", to: "b")
        try harness.directory.append("3\n", to: "b/x.log")
        #expect(harness.read() == ["2", "3"])
        #expect(harness.file("b/x.log")?.follower.place == .retired)
        #expect(harness.takeEvents() == ["born a/x.log", "renamed a/x.log to b/x.log"])
    }

    @Test func aDirectoryUnderTwoPathsIsFollowedOnce() throws {
        let directory = try ScratchDirectory()
        try directory.makeDirectory("real")
        try directory.symlink("link", saying: "real")
        let harness = try TailHarness(["*/*.log"], in: directory)
        for round in 1...3 {
            let writer = try directory.writer("real/x.log")
            try writer.write("\(round)a\n")
            #expect(harness.read() == ["\(round)a"])
            try writer.write("\(round)b\n")
            #expect(harness.read() == ["\(round)b"])
            try directory.rename("real/x.log", to: "real/x.log.\(round)")
            try writer.write("\(round)c\n")
            #expect(harness.read() == ["\(round)c"])
            harness.pass(seconds: 60)
        }
        #expect(harness.read() == [])
        #expect(Set(harness.lines[0].map(\.path)).count == 1)
    }

    @Test(arguments: ["*/x.log", "link/x.log", "link/*.log"])
    func aSymlinkToADirectoryThatAppearsLater(include: String) throws {
        let harness = try TailHarness([include])
        let elsewhere = try ScratchDirectory()
        try elsewhere.append("1\n", to: "x.log")
        try harness.directory.symlink("link", saying: elsewhere.path)
        #expect(harness.read() == ["1"])
        try elsewhere.append("2\n", to: "x.log")
        #expect(harness.read() == ["2"])
        #expect(harness.lines[0].map(\.path) == ["link/x.log", "link/x.log"])
    }

    @Test func anyDirectoriesDoNotFollowSymlinks() throws {
        let directory = try ScratchDirectory()
        try directory.makeDirectory("a/b")
        try directory.symlink("a/b/up", saying: "../..")
        try directory.append("1\n", to: "a/b/x.log")
        let harness = try TailHarness(["**/*.log"], in: directory)
        #expect(harness.read() == ["1"])
        try directory.symlink("a/up", saying: "..")
        #expect(harness.settle(seconds: 60) == [])
        #expect(harness.takeEvents() == ["born a/b/x.log"])
    }

    @Test func aFileInTheWayOfADirectory() throws {
        let harness = try TailHarness(["a/b/*.log"])
        try harness.directory.append("", to: "a")
        #expect(harness.read() == [])
        try harness.directory.remove("a")
        try harness.directory.makeDirectory("a/b")
        try harness.directory.append("1\n", to: "a/b/x.log")
        #expect(harness.read() == ["1"])
        #expect(harness.takeEvents() == ["born a/b/x.log"])
    }

    @Test func directoriesBelowAreWatchedOnlyAsDeepAsThePatternLooks() throws {
        let harness = try TailHarness(["*/x.log"])
        try harness.directory.makeDirectory("a/b/c")
        harness.look()
        #expect(
            Set(harness.tailer.directories.keys) == [harness.directory.path, harness.directory.path("a")])
        try harness.directory.remove("a/b/c")
        try harness.directory.remove("a/b")
        try harness.directory.remove("a")
        harness.look()
        #expect(Set(harness.tailer.directories.keys) == [harness.directory.path])
        #expect(harness.tailer.directoriesByWatch.count == 1)
    }
}
