// Why this file exists: files of targets change while the agent runs, and nobody tells it to reload for that.

import Platform
import ServiceLifecycle

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
        await cancelWhenGracefulShutdown {
            var watch = TargetFileWatch()
            while !Task.isCancelled {
                let files = agent.watchedTargetFiles
                if watch.look(files, now: Clock.monotonic()) { _ = await agent.refreshTargets() }
                try? await Task.sleep(for: interval)
            }
        }
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
