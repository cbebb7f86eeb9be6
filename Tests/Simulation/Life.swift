// The agent's lives: started, struck, killed, stopped, started again; the last one is left in peace.

import Agent
import Checkpoints
import Configuration
import Glibc
import Logging
import Loki
import Platform

/// How one life of the agent goes.
struct Life {
    /// The call at which it is killed.
    var killedAtCall = Int.max
    /// The moment at which it is killed while it waits.
    var killedAt = Int64.max
    /// The moment at which it is asked to stop.
    var stoppedAt = Int64.max
    /// True if the power goes with it.
    var losesPower = false
    /// One call in so many fails.
    var faultiness = 0
    /// True for the last life, which must ship everything.
    var isLast = false
}

extension World {
    /// The most system calls of one life: more means that it turns in circles.
    private static let patience = 400_000

    /// All lives, one after another.
    func live() {
        let count = kinds.isDisjoint(with: [.kill, .stop, .powerCut]) ? 1 : random.within(1...5)
        for number in 1...count {
            pass(random.chance(1, 2) ? 0 : random.duration(1_000_000, shape.pace * 10))
            life = number == count ? lastLife() : plannedLife()
            spend(number)
        }
    }

    private func plannedLife() -> Life {
        var life = Life()
        if kinds.contains(.fault) { life.faultiness = random.pick([0, 0, 1000, 100]) }
        let ways = [Kinds.kill, .stop, .powerCut].filter { kinds.contains($0) }
        switch random.pick(ways) {
        case .stop: life.stoppedAt = disk.now + random.duration(1_000_000, shape.pace * 20)
        case let way:
            if random.chance(3, 4) { life.killedAtCall = Int(random.duration(1, 4_000)) }
            life.killedAt = disk.now + random.duration(1_000_000, shape.pace * 20)
            life.losesPower = way == .powerCut
        }
        return life
    }

    private func lastLife() -> Life {
        weather.isFair = true
        isTroubled = false
        disk.stateBlocks = nil
        return Life(isLast: true)
    }

    private func spend(_ number: Int) {
        let process = ModelProcess(
            disk, eventLimit: kinds.contains(.overflow) ? random.pick([2, 8, 16_384]) : 16_384)
        process.onCall = { [unowned self] point in fate(point) }
        process.isLeaving = { [unowned self] in isAgentLeaving }
        self.process = process
        isAgentLeaving = false
        note("agent starts, life \(number)")
        System.$calls.withValue(process) { run(process) }
        process.die()
        noteExposure()
        tally.calls += process.calls
        for loki in lokis { loki.disconnect(now: disk.now, using: &random) }
        self.process = nil
        isAgentLeaving = true
        if life.losesPower { cutPower() }
    }

    private func run(_ process: ModelProcess) {
        guard let settings else { return violate("the configuration is not read") }
        do {
            let store = try CheckpointStore(
                path: settings.positions.filename, journalSize: shape.journalSize,
                journalLimit: shape.journalLimit)
            for text in store.notes { note("the store says: \(text)") }
            let mailbox = try Mailbox()
            var adapted = settings
            adapted.clients = lokis.indices.map { index in
                var client = settings.clients[0]
                client.name = "c\(index)"
                client.encoding = lokis[index].encoding
                client.batchSize = shape.batchSize
                client.batchWait = shape.batchWait
                return client
            }
            let transport = ModelTransport(self, process, mailbox, store)
            let ferry = Ferry(
                settings: adapted, store: store, metrics: AgentMetrics(), mailbox: mailbox, log: logger(),
                transport: transport, generator: random.split(), onStarted: {})
            ferry.tailing.chunk = shape.chunk
            ferry.tailing.maximumLine = shape.maximumLine
            ferry.run()
            note(process.isDead ? "agent is dead" : "agent ends")
        } catch {
            note("agent ends: \(error)")
            if !process.isDead, life.faultiness == 0, !disk.wasFull {
                violate("the agent ends with an error: \(error)")
            }
        }
        // What a process closes as it ends is no decision of the agent.
        isAgentLeaving = true
    }

    /// What becomes of a system call; meanwhile the world may act, and time goes by.
    private func fate(_ point: ModelProcess.FaultPoint) -> ModelProcess.Fate {
        guard let process else { return .proceeds }
        disk.now += Int64(random.within(200...20_000))
        if shape.raciness > 0, random.chance(1, shape.raciness), let next = nextEventTime,
            next - disk.now < 20_000_000 || random.chance(1, 50)
        {
            step()
        }
        if process.calls >= life.killedAtCall {
            isAgentLeaving = true
            tally.kills += 1
            note("killed at call \(process.calls), a \(point)")
            return point == .write && random.chance(1, 2) ? .isKilledWithin : .isKilled
        }
        if process.calls > Self.patience {
            violate("the agent turns in circles: \(process.calls) system calls")
            isAgentLeaving = true
            return .isKilled
        }
        guard life.faultiness > 0, random.chance(1, life.faultiness) else { return .proceeds }
        return strike(point)
    }

    private func strike(_ point: ModelProcess.FaultPoint) -> ModelProcess.Fate {
        let fate: ModelProcess.Fate =
            switch point {
            // A run of twins that cannot be read again may cost one of them, which the agent says.
            case .read:
                random.pick([.isShort, .isShort, .fails(EINTR), shape.hasTwins ? .isShort : .fails(EIO)])
            case .write: random.pick([.isShort, .isShort, .fails(EINTR), .fails(EIO), .fails(ENOSPC)])
            case .open: random.pick([.fails(EINTR), .fails(EMFILE), .fails(EIO)])
            case .sync, .look, .name: .fails(EIO)
            case .watch, .other: .proceeds
            }
        if case .proceeds = fate { return fate }
        note("a \(point) \(fate)")
        return fate
    }

    /// Nobody syncs the journal from now on.
    func noteExposure() {
        exposedSince = exposedSince ?? disk.now - CheckpointStore.syncInterval - second / 2
    }

    /// The power goes: of the agent's directory the model disk keeps what it must, and some of the rest.
    private func cutPower() {
        let unsynced = disk.now - CheckpointStore.syncInterval - second / 2
        for loki in lokis { loki.losePower(since: min(exposedSince ?? unsynced, unsynced)) }
        exposedSince = nil
        guard let (_, node, _) = Optional(disk.find("/state")), let node else { return }
        note("the power goes")
        restore(node)
    }

    private func restore(_ directory: ModelNode) {
        guard let durability = directory.durability else { return }
        let names = durability.namesAfterCut(of: directory, using: &random)
        for entry in directory.entries { entry.node.links = 0 }
        directory.entries = []
        for (name, node) in names {
            directory.entries.append(ModelEntry(name, in: directory, node))
            node.links += 1
        }
        var seen: Set<UInt64> = []
        for entry in directory.entries where seen.insert(entry.node.inode).inserted {
            if entry.node.kind == .directory {
                restore(entry.node)
            } else if let durability = entry.node.durability {
                entry.node.replace(with: durability.fileAfterCut(using: &random))
                durability.sync(entry.node)
            }
        }
        durability.sync(directory)
    }

    private func logger() -> Logger {
        var logger = Logger(label: "simulation") { [unowned self] _ in HistoryLog(world: self) }
        logger.logLevel = tell != nil ? .debug : .critical
        return logger
    }

    /// The configuration of every world, before its numbers are drawn.
    static func settings() -> AgentSettings? {
        let text = """
            server: {http_listen_port: 0}
            positions: {filename: /state/positions.json}
            clients: [{url: http://loki/loki/api/v1/push, timeout: 10s, backoff_config: {min_period: 500ms, max_period: 20s}}]
            scrape_configs:
            - job_name: simulation
              static_configs: [{labels: {job: simulation, __path__: /logs/*.log}}]
              pipeline_stages:
              - json: {expressions: {time: time, level: level}}
              - timestamp: {source: time, format: RFC3339Nano}
              - labels: {level: level}
            """
        let diagnostics = DiagnosticCollector()
        return AgentSettings.decode(Array(text.utf8), file: "agent.conf", diagnostics: diagnostics)
    }
}

/// The agent's own log as part of the history.
private struct HistoryLog: LogHandler {
    unowned let world: World
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    init(world: World) { self.world = world }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if world.process?.isDead != false { return }
        world.note("  agent says: \(event.message) \(fields.joined(separator: " "))")
    }
}
