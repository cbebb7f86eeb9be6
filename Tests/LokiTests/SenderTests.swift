// Every event in every state of one client's pushing.

import TestSupport
import Testing

@testable import Loki

@Suite struct SenderTests {
    static let ok = PushAnswer(status: 204, message: "")
    static let bad = PushAnswer(status: 400, message: "")
    static let busy = PushAnswer(status: 503, message: "")
    private static let now: Int64 = 1000
    private static let all = 0..<1

    /// Waits are at most ten nanoseconds, so that deadlines are known: 1 to 10 of them.
    private func sender(retries: Int = 0) -> Sender {
        var backoff = RetryPolicy.Settings()
        backoff.minimum = 10
        backoff.maximum = 10
        backoff.maximumRetries = retries
        return Sender(backoff: backoff)
    }

    private func pushing(retries: Int = 0) -> Sender {
        var sender = sender(retries: retries)
        #expect(sender.batchReady(count: 1) == .push(Self.all))
        return sender
    }

    private func waiting() throws -> (sender: Sender, until: Int64) {
        var sender = pushing()
        var generator = SeededGenerator(seed: 1)
        _ = sender.answered(Self.busy, now: Self.now, using: &generator)
        return (sender, try #require(sender.deadline))
    }

    @Test func whatLokiHasNoTimeForIsKeptAsideIfThatIsWanted() {
        var sender = Sender(backoff: RetryPolicy.Settings(), dropsRateLimited: true)
        var generator = SeededGenerator(seed: 1)
        #expect(sender.batchReady(count: 4) == .push(0..<4))
        let limited = PushAnswer(status: 429, message: "", retryAfter: 1_000_000_000)
        #expect(sender.answered(limited, now: Self.now, using: &generator) == .setAside(0..<4))
        #expect(sender.settled(hasBacklog: false, now: Self.now) == .finish)
        // Whatever else there is, is waited for.
        #expect(sender.batchReady(count: 4) == .push(0..<4))
        guard case .wait = sender.answered(Self.busy, now: Self.now, using: &generator) else {
            Issue.record("a server that is busy is not waited for")
            return
        }
    }

    @Test func anIdleSenderWaitsForABatchAndForNothingElse() {
        var sender = sender()
        #expect(sender.isIdle)
        #expect(sender.deadline == nil)
        #expect(sender.timePassed(now: .max) == .none)
        #expect(sender.hurry() == .none)
        #expect(sender.state == .idle)
        #expect(sender.batchReady(count: 7) == .push(0..<7))
        #expect(sender.state == .pushing(0..<7))
        #expect(!sender.isIdle)
    }

    @Test func whileAPushIsUnderWayTimeAndHasteChangeNothing() {
        var sender = pushing()
        #expect(sender.deadline == nil)
        #expect(sender.timePassed(now: .max) == .none)
        #expect(sender.hurry() == .none)
        #expect(sender.state == .pushing(Self.all))
    }

    @Test(arguments: [(ok, Sender.Action.commit(0..<1)), (bad, .setAside(0..<1))])
    func anAnswerThatIsFinalEndsTheBatchOnceItIsActedUpon(answer: PushAnswer, action: Sender.Action) {
        var sender = pushing()
        var generator = SeededGenerator(seed: 1)
        #expect(sender.answered(answer, now: Self.now, using: &generator) == action)
        #expect(sender.state == .answered(Self.all))
        #expect(sender.policy.failures == 0)
        #expect(sender.deadline == nil)
        #expect(sender.timePassed(now: .max) == .none)
        #expect(sender.settled(hasBacklog: true, now: Self.now) == .finish)
        #expect(sender.state == .idle)
    }

    @Test func aPartialRefusalIsNotSentAgain() {
        var sender = sender()
        var generator = SeededGenerator(seed: 1)
        _ = sender.batchReady(count: 9)
        let answer = PushAnswer(
            status: 400, message: "entry for stream '{a=\"b\"}' has timestamp too new: 2024-05-06T15:58:50Z")
        guard case .sift(0..<9, let refusal) = sender.answered(answer, now: 0, using: &generator) else {
            Issue.record("\(sender.state)")
            return
        }
        #expect(refusal.reason == .tooNew)
        #expect(sender.settled(hasBacklog: false, now: 0) == .finish)
    }

    @Test(arguments: 0..<50)
    func anAnswerThatIsNotFinalIsWaitedFor(seed: UInt64) throws {
        var sender = pushing()
        var generator = SeededGenerator(seed: seed)
        let action = sender.answered(Self.busy, now: Self.now, using: &generator)
        let until = try #require(sender.deadline)
        #expect((Self.now + 1...Self.now + 10).contains(until))
        #expect(action == .wait(until: until))
        #expect(sender.state == .waiting(Self.all, until: until))
        #expect(!sender.isIdle)
    }

    @Test func aWaitingSenderGoesAgainWhenItsTimeHasCome() throws {
        var (sender, until) = try waiting()
        #expect(sender.timePassed(now: until - 1) == .none)
        #expect(sender.state == .waiting(Self.all, until: until))
        #expect(sender.timePassed(now: until) == .push(Self.all))
        #expect(sender.state == .pushing(Self.all))
        #expect(sender.deadline == nil)
    }

    @Test func whatCannotBeKeptIsKeptLaterAndNotSentAgain() {
        var sender = pushing()
        var generator = SystemRandomNumberGenerator()
        #expect(sender.answered(Self.bad, now: 5, using: &generator) == .setAside(Self.all))
        for now in [5, 5 + Sender.keepInterval] as [Int64] {
            sender.couldNotKeep(now: now)
            let until = now + Sender.keepInterval
            #expect(sender.deadline == until)
            #expect(!sender.isIdle)
            #expect(sender.timePassed(now: until - 1) == .none)
            #expect(sender.timePassed(now: until) == .keepAgain(Self.all))
            #expect(sender.state == .answered(Self.all))
        }
        sender.couldNotKeep(now: 5)
        #expect(sender.hurry() == .keepAgain(Self.all))
        #expect(sender.settled(hasBacklog: false, now: 5) == .finish)
    }

    @Test func aStopEndsAWaitAtOnce() throws {
        var (sender, _) = try waiting()
        #expect(sender.hurry() == .push(Self.all))
        #expect(sender.state == .pushing(Self.all))
    }

    @Test func aBatchThatWasRepeatedTooOftenIsSetAsideAndTheNextStartsAfresh() throws {
        var sender = sender(retries: 3)
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2 {
            #expect(sender.batchReady(count: 1) == .push(Self.all))
            for _ in 0..<3 {
                _ = sender.answered(Self.busy, now: Self.now, using: &generator)
                #expect(sender.timePassed(now: .max) == .push(Self.all))
            }
            #expect(sender.answered(Self.busy, now: Self.now, using: &generator) == .setAside(Self.all))
            #expect(sender.policy.failures == 0)
            #expect(sender.settled(hasBacklog: false, now: Self.now) == .finish)
        }
    }

    @Test(arguments: [401, 403, 404, 405, 407])
    func aDenialEmptiesNoLogHoweverFewTheRetriesAre(status: Int) {
        var sender = pushing(retries: 1)
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<100 {
            let answer = PushAnswer(status: status, message: "")
            guard case .wait = sender.answered(answer, now: 0, using: &generator) else {
                Issue.record("\(sender.state)")
                return
            }
            #expect(sender.policy.isRepeating)
            #expect(sender.timePassed(now: .max) == .push(Self.all))
        }
    }

    @Test func aSuccessAfterFailuresStartsTheNextBatchAfresh() throws {
        var (sender, until) = try waiting()
        var generator = SeededGenerator(seed: 1)
        #expect(sender.policy.failures == 1)
        #expect(sender.timePassed(now: until) == .push(Self.all))
        #expect(sender.answered(Self.ok, now: until, using: &generator) == .commit(Self.all))
        #expect(!sender.policy.isRepeating)
    }

    @Test func whatAServerAsksForIsWaited() throws {
        var sender = pushing()
        var generator = SeededGenerator(seed: 1)
        let answer = PushAnswer(status: 429, message: "", retryAfter: 1000)
        _ = sender.answered(answer, now: Self.now, using: &generator)
        #expect((2000...2100).contains(try #require(sender.deadline)))
    }

    @Test func aWaitBeyondTheEndOfTimeEndsThere() {
        var backoff = RetryPolicy.Settings()
        backoff.minimum = .max
        backoff.maximum = .max
        var sender = Sender(backoff: backoff)
        _ = sender.batchReady(count: 1)
        var generator = SeededGenerator(seed: 1)
        #expect(sender.answered(Self.busy, now: .max - 1, using: &generator) == .wait(until: .max))
    }

    /// Calls of the shell that make no sense end the program rather than repeat or lose entries.
    @Test func whatCannotBeIsAMistakeOfTheCaller() async {
        await #expect(processExitsWith: .failure) {
            var sender = Sender(backoff: RetryPolicy.Settings())
            _ = sender.batchReady(count: 1)
            _ = sender.batchReady(count: 1)
        }
        await #expect(processExitsWith: .failure) {
            var sender = Sender(backoff: RetryPolicy.Settings())
            var generator = SeededGenerator(seed: 1)
            _ = sender.answered(PushAnswer(status: 204, message: ""), now: 0, using: &generator)
        }
        await #expect(processExitsWith: .failure) {
            var sender = Sender(backoff: RetryPolicy.Settings())
            var generator = SeededGenerator(seed: 1)
            _ = sender.batchReady(count: 1)
            for _ in 0..<2 {
                _ = sender.answered(PushAnswer(status: 0, message: ""), now: 0, using: &generator)
            }
        }
        await #expect(processExitsWith: .failure) {
            var sender = Sender(backoff: RetryPolicy.Settings())
            _ = sender.batchReady(count: 1)
            _ = sender.settled(hasBacklog: false, now: 0)
        }
        await #expect(processExitsWith: .failure) {
            var sender = Sender(backoff: RetryPolicy.Settings())
            sender.couldNotKeep(now: 0)
        }
        await #expect(processExitsWith: .failure) {
            var sender = Sender(backoff: RetryPolicy.Settings())
            _ = sender.batchReady(count: 1)
            sender.goOn(from: Recovery())
        }
    }
}
