// Why this file exists: the thread that rotates asks the thread that follows the files, and waits for its answer.

import Glibc
import Platform
import Rotation
import Synchronization

/// The running agent as a rotation sees it.
final class FerryCustodian: Custodian {
    private let mailbox: Mailbox

    init(_ mailbox: Mailbox) { self.mailbox = mailbox }

    func custody(of files: [Subject], logs: [String]) throws(CustodianError) -> [Custody] {
        guard !files.isEmpty else { return [] }
        return try ask { .custody(files, logs: logs, $0) }.get()
    }

    func pause(_ file: Subject) throws(CustodianError) -> Int64 { try ask { .pause(file, $0) }.get() }

    func move(_ file: Subject, into copy: Subject, contentSize: Int64) throws(CustodianError) {
        try ask { .move(file, into: copy, contentSize: contentSize, $0) }.get()
    }

    func release(_ file: Subject) {
        let _: Bool = ask { reply in .release(file) { reply(true) } }
    }

    /// The kernel tells the follower of it.
    func renamed(_ file: Subject, to path: String) {}

    /// Sends a request and waits until it is answered, which it always is: whoever ends refuses what is left.
    private func ask<Answer: Sendable>(_ request: (@escaping @Sendable (Answer) -> Void) -> RotationRequest)
        -> Answer
    {
        let slot = Slot<Answer>()
        let message = FerryRequest.rotation(request { slot.fill($0) })
        if !mailbox.send(message) { message.refuse() }
        return slot.wait()
    }

    /// A place for one answer of another thread.
    private final class Slot<Answer: Sendable>: Sendable {
        private let answer = Mutex<Answer?>(nil)
        private let filled = Semaphore()

        func fill(_ value: Answer) {
            answer.withLock { $0 = value }
            filled.signal()
        }

        func wait() -> Answer {
            while true {
                filled.wait()
                if let value = answer.withLock({ $0 }) { return value }
            }
        }
    }
}
