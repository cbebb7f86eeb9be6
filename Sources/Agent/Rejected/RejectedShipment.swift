// Why this file exists: `logferry ship --rejected`: what Loki refused is sent again, once its cause is mended.

import Glibc
import Loki
import Platform

/// Sends rejected entries again. Works beside a running agent.
public final class RejectedShipment {
    /// What became of the entries of one client.
    public struct Row: Hashable, Sendable {
        /// The client's key.
        public var client: String
        /// Files with entries of it.
        public var files = 0
        /// Entries that were read.
        public var entries = 0
        /// Of these, those that Loki may have already: see `RejectedEntry.isCertain`.
        public var doubtful = 0
        /// Entries that Loki accepted.
        public var accepted = 0
        /// Entries that it refused again.
        public var refused = 0
        /// Why it refused, the last time.
        public var reason: String?
        /// Entries that were not sent, or without success.
        public var left: Int { entries - accepted - refused }
        /// Why entries are left.
        public var failure: String?
    }

    /// What became of it all.
    public struct Report: Sendable {
        /// One for each client, in the order in which they were met.
        public var rows: [Row] = []
        /// Files that are gone, all of their entries accepted.
        public var removedFiles = 0
        /// Files that are left.
        public var keptFiles: [String] = []
        /// What could not be read or written.
        public var problems: [String] = []
        /// True if nothing is left to do.
        public var isComplete: Bool { keptFiles.isEmpty && problems.isEmpty }
    }

    /// Why nothing was done.
    public struct Failure: Error, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// So many bytes of lines, over all clients, are read before they are pushed.
    private static let maximumPending = 8 << 20
    /// So many files are open at once.
    private static let maximumOpen = 500

    private let clients: [ClientSettings]
    private let directory: String
    private let chosen: ClientSettings?
    private let paths: [String]?
    private let isCancelled: () -> Bool
    private let transport: any PushTransport
    private let encoder = PushBodyEncoder()
    private let body = ByteBuffer()
    private var lanes: [LaneKey: Lane] = [:]
    private var open: [RejectedClaim] = []
    /// Clients that are down, and why.
    private var failures: [String: String] = [:]
    private var rows: [String: Int] = [:]
    private var report = Report()

    private struct LaneKey: Hashable {
        let client: String
        let tenant: String?
    }

    private final class Lane {
        let settings: ClientSettings
        var batch: Batch
        /// Where each entry of the batch is from, and whom it was for.
        var origins: [(claim: RejectedClaim, index: Int, row: Int)] = []
        private var keys: [[String]: UInt64] = [:]

        init(_ settings: ClientSettings, tenant: String?) {
            self.settings = settings
            batch = Batch(tenant: tenant)
        }

        func stream(_ labels: [(name: String, value: String)]) -> Int {
            let list = labels.flatMap { [$0.name, $0.value] }
            let key = keys[list] ?? UInt64(keys.count)
            keys[list] = key
            return batch.stream(key) ?? batch.addStream(key, labels: labels)
        }

        func empty() {
            batch.removeAll()
            origins = []
            keys = [:]
        }
    }

    /// - Parameters:
    ///   - client: sends everything to this client, whoever refused it; nil for each to its own.
    ///   - paths: the files; nil for all that the agent keeps.
    ///   - isCancelled: asked before every push; what is not sent then stays.
    /// - Throws: `Failure` for a client that is not configured, `PushError` if libcurl cannot be used.
    public init(
        settings: AgentSettings, client: String? = nil, paths: [String]? = nil,
        isCancelled: @escaping () -> Bool = { false }
    ) throws {
        clients = settings.clients
        directory = FileSystem.join(FileSystem.parent(of: settings.positions.filename), "rejected")
        self.paths = paths
        self.isCancelled = isCancelled
        transport = try Transport()
        chosen = try client.map { name throws(Failure) in
            let found = settings.clients.filter { [$0.key, $0.displayName, $0.displayURL].contains(name) }
            if found.count == 1, let only = found.first { return only }
            let keys = settings.clients.map(\.key).joined(separator: ", ")
            throw Failure(
                description: found.isEmpty
                    ? "no client is called '\(name)'; there is \(keys)"
                    : "more than one client is called '\(name)': say \(keys)")
        }
    }

    /// Looks at the files and changes nothing.
    public func look() throws -> Report {
        for path in try files() {
            do {
                let file = try RejectedFile(path)
                var seen: Set<Int> = []
                while true {
                    do {
                        guard let entry = try file.next() else { break }
                        note(entry, &seen)
                    } catch {
                        report.problems.append("\(error)")
                    }
                }
                report.keptFiles.append(path)
            } catch RejectedFileError.system(let error) where error.code == ENOENT && paths == nil {
                continue
            } catch {
                report.problems.append("\(error)")
            }
        }
        for index in report.rows.indices where settings(for: report.rows[index].client) == nil {
            report.rows[index].failure = Self.unknown
        }
        return report
    }

    /// Sends the entries, in the order in which they were refused, and removes what was accepted.
    public func run() throws -> Report {
        let locks = try lock()
        defer { withExtendedLifetime(locks) {} }
        for path in try files() {
            if isCancelled() { break }
            do {
                guard let claim = try acting({ try RejectedClaim(path) }) else {
                    if paths != nil { report.problems.append("there is no file \(path)") }
                    continue
                }
                open.append(claim)
                read(claim)
            } catch {
                report.problems.append("\(error)")
            }
            let pending = lanes.values.reduce(0) { $0 + $1.batch.lineBytes }
            if pending >= Self.maximumPending || open.count >= Self.maximumOpen { pushAll() }
        }
        pushAll()
        for (client, failure) in failures {
            for index in report.rows.indices where report.rows[index].left > 0 {
                let row = report.rows[index].client
                if (chosen?.key ?? row) == client { report.rows[index].failure = failure }
            }
        }
        return report
    }

    private static let unknown = "no client is called so any more; name one with --client"

    private func files() throws -> [String] {
        if let paths { return paths }
        return try RejectedFile.list(in: directory)
    }

    /// Holds the directories against another one of these; recovers what one left that was killed.
    private func lock() throws -> [File] {
        var locks: [File] = []
        for parent in Set(paths?.map(FileSystem.parent) ?? [directory]).sorted() {
            let handle: File
            do throws(SystemError) {
                handle = try File(parent, .read)
            } catch {
                if error.code == ENOENT { continue }
                throw error
            }
            guard try handle.tryLock() else {
                throw Failure(
                    description: "the entries in \(parent) are being sent by another logferry; wait for it")
            }
            locks.append(handle)
            try acting { try RejectedClaim.recover(parent) }
        }
        return locks
    }

    private func acting<Value>(_ body: () throws -> Value) rethrows -> Value {
        try StateOwner.acting(inPlaceOfRoot: directory, body)
    }

    private func settings(for client: String) -> ClientSettings? {
        chosen ?? clients.first { $0.key == client }
    }

    @discardableResult
    private func note(_ entry: RejectedEntry, _ seen: inout Set<Int>) -> Int {
        let index = rows[entry.client] ?? report.rows.count
        if index == report.rows.count {
            rows[entry.client] = index
            report.rows.append(Row(client: entry.client))
        }
        if seen.insert(index).inserted { report.rows[index].files += 1 }
        report.rows[index].entries += 1
        if !entry.isCertain { report.rows[index].doubtful += 1 }
        return index
    }

    private func read(_ claim: RejectedClaim) {
        var seen: Set<Int> = []
        while let entry = claim.next() {
            let row = note(entry, &seen)
            guard let settings = settings(for: entry.client) else {
                report.rows[row].failure = Self.unknown
                continue
            }
            guard failures[settings.key] == nil else { continue }
            let key = LaneKey(client: settings.key, tenant: entry.tenant)
            let lane = lanes[key] ?? Lane(settings, tenant: entry.tenant)
            lanes[key] = lane
            var stream = lane.stream(entry.labels)
            if !lane.batch.hasRoom(entry.line.count, stream: stream, limit: settings.batchSize) {
                push(lane)
                if failures[settings.key] != nil { continue }
                stream = lane.stream(entry.labels)
            }
            entry.line.withUnsafeBytes {
                lane.batch.append($0, timestamp: entry.timestamp, stream: stream, now: 0)
            }
            for (name, value) in entry.metadata {
                var value = value
                value.withUTF8 { lane.batch.addMetadata(name, UnsafeRawBufferPointer($0)) }
            }
            lane.origins.append((claim, claim.verdicts.count - 1, row))
        }
        if let damage = claim.damage { report.problems.append(damage) }
    }

    private func push(_ lane: Lane) {
        defer { lane.empty() }
        guard !lane.batch.isEmpty, failures[lane.settings.key] == nil else { return }
        let pushing = RejectedPush(
            transport: transport, encoder: encoder, body: body, settings: lane.settings,
            isCancelled: isCancelled)
        let outcome = pushing.push(lane.batch)
        if let failure = outcome.failure { failures[lane.settings.key] = failure }
        for (origin, verdict) in zip(lane.origins, outcome.verdicts) {
            origin.claim.judge(origin.index, verdict)
            switch verdict {
            case .untried: break
            case .accepted: report.rows[origin.row].accepted += 1
            case .refused(let refusal, _):
                report.rows[origin.row].refused += 1
                report.rows[origin.row].reason = refusal.answer.sentence
            }
        }
    }

    /// Pushes what is read and lets go of the files.
    private func pushAll() {
        for (_, lane) in lanes.sorted(by: {
            ($0.key.client, $0.key.tenant ?? "") < ($1.key.client, $1.key.tenant ?? "")
        }) {
            push(lane)
        }
        lanes = [:]
        for claim in open {
            do {
                if let left = try acting({ try claim.settle() }) {
                    report.keptFiles.append(left)
                } else {
                    report.removedFiles += 1
                }
            } catch {
                report.problems.append("\(error)")
            }
        }
        open = []
    }
}
