// Why this file exists: the loop that moves lines from files to clients, on a thread of its own.

import Checkpoints
import Configuration
import Glibc
import Logging
import Loki
import Pipeline
import Platform
import Tailing

/// Moves lines from files to clients. Made on any thread, then run on one.
package final class Ferry {
    /// How long a stop may wait for what is batched, in nanoseconds.
    static let stopGrace: Int64 = 10 * 1_000_000_000

    let settings: AgentSettings
    let store: CheckpointStore
    let metrics: AgentMetrics
    let mailbox: Mailbox
    let log: Logger
    let transport: any PushTransport
    /// How the files are read; the number of readers comes from the clients.
    package var tailing = Tailer.Options()
    let table = LabelTable()
    let pipelines: [Pipeline]
    /// What the stages of the pipelines count.
    private let definitions = MetricDefinitions()
    let lanes: [ClientLane]
    let bodies: BodyMaker
    let rejected: RejectedStore
    let chunk = Chunk()
    /// The chunk's rows whose text was cut to the limit.
    var shortened: [Int] = []
    var drops = DropCounts()
    var streamLimit: StreamLimit
    let twins = TwinBudget()
    /// Open generations by their name in the checkpoints.
    var files: [GenerationID: FollowedFile] = [:]
    /// Readers whose lines wait, and until when.
    var waiters: [Waiter: Int64] = [:]
    /// No reader is to be woken before this: asked at every turn, so not sought among all of them.
    var nextWaiter = Int64.max
    var limiter = LogLimiter()
    /// The files that cannot be read now.
    var unreadable = UnreadableFiles()
    /// When what was done is next noted for the page, if the ferry is awake.
    var nextActivity: Int64 = 0
    /// True while a rotation tells where a file's contents are: nothing of that is news.
    var isRotating = false
    var generator: any RandomNumberGenerator
    /// Acknowledgements of this turn, by lane.
    var acknowledged: [[Acknowledgement]]
    private var stopDeadline: Int64?
    /// What this ferry goes on from.
    var heritage = Heritage()
    /// What is to be done between this ferry and the next.
    var turnover: Turnover?
    /// Requests for the next ferry.
    var deferred: [FerryRequest] = []
    let source: ConfigurationSource?
    /// Clients that had their one try without waiting, as the agent stops.
    private var hurried: Set<Int> = []
    private var hadJournalFailure = false
    let serviceManager: ServiceManager?
    private var heartbeat: Heartbeat
    let onStarted: @Sendable () -> Void
    let onSettings: @Sendable (AgentSettings) -> Void

    /// - Parameters:
    ///   - source: where a reload finds the configuration; nil if it came from nowhere that it could be read again.
    ///   - serviceManager: who is told that files are followed, and that the loop turns.
    ///   - onStarted: called when the files are followed, also after a reload.
    ///   - onSettings: called with the settings when they are in effect, also after a reload.
    package init(
        settings: AgentSettings, store: CheckpointStore, metrics: AgentMetrics, mailbox: Mailbox, log: Logger,
        transport: any PushTransport, bodies: BodyMaker = BodyMaker(),
        generator: any RandomNumberGenerator = SystemRandomNumberGenerator(),
        source: ConfigurationSource? = nil, serviceManager: ServiceManager? = nil,
        onStarted: @escaping @Sendable () -> Void,
        onSettings: @escaping @Sendable (AgentSettings) -> Void = { _ in }
    ) {
        self.settings = settings
        self.source = source
        self.serviceManager = serviceManager
        heartbeat = Heartbeat(serviceManager)
        self.onSettings = onSettings
        self.store = store
        self.metrics = metrics
        self.mailbox = mailbox
        self.log = log
        self.transport = transport
        self.bodies = bodies
        self.generator = generator
        self.onStarted = onStarted
        let (table, definitions, diagnostics) = (self.table, self.definitions, DiagnosticCollector())
        let readLimit = settings.limits.lineRate.map {
            ReadLimit(perSecond: $0.linesPerSecond, burst: $0.burst, drops: $0.drops)
        }
        pipelines = settings.stages.enumerated().map { scrape, stages in
            Pipeline(
                decoding: stages.nodes, context: stages.context, labels: table, diagnostics: diagnostics,
                metrics: definitions, readLimit: readLimit, analysis: settings.analysis.fields(of: scrape))
        }
        streamLimit = StreamLimit(settings.limits.maximumStreams)
        lanes = settings.clients.enumerated().map { ClientLane(index: $0, settings: $1) }
        acknowledged = Array(repeating: [], count: lanes.count)
        let directory = FileSystem.join(FileSystem.parent(of: settings.positions.filename), "rejected")
        rejected = RejectedStore(
            directory: directory, maximumBytes: Int64(settings.positions.rejectedMaximum))
    }

    /// Runs until a stop is asked for and done, through every reload. Returns when everything that could be shipped in
    /// time was.
    package func run() {
        var next = ship()
        while let ferry = next { next = ferry.ship() }
    }

    /// Runs until a stop is asked for and done, or another ferry is to go on.
    /// - Returns: that ferry; nil when everything that could be shipped in time was.
    func ship() -> Ferry? {
        var options = tailing
        options.readers = lanes.count
        options.startAt = settings.positions.startAt
        options.rotatedPaths = settings.positions.rotatedPaths
        options.ownFiles = CheckpointStore.ownFiles(of: settings.positions.filename)
        options.ownDirectory = rejected.directory
        options.descriptors = DescriptorLimit.forFiles
        heartbeat.turn(now: Clock.monotonic())
        // The closures end with the tailer, which ends with this call.
        let tailer = Tailer(
            targets: settings.targets.map(\.follow), options: options, inherited: heritage.takeTailing(),
            nextID: { [unowned self] in store.nextGeneration },
            report: { [unowned self] event in handle(event) })
        settleClients()
        settleRecoveries()
        metrics.custom.adopt(definitions, maximumSeries: settings.limits.maximumCustomMetrics)
        metrics.analysis.adopt(
            window: settings.analysis.isOn ? settings.analysis.window : nil, now: Clock.realtime())
        tailer.start(known: knownGenerations(), now: Clock.monotonic())
        store.commit()
        onSettings(settings)
        onStarted()
        tellReady()
        ResidentMemory.releaseProgramText()
        log.info("following", metadata: ["files": "\(files.count)", "targets": "\(settings.targets.count)"])
        heritage.onTakenOver?()
        heritage.onTakenOver = nil
        for request in heritage.requests { answer(request, tailer) }
        heritage.requests = []
        if let next = loop(tailer) { return next }
        for request in deferred + mailbox.close() { answer(request, tailer) }
        finish(tailer)
        return nil
    }

    /// A client goes on as the ferry of before left it. At the start of the agent, whoever goes on where an earlier run
    /// stopped may be one of many that do.
    private func settleRecoveries() {
        let downtime = store.state.generations.isEmpty ? 0 : Recovery.shortestOutage
        for lane in lanes {
            lane.sender.goOn(
                from: heritage.recoveries.map { $0[lane.key] ?? Recovery() } ?? Recovery(downtime: downtime))
            if let record = heritage.records[lane.key] { lane.record = record }
        }
    }

    private func loop(_ tailer: Tailer) -> Ferry? {
        var watches = [
            Transport.Watch(descriptor: tailer.descriptor),
            Transport.Watch(descriptor: mailbox.counter.descriptor),
        ]
        if let descriptor = bodies.descriptor { watches.append(Transport.Watch(descriptor: descriptor)) }
        while true {
            let now = Clock.monotonic()
            heartbeat.turn(now: now)
            if watches[0].isReadable { tailer.processEvents(now: now) }
            if watches[1].isReadable { for request in mailbox.take() { answer(request, tailer) } }
            if now >= tailer.nextDeadline { tailer.tick(now: now) }
            if watches.count > 2, watches[2].isReadable {
                for completion in bodies.take() { handle(completion, tailer, now: now) }
            }
            for completion in transport.perform() { handle(completion, tailer, now: now) }
            wakeWaiters(tailer, now: now)
            let isStopping = stopDeadline != nil
            // Before it hands over, a ferry begins nothing that it would have to finish.
            let isEnding = turnover != nil
            let hasMore = isStopping || isEnding ? false : pump(tailer, now: now)
            if !isEnding { pushWhatIsRipe(tailer, now: now, isStopping: isStopping) }
            commitAcknowledged(beforeSending: false)
            store.maintain(now: now)
            noteJournal(now: now)
            if now >= nextActivity { noteActivity(tailer, now: now) }
            if let stopDeadline, now >= stopDeadline || !canShip(before: stopDeadline) { return nil }
            if let turnover, isQuiet, !tailer.isPausing {
                if let next = handOver(turnover, tailer) { return next }
                continue
            }
            transport.wait(&watches, until: hasMore ? now : nextDeadline(tailer))
        }
    }

    /// True if no push is on its way.
    private var isQuiet: Bool {
        lanes.allSatisfy { lane in if case .pushing = lane.sender.state { false } else { true } }
    }

    /// False if all is shipped that was read, or no client's next try comes in time.
    private func canShip(before deadline: Int64) -> Bool {
        lanes.contains { !$0.isEmpty && ($0.sender.deadline ?? deadline - 1) < deadline }
    }

    /// The first moment at which something is due without an event.
    private func nextDeadline(_ tailer: Tailer) -> Int64 {
        var deadline = min(tailer.nextDeadline, stopDeadline ?? .max, heartbeat.deadline)
        if let maintenance = store.nextMaintenance { deadline = min(deadline, maintenance) }
        if turnover != nil { return deadline }
        if stopDeadline == nil { deadline = min(deadline, nextWaiter) }
        for lane in lanes {
            if let retry = lane.sender.deadline { deadline = min(deadline, retry) }
            // A batch whose time has come but which cannot go yet goes with the answer that frees its place.
            if lane.complete.isEmpty, let batch = lane.batchDeadline { deadline = min(deadline, batch) }
        }
        return deadline
    }

    private func answer(_ request: FerryRequest, _ tailer: Tailer) {
        switch request {
        case .status(let reply): reply(status(tailer))
        case .positions(let after, let limit, let reply):
            reply(.success(book(tailer).rows(after: after, limit: limit)))
        case .change, .reload, .refresh:
            if stopDeadline != nil {
                request.refuse()
            } else if turnover != nil {
                deferred.append(request)
            } else {
                prepareTurnover(for: request, tailer)
            }
        case .rotation(let request):
            // What a rotation began with this ferry it ends with it.
            if turnover != nil, !request.concludes {
                deferred.append(.rotation(request))
            } else {
                answer(request, tailer)
            }
        case .stop:
            guard stopDeadline == nil else { return }
            stopDeadline = Clock.monotonic() + Self.stopGrace
            turnover?.refuse()
            turnover = nil
            log.info("stopping: shipping what was read", metadata: ["seconds_at_most": "10"])
        }
    }

    /// Pushes batches that are complete, and closes those that are full or have waited long enough.
    private func pushWhatIsRipe(_ tailer: Tailer, now: Int64, isStopping: Bool) {
        for lane in lanes {
            if lane.complete.isEmpty, isStopping || lane.isRipe(now: now) { lane.close() }
            if isStopping, hurried.insert(lane.index).inserted {
                perform(lane.sender.hurry(), lane, tailer, now: now)
            } else {
                perform(lane.sender.timePassed(now: now), lane, tailer, now: now)
            }
            // Again while batches are done with before they are on their way, as without a credentials file.
            while lane.sender.isIdle, let batch = lane.take() {
                perform(lane.sender.batchReady(batch.pieces()), lane, tailer, now: now)
            }
        }
    }

    private func noteJournal(now: Int64) {
        if let failure = store.failure {
            if !hadJournalFailure { metrics.journalFailures.add() }
            say(
                .error, "journal", "the journal cannot be written; a crash now would send lines twice",
                ["error": "\(failure)"])
        } else if hadJournalFailure {
            log.info("the journal is written again")
        }
        hadJournalFailure = store.failure != nil
    }

    private func finish(_ tailer: Tailer) {
        for file in tailer.openFiles { store.note(size: file.presentSize, of: file.id) }
        let left = lanes.reduce(0) { $0 + $1.ledger.openRanges }
        if left > 0 {
            log.warning("stopped before everything was answered; it is shipped after the next start")
        }
        do {
            try store.snapshotNow()
        } catch {
            log.error("the last snapshot could not be written", metadata: ["error": "\(error)"])
        }
    }

    /// Logs at most once a minute about one subject.
    func say(_ level: Logger.Level, _ subject: String, _ message: String, _ fields: [String: String]) {
        guard let unsaid = limiter.admit(subject, now: Clock.monotonic()) else { return }
        var metadata = fields.mapValues { Logger.MetadataValue.string($0) }
        if unsaid > 0 { metadata["times_unsaid"] = "\(unsaid)" }
        log.log(level: level, "\(message)", metadata: metadata)
    }
}
