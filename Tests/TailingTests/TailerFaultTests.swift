// A fault at each system call of the follower in turn: what could not be done is done later, and no line is lost.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct TailerFaultTests {
    private static let faults: [(FaultySystem.Fault, lasts: Int)] = [
        (.error(EIO), 1), (.error(EACCES), 1), (.error(EMFILE), 2), (.error(EINTR), 2), (.short, 1),
    ]

    /// A file that is there, one that comes, a rename and a successor; then the minutes in which all is looked at.
    private func run(_ directory: ScratchDirectory) throws -> [String]? {
        try directory.append("a1\na2\n", to: "a.log")
        guard let harness = try? TailHarness(in: directory) else { return nil }
        harness.read()
        try directory.append("a3\n", to: "a.log")
        try directory.append("b1\n", to: "b.log")
        harness.read()
        try directory.rename("a.log", to: "a.log.1")
        try directory.append("a4\n", to: "a.log.1")
        try directory.append("a5\n", to: "a.log")
        harness.read()
        try directory.append("b2\n", to: "b.log")
        for _ in 0..<3 { harness.settle(seconds: 61) }
        return harness.lines[0].map(\.text)
    }

    @Test(arguments: faults)
    func everyLineComesOnce(_ fault: FaultySystem.Fault, _ lasts: Int) throws {
        let kinds = FaultySystem.Call.allCases.filter { $0 != .inotifyInit }
        var place = 0
        while true {
            let faulty = FaultySystem(fault, at: place, of: kinds, lasts: lasts)
            try System.$calls.withValue(faulty) {
                let lines = try #require(try run(ScratchDirectory()))
                let comment: Comment = "\(fault) at call \(place), \(faulty.struck?.rawValue ?? "none")"
                #expect(lines.sorted() == ["a1", "a2", "a3", "a4", "a5", "b1", "b2"], comment)
            }
            if faulty.struck == nil { break }
            place += 1
        }
        #expect(place > 10)
    }

    @Test func withoutInotifyEverythingIsLookedAtEverySecond() throws {
        let directory = try ScratchDirectory()
        try directory.append("a1\n", to: "a.log")
        try System.$calls.withValue(FaultySystem(.error(EMFILE), at: 0, of: [.inotifyInit])) {
            let harness = try TailHarness(in: directory)
            #expect(harness.read() == ["a1"])
            #expect(harness.takeEvents().first?.contains("fs.inotify.max_user_instances") == true)
            try directory.append("a2\n", to: "a.log")
            #expect(harness.settle(seconds: 1) == ["a2"])
            try directory.rename("a.log", to: "a.log.1")
            try directory.append("a3\n", to: "a.log.1")
            try directory.append("b1\n", to: "a.log")
            #expect(harness.settle(seconds: 1) == ["a3", "b1"])
        }
    }
}
