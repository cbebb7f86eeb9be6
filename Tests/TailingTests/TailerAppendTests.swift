// What is appended arrives, once, in order, from files that are there, come later, or cannot be read at first.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerAppendTests {
    @Test func appendedLinesComeInOrder() throws {
        let harness = try TailHarness()
        try harness.directory.append("one\ntwo\n", to: "a.log")
        #expect(harness.read() == ["one", "two"])
        #expect(harness.read() == [])
        try harness.directory.append("three\n", to: "a.log")
        try harness.directory.append("four\n", to: "a.log")
        #expect(harness.read() == ["three", "four"])
        #expect(harness.takeEvents() == ["born a.log"])
    }

    @Test func aFileThatIsThereAtTheStartIsReadFromItsBeginning() throws {
        let directory = try ScratchDirectory()
        try directory.write("old\n", to: "a.log")
        try directory.write("not for us\n", to: "a.txt")
        let harness = try TailHarness(in: directory)
        #expect(harness.read() == ["old"])
    }

    @Test func anUnfinishedLineWaitsForItsNewline() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("a.log")
        try writer.write("one\ntw")
        #expect(harness.read() == ["one"])
        try writer.write("o, ")
        #expect(harness.read() == [])
        try writer.write("still two")
        #expect(harness.read() == [])
        try writer.write("\nthree")
        #expect(harness.read() == ["two, still two"])
        try writer.write("\n")
        #expect(harness.read() == ["three"])
    }

    @Test func bytesComeThroughAsTheyAre() throws {
        let harness = try TailHarness()
        try harness.directory.append("a\r\n\n\0\n\u{FEFF}é\n", to: "a.log")
        #expect(harness.read() == ["a\r", "", "", "\u{FEFF}é"])
    }

    @Test func filesAreReadInTurns() throws {
        let harness = try TailHarness()
        for name in ["a", "b", "c"] {
            try harness.directory.append("\(name)1\n\(name)2\n\(name)3\n", to: "\(name).log")
        }
        #expect(harness.read(limit: 3) == ["a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"])
    }

    @Test(arguments: [1, 2, 5, 6, 7, 11, 12, 1_000])
    func aBurstIsNoLargerThanItsLimitUnlessItsFirstLineIs(limit: Int) throws {
        let harness = try TailHarness()
        try harness.directory.append("a long line\nb\n\nc\nd\n", to: "a.log")
        harness.look()
        var taken: [Int] = []
        while case .lines(let range, _, _)? = harness.readBurst(limit: limit) {
            // Beyond the limit is the one line alone: "a long line" or a letter, each with its newline.
            #expect(range.count <= limit || range.count == (taken.isEmpty ? 12 : 2))
            #expect(range.lowerBound == Int64(taken.reduce(0, +)))
            taken.append(range.count)
        }
        #expect(taken.reduce(0, +) == 19)
        #expect(harness.lines[0].map(\.text) == ["a long line", "b", "", "c", "d"])
    }

    @Test(arguments: [(-1, 6), (0, 6), (1, 6), (2, 3), (6, 1), (Int.max, 1)])
    func aChunkBoundsABurstToo(chunk: Int, bursts: Int) throws {
        var options = Tailer.Options()
        options.chunk = chunk
        let harness = try TailHarness(options: options)
        try harness.directory.append("\n\n\n\n\n\n", to: "a.log")
        harness.look()
        var count = 0
        while case .lines? = harness.readBurst() { count += 1 }
        #expect(count == bursts)
    }

    @Test(arguments: [
        (StartPosition.beginning, ["old", "unfinished line"]), (.end, ["unfinished line"]),
        (.within(3_600 * 1_000_000_000), ["old", "unfinished line"]),
        (.within(Int64.max), ["old", "unfinished line"]),
        (.within(-1), ["unfinished line"]),
    ])
    func aFileNeverSeenBeforeIsStartedWhereItIsSaid(start: StartPosition, lines: [String]) throws {
        let directory = try ScratchDirectory()
        try directory.write("old\nunfinished", to: "a.log")
        var options = Tailer.Options()
        options.startAt = start
        let harness = try TailHarness(options: options, in: directory)
        try directory.append(" line\n", to: "a.log")
        #expect(harness.read() == lines)
        // What appears later is new from its first byte on.
        try directory.append("new\n", to: "b.log")
        #expect(harness.read() == ["new"])
    }

    @Test(arguments: [
        ("", 0), ("unfinished", 0), ("\n", 1), ("a\n", 2), ("a\nb", 2), ("a\n\nb\n", 5),
    ])
    func theEndIsAfterTheLastFinishedLine(text: String, offset: Int64) throws {
        let directory = try ScratchDirectory()
        try directory.write(text, to: "a.log")
        var options = Tailer.Options()
        options.startAt = .end
        let harness = try TailHarness(options: options, in: directory)
        #expect(harness.file("a.log")?.readers[0].offset == offset)
    }

    @Test func aFileThatWasNotWrittenToLatelyIsOldForWithin() throws {
        let directory = try ScratchDirectory()
        try directory.write("old\n", to: "old.log")
        try directory.write("new\n", to: "new.log")
        try directory.setModified("old.log", to: 1_000_000_000)
        var options = Tailer.Options()
        options.startAt = .within(3_600 * 1_000_000_000)
        #expect(try TailHarness(options: options, in: directory).read() == ["new"])
    }

    @Test func excludedPathsAreNotFollowed() throws {
        let harness = try TailHarness(["**/*.log"], exclude: "{x/*,debug*}.log")
        try harness.directory.makeDirectory("x/y")
        try harness.directory.makeDirectory("z")
        harness.look()
        for name in ["a.log", "debug.log", "debug-1.log", "x/b.log", "x/y/c.log", "z/debug.log"] {
            try harness.directory.append("\(name)\n", to: name)
        }
        #expect(Set(harness.read()) == ["a.log", "x/y/c.log", "z/debug.log"])
    }

    @Test func anythingButARegularFileIsLeftAlone() throws {
        let harness = try TailHarness()
        try harness.directory.makeDirectory("directory.log")
        #expect(mkfifo(harness.directory.path("fifo.log"), 0o600) == 0)
        try harness.directory.symlink("null.log", saying: "/dev/null")
        try harness.directory.symlink("broken.log", saying: "nothing")
        #expect(harness.read() == [])
        harness.pass(seconds: 60)
        #expect(harness.takeEvents() == [])
        #expect(harness.tailer.openFiles.isEmpty)
    }

    @Test func anUnreadableFileIsToldOnceAndReadWhenItCanBe() throws {
        let harness = try TailHarness()
        // Root cannot be denied a file, but nobody can open a symlink to itself.
        try harness.directory.symlink("a.log", saying: "a.log")
        harness.look()
        #expect(harness.takeEvents() == ["unreadable a.log: Too many levels of symbolic links"])
        harness.pass(seconds: 60)
        harness.pass(seconds: 60)
        #expect(harness.takeEvents() == [])
        try harness.directory.remove("a.log")
        try harness.directory.append("now\n", to: "a.log")
        #expect(harness.read() == ["now"])
        #expect(harness.takeEvents() == ["born a.log"])
    }

    @Test func aNameThatIsNotUTF8IsToldOnce() throws {
        let harness = try TailHarness()
        let path = Array(harness.directory.path.utf8) + Array("/b".utf8) + [0xFF] + Array(".log".utf8) + [0]
        let descriptor = path.withUnsafeBytes { bytes in
            bytes.bindMemory(to: CChar.self).baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o600) } ?? -1
        }
        #expect(descriptor >= 0)
        close(descriptor)
        harness.look()
        harness.pass(seconds: 60)
        harness.pass(seconds: 60)
        let name = harness.directory.path("b\u{FFFD}.log")
        #expect(
            harness.takeEvents() == [
                "noticed \(name) has a name that is not UTF-8; rename it to have it followed"
            ])
    }

    @Test func aNameThatBeginsWithACombiningMarkIsFollowed() throws {
        let harness = try TailHarness()
        let writer = try harness.directory.writer("\u{301}.log")
        try writer.write("one\n")
        #expect(harness.read() == ["one"])
        try writer.write("two\n")
        #expect(harness.read() == ["two"])
        harness.pass(seconds: 60)
        try writer.write("three\n")
        #expect(harness.read() == ["three"])
        #expect(harness.takeEvents() == ["born \u{301}.log"])
    }
}
