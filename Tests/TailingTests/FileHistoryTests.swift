// Whatever rotations do to a file, each of its lines is handed over once, oldest first: a row for each way, and each while
// the lines are read at once, while nobody reads (Loki is down), and while the follower is stopped.

import TestSupport
import Testing

@testable import Tailing

/// What happens to files, in steps, and the lines that must come of it.
struct FileHistory: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let lines: [String]
    let steps: [@Sendable (ScratchDirectory) throws -> Void]

    init(_ name: String, _ lines: [String], _ steps: (@Sendable (ScratchDirectory) throws -> Void)...) {
        testDescription = name
        self.lines = lines
        self.steps = steps
    }

    /// When the follower's owner reads.
    enum Reader: CaseIterable, Sendable {
        /// After every step.
        case quick
        /// Some of it, after every step.
        case slow
        /// Only at the end; the follower sees what happens.
        case heldUp
        /// Only at the end; the follower sees what happened last only.
        case asleep
        /// Not while it happens: the follower is stopped.
        case stopped
    }

    static let renamed = [
        FileHistory(
            "renamed within the glob", ["1", "2", "3", "4"], { try $0.append("3\n", to: "a.log") },
            { try $0.rename("a.log", to: "b.log") }, { try $0.append("4\n", to: "b.log") }),
        FileHistory(
            "renamed out of it", ["1", "2", "3", "4"], { try $0.append("3\n", to: "a.log") },
            { try $0.rename("a.log", to: "a.log.1") }, { try $0.append("4\n", to: "a.log.1") }),
        FileHistory(
            "renamed, and a new file", ["1", "2", "3", "4", "5"], { try $0.append("3\n", to: "a.log") },
            { try $0.rename("a.log", to: "a.log.1") }, { try $0.append("4\n", to: "a.log.1") },
            { try $0.append("5\n", to: "a.log") }),
        FileHistory(
            "renamed into a directory beside it", ["1", "2", "3", "4"],
            { try $0.append("3\n", to: "a.log") }, { try $0.makeDirectory("archive") },
            { try $0.rename("a.log", to: "archive/a.log.1") }, { try $0.append("4\n", to: "a.log") }),
        FileHistory(
            "several times in a row", ["1", "2", "3", "4", "5", "6"], { try $0.append("3\n", to: "a.log") },
            { try $0.rotate("a.log", keeping: 1) }, { try $0.append("4\n", to: "a.log") },
            { try $0.rotate("a.log", keeping: 2) }, { try $0.append("5\n", to: "a.log") },
            { try $0.rotate("a.log", keeping: 3) }, { try $0.append("6\n", to: "a.log") }),
        FileHistory(
            "several times, the last without a new file", ["1", "2", "3", "4"],
            { try $0.append("3\n", to: "a.log") }, { try $0.rotate("a.log", keeping: 1) },
            { try $0.append("4\n", to: "a.log") }, { try $0.rotate("a.log", keeping: 2) }),
        FileHistory(
            "by date", ["1", "2", "3", "4", "5"], { try $0.append("3\n", to: "a.log") },
            { try $0.rename("a.log", to: "a.log-20261121") }, { try $0.append("4\n", to: "a.log") },
            { try $0.rename("a.log", to: "a.log-20261122") }, { try $0.append("5\n", to: "a.log") }),
    ]

    static let compressed = [
        FileHistory(
            "renamed and compressed", ["1", "2", "3", "4"], { try $0.append("3\n", to: "a.log") },
            { try $0.rename("a.log", to: "a.log.1") }, { try $0.append("4\n", to: "a.log") },
            { try $0.compress("a.log.1") }),
        FileHistory(
            "made empty, written unread, renamed and compressed at once", ["1", "2", "3", "4", "5"],
            { try $0.append("3\n", to: "a.log") }, { try $0.rename("a.log", to: "a.log.2") },
            { try $0.append("", to: "a.log") }, { try $0.append("4\n", to: "a.log") },
            { try $0.rename("a.log", to: "a.log.1") }, { try $0.append("", to: "a.log") },
            { try $0.compress("a.log.1") }, { try $0.append("5\n", to: "a.log") }),
        FileHistory(
            "compressed in another directory", ["1", "2", "3", "4"], { try $0.append("3\n", to: "a.log") },
            { try $0.makeDirectory("old") }, { try $0.rename("a.log", to: "old/a.log.1") },
            { try $0.append("4\n", to: "a.log") }, { try $0.compress("old/a.log.1") }),
        FileHistory(
            "several times, all compressed", ["1", "2", "3", "4", "5"], { try $0.append("3\n", to: "a.log") },
            { try $0.rotate("a.log", keeping: 1) }, { try $0.append("4\n", to: "a.log") },
            { try $0.rotate("a.log", keeping: 2) }, { try $0.append("5\n", to: "a.log") },
            { try $0.compress("a.log.2") }, { try $0.compress("a.log.1") }),
        FileHistory(
            "compressed and renamed again", ["1", "2", "3", "4", "5"], { try $0.append("3\n", to: "a.log") },
            { try $0.rename("a.log", to: "a.log.1") }, { try $0.append("4\n", to: "a.log") },
            { try $0.compress("a.log.1") }, { try $0.rename("a.log.1.gz", to: "a.log.2.gz") },
            { try $0.rename("a.log", to: "a.log.1") }, { try $0.compress("a.log.1") },
            { try $0.append("5\n", to: "a.log") }),
    ]

    static let copied = [
        FileHistory(
            "copied and cut off", ["1", "2", "3", "4"], { try $0.append("3\n", to: "a.log") },
            { try $0.copyTruncate("a.log", to: "a.log.1") }, { try $0.append("4\n", to: "a.log") }),
        FileHistory(
            "copied within the glob and cut off", ["1", "2", "3", "4"], { try $0.append("3\n", to: "a.log") },
            { try $0.copyTruncate("a.log", to: "a-20261122.log") }, { try $0.append("4\n", to: "a.log") }),
        FileHistory(
            "copied, cut off and longer at once", ["1", "2", "3", "4 is longer than all that was there"],
            { try $0.append("3\n", to: "a.log") },
            {
                try $0.copyTruncate("a.log", to: "a.log.1")
                try $0.append("4 is longer than all that was there\n", to: "a.log")
            }),
        FileHistory(
            "copied, compressed and cut off", ["1", "2", "3", "4"], { try $0.append("3\n", to: "a.log") },
            {
                try $0.copyTruncate("a.log", to: "a.log.1")
                try $0.compress("a.log.1")
            }, { try $0.append("4\n", to: "a.log") }),
        FileHistory(
            "several times", ["1", "2", "3", "4", "5", "6"], { try $0.append("3\n", to: "a.log") },
            { try $0.copyTruncate("a.log", to: "a.log.1") }, { try $0.append("4\n", to: "a.log") },
            { try $0.rename("a.log.1", to: "a.log.2") }, { try $0.copyTruncate("a.log", to: "a.log.1") },
            { try $0.append("5\n", to: "a.log") }, { try $0.rename("a.log.2", to: "a.log.3") },
            { try $0.rename("a.log.1", to: "a.log.2") }, { try $0.copyTruncate("a.log", to: "a.log.1") },
            { try $0.append("6\n", to: "a.log") }),
        FileHistory(
            "several times, compressed", ["1", "2", "3", "4", "5"], { try $0.append("3\n", to: "a.log") },
            {
                try $0.copyTruncate("a.log", to: "a.log.1")
                try $0.compress("a.log.1")
            }, { try $0.append("4\n", to: "a.log") },
            {
                try $0.rename("a.log.1.gz", to: "a.log.2.gz")
                try $0.copyTruncate("a.log", to: "a.log.1")
                try $0.compress("a.log.1")
            }, { try $0.append("5\n", to: "a.log") }),
    ]
}

extension ScratchDirectory {
    /// NAME becomes NAME.1, that becomes NAME.2 and so on.
    func rotate(_ name: String, keeping count: Int) throws {
        for number in stride(from: count - 1, through: 1, by: -1) {
            try rename("\(name).\(number)", to: "\(name).\(number + 1)")
        }
        try rename(name, to: "\(name).1")
    }

    /// As logrotate's copytruncate.
    func copyTruncate(_ name: String, to copy: String) throws {
        try self.copy(name, to: copy)
        try truncate(name, to: 0)
    }
}

@Suite struct FileHistoryTests {
    private func run(
        _ history: FileHistory, _ reader: FileHistory.Reader, startAt: StartPosition = .beginning
    ) throws {
        var options = Tailer.Options()
        options.startAt = startAt
        let harness = try TailHarness(options: options)
        try harness.directory.append("1\n2\n", to: "a.log")
        #expect(harness.read(limit: 2) == ["1", "2"])
        switch reader {
        case .stopped: try harness.restart { for step in history.steps { try perform(step, harness) } }
        default:
            for step in history.steps {
                try perform(step, harness)
                switch reader {
                case .quick: harness.read()
                case .slow:
                    harness.look()
                    harness.readBurst(limit: 1)
                case .heldUp: harness.look()
                case .asleep, .stopped: break
                }
            }
        }
        for _ in 0..<3 {
            harness.read(limit: 2)
            harness.settle(seconds: 60)
        }
        #expect(harness.lines[0].map(\.text) == history.lines)
        let soFar = harness.takeEvents()
        #expect(Set(harness.lines[0].map(\.path)) == ["a.log"])
        // And once is once: another start finds nothing new.
        try harness.restart()
        for _ in 0..<3 { harness.settle(seconds: 300) }
        #expect(harness.lines[0].map(\.text) == history.lines, "\(soFar) | \(harness.takeEvents())")
        let losses = (soFar + harness.takeEvents()).filter {
            $0.hasPrefix("lost") && !$0.hasSuffix(" 0 unread")
        }
        #expect(losses == [])
    }

    /// The clock of a filesystem is coarse: two files of one moment would have no order.
    private func perform(_ step: (ScratchDirectory) throws -> Void, _ harness: TailHarness) throws {
        try step(harness.directory)
        harness.directory.awaitClockTick()
    }

    @Test(arguments: FileHistory.renamed, FileHistory.Reader.allCases)
    func renamed(history: FileHistory, reader: FileHistory.Reader) throws { try run(history, reader) }

    @Test(arguments: FileHistory.compressed, FileHistory.Reader.allCases)
    func compressed(history: FileHistory, reader: FileHistory.Reader) throws { try run(history, reader) }

    @Test(arguments: FileHistory.copied, FileHistory.Reader.allCases)
    func copied(history: FileHistory, reader: FileHistory.Reader) throws { try run(history, reader) }
}
