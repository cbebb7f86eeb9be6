// Why this file exists: what a rotation asks the thread that follows the files, and tells it.

import Platform
import Rotation
import Tailing

/// What a rotation wants of the ferry. Every reply is called once.
package enum RotationRequest: Sendable {
    /// How far files are shipped; for each the path of the log whose contents it has or had.
    case custody([Subject], logs: [String], @Sendable (Result<[Custody], CustodianError>) -> Void)
    /// To leave a file alone. Replies up to where lines of it were handed over.
    case pause(Subject, @Sendable (Result<Int64, CustodianError>) -> Void)
    /// That the contents of a file are in another one.
    case move(Subject, into: Subject, contentSize: Int64, @Sendable (Result<Void, CustodianError>) -> Void)
    /// That a file may be looked at again.
    case release(Subject, @Sendable () -> Void)

    /// Replies that nobody follows the files any more.
    func refuse() {
        let error = CustodianError("the agent is about to end; the rotation goes on at its next start")
        switch self {
        case .custody(_, _, let reply): reply(.failure(error))
        case .pause(_, let reply): reply(.failure(error))
        case .move(_, _, _, let reply): reply(.failure(error))
        case .release(_, let reply): reply()
        }
    }

    /// True for what has to be answered before another ferry can go on.
    var concludes: Bool {
        switch self {
        case .custody, .pause: false
        case .move, .release: true
        }
    }
}

extension Ferry {
    /// Answers a rotation.
    func answer(_ request: RotationRequest, _ tailer: Tailer) {
        let now = Clock.monotonic()
        switch request {
        case .custody(let files, let logs, let reply):
            // What was done to files before the question is known then, and what is shipped is in the checkpoints.
            tailer.processEvents(now: now)
            commitAcknowledged()
            reply(.success(zip(files, logs).map { Custody($0, of: $1, tailer) }))
        case .pause(let file, let reply):
            reply(
                Self.result(file.path) { () throws(SystemError) in
                    try tailer.pause(file.identity, now: now)
                })
        case .move(let file, let copy, let size, let reply):
            // What the checkpoints cannot say would be shipped again after a restart.
            if let failure = store.failure {
                return reply(.failure(CustodianError("the journal cannot be written: \(failure)")))
            }
            isRotating = true
            defer { isRotating = false }
            let result = Self.result(copy.path) { () throws(SystemError) in
                try tailer.move(file.identity, into: copy.path, size: size, now: now)
            }
            store.commit()
            reply(result)
        case .release(let file, let reply):
            tailer.release(file.identity, at: file.path, now: now)
            reply()
        }
    }

    private static func result<Value>(_ path: String, _ body: () throws(SystemError) -> Value)
        -> Result<Value, CustodianError>
    {
        do {
            return .success(try body())
        } catch {
            return .failure(CustodianError("\(error)"))
        }
    }
}

extension Custody {
    fileprivate init(_ file: Subject, of log: String, _ tailer: Tailer) {
        switch tailer.shipment(of: file.identity, path: file.path, size: file.size, log: log) {
        case .unknown: self = .uncovered
        case .complete: self = .shipped
        case .open(let bytes): self = .unshipped(bytes)
        }
    }
}
