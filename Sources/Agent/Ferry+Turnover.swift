// Why this file exists: another configuration, or other checkpoints, take effect between two ferries.

import Checkpoints
import Loki
import Platform
import Tailing

/// What a ferry goes on from.
struct Heritage {
    /// What the tailer of before left.
    var tailing = Inheritance()
    /// Up to where lines were counted that are read again.
    var counted: [GenerationID: Int64] = [:]
    /// Requests that came while the ferry of before was about to end.
    var requests: [FerryRequest] = []
    /// How fast each client comes back from an outage; nil at the start of the agent.
    var recoveries: [String: Recovery]?
    /// How pushing to each client has gone.
    var records: [String: ClientRecord] = [:]
    /// Called when the files are followed.
    var onTakenOver: (() -> Void)?

    /// What the tailer of before left; open files in it are closed with whoever takes it.
    mutating func takeTailing() -> Inheritance {
        defer { tailing = Inheritance() }
        return tailing
    }
}

/// What is done between two ferries.
struct Turnover {
    /// The one that goes on.
    let next: Ferry
    /// Why.
    let errand: Errand

    enum Errand {
        case change(PositionChange, @Sendable (Result<[PositionEdit], ControlRefusal>) -> Void)
        case reload(notes: [String], @Sendable (Result<[String], ControlRefusal>) -> Void)
        case refresh(@Sendable (Result<Bool, ControlRefusal>) -> Void)
    }

    /// Replies that it will not be done, because the agent ends.
    func refuse() {
        switch errand {
        case .change(_, let reply): reply(.failure(.stopping))
        case .reload(_, let reply): reply(.failure(.stopping))
        case .refresh(let reply): reply(.failure(.stopping))
        }
    }
}

extension Ferry {
    /// Gets ready what a request asks for, or refuses it. From then on nothing more is read or pushed, until the
    /// pushes that are on their way are answered.
    func prepareTurnover(for request: FerryRequest, _ tailer: Tailer) {
        switch request {
        case .change(let change, let reply):
            do {
                _ = try book(tailer).plan(change)
                turnover = Turnover(next: successor(settings), errand: .change(change, reply))
            } catch {
                reply(.failure(error))
            }
        case .reload(let reply):
            serviceManager?.tell(.reloading)
            do {
                let (settings, notes) = try readConfiguration()
                turnover = Turnover(next: successor(settings), errand: .reload(notes: notes, reply))
            } catch {
                noteReload(failed: error)
                tellReady("The configuration was not reloaded. ")
                reply(.failure(error))
            }
        case .refresh(let reply):
            if let settings = settingsWithNewTargets() {
                turnover = Turnover(next: successor(settings), errand: .refresh(reply))
            } else {
                reply(.success(false))
            }
        case .status, .positions, .rotation, .stop: break
        }
    }

    /// The ferry that goes on. It takes the connections over too, since nothing is on its way over them then.
    private func successor(_ settings: AgentSettings) -> Ferry {
        let next = Ferry(
            settings: settings, store: store, metrics: metrics, mailbox: mailbox, log: log,
            transport: transport, bodies: bodies, generator: generator, source: source,
            serviceManager: serviceManager, onStarted: onStarted, onSettings: onSettings)
        next.tailing = tailing
        return next
    }

    /// Ends this ferry: what is answered is committed, what was not sent is forgotten and read again by the next.
    /// - Returns: nil if the change turns out to be impossible; then this one goes on.
    func handOver(_ turnover: Turnover, _ tailer: Tailer) -> Ferry? {
        self.turnover = nil
        var heritage = Heritage()
        switch turnover.errand {
        case .change(let change, let reply):
            do {
                let plan = try book(tailer).plan(change)
                for change in plan.changes { store.record(change) }
                heritage.onTakenOver = { [log] in
                    for edit in plan.edits { log.warning("\(edit.sentence)") }
                    reply(.success(plan.edits))
                }
            } catch {
                reply(.failure(error))
                defer { deferred = [] }
                for request in deferred { mailbox.send(request) }
                return nil
            }
        case .reload(let notes, let reply):
            let next = turnover.next
            heritage.onTakenOver = { [unowned next] in
                next.noteReload(succeeded: notes)
                reply(.success(notes))
            }
        case .refresh(let reply):
            let next = turnover.next
            heritage.onTakenOver = { [unowned next] in
                next.log.info(
                    "the targets that file_sd_configs names have changed",
                    metadata: ["targets": "\(next.settings.targets.count)"])
                reply(.success(true))
            }
        }
        // While the older of two generations at a path is the older one here, too.
        tailer.processEvents(now: Clock.monotonic())
        commitAcknowledged()
        heritage.recoveries = Dictionary(lanes.map { ($0.key, $0.sender.recovery) }) { first, _ in first }
        heritage.records = Dictionary(lanes.map { ($0.key, $0.record) }) { first, _ in first }
        heritage.requests = deferred
        for file in files.values {
            let furthest = file.readers.map(\.offset).max() ?? 0
            heritage.counted[file.id] = max(furthest, self.heritage.counted[file.id] ?? 0)
            store.note(size: file.presentSize, of: file.id)
        }
        heritage.tailing = tailer.handOver()
        turnover.next.heritage = heritage
        turnover.next.unreadable = unreadable
        return turnover.next
    }

    /// The checkpoints and the files, as they are now.
    func book(_ tailer: Tailer) -> PositionBook {
        var book = PositionBook(state: store.state, settings: settings)
        let readers = Dictionary(lanes.map { ($0.key, $0.index) }) { first, _ in first }
        book.followed = { [files] in
            files[$0].map { PositionBook.Followed(file: $0.handle, size: $0.presentSize) }
        }
        book.isTurn = { [files] id, client in
            guard let file = files[id], let reader = readers[client] else { return true }
            return tailer.isTurn(of: file, reader: reader)
        }
        return book
    }
}
