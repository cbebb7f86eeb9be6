// Why this file exists: other threads ask the ferry's thread for something; this is how they reach it.

import Platform
import Synchronization

/// What the ferry can be asked for.
package enum FerryRequest: Sendable {
    /// The present state.
    case status(@Sendable (AgentStatus) -> Void)
    /// Stop reading, ship what was read, end.
    case stop
}

/// Requests on their way to the ferry's thread.
package final class Mailbox: Sendable {
    /// Readable when there is a request.
    let counter: EventCounter
    private let waiting = Mutex<(requests: [FerryRequest], isClosed: Bool)>(([], false))

    package init() throws(SystemError) { counter = try EventCounter(isBlocking: false) }

    /// Hands over a request; false when the ferry has ended.
    @discardableResult
    package func send(_ request: FerryRequest) -> Bool {
        let isOpen = waiting.withLock { state in
            if !state.isClosed { state.requests.append(request) }
            return !state.isClosed
        }
        counter.raise()
        return isOpen
    }

    /// All requests so far. On the ferry's thread.
    func take() -> [FerryRequest] {
        counter.take()
        return waiting.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    /// Refuses further requests and hands over the last ones.
    func close() -> [FerryRequest] {
        waiting.withLock { state in
            state.isClosed = true
            defer { state.requests = [] }
            return state.requests
        }
    }
}
