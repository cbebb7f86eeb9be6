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
    private let address: ListenAddress
    private let store: Mutex<CheckpointStore?>
    private let metrics = AgentMetrics()
    private let mailbox: Mailbox
    private let log: Logger
    private let readiness = Mutex(Readiness.starting)
    private let listening = Mutex<ListenAddress?>(nil)

    private enum Readiness { case starting, ready, stopping }

    /// Takes the state directory's lock and reads the checkpoints; nothing is followed yet.
    ///
    /// Throws `CheckpointError` when the state directory cannot be used.
    public init(settings: sending AgentSettings, log: Logger) throws {
        address = settings.server.address
        self.log = log
        mailbox = try Mailbox()
        let store = try CheckpointStore(
            path: settings.positions.filename, ignoresInvalid: settings.positions.ignoresInvalid)
        for note in store.notes { log.warning("\(note)") }
        self.store = Mutex(store)
        self.settings = Mutex(settings)
    }

    /// Where the status endpoints listen; nil before they do.
    public var statusAddress: ListenAddress? { listening.withLock { $0 } }

    /// Ships until the service group shuts down gracefully, then ships what was read, for ten seconds at most.
    public func run() async throws {
        DescriptorLimit.raise()
        let server = try await AdminServer.start(
            on: address, readiness: { [self] in ready() }, metrics: { [self] in await exposition() })
        listening.withLock { $0 = server.address }
        log.info(
            "logferry starts",
            metadata: ["version": "\(logferryVersion)", "status": "http://\(server.address)"])
        do {
            try await withGracefulShutdownHandler {
                try await ferry()
            } onGracefulShutdown: { [self] in
                readiness.withLock { $0 = .stopping }
                mailbox.send(.stop)
            }
        } catch {
            await server.shutdown()
            throw error
        }
        await server.shutdown()
        log.info("logferry ends")
    }

    /// The state of files and clients; nil once the agent has ended.
    public func status() async -> AgentStatus? {
        await withCheckedContinuation { continuation in
            let isOpen = mailbox.send(.status { continuation.resume(returning: $0) })
            if !isOpen { continuation.resume(returning: nil) }
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
        guard let settings = settings.withLock({ $0.take() }), let store = store.withLock({ $0.take() })
        else { return }
        let ferry = Ferry(
            settings: settings, store: store, metrics: metrics, mailbox: mailbox, log: log,
            transport: try Transport()
        ) { [self] in
            readiness.withLock { if $0 == .starting { $0 = .ready } }
        }
        try ferry.run()
    }

    private func ready() -> AdminServer.Readiness {
        switch readiness.withLock({ $0 }) {
        case .starting: .notReady(reason: "the files are being looked for")
        case .ready: .ready
        case .stopping: .notReady(reason: "the agent is stopping")
        }
    }

    private func exposition() async -> Exposition {
        var text = Exposition()
        metrics.write(to: &text)
        guard let status = await status() else { return text }
        text.gauge("logferry_lag_bytes", "Bytes in followed files that are not shipped yet.", "\(status.lag)")
        text.family("logferry_file_lag_bytes", .gauge, "The same by file, for the 100 that lag most.")
        for file in status.files {
            text.sample("logferry_file_lag_bytes", [(name: "path", value: file.currentPath)], "\(file.lag)")
        }
        text.gauge("logferry_files", "Generations of files that are open.", "\(status.fileCount)")
        text.family("logferry_batch_bytes", .gauge, "Bytes of lines in a client's batches.")
        for client in status.clients {
            text.sample(
                "logferry_batch_bytes", [(name: "client", value: client.name)], "\(client.batchedBytes)")
        }
        return text
    }
}
