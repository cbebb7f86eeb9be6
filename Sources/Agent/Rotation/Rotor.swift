// Why this file exists: rotating takes as long as disks and scripts take, so it has a thread of its own.

import Glibc
import Logging
import Platform
import Rotation
import Synchronization

/// The thread that rotates. Asked from any thread.
final class Rotor: Sendable {
    private struct Inbox {
        var requests: [RotorRequest] = []
        var isStopping = false
        var isClosed = true
    }

    private let inbox = Mutex(Inbox())
    private let counter: EventCounter
    private let ended = Semaphore()

    init() throws(SystemError) { counter = try EventCounter(isBlocking: false) }

    /// Starts the thread, with what it works on.
    func start(_ work: @escaping @Sendable () throws -> RotorWork, log: Logger) throws(SystemError) {
        inbox.withLock { $0.isClosed = false }
        do {
            try Thread.start(name: "rotation") { [self] in
                do {
                    run(try work())
                } catch {
                    log.error("nothing is rotated", metadata: ["error": "\(error)"])
                }
                for request in close() { request.refuse() }
                ended.signal()
            }
        } catch {
            _ = close()
            throw error
        }
    }

    /// Hands over a request; refuses it if the thread has ended, or never began.
    func send(_ request: RotorRequest) {
        let isOpen = inbox.withLock { inbox in
            if !inbox.isClosed { inbox.requests.append(request) }
            return !inbox.isClosed
        }
        if isOpen { counter.raise() } else { request.refuse() }
    }

    /// Asks the thread to end as soon as the step that it is at allows.
    func stop() {
        inbox.withLock { $0.isStopping = true }
        counter.raise()
    }

    /// Waits until the thread has ended. To be called once, after `start` and `stop`.
    func join() { ended.wait() }

    private var isStopping: Bool { inbox.withLock { $0.isStopping } }

    private func close() -> [RotorRequest] {
        inbox.withLock { inbox in
            inbox.isClosed = true
            defer { inbox.requests = [] }
            return inbox.requests
        }
    }

    private func take() -> [RotorRequest] {
        inbox.withLock { inbox in
            defer { inbox.requests = [] }
            return inbox.requests
        }
    }

    private func run(_ work: RotorWork) {
        let shouldStop = { [self] in isStopping }
        while !shouldStop() {
            for request in take() { work.answer(request, shouldStop: shouldStop) }
            work.lookAround(shouldStop: shouldStop)
            wait(until: work.next)
        }
    }

    /// Waits for a request, or a moment in seconds since the Unix epoch.
    private func wait(until moment: Int64) {
        let now = Clock.realtime()
        // To the millisecond behind it, so that it has come when this returns; and not for ever, since clocks are set.
        let (due, isFar) = moment.multipliedReportingOverflow(by: 1_000_000_000)
        let left = isFar ? RotorAgenda.longestSleep * 1_000 : (due - now) / 1_000_000 + 1
        var watch = pollfd(fd: counter.descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&watch, 1, Int32(clamping: max(0, min(left, RotorAgenda.longestSleep * 1_000))))
        counter.take()
    }
}
