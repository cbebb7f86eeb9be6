// When a reader whose lines wait looks again, how far, and when it waits no longer.

import Pipeline
import Testing

@testable import Agent

@Suite struct HoldTests {
    private static let second: Int64 = 1_000_000_000
    private static let quiet = Chunk.Waiting.Condition.lines(quiet: 3 * second)

    @Test func entryIsCompleteWhenNoLineCameForSoLong() {
        var hold = Hold(at: 100, now: 0)
        func note(_ lines: Int64, at second: Int64) -> Hold.Decision {
            hold.note(Self.quiet, lines: lines, size: lines, limit: 1 << 18, now: second * Self.second)
        }
        #expect(note(120, at: 1) == .wait(until: 4 * Self.second))
        // The same again, as after a write of half a line: the time goes on.
        #expect(note(120, at: 2) == .wait(until: 4 * Self.second))
        #expect(note(140, at: 3) == .wait(until: 6 * Self.second))
        #expect(note(140, at: 6) == .complete(at: 140))
    }

    @Test func whatWasSeenLateIsNoOlderForIt() {
        var hold = Hold(at: 0, now: 0)
        _ = hold.note(Self.quiet, lines: 10, size: 10, limit: 1 << 18, now: 0)
        // Nothing could be read for a minute, and then there was more.
        #expect(
            hold.note(Self.quiet, lines: 20, size: 20, limit: 1 << 18, now: 60 * Self.second)
                == .wait(until: 63 * Self.second))
    }

    @Test func moreIsLookedAtWhileThereIsMoreUpToABound() {
        var hold = Hold(at: 7, now: 0)
        var limit = 1000
        var limits: [Int] = []
        while hold.note(Self.quiet, lines: 7 + Int64(limit), size: 1 << 30, limit: limit, now: 1)
            == .readAgain
        {
            limit = hold.window(at: 7)
            limits.append(limit)
        }
        #expect(limits.first == 1 << 18)
        #expect(limits.last == Hold.maximumWindow)
        #expect(zip(limits, limits.dropFirst()).allSatisfy { $1 == 2 * $0 })
        #expect(
            hold.note(Self.quiet, lines: 7 + Int64(limit), size: 1 << 30, limit: limit, now: 2)
                == .complete(at: 7 + Int64(limit)))
        #expect(hold.window(at: 8) == 0)
    }

    @Test func entryThatNeverEndsWaitsForEver() {
        var hold = Hold(at: 0, now: 5)
        #expect(
            hold.note(.lines(quiet: .max), lines: 1, size: 1, limit: 10, now: .max - 1) == .wait(until: .max))
    }

    @Test func clockIsWaitedForAndNothingIsReadMeanwhile() {
        var hold = Hold(at: 0, now: 0)
        #expect(hold.note(.clock(until: 50), lines: 1, size: 1, limit: 10, now: 10) == .wait(until: 50))
        #expect(hold.isPaused(now: 49))
        #expect(!hold.isPaused(now: 50))
        _ = hold.note(Self.quiet, lines: 1, size: 1, limit: 10, now: 51)
        #expect(!hold.isPaused(now: 52))
    }
}
