// What `positions forget` comes to, and what it says before it is done.

import Checkpoints
import Glibc
import Platform
import TestSupport
import Testing

@testable import Agent

@Suite struct ForgetPlanTests {
    private let done = PositionChange.Action.forget(isConfirmed: true)
    private let asked = PositionChange.Action.forget(isConfirmed: false)

    @Test func fileIsBegunAnew() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\n", a: 4, b: 8)
        #expect(
            try trial.refusal(asked, "x.log").description
                == "12 bytes that were shipped will be sent again; add --yes to do it")
        #expect(try trial.refusal(asked, "x.log").kind == .unconfirmed)
        #expect(try trial.edits(done, "x.log") == ["x.log a 4>0!", "x.log b 8>0!"])
        #expect(try trial.rows(after: done, "x.log") == [])
        let sentences = try trial.book.plan(PositionChange(done, path: trial.path("x.log"))).edits.map(
            \.sentence)
        let place = trial.path("x.log")
        #expect(
            sentences == [
                "\(place) (generation 1, client a) is forgotten: 4 bytes are sent again, 4 bytes are sent for the "
                    + "first time",
                "\(place) (generation 1, client b) is forgotten: 8 bytes are sent again",
            ])
    }

    @Test func nothingShippedNeedsNoConfirmation() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\n", a: 0, b: 0)
        #expect(try trial.edits(asked, "x.log") == ["x.log a 0>0!", "x.log b 0>0!"])
    }

    @Test func oneClientIsSetBackAndTheOtherStays() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\n", a: 4, b: 8)
        #expect(try trial.edits(done, "x.log", client: "b") == ["x.log b 8>0!"])
        #expect(
            try trial.rows(after: done, "x.log", client: "b") == ["x.log a 4 waiting", "x.log b 0 waiting"])
    }

    @Test func startAtTheEndSendsNothingAgainAndLosesTheRest() throws {
        var trial = try PositionTrial(startAt: "end")
        try trial.remember("x.log", "one\ntwo\nunfini", a: 4, b: 8)
        #expect(try trial.edits(done, "x.log") == ["x.log a 4>8!", "x.log b 8>8!"])
        #expect(
            try trial.refusal(asked, "x.log").description
                == "4 bytes that were not shipped will never be sent; add --yes to do it")
    }

    @Test func ageDecidesWhereItIsBegun() throws {
        var trial = try PositionTrial(startAt: "24h")
        try trial.remember("x.log", "one\ntwo\n", a: 4, b: 4)
        #expect(try trial.edits(done, "x.log", client: "a") == ["x.log a 4>0!"])
        try trial.trial.directory.setModified(
            "logs/x.log", to: Int(Clock.realtime() / 1_000_000_000) - 100_000)
        #expect(try trial.edits(done, "x.log", client: "a") == ["x.log a 4>8!"])
    }

    /// While others of its path are known, a file that is not would be taken for one that was missed.
    @Test func rotatedFileStaysKnownBesideTheOthersOfItsPath() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log.1", "one\ntwo\n", a: 4, b: 8, bornAs: "x.log")
        try trial.remember("x.log", "three\n", a: 0, b: 6)
        #expect(
            try trial.refusal(asked, "x.log.1").description
                == "4 bytes that were not shipped will never be sent; add --yes to do it")
        #expect(
            try trial.rows(after: done, "x.log.1") == [
                "x.log.1 a 8 finished", "x.log.1 b 8 finished", "x.log a 0 waiting", "x.log b 6 waiting",
            ])
        // All at once, as if the path had never been seen.
        #expect(
            try trial.edits(done, "x.log") == [
                "x.log.1 a 4>8!", "x.log.1 b 8>8!", "x.log a 0>0!", "x.log b 6>0!",
            ])
        #expect(try trial.rows(after: done, "x.log") == [])
    }

    /// What is known of finished ones would have a new file taken for their successor.
    @Test func finishedOnesOfThePathAreForgottenWithIt() throws {
        var trial = try PositionTrial(startAt: "end")
        try trial.remember("x.log.1", "one\ntwo\n", a: 8, b: 8, bornAs: "x.log")
        trial.state.apply(.finished(GenerationID(1)))
        try trial.remember("x.log", "three\n", a: 6, b: 6)
        #expect(try trial.edits(asked, "x.log") == ["x.log a 6>6!", "x.log b 6>6!"])
        #expect(try trial.rows(after: asked, "x.log") == [])
        #expect(
            try trial.rows(after: done, "x.log", client: "a") == [
                "x.log.1 a 8 finished", "x.log.1 b 8 finished", "x.log a 6 waiting", "x.log b 6 waiting",
            ])
    }

    @Test func fileThatIsGoneIsSimplyForgotten() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\n", a: 4, b: 8)
        try trial.trial.directory.remove("logs/x.log")
        #expect(trial.rows == ["x.log a 4 missing", "x.log b 8 finished"])
        #expect(try trial.edits(asked, "x.log") == ["x.log a 4>4!", "x.log b 8>8!"])
        #expect(try trial.rows(after: asked, "x.log") == [])
    }

    @Test func fileOfNoTargetIsForgotten() throws {
        var trial = try PositionTrial()
        try trial.remember("x.log", "one\ntwo\n", a: 4, b: 8, target: "other{}")
        #expect(trial.rows == ["x.log a 4 unfollowed", "x.log b 8 unfollowed"])
        #expect(try trial.rows(after: done, "x.log") == [])
    }
}
