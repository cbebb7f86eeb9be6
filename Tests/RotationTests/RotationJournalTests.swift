// What rotation remembers survives whatever is left of its file.

import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct RotationJournalTests {
    private let scratch: ScratchDirectory
    init() throws { scratch = try ScratchDirectory() }

    private var file: Subject {
        Subject(
            path: "/var/log/ä \"\n.log", identity: FileIdentity(device: 1, inode: .max, birth: -5), size: .max
        )
    }

    /// Every kind of record, and every kind of action.
    private var records: [JournalRecord] {
        var policy = Policy(name: "rotation[0]", patterns: [])
        policy.scripts.after = "a\nb \"c\""
        policy.identity = Policy.Identity(user: "app", group: "4")
        policy.shreds = 3
        let signal = Policy.Signal(.unit("app.service"), number: 1, name: "HUP")
        let status = FileStatus(
            device: 1, inode: 2, size: 3, birth: 4, modified: 5, links: 6, mode: 7, owner: 8, group: 9)
        var compression = Policy.Compression()
        compression.command = ["zstd", "-c"]
        let actions: [Action] = [
            .remember(path: "/a"), .run(.prerotate, arguments: ["/a", ""]),
            .makeDirectory(path: "/a", Policy.Ownership(mode: 0o750, owner: "app", group: nil)),
            .rename(file, to: "/b", isLog: true), .create(path: "/a", Policy.Ownership(), like: status),
            .copy(file, to: "/b", removesSource: true), .copyTruncate(file, to: "/b"),
            .collapse(file, to: "/b"),
            .compress(.made(at: "/b"), to: "/b.zst", compression), .remove(file, .totalSize, unshipped: 7),
            .signal(signal), .signal(Policy.Signal(.pidFile("/p"), number: 10, name: "USR1")),
            .noteRotation(path: "/a"),
        ]
        let steps = actions.enumerated().map {
            NumberedStep(number: $0.offset + 1, step: Step("/a", $0.element))
        }
        return [
            .noted(path: file.path, at: -1),
            .began(
                Conduct(policy), now: 7,
                steps: [NumberedStep(number: 0, step: Step(nil, .run(.lastaction, arguments: [])))]),
            .log(steps: steps), .copied(step: 6, path: "/b", identity: file.identity, end: 99),
            .cutting(step: 8, Cut(start: 1, length: 4096, end: 5000, number: .max)), .truncating(step: 8),
            .told(step: 8),
            .done(step: 1), .failed(log: "/c"), .failed(log: nil),
        ]
    }

    private func contents() throws -> JournalContents { try RotationState(directory: scratch.path).contents }

    @Test func everythingThatIsWrittenIsRead() throws {
        let state = try RotationState(directory: scratch.path)
        for record in records { state.append(record) }
        #expect(state.failure == nil)
        #expect(try contents() == state.contents)
        #expect(state.contents.pending?.steps.count == 13)
        state.append(.ended)
        #expect(try contents() == state.contents)
        #expect(state.contents.pending == nil)
    }

    @Test func itsShortestFormComesToTheSame() {
        var contents = JournalContents()
        for record in records { contents.apply(record) }
        var again = JournalContents()
        for record in contents.records { again.apply(record) }
        #expect(again == contents)
    }

    @Test func aTornLastLineIsForgottenAndWrittenOver() throws {
        for record in records { try RotationState(directory: scratch.path).append(record) }
        let whole = try scratch.read(RotationState.fileName)
        let lines = whole.split(separator: 0x0A, omittingEmptySubsequences: false)
        let last = try #require(lines.dropLast().last)
        for missing in 1...(last.count + 1) {
            try scratch.write(Array(whole.dropLast(missing)), to: RotationState.fileName)
            let state = try RotationState(directory: scratch.path)
            #expect(state.contents.pending?.hasFailed == false)
            state.append(.failed(log: nil))
            #expect(try scratch.read(RotationState.fileName) == whole)
        }
    }

    @Test func aLineThatCannotBeReadHarmsNoOther() throws {
        let state = try RotationState(directory: scratch.path)
        state.note("/a", at: 1)
        try scratch.append(
            "\u{1}{\"noted\":\n{\"what a later version has\":{}}\n[]\n", to: RotationState.fileName)
        try RotationState(directory: scratch.path).note("/b", at: 2)
        #expect(try RotationState(directory: scratch.path).lastRotations == ["/a": 1, "/b": 2])
    }

    @Test func whatALaterVersionWroteIsNotTouched() throws {
        try scratch.write("{\"version\":{\"number\":2}}\n", to: RotationState.fileName)
        #expect(throws: SystemError.self) { try RotationState(directory: scratch.path) }
        #expect(try scratch.read(RotationState.fileName).count == 25)
    }

    @Test func itIsWrittenAnewWhenMostOfItHasNoMeaning() throws {
        let state = try RotationState(directory: scratch.path)
        let path = "/var/log/" + String(repeating: "x", count: 200)
        for now in 0..<5000 { state.note(path, at: Int64(now)) }
        state.note("/long/gone", at: 4999 - 401 * 86_400)
        state.append(.began(Conduct(Policy(name: "p", patterns: [])), now: 1, steps: []))
        #expect(try scratch.read(RotationState.fileName).count > 1 << 20)
        state.compact()
        #expect(try scratch.read(RotationState.fileName).count < 1000)
        #expect(try contents() == state.contents)
        #expect(state.lastRotations == [path: 4999])
        state.note("/b", at: 1)
        #expect(try contents() == state.contents)
        #expect(scratch.names == [RotationState.fileName])
    }

    @Test func whatCannotBeWrittenIsWrittenLater() throws {
        let faulty = FaultySystem(.error(28), at: 2, of: [.pwrite])
        try System.$calls.withValue(faulty) {
            let state = try RotationState(directory: scratch.path)
            state.note("/a", at: 1)
            state.note("/b", at: 2)
            state.note("/c", at: 3)
            #expect(try contents().lastRotations == ["/a": 1])
            try state.sync()
            #expect(try contents().lastRotations == ["/a": 1, "/b": 2, "/c": 3])
            state.note("/d", at: 4)
            #expect(try contents() == state.contents)
        }
    }
}
