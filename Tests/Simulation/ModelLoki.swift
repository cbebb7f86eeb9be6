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
        /// What is stored, if that is not all.
        var kept: [PushedEntry]?
    }

    let limits: Limits
    /// How it is pushed to.
    let encoding: ClientSettings.Encoding

    init(limits: Limits, encoding: ClientSettings.Encoding) {
        self.limits = limits
        self.encoding = encoding
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
    private var newest: [Text: Int64] = [:]
    /// What was pushed in the last seconds, and when.
    private var recent: [(time: Int64, lines: [Text])] = []
    /// Entries that were answered since the agent last waited.
    private var unsettled: [PushedEntry] = []
    /// The batch that is on its way, perhaps in pieces: all of it may come again until the next one goes.
    private var batch: Set<PushedEntry> = []
    private var isInPieces = false
    /// Lines that were pushed while the journal could not be written.
    private var unwritten: [Text] = []
    /// Lines that may have come once more, and how often, because the agent died before it could write again.
    private(set) var excused: [Text: Int] = [:]

    struct Statistics {
        var pushes = 0
        var failures = 0
        var replayedEntries = 0
        /// Bytes of the longest run of replayed lines in one push.
        var largestReplay = 0
        var refused = 0
    }

    /// A push arrives.
    /// - Parameter isWritten: true if the agent's journal has what it must know to send the same again.
    func start(
        _ body: UnsafeRawBufferPointer, tag: Int, now: Int64, isWritten: Bool,
        plan: (Int, [PushedEntry]) -> Plan
    ) {
        pushes += 1
        statistics.pushes += 1
        guard let entries = PushBodyReader.entries(body, encoding) else {
            violations.append("push \(pushes) is no valid body")
            return
        }
        isInPieces = !batch.isEmpty && entries.count < batch.count && entries.allSatisfy(batch.contains)
        if !isInPieces { batch = Set(entries) }
        let lines = entries.map { Generation.plain($0.line.bytes[...]) }
        recent.removeAll { $0.time < now - 5 * second }
        recent.append((now, lines))
        if isWritten {
            unwritten = []
        } else {
            unwritten += lines
        }
        var plan = plan(body.count, entries)
        if plan.answer.status == 204, let (answer, kept) = limits.refusal(of: entries, newest: newest) {
            plan.answer = answer
            plan.kept = kept
        }
        pending[tag] = Push(
            pushes, entries, bytes: body.count, plan: plan, now: now)
    }

    /// The next moment at which something happens here.
    var nextTime: Int64? {
        pending.values.map { $0.isStored || !$0.plan.stores ? $0.answerTime : $0.storeTime }.min()
    }

    /// True if an answer is there.
    func hasAnswer(now: Int64) -> Bool { pending.values.contains { $0.answerTime <= now } }

    /// Stores what has arrived by now.
    func advance(now: Int64) {
        for push in pending.values where push.plan.stores && !push.isStored && push.storeTime <= now {
            store(push)
        }
    }

    private func store(_ push: Push) {
        push.isStored = true
        var run = 0
        for entry in push.plan.kept ?? push.entries {
            newest[entry.stream] = max(newest[entry.stream] ?? .min, entry.timestamp)
            guard let earlier = known[entry] else {
                known[entry] = Stored()
                entries.append(entry)
                run = 0
                continue
            }
            statistics.replayedEntries += 1
            run += entry.line.bytes.count
            statistics.largestReplay = max(statistics.largestReplay, run)
            if earlier.isSettled {
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
                if [400, 413].contains(push.plan.answer.status) { statistics.refused += 1 }
            }
            var answer = push.plan.answer
            answer.sentBytes = Int64(push.bytes)
            completions.append(Transport.Completion(tag: tag, answer: answer))
        }
        return completions
    }

    /// The agent waits: what it was told is written down by now.
    func settle() {
        unwritten = []
        for entry in unsettled where !isInPieces || !batch.contains(entry) { known[entry]?.isSettled = true }
        unsettled.removeAll { !isInPieces || !batch.contains($0) }
    }

    /// The agent is gone. What was on its way may still be stored.
    func disconnect(now: Int64, using random: inout SeededRandom) {
        for line in unwritten { excused[line, default: 0] += 1 }
        unwritten = []
        for push in pending.sorted(by: { $0.key < $1.key }).map(\.value)
        where push.plan.stores && !push.isStored && random.chance(1, 2) {
            store(push)
        }
        pending = [:]
        unsettled = []
        batch = []
        isInPieces = false
    }

    /// The power went: what was answered since `start` may come again, and times that were given since then may be
    /// given anew.
    func losePower(since start: Int64) {
        for (entry, stored) in known where stored.answered.map({ $0 >= start }) ?? false {
            known[entry] = Stored()
        }
        for push in recent where push.time >= start {
            for line in push.lines { excused[line, default: 0] += 1 }
        }
    }

    func contains(_ entry: PushedEntry) -> Bool { known[entry] != nil }
}
