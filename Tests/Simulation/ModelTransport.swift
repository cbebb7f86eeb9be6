// Where the agent waits, and so where the world goes on.

import Agent
import Checkpoints
import Loki
import Platform

/// The agent's way to its Lokis. While it waits, the world's time goes by.
final class ModelTransport: PushTransport {
    private unowned let world: World
    private let process: ModelProcess
    private let mailbox: Mailbox
    private let store: CheckpointStore
    private var isStopAsked = false
    /// Waits that took no time, in a row.
    private var idleTurns = 0
    /// When the last life has nothing more to do.
    private var end = Int64.max

    init(_ world: World, _ process: ModelProcess, _ mailbox: Mailbox, _ store: CheckpointStore) {
        self.world = world
        self.process = process
        self.mailbox = mailbox
        self.store = store
    }

    func start(_ request: PushRequest, tag: Int) throws(PushError) {
        guard !process.isDead else { return }
        world.lokis[tag].start(
            request.body.bytes, tag: tag, now: world.disk.now, isWritten: store.failure == nil
        ) { size, entries in
            let plan = world.weather.plan(now: world.disk.now)
            world.note(
                "push of \(entries.count) entries, \(size) bytes: "
                    + "\(plan.answer.status) \(plan.answer.message)\(plan.stores ? ", stored" : "") "
                    + entries.map { "[\($0.timestamp % (100 * second)) \($0.text.prefix(24))]" }.joined())
            return plan
        }
    }

    func perform() -> [Transport.Completion] {
        guard !process.isDead else { return [] }
        for loki in world.lokis { loki.advance(now: world.disk.now) }
        let completions = world.lokis.flatMap { $0.takeAnswers(now: world.disk.now) }
        for completion in completions {
            world.note("answered: \(completion.answer.status) \(completion.answer.message)")
        }
        return completions
    }

    func wait(_ watches: inout [Transport.Watch], until deadline: Int64?) {
        for index in watches.indices { watches[index].isReadable = false }
        guard !process.isDead else { return askToStop(&watches) }
        settle()
        let start = world.disk.now
        while !isDone(&watches, until: deadline) {
            let times =
                [world.nextEventTime, deadline, world.lokis.compactMap(\.nextTime).min()]
                + [isStopAsked ? nil : min(world.life.stoppedAt, end), world.life.killedAt]
            world.disk.now = max(world.disk.now, times.compactMap { $0 }.min() ?? world.disk.now)
            if let next = world.nextEventTime, next <= world.disk.now { world.step() }
            for loki in world.lokis { loki.advance(now: world.disk.now) }
            if world.disk.now >= world.life.killedAt { return kill(&watches) }
        }
        idleTurns = world.disk.now > start ? 0 : idleTurns + 1
        if idleTurns > 20_000 {
            world.violate("the agent turns in circles without waiting")
            kill(&watches)
        }
    }

    /// True if the agent has something to do.
    private func isDone(_ watches: inout [Transport.Watch], until deadline: Int64?) -> Bool {
        let now = world.disk.now
        watches[0].isReadable = process.isReadable(watches[0].descriptor)
        if now >= world.life.stoppedAt || now >= end, !isStopAsked { askToStop(&watches) }
        if world.life.isLast, end == .max, world.nextEventTime == nil, isAllDelivered || isLate {
            // Time for what is too much, or comes too late.
            end = now + 130 * second
        }
        return watches.contains { $0.isReadable } || now >= deadline ?? .max
            || world.lokis.contains { $0.hasAnswer(now: now) }
    }

    /// Entries at the last look, since a look takes its time.
    private var countAtLook = -1
    private var isAllDelivered: Bool {
        let count = world.lokis.reduce(0) { $0 + $1.entries.count }
        guard count != countAtLook else { return false }
        countAtLook = count
        return world.isAllDelivered
    }

    private var quietSince = Int64.max
    /// Long after the last thing happened.
    private var isLate: Bool {
        if quietSince == .max { quietSince = world.disk.now }
        return world.disk.now - quietSince > 1500 * second
    }

    private func askToStop(_ watches: inout [Transport.Watch]) {
        if !isStopAsked {
            isStopAsked = true
            world.isAgentLeaving = true
            world.note("asked to stop")
            mailbox.send(.stop)
        }
        watches[1].isReadable = true
    }

    private func kill(_ watches: inout [Transport.Watch]) {
        world.note("killed while it waits")
        world.tally.kills += 1
        world.isAgentLeaving = true
        process.die()
        askToStop(&watches)
    }

    /// What was answered before is written down by now; which paths a restart knows, too.
    private func settle() {
        if store.failure == nil {
            world.exposedSince = nil
            for loki in world.lokis { loki.settle() }
        } else {
            world.noteExposure()
        }
        for writer in world.writers where writer.knownSince == nil {
            if store.state.generations.values.contains(where: { $0.path == writer.path }) {
                writer.knownSince = world.disk.now + (world.kinds.contains(.powerCut) ? 2 * second : 0)
            }
        }
    }
}
