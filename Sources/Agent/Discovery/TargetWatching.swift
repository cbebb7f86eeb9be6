// Why this file exists: files of targets change while the agent runs, and nobody tells it to reload for that.

import Glibc
import Platform
import ServiceLifecycle
import Synchronization

/// Has the agent look for targets anew when a file of targets appears, changes or goes.
///
/// Their status is looked at every few seconds, which is quick for a handful of small files, and works on every
/// filesystem. After `refresh_interval` they are read in any case.
public struct TargetWatching: Service {
    private let agent: Agent
    private let interval: Duration

    /// - Parameter interval: how long it may take until a change is noticed.
    public init(agent: Agent, interval: Duration = .seconds(5)) {
        self.agent = agent
        self.interval = interval
    }

    /// Looks until the service group shuts down.
    public func run() async throws {
        let lookout = try Lookout(agent: agent, interval: interval)
        defer { lookout.stop() }
        agent.targetFiles.listen { lookout.wake() }
        defer { agent.targetFiles.listen(nil) }
        try? await gracefulShutdown()
    }
}

/// The thread that looks, from the first configuration that names files of targets.
private final class Lookout: Sendable {
    private enum Phase { case idle, running, stopped }

    private let agent: Agent
    private let interval: Duration
    private let counter: EventCounter
    private let phase = Mutex(Phase.idle)

    init(agent: Agent, interval: Duration) throws(SystemError) {
        self.agent = agent
        self.interval = interval
        counter = try EventCounter(isBlocking: false)
    }

    /// Other files are named.
    func wake() {
        let begins = phase.withLock { phase in
            guard case .idle = phase, !agent.targetFiles.patterns.isEmpty else { return false }
            phase = .running
            return true
        }
        guard begins else { return counter.raise() }
        do {
            try Thread.start(name: "targets") { [self] in run() }
        } catch {
            // The next configuration tries again.
            phase.withLock { if $0 == .running { $0 = .idle } }
        }
    }

    func stop() {
        phase.withLock { $0 = .stopped }
        counter.raise()
    }

    private func run() {
        var watch = TargetFileWatch()
        while phase.withLock({ $0 == .running }) {
            let files = agent.targetFiles.patterns
            if watch.look(files, now: Clock.monotonic()) { agent.refreshTargetsAndWait() }
            wait(files.isEmpty ? nil : interval)
        }
    }

    private func wait(_ duration: Duration?) {
        let milliseconds = duration.map { duration in
            let (seconds, attoseconds) = duration.components
            return Int32(clamping: min(seconds, 86_400) * 1000 + attoseconds / 1_000_000_000_000_000)
        }
        var watch = pollfd(fd: counter.descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&watch, 1, milliseconds ?? -1)
        counter.take()
    }
}

/// The files of targets that the configuration in effect names. Safe on any thread.
final class NamedTargetFiles: Sendable {
    private let state = Mutex<State>(State())

    private struct State {
        var patterns: [TargetFilePattern] = []
        var listener: (@Sendable () -> Void)?
    }

    var patterns: [TargetFilePattern] { state.withLock { $0.patterns } }

    /// These are named from now on.
    func name(_ patterns: [TargetFilePattern]) {
        let listener = state.withLock { state in
            state.patterns = patterns
            return state.listener
        }
        listener?()
    }

    /// Calls `listener` now, and whenever others are named.
    func listen(_ listener: (@Sendable () -> Void)?) {
        state.withLock { $0.listener = listener }
        listener?()
    }
}

/// What was seen of files of targets the last time. Times are nanoseconds on the monotonic clock.
struct TargetFileWatch {
    private var seen: [String: FileStatus] = [:]
    private var due: [TargetFilePattern: Int64] = [:]

    /// Looks at the files. True if one of them is new, another or gone, or if it is time to read some again.
    mutating func look(
        _ patterns: [TargetFilePattern], now: Int64,
        status: (String) -> FileStatus? = { try? FileStatus.of(path: $0) }
    ) -> Bool {
        var present: [String: FileStatus] = [:]
        var next: [TargetFilePattern: Int64] = [:]
        var isDue = false
        for pattern in patterns {
            for path in pattern.files { present[path] = status(path) }
            let (sum, isOverflow) = now.addingReportingOverflow(pattern.refreshInterval)
            let fresh = isOverflow ? Int64.max : sum
            // Those that were not known yet are looked into once, for what changed since they were read.
            let time = due[pattern] ?? now
            if now >= time { isDue = true }
            next[pattern] = now >= time ? fresh : time
        }
        defer { (seen, due) = (present, next) }
        return isDue || present != seen
    }
}
