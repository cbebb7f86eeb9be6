// Knows every open connection and running handler, so that there is a limit to them and an end to a shutdown.

import NIOCore
import Synchronization

/// The connections of one server, shared by its threads.
final class ConnectionRegistry: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: any Channel] = [:]
        var runningHandlers = 0
        var refusedConnections = 0
        var isDraining = false
        var waiters: [CheckedContinuation<Void, Never>] = []

        /// Those to resume because nothing is left to wait for.
        mutating func waitersIfIdle() -> [CheckedContinuation<Void, Never>] {
            guard connections.isEmpty, runningHandlers == 0 else { return [] }
            defer { waiters = [] }
            return waiters
        }
    }

    private let maxConnections: Int
    private let state = Mutex(State())

    init(maxConnections: Int) {
        self.maxConnections = maxConnections
    }

    var refusedConnections: Int { state.withLock { $0.refusedConnections } }

    var isIdle: Bool { state.withLock { $0.connections.isEmpty && $0.runningHandlers == 0 } }

    /// Takes a connection in until it closes; false when there are too many, or the server is shutting down.
    func admit(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let isAdmitted = state.withLock { state in
            guard !state.isDraining, state.connections.count < maxConnections else {
                state.refusedConnections += 1
                return false
            }
            state.connections[id] = channel
            return true
        }
        if isAdmitted {
            channel.closeFuture.whenComplete { [self] _ in
                resume(
                    state.withLock { state in
                        state.connections[id] = nil
                        return state.waitersIfIdle()
                    })
            }
        }
        return isAdmitted
    }

    func handlerStarted() {
        state.withLock { $0.runningHandlers += 1 }
    }

    func handlerEnded() {
        resume(
            state.withLock { state in
                state.runningHandlers -= 1
                return state.waitersIfIdle()
            })
    }

    /// Sends an event to every connection; after `.drain` no new one is admitted.
    func send(_ event: ServerEvent) {
        let connections = state.withLock { state in
            state.isDraining = true
            return Array(state.connections.values)
        }
        for connection in connections { connection.pipeline.fireUserInboundEventTriggered(event) }
    }

    /// Returns when no connection is open and no handler runs, or when `giveUp` was called.
    func waitUntilIdle() async {
        await withCheckedContinuation { continuation in
            resume(
                state.withLock { state in
                    state.waiters.append(continuation)
                    return state.waitersIfIdle()
                })
        }
    }

    /// Ends every wait, whatever is still running.
    func giveUp() {
        resume(
            state.withLock { state in
                defer { state.waiters = [] }
                return state.waiters
            })
    }

    private func resume(_ waiters: [CheckedContinuation<Void, Never>]) {
        for waiter in waiters { waiter.resume() }
    }
}
