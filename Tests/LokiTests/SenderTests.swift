// Every event in every state of one client's pushing.

import TestSupport
import Testing

@testable import Loki

@Suite struct SenderTests {
    private static let ok = PushAnswer(status: 204, message: "")
    private static let bad = PushAnswer(status: 400, message: "")
    private static let busy = PushAnswer(status: 503, message: "")
    private static let now: Int64 = 1000

    /// Waits are exactly a second and its tenth, so that deadlines are known: 1 to 10 of them.
    private func sender(retries: Int = 0) -> Sender {
        var backoff = RetryPolicy.Settings()
        backoff.minimum = 10
        backoff.maximum = 10
        backoff.maximumRetries = retries
        return Sender(backoff: backoff)
    }

    private func pushing(retries: Int = 0) -> Sender {
        var sender = sender(retries: retries)
        #expect(sender.batchReady() == .push)
        return sender
    }

    private func waiting(retries: Int = 0) throws -> (sender: Sender, until: Int64) {
        var sender = pushing(retries: retries)
        var generator = SeededGenerator(seed: 1)
        _ = sender.answered(Self.busy, now: Self.now, using: &generator)
        return (sender, try #require(sender.deadline))
    }

    @Test func anIdleSenderWaitsForABatchAndForNothingElse() {
        var sender = sender()
        #expect(sender.isIdle)
        #expect(sender.deadline == nil)
        #expect(sender.timePassed(now: .max) == .none)
        #expect(sender.hurry() == .none)
        #expect(sender.state == .idle)
        #expect(sender.batchReady() == .push)
        #expect(sender.state == .pushing)
        #expect(!sender.isIdle)
    }

    @Test func whileAPushIsUnderWayTimeAndHasteChangeNothing() {
        var sender = pushing()
        #expect(sender.deadline == nil)
        #expect(sender.timePassed(now: .max) == .none)
        #expect(sender.hurry() == .none)
        #expect(sender.state == .pushing)
    }

    @Test(arguments: [(ok, Sender.Action.commit), (bad, .setAside)])
    func anAnswerThatIsFinalEndsTheBatch(answer: PushAnswer, action: Sender.Action) {
        var sender = pushing()
        var generator = SeededGenerator(seed: 1)
        #expect(sender.answered(answer, now: Self.now, using: &generator) == action)
        #expect(sender.state == .idle)
        #expect(sender.policy.failures == 0)
    }

    @Test(arguments: 0..<50)
    func anAnswerThatIsNotFinalIsWaitedFor(seed: UInt64) throws {
        var sender = pushing()
        var generator = SeededGenerator(seed: seed)
        let action = sender.answered(Self.busy, now: Self.now, using: &generator)
        let until = try #require(sender.deadline)
        #expect((Self.now + 1...Self.now + 10).contains(until))
        #expect(action == .wait(until: until))
        #expect(sender.state == .waiting(until: until))
        #expect(!sender.isIdle)
    }

    @Test func aWaitingSenderGoesAgainWhenItsTimeHasCome() throws {
        var (sender, until) = try waiting()
        #expect(sender.timePassed(now: until - 1) == .none)
        #expect(sender.state == .waiting(until: until))
        #expect(sender.timePassed(now: until) == .push)
        #expect(sender.state == .pushing)
        #expect(sender.deadline == nil)
    }

    @Test func aBatchThatCannotBeSetAsideIsPushedAgain() {
        var sender = pushing()
        var generator = SystemRandomNumberGenerator()
        let refusal = PushAnswer(status: 400, message: "no")
        #expect(sender.answered(refusal, now: 5, using: &generator) == .setAside)
        sender.couldNotSetAside(now: 5)
        #expect(sender.deadline == 5 + Sender.setAsideInterval)
        #expect(sender.timePassed(now: 4 + Sender.setAsideInterval) == .none)
        #expect(sender.timePassed(now: 5 + Sender.setAsideInterval) == .push)
    }

    @Test func aStopEndsAWaitAtOnce() throws {
        var (sender, _) = try waiting()
        #expect(sender.hurry() == .push)
        #expect(sender.state == .pushing)
    }

    @Test func aBatchThatWasRepeatedTooOftenIsSetAsideAndTheNextStartsAfresh() throws {
        var sender = sender(retries: 3)
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2 {
            #expect(sender.batchReady() == .push)
            for _ in 0..<3 {
                _ = sender.answered(Self.busy, now: Self.now, using: &generator)
                #expect(sender.timePassed(now: .max) == .push)
            }
            #expect(sender.answered(Self.busy, now: Self.now, using: &generator) == .setAside)
            #expect(sender.state == .idle)
            #expect(sender.policy.failures == 0)
        }
    }

    @Test func aSuccessAfterFailuresStartsTheNextBatchAfresh() throws {
        var (sender, until) = try waiting()
        var generator = SeededGenerator(seed: 1)
        #expect(sender.policy.failures == 1)
        #expect(sender.timePassed(now: until) == .push)
        #expect(sender.answered(Self.ok, now: until, using: &generator) == .commit)
        #expect(sender.policy.failures == 0)
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
        _ = sender.batchReady()
        var generator = SeededGenerator(seed: 1)
        #expect(sender.answered(Self.busy, now: .max - 1, using: &generator) == .wait(until: .max))
    }

    @Test func twoBatchesAtOnceAreAMistakeOfTheCaller() async {
        await #expect(processExitsWith: .failure) {
            var sender = Sender(backoff: RetryPolicy.Settings())
            _ = sender.batchReady()
            _ = sender.batchReady()
        }
        await #expect(processExitsWith: .failure) {
            var sender = Sender(backoff: RetryPolicy.Settings())
            var generator = SeededGenerator(seed: 1)
            _ = sender.batchReady()
            _ = sender.answered(PushAnswer(status: 0, message: ""), now: 0, using: &generator)
            _ = sender.batchReady()
        }
    }

    @Test func anAnswerWithoutAPushIsAMistakeOfTheCaller() async {
        await #expect(processExitsWith: .failure) {
            var sender = Sender(backoff: RetryPolicy.Settings())
            var generator = SeededGenerator(seed: 1)
            _ = sender.answered(PushAnswer(status: 204, message: ""), now: 0, using: &generator)
        }
        await #expect(processExitsWith: .failure) {
            var sender = Sender(backoff: RetryPolicy.Settings())
            var generator = SeededGenerator(seed: 1)
            _ = sender.batchReady()
            for _ in 0..<2 {
                _ = sender.answered(PushAnswer(status: 0, message: ""), now: 0, using: &generator)
            }
        }
    }
}
