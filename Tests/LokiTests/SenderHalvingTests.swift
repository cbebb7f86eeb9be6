// Batches against a model of Loki that refuses some entries, some sizes, and now and then everything.

import TestSupport
import Testing

@testable import Loki

/// A Loki that takes a push whole or not at all, and a shell that does what the sender says, with what each was told.
private struct Model {
    var culprits: Set<Int> = []
    /// The most entries of a push.
    var largest = Int.max
    /// Out of a thousand pushes so many fail, and so many keep what they are to keep from being kept.
    var (failing, full) = (0, 0)
    var maximumRetries = 0

    private(set) var accepted: [Int] = []
    private(set) var setAside: [Int] = []
    private(set) var pushes = 0
    private(set) var halvings = 0
    private var generator: SeededGenerator
    private var now: Int64 = 0

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private func answer(_ piece: Range<Int>, _ chance: Int) -> PushAnswer {
        if chance < failing / 2 { return PushAnswer(status: 0, message: "reset") }
        if chance < failing { return PushAnswer(status: [401, 429, 503][chance % 3], message: "") }
        if piece.count > largest { return PushAnswer(status: 413, message: "too large") }
        if piece.contains(where: culprits.contains) { return PushAnswer(status: 400, message: "no") }
        return PushAnswer(status: 204, message: "")
    }

    /// Sends a batch of `count` entries; false when there is no end to it.
    mutating func send(_ count: Int, _ sender: inout Sender) -> Bool {
        var action = sender.batchReady(count: count)
        for _ in 0..<1_000_000 {
            now += 1
            switch action {
            case .push(let piece):
                pushes += 1
                let answer = answer(piece, Int.random(in: 0..<1000, using: &generator))
                action = sender.answered(answer, now: now, using: &generator)
                if case .push = action { halvings += 1 }
            case .commit(let piece):
                accepted += Array(piece)
                action = sender.settled(hasBacklog: true, now: now)
            case .setAside(let piece), .keepAgain(let piece):
                if Int.random(in: 0..<1000, using: &generator) < full {
                    sender.couldNotKeep(now: now)
                    action = .wait(until: sender.deadline ?? now)
                } else {
                    setAside += Array(piece)
                    action = sender.settled(hasBacklog: true, now: now)
                }
            case .wait(let until):
                now = max(now, until)
                action = sender.timePassed(now: now)
            case .finish:
                now = max(now, sender.deadline ?? now)
                _ = sender.timePassed(now: now)
                return sender.isIdle
            case .none, .sift: return false
            }
        }
        return false
    }
}

@Suite struct SenderHalvingTests {
    private func sender(_ retries: Int = 0) -> Sender {
        var backoff = RetryPolicy.Settings()
        (backoff.minimum, backoff.maximum, backoff.maximumRetries) = (1, 2, retries)
        return Sender(backoff: backoff)
    }

    @Test(arguments: 0..<150)
    func everyGoodEntryIsAcceptedOnceInOrderAndEveryCulpritSetAsideOnce(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var sender = sender()
        for round in 0..<3 as Range<UInt64> {
            let count = Int.random(in: 1...200, using: &generator)
            var model = Model(seed: seed &* 3 &+ round)
            let number = min(count, Int.random(in: 0...Sender.maximumCulprits, using: &generator))
            model.culprits = Set((0..<count).shuffled(using: &generator).prefix(number))
            model.failing = [0, 100, 500].randomElement(using: &generator) ?? 0
            model.full = [0, 300].randomElement(using: &generator) ?? 0
            if Bool.random(using: &generator) { model.largest = Int.random(in: 1...count, using: &generator) }
            #expect(model.send(count, &sender))
            #expect(model.accepted == (0..<count).filter { !model.culprits.contains($0) })
            #expect(model.setAside == model.culprits.sorted())
        }
    }

    @Test(arguments: [1, 2, 3, 7, 64, 1000])
    func oneCulpritCostsTwoPushesForEachHalving(count: Int) {
        for culprit in Set([0, count / 2, count - 1]) {
            var (model, sender) = (Model(seed: 1), sender())
            model.culprits = [culprit]
            #expect(model.send(count, &sender))
            #expect(model.setAside == [culprit])
            #expect(model.accepted.count == count - 1)
            let depth = Int.bitWidth - (count - 1).leadingZeroBitCount
            #expect(model.halvings <= depth)
            #expect(model.pushes <= 2 * depth + 1)
        }
    }

    @Test func tooManyCulpritsEndTheSearchAndNothingIsLost() {
        var (model, sender) = (Model(seed: 1), sender())
        model.culprits = Set(stride(from: 0, to: 20_000, by: 2))
        #expect(model.send(20_000, &sender))
        #expect((model.accepted + model.setAside).sorted() == Array(0..<20_000))
        #expect(model.culprits.isSubset(of: model.setAside))
        #expect(model.accepted.count >= Sender.maximumCulprits - 1)
        // So many culprits, and the pieces that were left when the search ended.
        #expect(model.pushes < 15 * Sender.maximumCulprits)
        // The next batch is searched again.
        var next = Model(seed: 2)
        next.culprits = [3]
        #expect(next.send(10, &sender))
        #expect(next.setAside == [3])
    }

    @Test func aPushThatIsTooLargeIsHalvedUntilItFits() {
        var (model, sender) = (Model(seed: 1), sender())
        model.largest = 100
        #expect(model.send(1000, &sender))
        #expect(model.accepted == Array(0..<1000))
        #expect(model.pushes == 31)
    }

    @Test func aSingleEntryThatIsTooLargeIsSetAside() {
        var sender = sender()
        var generator = SeededGenerator(seed: 1)
        _ = sender.batchReady(count: 1)
        let answer = PushAnswer(status: 413, message: "<html>413</html>")
        #expect(sender.answered(answer, now: 0, using: &generator) == .setAside(0..<1))
    }

    @Test func olderHalvesGoFirst() {
        var sender = sender()
        var generator = SeededGenerator(seed: 1)
        let (ok, bad) = (SenderTests.ok, SenderTests.bad)
        #expect(sender.batchReady(count: 5) == .push(0..<5))
        #expect(sender.answered(bad, now: 0, using: &generator) == .push(0..<2))
        #expect(sender.answered(ok, now: 0, using: &generator) == .commit(0..<2))
        #expect(sender.settled(hasBacklog: true, now: 0) == .push(2..<5))
        #expect(sender.answered(bad, now: 0, using: &generator) == .push(2..<3))
        #expect(sender.answered(bad, now: 0, using: &generator) == .setAside(2..<3))
        #expect(sender.settled(hasBacklog: true, now: 0) == .push(3..<5))
        // A failure in between repeats the piece, and no more than it.
        guard case .wait(let until) = sender.answered(SenderTests.busy, now: 0, using: &generator) else {
            Issue.record("\(sender.state)")
            return
        }
        #expect(sender.timePassed(now: until) == .push(3..<5))
        #expect(sender.answered(ok, now: 0, using: &generator) == .commit(3..<5))
        #expect(sender.settled(hasBacklog: true, now: 0) == .finish)
    }

    @Test func aPieceThatFailsTooOftenIsSetAsideAndTheOthersGoOn() {
        var sender = sender(1)
        var generator = SeededGenerator(seed: 1)
        _ = sender.batchReady(count: 4)
        #expect(sender.answered(SenderTests.bad, now: 0, using: &generator) == .push(0..<2))
        _ = sender.answered(SenderTests.busy, now: 0, using: &generator)
        #expect(sender.timePassed(now: .max) == .push(0..<2))
        #expect(sender.answered(SenderTests.busy, now: 0, using: &generator) == .setAside(0..<2))
        #expect(sender.settled(hasBacklog: false, now: 0) == .push(2..<4))
        #expect(sender.answered(SenderTests.ok, now: 0, using: &generator) == .commit(2..<4))
        #expect(sender.settled(hasBacklog: false, now: 0) == .finish)
    }

    /// A limit on the rate that is below the size of a piece is one that no patience passes.
    @Test func aPieceThatLokiIsEverTooBusyForIsMadeSmaller() {
        var sender = sender()
        var generator = SeededGenerator(seed: 1)
        var (action, accepted, pushes) = (sender.batchReady(count: 100), [Int](), 0)
        while action != .finish {
            switch action {
            case .push(let piece):
                pushes += 1
                let answer = PushAnswer(status: piece.count > 30 ? 429 : 204, message: "")
                action = sender.answered(answer, now: 0, using: &generator)
            case .commit(let piece):
                accepted += Array(piece)
                action = sender.settled(hasBacklog: true, now: 0)
            case .wait: action = sender.timePassed(now: .max)
            default:
                Issue.record("\(action)")
                return
            }
        }
        #expect(accepted == Array(0..<100))
        // Of 100, of 50, and once more for each that comes later.
        #expect(pushes < 3 * Sender.patience + 10)
    }

    @Test func whatIsAnsweredOtherwiseIsNotMadeSmaller() {
        var sender = sender()
        var generator = SeededGenerator(seed: 1)
        _ = sender.batchReady(count: 100)
        for _ in 0..<50 {
            _ = sender.answered(SenderTests.busy, now: 0, using: &generator)
            #expect(sender.timePassed(now: .max) == .push(0..<100))
        }
    }
}
