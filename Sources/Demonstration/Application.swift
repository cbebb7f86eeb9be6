// Why this file exists: the demo needs an application that knows nothing of log shipping: it writes, it rotates, it deletes.

import Glibc
import Platform
import Synchronization

/// Writes `app.log` at a steady rate on a thread of its own and rotates it by renaming, as logrotate's default does.
public final class Application: Sendable {
    /// What it writes, and where.
    public struct Settings: Sendable {
        /// The directory of `app.log`, `app.log.1` and so on; must exist.
        public var directory: String
        /// Lines a second.
        public var rate = 2000
        /// Nanoseconds between two rotations.
        public var rotateEvery: Int64 = 3_000_000_000
        /// How many rotated files are kept.
        public var keptFiles = 3
        /// How long it writes, in nanoseconds; nil until it is stopped.
        public var duration: Int64?
        /// It waits while more bytes than this have not arrived at the other end: the disk is not the demo's to fill.
        public var maximumBacklog: Int64 = 64 << 20

        /// 2,000 lines a second until it is stopped, a rotation every 3 s, 3 old files.
        public init(directory: String) { self.directory = directory }
    }

    /// What was written up to one moment.
    public struct Counts: Sendable, Hashable {
        /// Lines.
        public var lines: Int64 = 0
        /// Bytes, newlines included.
        public var bytes: Int64 = 0
        /// Renames of `app.log`.
        public var rotations: Int64 = 0
        /// True while it waits because of `Settings.maximumBacklog`.
        public var isHeldBack = false
    }

    private let settings: Settings
    private let stopping: EventCounter
    private let state = Mutex(Counts())

    /// Prepares the application; `run` starts it.
    public init(_ settings: Settings) throws(SystemError) {
        self.settings = settings
        stopping = try EventCounter(isBlocking: false)
    }

    /// What was written so far.
    public var counts: Counts { state.withLock { $0 } }

    /// Ends `run` soon. May be called from any thread, before it too.
    public func stop() { stopping.raise() }

    /// Writes until the time is over or `stop` is called, and returns when the last line is in the file.
    /// - Parameter backlog: how many of the bytes written so far have not arrived; asked about 100 times a second.
    /// - Throws: `SystemError` when a file cannot be written or renamed.
    public func run(backlog: @escaping @Sendable (_ written: Int64) -> Int64) async throws {
        try await Thread.run(name: "application") { [self] in try write(backlog: backlog) }
    }

    /// The least time between two looks at what is due, in nanoseconds.
    private static let turn: Int64 = 10_000_000

    private func write(backlog: (Int64) -> Int64) throws(SystemError) {
        let log = try ApplicationLog(
            path: FileSystem.join(settings.directory, "app.log"), keptFiles: settings.keptFiles)
        let start = Clock.monotonic()
        let end = settings.duration.map { start + $0 } ?? .max
        var pace = Pace(rate: settings.rate, now: start)
        var rotation = start + settings.rotateEvery
        while true {
            let now = min(Clock.monotonic(), end)
            if now >= rotation {
                try log.rotate()
                rotation = max(rotation + settings.rotateEvery, now)
            }
            let isHeldBack = backlog(log.bytes) > settings.maximumBacklog
            let due = pace.take(now: now)
            if !isHeldBack { try log.append(lines: due) { note(log, isHeldBack: false) } }
            note(log, isHeldBack: isHeldBack)
            if now >= end || pause(until: min(max(pace.next, now + Self.turn), rotation, end)) { return }
        }
    }

    private func note(_ log: ApplicationLog, isHeldBack: Bool) {
        let counts = Counts(
            lines: log.lines, bytes: log.bytes, rotations: log.rotations, isHeldBack: isHeldBack)
        state.withLock { $0 = counts }
    }

    /// Waits; true if it was told to stop.
    private func pause(until deadline: Int64) -> Bool {
        let nanoseconds = max(0, deadline - Clock.monotonic())
        // Rounded up: waking a moment early would only mean waiting again.
        let milliseconds = Int32(truncatingIfNeeded: min(nanoseconds / 1_000_000 + 1, 3_600_000))
        var wait = pollfd(fd: stopping.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, milliseconds) > 0
    }
}
