// When files of targets are looked into again: decided by what is seen of them, and by the time.

import Platform
import TestSupport
import Testing

@testable import Agent

@Suite struct TargetFileWatchTests {
    private static let second: Int64 = 1_000_000_000
    private let name = TargetFilePattern(path: "/none/a.yaml", refreshInterval: 60 * second)

    private func look(
        _ watch: inout TargetFileWatch, _ patterns: [TargetFilePattern], at: Int64, size: Int64?
    ) -> Bool {
        watch.look(patterns, now: at * Self.second) { _ in size.map { FileStatus(size: $0) } }
    }

    @Test func aChangeIsSeenOnce() {
        var watch = TargetFileWatch()
        #expect(look(&watch, [name], at: 0, size: 1), "what changed since the file was read")
        #expect(!look(&watch, [name], at: 5, size: 1))
        #expect(look(&watch, [name], at: 10, size: 2))
        #expect(!look(&watch, [name], at: 15, size: 2))
        #expect(look(&watch, [name], at: 20, size: nil), "gone")
        #expect(!look(&watch, [name], at: 25, size: nil))
        #expect(look(&watch, [name], at: 30, size: 2), "back")
    }

    @Test func filesAreReadAgainAfterTheInterval() {
        var watch = TargetFileWatch()
        #expect(look(&watch, [name], at: 0, size: 1))
        #expect(!look(&watch, [name], at: 59, size: 1))
        #expect(look(&watch, [name], at: 60, size: 1))
        #expect(!look(&watch, [name], at: 61, size: 1))
        #expect(look(&watch, [name], at: 200, size: 1))
    }

    @Test func withoutFilesThereIsNothingToDo() {
        var watch = TargetFileWatch()
        #expect(!look(&watch, [], at: 0, size: 1))
        #expect(look(&watch, [name], at: 5, size: 1), "named by a reload")
        #expect(look(&watch, [], at: 10, size: 1), "no longer named")
        #expect(!look(&watch, [], at: 15, size: 1))
    }

    @Test func anEndlessIntervalIsNone() {
        var watch = TargetFileWatch()
        let name = TargetFilePattern(path: "/none/a.yaml", refreshInterval: .max)
        #expect(look(&watch, [name], at: 1, size: 1))
        #expect(!look(&watch, [name], at: 1_000_000, size: 1))
    }

    @Test func patternsFindWhatIsThere() throws {
        let directory = try ScratchDirectory()
        let pattern = TargetFilePattern(path: directory.path("*.yaml"), refreshInterval: 60 * Self.second)
        var watch = TargetFileWatch()
        func look(at now: Int64) -> Bool { watch.look([pattern], now: now) }
        #expect(look(at: 0))
        #expect(!look(at: 1))
        try directory.write(Array("[]".utf8), to: "a.yaml")
        try directory.write(Array("[]".utf8), to: "a.txt")
        #expect(look(at: 2))
        #expect(!look(at: 3))
        try FileSystem.remove(directory.path("a.yaml"))
        #expect(look(at: 4))
    }
}
