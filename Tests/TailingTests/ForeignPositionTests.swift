// A path and an offset that another program left: which of the files there now was meant, as a table and on disk.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct ForeignPositionTests {
    typealias Trace = ForeignPosition.Trace

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var present: (size: Int64, birth: Int64, modified: Int64)?
        var siblings: [(size: Int64, birth: Int64, modified: Int64)] = []
        var archives: [(birth: Int64, modified: Int64)] = []
        let choice: ForeignPosition.Choice
    }

    /// The offset is 100, written down at the second 50.
    static let cases = [
        Case(testDescription: "grown", present: (150, 10, 60), choice: .present),
        Case(testDescription: "unchanged", present: (100, 10, 40), choice: .present),
        Case(testDescription: "without a time of birth", present: (150, 0, 60), choice: .present),
        Case(testDescription: "cut off", present: (20, 10, 60), choice: .none),
        Case(testDescription: "deleted", present: nil, choice: .none),
        Case(
            testDescription: "renamed", present: (20, 60, 70), siblings: [(150, 10, 60)], choice: .sibling(0)),
        Case(
            testDescription: "renamed, and the new one is longer already", present: (500, 60, 70),
            siblings: [(150, 10, 60)], choice: .sibling(0)),
        Case(
            testDescription: "renamed, and nothing new made", present: nil, siblings: [(150, 10, 60)],
            choice: .sibling(0)),
        Case(
            testDescription: "renamed twice, with one from before", present: (20, 80, 90),
            siblings: [(150, 60, 80), (140, 10, 60), (999, 5, 10)], choice: .sibling(1)),
        Case(
            testDescription: "renamed and compressed", present: (20, 60, 70), archives: [(30, 20), (61, 60)],
            choice: .sibling(1)),
        Case(
            testDescription: "renamed and compressed, with a plain one from before", present: (20, 60, 70),
            siblings: [(999, 5, 10)], archives: [(61, 60)], choice: .sibling(1)),
        Case(
            testDescription: "all read before it was renamed and compressed", present: (20, 60, 70),
            siblings: [(999, 5, 10)], archives: [(61, 40)], choice: .none),
        Case(
            testDescription: "renamed, with one from before that is too short", present: (20, 60, 70),
            siblings: [(90, 5, 10)], choice: .none),
        Case(
            testDescription: "copied and cut off", present: (20, 10, 70),
            siblings: [(150, 60, 60), (999, 20, 20)], choice: .sibling(0)),
        Case(
            testDescription: "copied and cut off twice", present: (20, 10, 90),
            siblings: [(300, 80, 80), (150, 60, 60)], choice: .sibling(1)),
        Case(
            testDescription: "cut off, with copies from before", present: (20, 10, 70),
            siblings: [(999, 20, 20)], choice: .none),
        Case(
            testDescription: "renamed where no time of birth is kept", present: (20, 0, 70),
            siblings: [(999, 0, 20), (150, 0, 60), (180, 0, 65)], choice: .sibling(1)),
    ]

    @Test(arguments: cases) func theFileThatWasMeantIsChosen(_ one: Case) {
        let second: Int64 = 1_000_000_000
        func trace(_ file: (size: Int64, birth: Int64, modified: Int64)) -> Trace {
            Trace(size: file.size, birth: file.birth * second, modified: file.modified * second)
        }
        let choice = ForeignPosition.choose(
            present: one.present.map(trace),
            siblings: one.siblings.map(trace)
                + one.archives.map {
                    Trace(size: 9, birth: $0.birth * second, modified: $0.modified * second, isArchive: true)
                }, offset: 100, written: 50 * second)
        #expect(choice == one.choice)
    }

    @Test func aFileInItsPlaceIsGoneOnWith() throws {
        let directory = try ScratchDirectory()
        try directory.write("one\ntwo\n", to: "a.log")
        let path = directory.path("a.log")
        let finding = try ForeignPosition(path: path, offset: 4).find(written: Clock.realtime())
        guard case .inPlace(let place) = finding else { Issue.record("\(finding)"); return }
        #expect(place.path == path)
        #expect(place.size == 8)
        #expect(place.position.offset == 4)
        #expect(place.position.tail != nil)
        #expect(place.identity == FileIdentity(try FileStatus.of(path: path)))
        #expect(place.fingerprint.length == 8)
    }

    @Test func theRestOfARenamedFileIsFound() throws {
        let directory = try ScratchDirectory()
        try directory.write("one\ntwo\nthree\n", to: "a.log.1")
        let old = directory.path("a.log.1")
        let position = ForeignPosition(path: directory.path("a.log"), offset: 8)
        let finding = try position.find(written: FileStatus.of(path: old).birth + 1_000_000_000)
        guard case .rotated(let place) = finding else { Issue.record("\(finding)"); return }
        #expect(place.path == old)
        #expect(place.position.offset == 8)
    }

    @Test func theRestOfACompressedFileIsFound() throws {
        let directory = try ScratchDirectory()
        try directory.write(gzipped(Array("one\ntwo\nthree\n".utf8)), to: "a.log.1.gz")
        let position = ForeignPosition(path: directory.path("a.log"), offset: 8)
        guard case .rotated(let place) = try position.find(written: 0) else {
            Issue.record("not found"); return
        }
        #expect(place.fingerprint.length == 14)
        let tooFar = ForeignPosition(path: directory.path("a.log"), offset: 100)
        #expect(try tooFar.find(written: 0) == .gone)
    }

    @Test func nothingIsLeftOfAFileThatIsGone() throws {
        let directory = try ScratchDirectory()
        let position = ForeignPosition(path: directory.path("a.log"), offset: 4)
        #expect(try position.find(written: Clock.realtime()) == .gone)
    }

    @Test func aShorterFileStartsAnew() throws {
        let directory = try ScratchDirectory()
        try directory.write("new\n", to: "a.log")
        let position = ForeignPosition(path: directory.path("a.log"), offset: 100)
        guard case .startsAnew(let place) = try position.find(written: Clock.realtime()) else {
            Issue.record("not anew")
            return
        }
        #expect(place.position.offset == 0)
    }
}
