// Descriptors, watches, events and permissions can all be missing: files are then read in turns, never skipped.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct ScarcityTests {
    @Test(arguments: [2, 3, 7])
    func moreFilesThanDescriptorsAreOpenedInTurns(descriptors: Int) throws {
        var options = Tailer.Options()
        options.descriptors = descriptors
        let harness = try TailHarness(options: options)
        let names = (0..<20).map { "\($0).log" }
        for round in 0..<3 {
            for name in names { try harness.directory.append("\(name) \(round)\n", to: name) }
            #expect(Set(harness.read()) == Set(names.map { "\($0) \(round)" }))
            #expect(harness.openDescriptors().count <= descriptors)
        }
        #expect(harness.tailer.openFiles.count == 20)
        #expect(harness.lines[0].count == 60)
    }

    @Test func aFileThatIsRotatedWhileItIsClosedIsFoundAgain() throws {
        var options = Tailer.Options()
        options.descriptors = 2
        let harness = try TailHarness(options: options)
        for name in ["a", "b", "c", "d"] { try harness.directory.append("\(name)1\n", to: "\(name).log") }
        #expect(harness.read().count == 4)
        for name in ["a", "b", "c", "d"] {
            try harness.directory.append("\(name)2\n", to: "\(name).log")
            try harness.directory.rename("\(name).log", to: "\(name).log.1")
            try harness.directory.append("\(name)3\n", to: "\(name).log")
        }
        harness.read()
        for _ in 0..<3 { harness.settle(seconds: 60) }
        for name in ["a", "b", "c", "d"] {
            #expect(
                harness.lines[0].map(\.text).filter { $0.hasPrefix(name) } == [
                    "\(name)1", "\(name)2", "\(name)3",
                ])
        }
    }

    @Test func withoutWatchesEverythingIsLookedAtEverySecond() throws {
        let directory = try ScratchDirectory()
        try directory.makeDirectory("x")
        try directory.append("a1\n", to: "x/a.log")
        try System.$calls.withValue(
            FaultySystem(.error(ENOSPC), at: 0, of: [.inotifyAddWatch], lasts: 1_000_000)
        ) {
            let harness = try TailHarness(["*/*.log"], in: directory)
            #expect(harness.read() == ["a1"])
            #expect(harness.takeEvents().contains { $0.contains("fs.inotify.max_user_watches") })
            try directory.append("a2\n", to: "x/a.log")
            #expect(harness.settle(seconds: 1) == ["a2"])
            try directory.rename("x/a.log", to: "x/a.log.1")
            try directory.append("a3\n", to: "x/a.log.1")
            try directory.append("b1\n", to: "x/a.log")
            #expect(harness.settle(seconds: 1) == ["a3", "b1"])
            try directory.makeDirectory("y")
            try directory.append("c1\n", to: "y/c.log")
            harness.settle(seconds: 60)
            #expect(harness.lines[0].map(\.text).last == "c1")
        }
    }

    @Test func whereNoEventsComeRotationsAreSeenAllTheSame() throws {
        let directory = try ScratchDirectory()
        try directory.append("1\n", to: "a.log")
        try System.$calls.withValue(
            FaultySystem(.error(EMFILE), at: 0, of: [.inotifyInit], lasts: 1_000_000)
        ) {
            let harness = try TailHarness(in: directory)
            harness.settle(seconds: 1)
            // Two rotations between two looks.
            try directory.append("2\n", to: "a.log")
            try directory.rotate("a.log", keeping: 1)
            directory.awaitClockTick()
            try directory.append("3\n", to: "a.log")
            try directory.rotate("a.log", keeping: 2)
            directory.awaitClockTick()
            try directory.append("4\n", to: "a.log")
            harness.settle(seconds: 1)
            harness.settle(seconds: 1)
            #expect(harness.lines[0].map(\.text) == ["1", "2", "3", "4"])
        }
    }

    @Test func aFileThatCannotBeOpenedIsReadWhenItCan() throws {
        let directory = try ScratchDirectory()
        try directory.append("1\n", to: "a.log")
        let harness = try System.$calls.withValue(
            FaultySystem(.error(EACCES), at: 0, of: [.open], lasts: 100)
        ) {
            try TailHarness(in: directory)
        }
        #expect(harness.read() == [])
        #expect(harness.takeEvents().contains { $0.hasPrefix("unreadable a.log: Permission denied") })
        // As chmod(1) does: only an attribute changes.
        chmod(directory.path("a.log"), 0o600)
        #expect(harness.read() == ["1"])
    }

    @Test func aFileThatCannotBeOpenedIsTriedAgainEveryMinute() throws {
        let directory = try ScratchDirectory()
        try directory.append("1\n", to: "a.log")
        let harness = try System.$calls.withValue(
            FaultySystem(.error(EMFILE), at: 0, of: [.open], lasts: 100)
        ) {
            try TailHarness(in: directory)
        }
        #expect(harness.read() == [])
        #expect(harness.settle(seconds: 60) == ["1"])
    }
}
