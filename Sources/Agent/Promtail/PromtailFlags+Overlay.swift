// Why this file exists: flags say what the configuration could say, so they are put into it before it is read.

import Configuration

extension PromtailFlags {
    /// A configuration with what the flags say: their values go before the file's.
    ///
    /// `-client.url` adds a client to those of the file, unless one has that address. What other flags say of a client is
    /// that client's or, without `-client.url`, that of every client that says nothing itself. External labels are for
    /// every client, and those in the file go before them.
    public func applied(to root: Node) -> Node {
        var root = root
        for setting in settings { root = root.setting(setting.keys, to: setting.node) }
        // What is no list is left for whoever reads it to say so.
        if let clients = root["clients"], clients.elements == nil, !clients.isNull { return root }
        let clients = clients(of: root)
        return clients.isEmpty
            ? root
            : root.replacing(
                "clients", with: .sequence(clients, at: root["clients"]?.location ?? root.location))
    }

    private func clients(of root: Node) -> [Node] {
        var clients = root["clients"]?.elements ?? []
        let rest = clientSettings.filter { $0.keys != ["url"] }
        if let url = clientSettings.last(where: { $0.keys == ["url"] }) {
            let known = clients.firstIndex { $0["url"]?.text == url.value }
            let client = ([url] + rest).reduce(
                known.map { clients[$0] } ?? Node.mapping([], at: url.node.location)
            ) { $0.setting($1.keys, to: $1.node) }
            if let known { clients[known] = client } else { clients.append(client) }
        } else {
            clients = clients.map { client in
                rest.reduce(client) { $0[$1.keys] == nil ? $0.setting($1.keys, to: $1.node) : $0 }
            }
        }
        let place = Location(file: "-client.external-labels", line: 1, column: 1)
        let labels = externalLabels.sorted { $0.key < $1.key }.map {
            (keys: ["external_labels", $0.key], value: Node.scalar($0.value, at: place))
        }
        return clients.map { client in
            labels.reduce(client) { $0[$1.keys] == nil ? $0.setting($1.keys, to: $1.value) : $0 }
        }
    }
}

extension PromtailFlags.Setting {
    /// The value, which says by its place that it is the flag's.
    fileprivate var node: Node { .scalar(value, at: Location(file: flag, line: 1, column: 1)) }
}

extension Node {
    /// The value that these keys lead to.
    subscript(keys: [String]) -> Node? { keys.reduce(Optional(self)) { $0?[$1] } }

    /// This mapping with another value where the keys lead to; what is no mapping on the way becomes one.
    func setting(_ keys: [String], to value: Node) -> Node {
        guard let key = keys.first else { return value }
        let inner = (self[key] ?? .mapping([], at: value.location)).setting(
            Array(keys.dropFirst()), to: value)
        return replacing(key, with: inner)
    }

    /// This mapping with another value of one key; nil for without it.
    func replacing(_ key: String, with value: Node?) -> Node {
        var entries = self.entries ?? []
        let index = entries.firstIndex { $0.key.text == key }
        switch (index, value) {
        case (let index?, let value?): entries[index].value = value
        case (let index?, nil): entries.remove(at: index)
        case (nil, let value?): entries.append((key: .scalar(key, at: value.location), value: value))
        case (nil, nil): break
        }
        return Node(location: location, content: .mapping(entries))
    }
}
