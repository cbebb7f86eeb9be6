// What `positions skip` comes to, for every place that can be named.

import Checkpoints
import Platform
import Testing

@testable import Agent

@Suite struct SkipPlanTests {
    @Test(arguments: [
        // "one\ntwo\nthree\nunfini": lines start at 0, 4, 8, 14.
        (Int64(1), Int64(4)), (4, 4), (5, 8), (8, 8), (9, 14), (13, 14), (14, 14), (15, 14), (20, 14),
    ])
    func offsetIsMovedToTheStartOfALine(_ offset: Int64, _ start: Int64) throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\nthree\nunfini", a: 0, b: 0)
        #expect(
            try trial.edits(.skip(to: offset), "x.log") == ["x.log a 0>\(start)", "x.log b 0>\(start)"])
        #expect(
            try trial.rows(after: .skip(to: offset), "x.log")
                == ["x.log a \(start) waiting", "x.log b \(start) waiting"])
    }

    @Test func endIsBehindTheLastFinishedLine() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\nunfini", a: 0, b: 4)
        #expect(try trial.edits(.skip(to: nil), "x.log") == ["x.log a 0>8", "x.log b 4>8"])
        #expect(try trial.edits(.skip(to: nil), "x.log", client: "b") == ["x.log b 4>8"])
    }

    @Test func onlyWhoIsBehindIsMoved() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\n", a: 0, b: 8)
        #expect(try trial.edits(.skip(to: 4), "x.log") == ["x.log a 0>4"])
        #expect(
            try trial.refusal(.skip(to: 4), "x.log", client: "b").description
                == "there is nothing to skip: \(trial.path("x.log")) is shipped up to byte 8")
    }

    @Test func byteOfAnUnfinishedLineIsExplained() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\nunfini", a: 4, b: 4)
        #expect(
            try trial.refusal(.skip(to: 6), "x.log").description
                == "there is nothing to skip: \(trial.path("x.log")) is shipped up to byte 4, and byte 6 is in a line "
                + "that is not finished yet and is sent whole when it is")
    }

    @Test func offsetBeyondTheEndIsRefused() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\n", a: 0, b: 0)
        let refusal = try trial.refusal(.skip(to: 5), "x.log")
        #expect(refusal.kind == .invalid)
        #expect(refusal.description == "\(trial.path("x.log")) has 4 bytes; --to 5 is beyond its end")
    }

    @Test func olderGenerationsOfANameAreSkippedWhole() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log.1", "one\ntwo\n", a: 4, b: 8, bornAs: "x.log")
        try trial.remember("x.log", "three\nfour\n", a: 0, b: 0)
        #expect(
            try trial.edits(.skip(to: 3), "x.log") == ["x.log.1 a 4>8", "x.log a 0>6", "x.log b 0>6"])
        // Under its own name, the older one is meant alone.
        #expect(try trial.edits(.skip(to: nil), "x.log.1") == ["x.log.1 a 4>8"])
    }

    @Test func longLineMayBeBegunInItsMiddle() throws {
        var trial = try PositionTrial()
        let long = String(repeating: "x", count: 3 << 20)
        try trial.remember("x.log", "one\n" + long + "\ntwo\n", a: 0, b: 0)
        #expect(try trial.edits(.skip(to: 1 << 20), "x.log", client: "a") == ["x.log a 0>\(1 << 20)"])
        // Its end is near enough to be found.
        let end = Int64(4 + long.count + 1)
        #expect(try trial.edits(.skip(to: end - 1000), "x.log", client: "a") == ["x.log a 0>\(end)"])
    }

    @Test func whatIsKnownOfTheTimeStays() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\n", a: 0, b: 0)
        let change = PositionChange(.skip(to: 4), path: trial.path("x.log"), client: "a")
        let plan = try trial.book.plan(change)
        #expect(
            plan.changes == [
                .acknowledged(
                    client: "a",
                    [Acknowledgement(GenerationID(1), Progress(offset: 4, lastTimestamp: 7))])
            ])
    }
}
