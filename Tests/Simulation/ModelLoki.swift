// A Loki in memory: what it stores, what it drops as known, what it answers, and when.

import Loki
import Platform

/// One destination. Answers as the weather is, stores what it accepts, and drops an entry that it has already.
final class ModelLoki {
    /// What happens to a push.
    struct Plan {
        /// True if the entries are stored, whatever the agent is told.
        var stores = true
        var answer = PushAnswer(status: 204, message: "")
        /// When they are stored and when the answer is there, after the push.
        var storeDelay: Int64 = 0
        var answerDelay: Int64 = 0
    }

    /// A push that was started.
    private final class Push {
        let number: Int
        let entries: [PushedEntry]
        let bytes: Int
        let storeTime: Int64
        let answerTime: Int64
        let plan: Plan
        var isStored = false

        init(_ number: Int, _ entries: [PushedEntry], bytes: Int, plan: Plan, now: Int64) {
            self.number = number
            self.entries = entries
            self.bytes = bytes
            self.plan = plan
            storeTime = now + plan.storeDelay
            answerTime = now + max(plan.storeDelay, plan.answerDelay)
        }
    }

    private struct Stored {
        /// When the agent was told that the entry is stored; nil before.
        var answered: Int64?
        /// True once it may not come again after a kill, because the agent did something else since it was told.
        var isSettled = false
    }

    /// What was stored, in its order.
    private(set) var entries: [PushedEntry] = []
    private(set) var violations: [String] = []
    private(set) var statistics = Statistics()
    private var known: [PushedEntry: Stored] = [:]
    private var pending: [Int: Push] = [:]
    private var pushes = 0
    /// Entries that were answered since the agent last waited.
    private var unsettled: [PushedEntry] = []

    struct Statistics {
        var pushes = 0
        var failures = 0
        var replayedEntries = 0
        /// Bytes of the longest run of replayed lines in one push.
        var largestReplay = 0
        var refused = 0
    }

    /// A push arrives.
    func start(_ body: UnsafeRawBufferPointer, tag: Int, now: Int64, plan: (Int, [PushedEntry]) -> Plan) {
        pushes += 1
        statistics.pushes += 1
        guard let entries = PushBodyReader.entries(body) else {
            violations.append("push \(pushes) is no valid body")
            return
        }
        pending[tag] = Push(
            pushes, entries, bytes: body.count, plan: plan(body.count, entries), now: now)
    }

    /// The next moment at which something happens here.
    var nextTime: Int64? {
        pending.values.map { $0.isStored || !$0.plan.stores ? $0.answerTime : $0.storeTime }.min()
    }

    /// True if an answer is there.
    func hasAnswer(now: Int64) -> Bool { pending.values.contains { $0.answerTime <= now } }

    /// Stores what has arrived by now.
    func advance(now: Int64, mayRepeat: (Int64) -> Bool) {
        for push in pending.values where push.plan.stores && !push.isStored && push.storeTime <= now {
            store(push, mayRepeat: mayRepeat)
        }
    }

    private func store(_ push: Push, mayRepeat: (Int64) -> Bool) {
        push.isStored = true
        var run = 0
        for entry in push.entries {
            guard let earlier = known[entry] else {
                known[entry] = Stored()
                entries.append(entry)
                run = 0
                continue
            }
            statistics.replayedEntries += 1
            run += entry.line.bytes.count
            statistics.largestReplay = max(statistics.largestReplay, run)
            if earlier.isSettled, let answered = earlier.answered, !mayRepeat(answered) {
                violations.append("sent again after its answer was taken: \(entry.text)")
            }
        }
    }

    /// The answers that are there.
    func takeAnswers(now: Int64) -> [Transport.Completion] {
        var completions: [Transport.Completion] = []
        for (tag, push) in pending.sorted(by: { $0.key < $1.key }) where push.answerTime <= now {
            pending[tag] = nil
            if (200..<300).contains(push.plan.answer.status) {
                for entry in push.entries {
                    known[entry]?.answered = now
                    unsettled.append(entry)
                }
            } else {
                statistics.failures += 1
            }
            var answer = push.plan.answer
            answer.sentBytes = Int64(push.bytes)
            completions.append(Transport.Completion(tag: tag, answer: answer))
        }
        return completions
    }

    /// The agent waits: what it was told is written down by now.
    func settle() {
        for entry in unsettled { known[entry]?.isSettled = true }
        unsettled = []
    }

    /// The agent is gone. What was on its way may still be stored.
    func disconnect(now: Int64, using random: inout SeededRandom) {
        for push in pending.sorted(by: { $0.key < $1.key }).map(\.value)
        where push.plan.stores && !push.isStored && random.chance(1, 2) {
            store(push) { _ in true }
        }
        pending = [:]
        unsettled = []
    }

    func contains(_ entry: PushedEntry) -> Bool { known[entry] != nil }
}
