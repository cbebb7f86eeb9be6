// How a client comes back after an outage: late by chance, slowly at first, and never when there is no need.

import TestSupport
import Testing

@testable import Loki

@Suite struct RecoveryTests {
    private static let second: Int64 = 1_000_000_000

    /// The pauses after an outage, as long as there are some.
    private func pauses(after outage: Int64, seed: UInt64, downtime: Int64 = 0) -> [Int64] {
        var recovery = Recovery(downtime: downtime)
        var generator = SeededGenerator(seed: seed)
        if outage > 0 { recovery.failed(now: 5) }
        recovery.failed(now: 5 + outage / 2)
        recovery.answered(now: 5 + max(0, outage), using: &generator)
        var pauses: [Int64] = []
        while true {
            recovery.answered(now: 5 + outage, using: &generator)
            let pause = recovery.pause(hasBacklog: true)
            if pause == 0 { return pauses }
            pauses.append(pause)
        }
    }

    @Test(arguments: [0, 1, 9_999_999_999] as [Int64])
    func aShortOutageIsFollowedByNothing(outage: Int64) {
        for seed in 0..<50 as Range<UInt64> { #expect(pauses(after: outage, seed: seed) == []) }
    }

    @Test(arguments: [(10, 1), (60, 6), (300, 30), (86_400, 30), (9e9, 30)] as [(Double, Int64)])
    func aLongOneByAPauseOfATenthAtMostAndHalfAMinute(outage: Double, seconds: Int64) {
        let bound = seconds * Self.second
        var firsts: [Int64] = []
        for seed in 0..<500 as Range<UInt64> {
            let pauses = pauses(after: Int64(outage * 1e9), seed: seed)
            firsts.append(pauses.first ?? 0)
            #expect(pauses.reduce(0, +) <= 2 * bound)
            for (earlier, later) in zip(pauses, pauses.dropFirst()) { #expect(later == earlier / 2) }
            #expect(pauses.allSatisfy { $0 >= Recovery.shortestPause })
        }
        // Spread evenly, as far as five hundred can tell.
        #expect((firsts.max() ?? 0) <= bound && (firsts.max() ?? 0) > bound / 10 * 9)
        #expect((firsts.min() ?? .max) < bound / 10)
        let mean = firsts.reduce(0) { $0 + $1 / Int64(firsts.count) }
        #expect((bound / 10 * 4...bound / 10 * 6).contains(mean))
    }

    @Test func whoHasCaughtUpDoesNotPause() {
        var recovery = Recovery()
        var generator = SeededGenerator(seed: 1)
        recovery.failed(now: 0)
        recovery.answered(now: 300 * Self.second, using: &generator)
        #expect(recovery.pause(hasBacklog: false) == 0)
        #expect(recovery.pause(hasBacklog: true) == 0)
    }

    @Test func anAgentThatStartsBehindTakesItsTimeAndOnlyOnce() {
        #expect((0..<50).contains { !pauses(after: 0, seed: $0, downtime: Recovery.shortestOutage).isEmpty })
        for seed in 0..<200 as Range<UInt64> {
            let pauses = pauses(after: 0, seed: seed, downtime: Recovery.shortestOutage)
            #expect((pauses.first ?? 0) <= Self.second)
        }
    }

    @Test func anOutageDuringTheRecoveryStartsItAnewIfItIsLong() {
        var recovery = Recovery()
        var generator = SeededGenerator(seed: 3)
        recovery.failed(now: 0)
        recovery.answered(now: 300 * Self.second, using: &generator)
        let first = recovery.pause(hasBacklog: true)
        #expect(first > 0)
        recovery.failed(now: 301 * Self.second)
        recovery.answered(now: 302 * Self.second, using: &generator)
        #expect(recovery.pause(hasBacklog: true) == first / 2)
        recovery.failed(now: 303 * Self.second)
        recovery.answered(now: 903 * Self.second, using: &generator)
        #expect(recovery.pause(hasBacklog: true) != first / 4)
    }

    /// One that was away for five minutes.
    private func sender() -> Sender {
        var sender = Sender(backoff: RetryPolicy.Settings())
        sender.goOn(from: Recovery(downtime: 300 * Self.second))
        return sender
    }

    @Test func aSenderPausesBetweenBatchesUnlessTheAgentStops() throws {
        for isStopping in [false, true] {
            var sender = sender()
            var generator = SeededGenerator(seed: 3)
            if isStopping { #expect(sender.hurry() == .none) }
            _ = sender.batchReady(count: 2)
            #expect(sender.answered(SenderTests.bad, now: 7, using: &generator) == .push(0..<1))
            #expect(sender.answered(SenderTests.ok, now: 7, using: &generator) == .commit(0..<1))
            // Not between the pieces of one batch.
            #expect(sender.settled(hasBacklog: true, now: 7) == .push(1..<2))
            #expect(sender.answered(SenderTests.ok, now: 7, using: &generator) == .commit(1..<2))
            #expect(sender.settled(hasBacklog: true, now: 7) == .finish)
            #expect(sender.isIdle == isStopping)
            guard !isStopping else { continue }
            let until = try #require(sender.deadline)
            #expect((7...(7 + Recovery.longestPause)).contains(until))
            #expect(sender.timePassed(now: until - 1) == .none)
            #expect(!sender.isIdle)
            #expect(sender.timePassed(now: until) == .none)
            #expect(sender.isIdle)
            #expect(sender.deadline == nil)
        }
    }

    @Test func aStopEndsAPause() {
        var sender = sender()
        var generator = SeededGenerator(seed: 3)
        _ = sender.batchReady(count: 1)
        _ = sender.answered(SenderTests.ok, now: 7, using: &generator)
        _ = sender.settled(hasBacklog: true, now: 7)
        #expect(!sender.isIdle)
        #expect(sender.hurry() == .none)
        #expect(sender.isIdle)
    }
}
