// Keeps what it receives in memory and wakes who waits for it, so that tests neither poll nor sleep.

import Synchronization

/// Keeps every entry, in the order in which pushes were accepted.
public final class CollectingSink: EntrySink {
    private struct Waiter {
        var count: Int
        var continuation: CheckedContinuation<[ReceivedEntry], any Error>
    }

    private struct State {
        var entries: [ReceivedEntry] = []
        var nextWaiter = 0
        var waiters: [Int: Waiter] = [:]
    }

    private let state = Mutex(State())

    /// An empty sink.
    public init() {}

    /// All entries so far.
    public var entries: [ReceivedEntry] { state.withLock { $0.entries } }

    /// Keeps the entries and wakes those who waited for them.
    public func accept(_ entries: [ReceivedEntry]) {
        let (all, ready) = state.withLock { state in
            state.entries.append(contentsOf: entries)
            let count = state.entries.count
            let ready = state.waiters.filter { $0.value.count <= count }
            for id in ready.keys { state.waiters[id] = nil }
            return (state.entries, ready)
        }
        for waiter in ready.values { waiter.continuation.resume(returning: all) }
    }

    /// Waits until at least `count` entries have been kept, and returns all that are there then.
    ///
    /// - Throws: `CancellationError` when the waiting task is cancelled.
    public func waitFor(count: Int) async throws -> [ReceivedEntry] {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<[ReceivedEntry], any Error>? = state.withLock { state in
                    if state.entries.count >= count { return .success(state.entries) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[id] = Waiter(count: count, continuation: continuation)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}
