// Why this file exists: clients are renamed, added and taken away between two starts, and no line may be lost by that.

import Checkpoints
import Loki
import Platform

/// What becomes of the clients' offsets when the configuration names other clients than the checkpoints. A pure value.
///
/// A client that is gone is followed by one that is new: by the one that is most like it, and if there is no likeness,
/// the first in alphabetical order by the first in the configuration's. A new client that follows nobody starts where
/// the furthest of the others is. A client that is gone and has no successor holds nothing back.
struct ClientSuccession {
    /// Who goes on in whose place.
    private(set) var successors: [(from: String, to: String)] = []
    /// Clients that are gone without a successor.
    private(set) var gone: [String] = []
    /// Keys of all clients of the configuration, in its order.
    let keys: [String]

    /// - Parameters:
    ///   - known: the keys that the checkpoints know.
    ///   - clients: those of the configuration.
    init(known: Set<String>, clients: [ClientSettings]) {
        keys = clients.map(\.key)
        var left = known.subtracting(keys).sorted()
        var new = clients.filter { !known.contains($0.key) }
        for likeness in Self.likenesses {
            for client in new {
                guard let place = left.firstIndex(where: { likeness(Self.Name($0), client) }) else {
                    continue
                }
                successors.append((left.remove(at: place), client.key))
                new.removeAll { $0.key == client.key }
            }
        }
        gone = left
    }

    /// Whether a client that is gone can be the one that is new, the surest first.
    private static let likenesses: [@Sendable (Name, ClientSettings) -> Bool] = [
        { $0.key == ClientSettings.key(url: $1.displayURL, tenant: $1.tenantID) },
        { $0.host != nil && $0.host == Name.host(of: $1.displayURL) && $0.tenant == $1.tenantID },
        { $0.host != nil && $0.host == Name.host(of: $1.displayURL) },
        { $0.tenant != nil && $0.tenant == $1.tenantID },
        { _, _ in true },
    ]

    /// What the key of a client that is gone tells of it.
    private struct Name {
        let key: String
        /// Nil where the key is a name.
        let host: String?
        let tenant: String?

        init(_ key: String) {
            self.key = key
            let parts = key.split(separator: " ", maxSplits: 1)
            host = parts.first.flatMap { Self.host(of: String($0)) }
            tenant = host != nil && parts.count == 2 ? String(parts[1]) : nil
        }

        /// The host of a URL, without its port; nil if it is none.
        static func host(of url: String) -> String? {
            let bytes = Array(url.utf8)
            let mark = Array("://".utf8)
            guard let scheme = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else {
                return nil
            }
            let authority = bytes[(scheme + 3)...].prefix { !"/?#".utf8.contains($0) }
            let end = authority.lastIndex(of: UInt8(ascii: ":"))
            let isPort = end.map { authority[($0 + 1)...].allSatisfy { (48...57).contains($0) } } ?? false
            return String(decoding: isPort ? authority[..<(end ?? 0)] : authority, as: UTF8.self).lowercased()
        }
    }

    /// The changes of a state that come of it. After them every generation has an offset for every client: one that
    /// nobody wrote down would be another one after the next start.
    func changes(of state: CheckpointState) -> [Change] {
        var changes = successors.map { Change.clientRenamed(from: $0.from, to: $0.to) }
        var renamed = state
        for change in changes { renamed.apply(change) }
        var missing: [String: [Acknowledgement]] = [:]
        for record in renamed.generations.values.sorted(by: { $0.id < $1.id }) {
            guard let furthest = record.progress.values.max(by: { $0.offset < $1.offset }) else { continue }
            for key in keys where record.progress[key] == nil {
                missing[key, default: []].append(Acknowledgement(record.id, furthest))
            }
        }
        for key in keys {
            if let parts = missing[key] { changes.append(.acknowledged(client: key, parts)) }
        }
        return changes + gone.map { .clientForgotten($0) }
    }
}

extension Ferry {
    /// Brings the checkpoints' clients in line with those of the configuration.
    func settleClients() {
        let known = store.state.generations.values.reduce(into: Set<String>()) {
            $0.formUnion($1.progress.clients)
        }
        let succession = ClientSuccession(known: known, clients: settings.clients)
        for (from, to) in succession.successors {
            log.info(
                "a client goes on where another one was", metadata: ["client": "\(to)", "was": "\(from)"])
        }
        for client in succession.gone {
            log.info("a client is gone; nothing is kept for it", metadata: ["client": "\(client)"])
        }
        for change in succession.changes(of: store.state) { store.record(change) }
    }
}
