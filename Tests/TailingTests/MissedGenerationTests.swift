// What came and went while the follower was stopped is told from a copy of what is known, and from what was there before.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct MissedGenerationTests {
    private func started(_ text: String) throws -> TailHarness {
        let harness = try TailHarness()
        try harness.directory.append(text, to: "a.log")
        #expect(harness.read().count == 1)
        return harness
    }

    private func expectNothingMore(_ harness: TailHarness) throws {
        for _ in 0..<2 {
            #expect(harness.settle(seconds: 300) == [])
            try harness.restart()
        }
    }

    /// The first generation with and without more than the header.
    @Test(arguments: [["a1"], []])
    func anEqualHeaderMakesNoCopy(rest: [String]) throws {
        let harness = try started("# header\n")
        try harness.restart {
            try harness.directory.append(rest.map { $0 + "\n" }.joined(), to: "a.log")
            try harness.directory.rename("a.log", to: "a.log.2")
            try harness.directory.append("# header\nb1\n", to: "a.log.1")
            try harness.directory.append("# header\nc1\n", to: "a.log")
        }
        #expect(harness.read() == rest + ["# header", "b1", "# header", "c1"])
        try expectNothingMore(harness)
    }

    @Test func anEqualBeginningOfALineMakesNoCopy() throws {
        let harness = try TailHarness()
        try harness.directory.append("{\"time\":1,", to: "a.log")
        #expect(harness.read() == [])
        try harness.restart {
            try harness.directory.append("\"n\":1}\n", to: "a.log")
            try harness.directory.rename("a.log", to: "a-1.log")
            try harness.directory.append("{\"time\":1,\"n\":2}\n", to: "a.log.1")
            try harness.directory.append("{\"time\":1,\"n\":3}\n", to: "a.log")
        }
        #expect(harness.read() == (1...3).map { "{\"time\":1,\"n\":\($0)}" })
        try expectNothingMore(harness)
    }

    @Test func otherContentsOfAKnownFileWereMissedHoweverOldTheySeem() throws {
        let harness = try started("a1\n")
        try harness.restart {
            try harness.directory.write("b1\nb2\n", to: "a.log")
            try harness.directory.rename("a.log", to: "a.log.1")
            // As if the clock had been set back before.
            try harness.directory.setModified("a.log.1", to: 1_000_000_000)
            try harness.directory.append("c1\n", to: "a.log")
        }
        #expect(harness.read() == ["b1", "b2", "c1"])
        try expectNothingMore(harness)
    }

    @Test func whatCannotBeLookedAtNowIsTakenLater() throws {
        let kinds: [FaultySystem.Call] = [.status, .open, .list, .pread]
        var place = 0
        while true {
            let harness = try started("a1\n")
            let faulty = FaultySystem(.error(EIO), at: place, of: kinds)
            try System.$calls.withValue(faulty) {
                try harness.restart {
                    try harness.directory.rename("a.log", to: "a.log.2")
                    try harness.directory.append("b1\n", to: "a.log.1")
                    try harness.directory.append("c1\n", to: "a.log")
                }
                for _ in 0..<3 { harness.settle(seconds: 61) }
            }
            let comment: Comment = "at call \(place), \(faulty.struck?.rawValue ?? "none")"
            #expect(harness.lines[0].map(\.text).sorted() == ["a1", "b1", "c1"], comment)
            if faulty.struck == nil { break }
            place += 1
        }
        #expect(place > 10)
    }
}
