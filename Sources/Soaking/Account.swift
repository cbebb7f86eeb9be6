// Why this file exists: what was written, held against what each client's receiver was sent, push by push.

import Receiver
import Workbench

/// The books of a soak: the application's side is written down before it happens, the receiver's as it comes.
///
/// What is sent again must be the same to the byte, and must have been in flight. An acknowledged push has been taken
/// note of when its client sends another one, since the agent writes its journal in between, and when its agent ended
/// of itself. Until then the agent may not know of the acknowledgement: it was killed, or the answer came too late.
public struct Account: Sendable {
    /// One thing that is wrong, to be looked into.
    public struct Example: Sendable {
        /// What is wrong.
        public let fault: Fault
        /// The client.
        public let client: Int
        /// The file, and the line in it; nil for what is no line of any.
        public let place: (file: Int, number: Int)?
        /// What arrived.
        public let entry: ReceivedEntry?
        /// When, in nanoseconds since the start.
        public let time: Int64
    }

    /// What was counted of one client's pushes.
    public struct Counts: Equatable, Sendable {
        /// How often each fault was met.
        public var faults: [Fault: Int] = [:]
        /// Entries that were sent again, the same to the byte.
        public var replayed = 0
        /// The most of them in a row, in one push.
        public var longestReplay = 0
        /// Their bytes.
        public var longestReplayBytes = 0
        /// Lines that arrived in a later push than ones that were written to the same file after them.
        public var late = 0
    }

    private struct Client {
        var files: [FileAccount]
        var counts = Counts()
        var run = 0
        /// Lines of the last push, which was acknowledged.
        var unsettled: [(file: Int, number: Int)] = []
        /// The last pushes of this run.
        var recent: [Int] = []
        var replay = (lines: 0, bytes: 0)
        /// The highest number of a line that arrived of each file, and the run that sent the last one.
        var last: [(number: Int, run: Int)]
    }

    private var clients: [Client]
    /// The first few faults of each kind.
    public private(set) var examples: [Example] = []
    private static let exampleLimit = 5
    private static let recentLimit = 8

    /// Books without an entry.
    /// - Parameter directory: the directory that is followed.
    public init(files: [FilePlan], clients: Int, directory: String, seed: UInt64) {
        let accounts = files.map { FileAccount(plan: $0, directory: directory, seed: seed) }
        self.clients = Array(
            repeating: Client(files: accounts, last: Array(repeating: (-1, -1), count: files.count)),
            count: clients)
    }

    /// What was counted of a client's pushes.
    public func counts(client: Int) -> Counts { clients[client].counts }

    /// Lines that were written.
    public var written: Int { clients.first?.files.reduce(0) { $0 + $1.written } ?? 0 }

    /// Lines that were written to one file.
    public func written(file: Int) -> Int { clients.first?.files[file].written ?? 0 }

    /// Lines that arrived at a client.
    public func delivered(client: Int) -> Int { clients[client].files.reduce(0) { $0 + $1.delivered } }

    /// True if every line arrived at every client.
    public var isComplete: Bool {
        clients.allSatisfy { client in client.files.allSatisfy { $0.delivered == $0.written } }
    }

    /// True if every line of the range arrived at every client.
    public func isDelivered(file: Int, _ range: Range<Int>) -> Bool {
        clients.indices.allSatisfy { clients[$0].files[file].isDelivered(range) }
    }

    /// True if a line of the file that is in the range was sent to every client by this run of the agent.
    public func wasSent(file: Int, _ range: Range<Int>, run: Int) -> Bool {
        clients.allSatisfy { $0.last[file].run == run && range.contains($0.last[file].number) }
    }

    /// True if any line of the file arrived at every client.
    public func isKnown(file: Int) -> Bool { clients.allSatisfy { $0.files[file].delivered > 0 } }

    /// The next `count` lines of the file are about to be written.
    /// - Returns: their numbers.
    @discardableResult
    public mutating func write(file: Int, _ count: Int) -> Range<Int> {
        let start = written(file: file)
        for client in clients.indices { clients[client].files[file].write(count) }
        return start..<start + count
    }

    /// A line that was written is left without its end, of `bytes` bytes.
    public mutating func cut(file: Int, _ number: Int, bytes: Int) {
        for client in clients.indices { clients[client].files[file].cut(number, bytes: bytes) }
    }

    /// A run of the agent ended; of itself, or killed.
    public mutating func ended(run: Int, ofItself: Bool) {
        for client in clients.indices where clients[client].run == run && ofItself { settle(client) }
    }

    /// A push that is stored.
    /// - Parameters:
    ///   - run: which run of the agent sent it, counting up.
    ///   - isAcknowledged: whether the answer is one of success.
    ///   - time: in nanoseconds since the start.
    public mutating func push(
        client: Int, run: Int, _ entries: [ReceivedEntry], isAcknowledged: Bool, time: Int64
    ) {
        let content = entries.hashValue
        // What a killed agent had sent may be read when its successor is at work.
        let isLate = run < clients[client].run
        if run > clients[client].run {
            clients[client].run = run
            clients[client].unsettled = []
            clients[client].recent = []
        }
        let isRetry = clients[client].recent.contains(content)
        if !isLate, !isRetry {
            settle(client)
            clients[client].recent.append(content)
            if clients[client].recent.count > Self.recentLimit { clients[client].recent.removeFirst() }
        }
        clients[client].replay = (0, 0)
        let last = clients[client].last
        for entry in entries {
            guard let line = take(entry, client, run: run, isExcused: isLate || isRetry, time) else {
                continue
            }
            if line.isFirst, line.number < last[line.file].number { clients[client].counts.late += 1 }
            if isAcknowledged, !isLate { clients[client].unsettled.append((line.file, line.number)) }
        }
    }

    private mutating func settle(_ client: Int) {
        for (file, number) in clients[client].unsettled { clients[client].files[file].settle(number) }
        clients[client].unsettled = []
    }

    private mutating func take(
        _ entry: ReceivedEntry, _ client: Int, run: Int, isExcused: Bool, _ time: Int64
    ) -> (file: Int, number: Int, isFirst: Bool)? {
        guard let place = LogLines.identify(entry.line.utf8),
            clients[client].files.indices.contains(place.file)
        else {
            note(.unknown, client, nil, entry, time)
            return nil
        }
        let file = place.file
        switch clients[client].files[file].take(entry, original: place.number) {
        case .first(let number, let fault):
            if let fault { note(fault, client, (file, number), entry, time) }
            clients[client].last[file] = (max(number, clients[client].last[file].number), run)
            clients[client].replay = (0, 0)
            return (file, number, true)
        case .replay(let number):
            replayed(entry, client)
            if !isExcused, clients[client].files[file].isSettled(number) {
                note(.needless, client, (file, number), entry, time)
            }
            return (file, number, false)
        case .wrong(let number, let fault):
            note(fault, client, (file, number), entry, time)
            return nil
        }
    }

    private mutating func replayed(_ entry: ReceivedEntry, _ client: Int) {
        clients[client].counts.replayed += 1
        clients[client].replay.lines += 1
        clients[client].replay.bytes += entry.line.utf8.count
        if clients[client].replay.lines > clients[client].counts.longestReplay {
            clients[client].counts.longestReplay = clients[client].replay.lines
            clients[client].counts.longestReplayBytes = clients[client].replay.bytes
        }
    }

    private mutating func note(
        _ fault: Fault, _ client: Int, _ place: (file: Int, number: Int)?, _ entry: ReceivedEntry?,
        _ time: Int64
    ) {
        let count = clients[client].counts.faults[fault, default: 0]
        clients[client].counts.faults[fault] = count + 1
        guard count < Self.exampleLimit else { return }
        examples.append(Example(fault: fault, client: client, place: place, entry: entry, time: time))
    }

    /// Takes what did not arrive for lost. To be called once, at the end.
    /// - Parameter time: in nanoseconds since the start.
    public mutating func close(time: Int64) {
        for client in clients.indices {
            for file in clients[client].files.indices {
                for number in clients[client].files[file].missing {
                    note(.lost, client, (file, number), nil, time)
                }
            }
        }
    }
}
