// Why this file exists: other threads ask the ferry's thread for something; this is how they reach it.

import Platform
import Synchronization
import Telemetry

/// What the ferry can be asked for. Every reply is called once, on the ferry's thread or, at its end, another.
package enum FerryRequest: Sendable {
    /// The state of files, clients and checkpoints; nil when the ferry has ended.
    case status(@Sendable (StatusReport?) -> Void)
    /// Where the clients are, in so many generations above a number.
    case positions(after: UInt64, limit: Int, @Sendable (Result<[PositionRow], ControlRefusal>) -> Void)
    /// A change of where they are.
    case change(PositionChange, @Sendable (Result<[PositionEdit], ControlRefusal>) -> Void)
    /// To read the configuration again. Replies what of it a restart is needed for.
    case reload(@Sendable (Result<[String], ControlRefusal>) -> Void)
    /// To look for targets anew. Replies whether there are others.
    case refresh(@Sendable (Result<Bool, ControlRefusal>) -> Void)
    /// What a rotation asks or tells.
    case rotation(RotationRequest)
    /// Stop reading, ship what was read, end.
    case stop

    /// Replies that nobody is there any more.
    func refuse() {
        switch self {
        case .status(let reply): reply(nil)
        case .positions(_, _, let reply): reply(.failure(.stopping))
        case .change(_, let reply): reply(.failure(.stopping))
        case .reload(let reply): reply(.failure(.stopping))
        case .refresh(let reply): reply(.failure(.stopping))
        case .rotation(let request): request.refuse()
        case .stop: break
        }
    }
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
