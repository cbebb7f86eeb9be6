// What is seen of a real disk.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

/// Answers as it is told, and remembers what it was asked.
private final class Oracle: Custodian {
    var answers: [String: Custody] = [:]
    var asked: [String] = []

    func custody(of files: [Subject], logs: [String]) -> [Custody] {
        asked += files.map { FileSystem.name(of: $0.path) }
        return files.map { answers[FileSystem.name(of: $0.path)] ?? .shipped }
    }
    func pause(_ file: Subject) -> Int64 { 0 }
    func move(_ file: Subject, into copy: Subject, contentSize: Int64) {}
    func release(_ file: Subject) {}
    func renamed(_ file: Subject, to path: String) {}
}

@Suite struct SurveyTests {
    private let scratch: ScratchDirectory
    private let oracle = Oracle()

    init() throws { scratch = try ScratchDirectory() }

    private func fill(_ names: String...) throws {
        for name in names { try scratch.write(Array(name.utf8), to: name) }
    }

    private func scene(
        _ patterns: [String], state: [String: Int64] = [:], selection: [String] = [],
        _ change: (inout Policy) -> Void = { _ in }
    ) throws -> Scene {
        var policy = Policy(name: "p", patterns: patterns.map(scratch.path))
        policy.keeps = 1
        change(&policy)
        var survey = Survey(now: 1_795_392_000, clock: .utc, selection: Set(selection.map(scratch.path)))
        let known = Dictionary(uniqueKeysWithValues: state.map { (scratch.path($0), $1) })
        return try survey.scene(of: policy, lastRotations: known, custodian: oracle)
    }

    private func names(_ scene: Scene) -> [String] { scene.logs.map { FileSystem.name(of: $0.path) } }

    @Test func logsComeInTheOrderOfThePatternsAndEachOnce() throws {
        try fill("b.log", "a.log", "c.txt", ".hidden.log", ".logferry-a.log.1", "d.log.1")
        let scene = try scene(["c.*", "*.log", "a.log", "{c,x}.txt"])
        #expect(names(scene) == ["c.txt", "a.log", "b.log"])
        #expect(scene.unmatched.isEmpty)
        #expect(scene.logs[1].status?.size == 5)
        #expect(try self.scene(["none", "*.none"]).unmatched.map(\.failure) == [nil, nil])
        #expect(names(try self.scene([".h*"])) == [".hidden.log"])
    }

    @Test func onlyWhatMayBeAGenerationIsLookedAt() throws {
        try fill("a.log", "a.log.1", "a.log.2.gz", "a.log.x", "b.log.1", "a.logs", "zzz")
        let scene = try scene(["a.log"])
        #expect(scene.directories[scratch.path]?.files.keys.sorted() == ["a.log.1", "a.log.2.gz"])
        #expect(scene.directories[scratch.path]?.status.isDirectory == true)
    }

    @Test func whatWouldGoIsAskedForAndNothingElse() throws {
        try fill("a.log", "a.log.1", "b.log", "b.log.1", "b.log.2", "b.log.3")
        oracle.answers = ["b.log.3": .unshipped(7)]
        let scene = try scene(["*.log"])
        #expect(oracle.asked.sorted() == ["b.log", "b.log.1", "b.log.2", "b.log.3"])
        #expect(scene.custody[scratch.path("b.log.3")] == .unshipped(7))
        oracle.asked = []
        _ = try self.scene(["*.log"]) { $0.keepsUnshipped = false }
        #expect(oracle.asked == [])
        _ = try self.scene(["*.log"]) { $0.minimumFree = .bytes(.max) }
        #expect(Set(oracle.asked).contains("a.log.1"))
    }

    @Test func aLogThatIsNotThereNowHasGenerations() throws {
        try fill("a.log.1", "a.log.2", "other.txt.1")
        let scene = try scene(["{a,b}.log"], state: ["a.log": 5, "gone.txt": 6, "a.log.7": 1])
        #expect(names(scene) == ["a.log"])
        #expect(scene.logs.first?.status == nil)
        #expect(scene.logs.first?.lastRotation == 5)
        #expect(scene.unmatched.count == 1)
        #expect(oracle.asked.sorted() == ["a.log.1", "a.log.2"])
    }

    @Test func onlyWhatIsAskedForIsLookedAt() throws {
        try fill("a.log", "b.log", "c.log")
        let scene = try scene(["*.log", "none"], state: ["x.log": 1], selection: ["b.log"])
        #expect(names(scene) == ["b.log"])
        #expect(scene.unmatched.isEmpty)
        #expect(scene.isPartial)
        let missing = try self.scene(
            ["*.log", "none"], state: ["x.log": 1], selection: ["none", "x.log", "y.log"])
        #expect(names(missing) == ["x.log"])
        #expect(missing.unmatched.map(\.pattern) == [scratch.path("none")])
    }

    @Test func aLogBelongsToTheFirstPolicyThatNamesIt() throws {
        try fill("a.log", "b.log")
        var survey = Survey(now: 0, clock: .utc)
        let first = Policy(name: "first", patterns: [scratch.path("a.log")])
        let second = Policy(name: "second", patterns: [scratch.path("*.log")])
        _ = try survey.scene(of: first, lastRotations: [:], custodian: oracle)
        let scene = try survey.scene(of: second, lastRotations: [:], custodian: oracle)
        #expect(scene.logs.map(\.earlierPolicy) == ["first", nil])
    }

    @Test func symlinksAreNotFollowedAndPadsAreSeen() throws {
        try fill("real")
        #expect(symlink("real", scratch.path("a.log")) == 0)
        let pad = try #require(Pad(number: 3, length: 200))
        try scratch.write(pad.bytes + Array("line\n".utf8), to: "b.log")
        let scene = try scene(["*.log"]) { $0.method = .collapse }
        #expect(scene.logs.first?.status?.isSymlink == true)
        #expect(scene.logs.last?.contentSize == 5)
        #expect(scene.logs.last?.status?.size == 205)
    }

    @Test func olderGenerationsAreElsewhere() throws {
        try fill("a.log")
        #expect(mkdir(scratch.path("old"), 0o755) == 0)
        try fill("old/a.log.1", "a.log.tmp")
        let scene = try scene(["a.log"]) {
            $0.naming.directory = "old"
            $0.method = .renamecopy
            $0.minimumFree = .percent(1)
        }
        #expect(scene.directories[scratch.path("old")]?.files.keys.sorted() == ["a.log.1"])
        #expect(scene.directories[scratch.path]?.files.keys.sorted() == ["a.log.tmp"])
        #expect(scene.directories[scratch.path("old")]?.capacity != .max)
        let other = try self.scene(["a.log"]) { $0.naming.directory = "none" }
        #expect(other.directories[scratch.path("none")] == nil)
    }

    @Test(arguments: [
        ("/v/{a,b}.log", ["/v/a.log", "/v/b.log"]), ("/v/a", ["/v/a"]),
        ("/{a,{b,c}}/{,x}", ["/a/", "/a/x", "/b/", "/b/x", "/c/", "/c/x"]),
        ("/v/{a", ["/v/{a"]), ("/v/a}b{c}", ["/v/a}bc"]),
    ]) func bracesAreAlternatives(_ pattern: String, _ patterns: [String]) {
        #expect(PathGlob.withoutBraces(pattern).sorted() == patterns)
    }
}
