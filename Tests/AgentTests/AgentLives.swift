// What tests of kills share: a life that ends in one, and what Loki has of it.

import Agent
import Receiver
import Synchronization

/// An entry as Loki tells it from others.
struct StoredEntry: Hashable {
    let time: Int64
    let line: String
}

extension AgentTrial {
    /// One life on the state that the last one left, up to a kill. Some pushes are answered; of the next one the answer is
    /// lost, and of the last one nobody hears.
    /// - Parameters:
    ///   - life: 0 for the first; the state is copied for the next one.
    ///   - open: bytes that are not shipped when everything is that can be.
    func live(
        _ life: Int, _ stages: String, accepted: Int, batch: Int, open: Int64 = 0
    ) async throws -> [StoredEntry] {
        let sink = CollectingSink()
        let isOver = Mutex(false)
        let script = AnswerScript { request in
            if request.index < accepted { return .accept }
            if request.index == accepted { return .closeAfterStoring }
            return isOver.withLock { $0 } ? .accept : .never
        }
        var stored: [ReceivedEntry] = []
        try await withReceiver(sink, script: script) { receiver in
            let running = try start(
                configuration(
                    "url: \(receiver.pushURL), name: a, timeout: 50ms, batchsize: \(batch)", stages: stages,
                    state: "state\(life)"))
            _ = try await running.wait {
                receiver.counters.requests > accepted + 1 || ($0.lagBytes == open && $0.fileCount == 1)
            }
            try copyState(from: "state\(life)", to: "state\(life + 1)")
            stored = sink.entries
            isOver.withLock { $0 = true }
            try await running.stop()
        }
        return stored.map { StoredEntry(time: $0.timestampNanoseconds, line: $0.line) }
    }
}
