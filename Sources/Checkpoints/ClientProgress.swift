// Why this file exists: there are many generations and few clients, and a table of its own for each generation is mostly empty.

/// How far each client has come in one generation, by the client's key.
public struct ClientProgress: Hashable, Sendable {
    private struct Entry: Hashable, Sendable {
        let client: String
        var progress: Progress
    }

    /// Rising by client.
    private var entries: ContiguousArray<Entry> = []

    /// No client is known.
    public init() {}

    /// How far a client has come; nil if it is not known here.
    public subscript(client: String) -> Progress? {
        get { entries.first { $0.client == client }?.progress }
        set {
            let place = entries.firstIndex { $0.client >= client } ?? entries.count
            let isKnown = place < entries.count && entries[place].client == client
            switch (newValue, isKnown) {
            case (let progress?, true): entries[place].progress = progress
            case (let progress?, false):
                // Most generations have as many clients for ever.
                entries.reserveCapacity(entries.count + 1)
                entries.insert(Entry(client: client, progress: progress), at: place)
            case (nil, true): entries.remove(at: place)
            case (nil, false): break
            }
        }
    }

    /// Forgets a client, and returns how far it had come.
    @discardableResult
    public mutating func remove(_ client: String) -> Progress? {
        defer { self[client] = nil }
        return self[client]
    }

    /// How many clients are known.
    public var count: Int { entries.count }
    /// How far they are.
    public var values: some Collection<Progress> { entries.lazy.map(\.progress) }
    /// Their keys, rising.
    public var clients: [String] { entries.map(\.client) }
}

extension ClientProgress: Sequence {
    /// Goes through the clients in the order of their keys.
    public func makeIterator() -> some IteratorProtocol<(client: String, progress: Progress)> {
        entries.lazy.map { (client: $0.client, progress: $0.progress) }.makeIterator()
    }
}

extension ClientProgress: ExpressibleByDictionaryLiteral {
    /// Of clients that stand twice, the last counts.
    public init(dictionaryLiteral elements: (String, Progress)...) {
        for (client, progress) in elements { self[client] = progress }
    }
}
