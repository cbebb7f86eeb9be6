// Why this file exists: the agent as a service: started, asked, stopped.

import Checkpoints
import Glibc
import HTTPServing
import Logging
import Loki
import Platform
import ServiceLifecycle
import Synchronization
import Telemetry

/// The agent: one thread that ships, one that answers HTTP.
public final class Agent: Service {
    private let settings: Mutex<AgentSettings?>
    /// Where to listen; nil for nowhere.
    private let address: ListenAddress?
    private let store: Mutex<CheckpointStore?>
    let metrics = AgentMetrics()
    private let mailbox: Mailbox
    private let log: Logger
    private let source: ConfigurationSource?
    private let socketPath: String
    let configuration: RunningConfiguration
    private let readiness = Mutex(Readiness.starting)
    private let listening = Mutex<ListenAddress?>(nil)
    private let allowsReload = Atomic(false)
    private let users: BasicAuthenticator
    /// The files of targets that the configuration in effect names.
    let targetFiles = NamedTargetFiles()
    let rotations: Rotations
    let process = ProcessProbe()
    /// One for Prometheus and one for everybody else, as each has intervals of its own.
    let hostForMetrics = HostProbe()
    let hostForReports = HostProbe()
    let showsHostMetrics = Atomic(false)
    /// On the monotonic clock, in nanoseconds.
    let started = Clock.monotonic()
    private let serviceManager: ServiceManager?

    private enum Readiness { case starting, ready, stopping }

    /// Takes the state directory's lock and reads the checkpoints; nothing is followed yet.
    ///
    /// Throws `CheckpointError` when the state directory cannot be used.
    /// - Parameters:
    ///   - source: where a reload finds the configuration; nil for an agent whose configuration is fixed.
    ///   - importedPositions: the path of Promtail's positions, which are taken over; nil for those only that stand in
    ///     the place of the agent's own.
    ///   - serviceManager: who started the agent and is told how it fares.
    public init(
        settings: sending AgentSettings, log: Logger, source: ConfigurationSource? = nil,
        importedPositions: String? = nil, serviceManager: ServiceManager? = nil
    ) throws {
        ResidentMemory.returnWhatIsFreed()
        address = settings.server.isDisabled ? nil : settings.server.address
        users = BasicAuthenticator(users: settings.server.users)
        self.source = source
        configuration = RunningConfiguration(source?.options ?? AgentSettings.Options())
        self.serviceManager = serviceManager
        socketPath = ControlSocket.path(inStateDirectoryOf: settings.positions.filename)
        self.log = log
        mailbox = try Mailbox()
        rotations = try Rotations(
            stateDirectory: FileSystem.parent(of: settings.positions.filename), mailbox: mailbox, log: log)
        let takeover = PositionsTakeover(settings, requested: importedPositions)
        let store = try CheckpointStore(
            path: settings.positions.filename, ignoresInvalid: settings.positions.ignoresInvalid,
            journalLimit: Journal.largestSize
        ) { () throws(CheckpointError) in try takeover.find() }
        for note in store.notes { log.warning("\(note)") }
        let directory = FileSystem.parent(of: settings.positions.filename)
        if let status = try? FileStatus.of(path: directory), status.mode & 0o002 != 0 {
            log.warning(
                "everybody can write where the checkpoints are kept; give positions.filename a directory of its own",
                metadata: ["directory": "\(directory)"])
        }
        if !settings.withoutMeaning.isEmpty {
            let keys = settings.withoutMeaning.map { "\($0.path) (\($0.location))" }
            log.debug(
                "keys of the configuration that mean nothing here",
                metadata: ["keys": "\(keys.joined(separator: ", "))"])
        }
        self.store = Mutex(store)
        self.settings = Mutex(settings)
    }

    /// The journal beside a snapshot: both are needed for a copy of the checkpoints.
    public static func journalPath(of snapshot: String) -> String {
        CheckpointStore.journalPath(of: snapshot)
    }

    /// Where the status endpoints listen; nil before they do.
    public var statusAddress: ListenAddress? { listening.withLock { $0 } }

    /// Ships until the service group shuts down gracefully, then ships what was read, for ten seconds at most.
    public func run() async throws {
        DescriptorLimit.raise()
        var server: AdminServer?
        if let address {
            server = try await AdminServer.start(on: address, endpoints, users: users)
        }
        listening.withLock { [server] in $0 = server?.address }
        log.info(
            "logferry starts",
            metadata: [
                "version": "\(logferryVersion)",
                "status": "\(server.map { "http://\($0.address)" } ?? "nowhere")",
            ])
        let control = await listenForCommands()
        let result: Result<Void, any Error>
        do {
            try await withGracefulShutdownHandler {
                try await ferry()
            } onGracefulShutdown: { [self] in
                readiness.withLock { $0 = .stopping }
                serviceManager?.tell(.stopping)
                rotations.stop()
                mailbox.send(.stop)
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await control?.shutdown(grace: .milliseconds(500))
        await server?.shutdown()
        try result.get()
        log.info("logferry ends")
    }

    /// The commands can do without the socket, as long as no agent runs.
    private func listenForCommands() async -> HTTPServer? {
        do {
            return try await ControlSocket.serve(self, at: socketPath)
        } catch {
            log.warning(
                "the commands positions and reload cannot reach this agent", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    /// The state of files, clients and checkpoints, the rest of the report left out; nil once the agent has ended.
    public func status() async -> StatusReport? { await ask(ended: nil) { .status($0) } }

    /// How far every client is in the next `limit` generations whose number is above `after`.
    public func positions(after: UInt64 = 0, limit: Int = .max) async -> Result<[PositionRow], ControlRefusal>
    {
        await ask(ended: .failure(.stopping)) { .positions(after: after, limit: limit, $0) }
    }

    /// Changes where clients are. Waits until the pushes that are on their way are answered.
    public func change(_ change: PositionChange) async -> Result<[PositionEdit], ControlRefusal> {
        await ask(ended: .failure(.stopping)) { .change(change, $0) }
    }

    /// Reads the configuration again and goes on with it, or with the old one if it cannot be used. Returns when
    /// it is in effect, or refused: with a sentence on each setting that only a restart can change.
    public func reload() async -> Result<[String], ControlRefusal> {
        await ask(ended: .failure(.stopping)) { .reload($0) }
    }

    /// Rotates what is due, or says what would be.
    public func rotate(_ order: RotationOrder) async -> Result<RotationOutcome, ControlRefusal> {
        await rotations.pass(order).map { .success($0) } ?? .failure(Self.noRotation)
    }

    /// How every log stands that is rotated.
    public func rotationStanding() async -> Result<[PolicyStatus], ControlRefusal> {
        .success(await rotations.standing() ?? [])
    }

    private static let noRotation = ControlRefusal(
        .unknown, "the agent's configuration has no policy under rotation")

    /// Looks into the files of targets again, and goes on with the targets that they name now. Returns whether there are
    /// others, when they are followed.
    public func refreshTargets() async -> Result<Bool, ControlRefusal> {
        await ask(ended: .failure(.stopping)) { .refresh($0) }
    }

    /// The same, for a thread that may wait for it.
    func refreshTargetsAndWait() {
        let done = Semaphore()
        if mailbox.send(.refresh { _ in done.signal() }) { done.wait() }
    }

    private func ask<Answer: Sendable>(
        ended: Answer, _ request: (@escaping @Sendable (Answer) -> Void) -> FerryRequest
    ) async -> Answer {
        await withCheckedContinuation { continuation in
            let isOpen = mailbox.send(request { continuation.resume(returning: $0) })
            if !isOpen { continuation.resume(returning: ended) }
        }
    }

    /// Lines and bytes read so far, and entries that Loki accepted.
    public var progress: (readLines: UInt64, sentEntries: UInt64) {
        (metrics.readLines.value, metrics.sentEntries.value)
    }

    /// Runs the ferry on a thread of its own and waits for its end.
    private func ferry() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            do {
                try Thread.start(name: "ferry", stackBytes: 4 << 20) { [self] in
                    continuation.resume(with: Result { try ship() })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    private func ship() throws {
        // Whoever asks gets an answer, however this ends.
        defer {
            for request in mailbox.close() { request.refuse() }
            rotations.stop()
            rotations.join()
        }
        guard let settings = settings.withLock({ $0.take() }), let store = store.withLock({ $0.take() })
        else { return }
        // While the lock is held: afterwards the name may be that of the next agent.
        defer { try? FileSystem.remove(socketPath) }
        rotations.recover(store, settings)
        var next: Ferry? = Ferry(
            settings: settings, store: store, metrics: metrics, mailbox: mailbox, log: log,
            transport: try Transport(), bodies: try BodyMaker.withThread(), source: source,
            serviceManager: serviceManager
        ) { [self] in
            readiness.withLock { if $0 == .starting { $0 = .ready } }
        } onSettings: { [self] settings in
            allowsReload.store(settings.server.allowsReload, ordering: .relaxed)
            users.setUsers(settings.server.users)
            targetFiles.name(settings.targetFiles)
            configuration.apply(settings)
            rotations.apply(settings.rotation)
            source?.onLogSettings(settings.server.log)
            showsHostMetrics.store(settings.showsHostMetrics, ordering: .relaxed)
        }
        // One at a time, so that what a ferry had in memory goes with it.
        while let ferry = next { next = ferry.ship() }
    }

    func reloadOverHTTP() async -> AdminEndpoints.ReloadAnswer {
        guard allowsReload.load(ordering: .relaxed) else { return .notAllowed }
        switch await reload() {
        case .success(let notes): return .done(notes)
        case .failure(let refusal): return .failed(refusal.description, isStopping: refusal.kind == .stopping)
        }
    }

    /// What the agent is about.
    var phase: StatusReport.Phase {
        switch readiness.withLock({ $0 }) {
        case .starting: .starting
        case .ready: .running
        case .stopping: .stopping
        }
    }

    func ready() -> AdminEndpoints.Readiness {
        switch phase {
        case .starting: .notReady(reason: "the files are being looked for")
        case .running: .ready
        case .stopping: .notReady(reason: "the agent is stopping")
        }
    }
}
