// Why this file exists: `logferry status --watch` goes on showing what it knows while nobody answers, so asking and drawing
// have a thread each.

import Agent
import Display
import Glibc
import Platform
import Synchronization
import Telemetry

/// Asks the agent again and again, and shows what it answers until somebody has seen enough.
final class StatusWatch: Sendable {
    /// How long the agent may be silent, in seconds: it may stand still, and then wake up.
    private static let patience = 10
    private static let second: Int64 = 1_000_000_000

    /// What is known so far.
    private struct Knowledge {
        var report: StatusReport?
        var previous: StatusReport?
        var json: [UInt8] = []
        /// Nanoseconds since the Unix epoch.
        var time: Int64 = 0
        /// Of the monotonic clock: when an answer came, or the first was asked for.
        var answered = Clock.monotonic()
        /// Why there was no answer to the last question.
        var failure: String?
    }

    private let client: ControlClient
    private let interval: Int64
    private let isJSON: Bool
    private let showsAll: Bool
    private let knowledge = Mutex(Knowledge())
    private let changed: EventCounter

    /// - Parameter interval: nanoseconds from one question to the next.
    init(positions: String, interval: Int64, isJSON: Bool, showsAll: Bool) throws(SystemError) {
        client = ControlClient(positions: positions, patience: Self.patience)
        self.interval = interval
        self.isJSON = isJSON
        self.showsAll = showsAll
        changed = try EventCounter(isBlocking: false)
    }

    /// Until somebody wants no more, or nobody reads any more.
    func run() throws {
        if !isJSON, let terminal = Terminal.ofStandardOutput() {
            try draw(on: terminal)
        } else {
            list()
        }
    }

    /// Asks once.
    private func ask() {
        let result = Result { try client.status(isFresh: false) }
        knowledge.withLock { knowledge in
            switch result {
            case .success(let answer):
                knowledge.previous = knowledge.report
                knowledge.report = answer.report
                knowledge.json = answer.json
                knowledge.time = Clock.realtime()
                knowledge.answered = Clock.monotonic()
                knowledge.failure = nil
            case .failure(let error): knowledge.failure = "\(error)"
            }
        }
    }

    private func scene() -> StatusScene {
        let known = knowledge.withLock { $0 }
        let silent = Clock.monotonic() - known.answered
        var silence: StatusScene.Silence?
        if let failure = known.failure {
            silence = StatusScene.Silence(seconds: silent / Self.second, reason: failure)
        } else if silent > interval + 2 * Self.second {
            silence = StatusScene.Silence(seconds: silent / Self.second, reason: "it is waited for")
        }
        return StatusScene(
            report: known.report, previous: known.previous, time: known.time, silence: silence)
    }

    /// A block, or an object, each time.
    private func list() {
        var next = Clock.monotonic()
        let view = StatusView(screen: Screen(glyphs: Terminal.glyphs), showsAll: showsAll)
        let screen = Screen(glyphs: Terminal.glyphs)
        var failure: String?
        while true {
            ask()
            let known = knowledge.withLock { $0 }
            if isJSON {
                // What is read by a program has nothing but answers in it.
                if known.failure != failure {
                    failure = known.failure
                    Output.error("logferry: " + (failure ?? "the agent answers again"))
                }
                if failure == nil, !Terminal.write(String(decoding: known.json, as: UTF8.self)) { return }
            } else if !Terminal.write(screen.text(view.lines(scene())) + "\n") {
                return
            }
            next = max(next + interval, Clock.monotonic())
            _ = poll(nil, 0, Int32(clamping: (next - Clock.monotonic()) / 1_000_000))
        }
    }

    private func draw(on terminal: Terminal) throws {
        let asker = try Asker(interval: interval) { [self] in
            ask()
            changed.raise()
        }
        defer { asker.stop() }
        let signals = try WatchSignals.begin()
        var keys = isatty(STDIN_FILENO) == 1 ? STDIN_FILENO : -1
        var isWanted = true
        while isWanted {
            if terminal.isOurs {
                _ = terminal.enter(isFullScreen: true)
                let screen = Screen.ofStandardOutput()
                let lines = StatusView(screen: screen, showsAll: showsAll).screenful(scene())
                isWanted = terminal.write(FullScreen.redraw(lines, on: screen))
            }
            var waits = [
                pollfd(fd: changed.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: terminal.isOurs ? keys : -1, events: Int16(POLLIN), revents: 0),
            ]
            // Also how long there has been no answer changes.
            guard isWanted, poll(&waits, nfds_t(waits.count), 1000) > 0 else { continue }
            changed.take()
            signals.take()
            if waits[2].revents != 0 { isWanted = Self.goesOn(&keys) }
            if WatchSignals.end != 0 { isWanted = false }
        }
        if terminal.isOurs { terminal.leave() }
        WatchSignals.finish()
    }

    /// Takes what was typed; false if it was what leaves.
    private static func goesOn(_ keys: inout Int32) -> Bool {
        var typed = [UInt8](repeating: 0, count: 64)
        let count = read(keys, &typed, typed.count)
        if count < 0, errno == EINTR { return true }
        guard count > 0 else {
            keys = -1
            return true
        }
        // q, Q, Ctrl-C where it is no signal, Ctrl-D.
        return !typed[..<count].contains { [0x71, 0x51, 3, 4].contains($0) }
    }
}

/// Asks on a thread of its own, until it is stopped.
private struct Asker {
    private let ending: EventCounter

    init(interval: Int64, _ ask: @escaping @Sendable () -> Void) throws(SystemError) {
        let ending = try EventCounter(isBlocking: false)
        self.ending = ending
        try Thread.start(name: "ask") {
            var next = Clock.monotonic()
            while true {
                ask()
                next = max(next + interval, Clock.monotonic())
                var wait = pollfd(fd: ending.descriptor, events: Int16(POLLIN), revents: 0)
                let milliseconds = (next - Clock.monotonic() + 999_999) / 1_000_000
                if poll(&wait, 1, Int32(clamping: milliseconds)) > 0 { return }
            }
        }
    }

    func stop() { ending.raise() }
}

/// The signals that concern who draws on a whole screen: the screen changes its size, or is to be left.
private enum WatchSignals {
    private static let number = Atomic<Int32>(0)
    /// Written before the first handler is there.
    nonisolated(unsafe) private static var counter: EventCounter?
    private static let ending = [SIGINT, SIGTERM, SIGHUP]

    /// From here on they raise a counter.
    static func begin() throws(SystemError) -> EventCounter {
        let counter = try EventCounter(isBlocking: false)
        Self.counter = counter
        signal(SIGWINCH) { _ in WatchSignals.counter?.raise() }
        for end in ending {
            signal(end) { number in
                WatchSignals.number.store(number, ordering: .relaxed)
                WatchSignals.counter?.raise()
            }
        }
        return counter
    }

    /// The signal that asked to leave; 0 if none did.
    static var end: Int32 { number.load(ordering: .relaxed) }

    /// They have their usual meaning again; one that is more than a wish to leave takes effect now.
    static func finish() {
        for number in ending + [SIGWINCH] { signal(number, SIG_DFL) }
        if end == SIGTERM || end == SIGHUP { raise(end) }
    }
}
