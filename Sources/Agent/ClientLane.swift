// Why this file exists: each client has its own batches, offsets and retries, so that one cannot delay another.

import Checkpoints
import Loki
import Pipeline
import Platform

/// One client: what is being filled, what waits, what is on its way, and what was answered.
final class ClientLane {
    let index: Int
    let settings: ClientSettings
    let key: String
    let body = ByteBuffer()
    /// The piece of the batch on its way that `body` is made of.
    var encoded: Range<Int>?
    /// How many of its bytes were not UTF-8.
    var replaced = 0
    /// What was refused of the batch on its way so far, the last of it perhaps not kept yet.
    var refusals: [RejectedStore.Refusal] = []
    /// Why the last of them was, in a word.
    var reason = ""
    /// The file that they are kept in.
    var rejectedPath: String?
    /// What is known of its streams' sources.
    var spread = StreamSpread()
    /// How many ranges of the batch on its way are released.
    var released = 0
    var ledger = Ledger()
    var sender: Sender
    /// The batch that entries go into.
    private(set) var filling: Batch
    /// Batches that are complete and wait for the one on its way.
    private(set) var complete = Queue<Batch>()
    /// The batch on its way.
    private(set) var sending: Batch?
    /// How pushing has gone.
    var record = ClientRecord()
    private var spare: Batch?
    private let externalLabels: [(name: String, value: String)]

    init(index: Int, settings: ClientSettings) {
        self.index = index
        self.settings = settings
        key = settings.key
        sender = Sender(backoff: settings.backoff, dropsRateLimited: settings.dropsRateLimited)
        filling = Batch(tenant: settings.tenantID)
        externalLabels = settings.externalLabels
    }

    /// True if nothing is waiting or on its way.
    var isEmpty: Bool { filling.isEmpty && complete.isEmpty && sending == nil }

    /// Bytes of lines that may be read for this client now; 0 while its batches are full.
    var room: Int {
        guard complete.isEmpty else { return 0 }
        let room = settings.batchSize - filling.lineBytes
        // A batch that is nearly full goes as it is: reading a few lines costs as much as reading many.
        return room * 16 < settings.batchSize && !filling.isEmpty ? 0 : max(room, 1)
    }

    /// True if another batch waits for the one on its way.
    var hasBacklog: Bool { !complete.isEmpty || !filling.isEmpty && room == 0 }

    /// When the batch that is being filled must go; nil while it is empty or full.
    var batchDeadline: Int64? { filling.isEmpty ? nil : filling.started + settings.batchWait }

    /// True if the batch that is being filled is to be closed.
    func isRipe(now: Int64) -> Bool {
        guard let deadline = batchDeadline else { return false }
        return now >= deadline || room == 0
    }

    /// Closes the batch that is being filled.
    func close() {
        guard !filling.isEmpty else { return }
        complete.append(filling)
        filling = spare ?? Batch(tenant: settings.tenantID)
        spare = nil
    }

    /// The next batch to push, now on its way.
    func take() -> Batch? {
        guard sending == nil, let next = complete.popFirst() else { return nil }
        sending = next
        (encoded, refusals, rejectedPath, released) = (nil, [], nil, 0)
        return next
    }

    /// The batch on its way is done with.
    func finish() {
        guard let batch = sending else { return }
        sending = nil
        batch.removeAll()
        spare = batch
    }

    /// What a batch knows a label set by.
    func key(_ set: UInt32, _ table: LabelTable) -> UInt64 { UInt64(table.epoch) << 32 | UInt64(set) }

    /// The stream of a label set in the batch that is being filled.
    func stream(_ set: UInt32, _ table: LabelTable) -> Int {
        let key = key(set, table)
        if let known = filling.stream(key) { return known }
        let all = table.labels(of: set)
        let tenant = all.first { $0.name == LabelTable.tenantLabel }?.value
        var labels = all.filter { !$0.name.hasPrefix("__") }.map { (name: $0.name, value: $0.value) }
        for external in externalLabels where !labels.contains(where: { $0.name == external.name }) {
            labels.append(external)
        }
        return filling.addStream(
            key, labels: labels.filter { !$0.value.isEmpty }.sorted { $0.name < $1.name },
            tenant: tenant.map(ClientSettings.headerText))
    }
}
