// A mapping's keys must be texts, stand once, and take in what `<<` merges; all of that is settled here, once.

/// Gathers the keys and values of one mapping in the order of the file.
struct MappingBuilder {
    /// Compares by bytes: String's equality would take two spellings of an accented file name for one.
    private struct Key: Hashable {
        let text: String

        static func == (left: Key, right: Key) -> Bool {
            left.text.utf8.elementsEqual(right.text.utf8)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(text)
        }
    }

    /// Up to this size a look through the entries is faster than a table.
    private static let tableThreshold = 16

    private var entries: [(key: Node, value: Node)] = []
    private var table: [Key: Int] = [:]
    private var pendingKey: (node: Node, location: Location)?
    private var merge: (key: Location, value: Node)?

    /// Whether a key or a merge was wrong.
    private(set) var foundErrors = false

    /// Adds a key and a value in turn; `location` is where it stands, which for an alias is not the node's.
    ///
    /// What is wrong only because a node is among `absent` has been reported already.
    mutating func add(
        _ node: Node, at location: Location, absent: Set<ObjectIdentifier>, diagnostics: DiagnosticCollector
    ) {
        guard let (key, keyLocation) = pendingKey else {
            pendingKey = (node, location)
            return
        }
        pendingKey = nil
        guard case .scalar(let scalar) = key.content else {
            fail(
                diagnostics, keyLocation, "a key must be text, found \(key.kind)",
                fix: "put a text that begins with { or [ in single quotes")
            return
        }
        if scalar.text.isEmpty && scalar.isPlain {
            if !absent.contains(ObjectIdentifier(key)) {
                fail(
                    diagnostics, keyLocation, "a key is missing before ':'",
                    fix: "write the key, as in 'key: value'")
            }
            return
        }
        let isMerge = scalar.text == "<<" && (scalar.isPlain || scalar.tag == "tag:yaml.org,2002:merge")
        if let first = isMerge ? merge?.key : position(of: scalar.text).map({ entries[$0].key.location }) {
            fail(
                diagnostics, keyLocation,
                "the key \(Quoting.quoted(scalar.text)) stands already in line \(first.line)",
                fix: isMerge ? "merge several mappings by one list: <<: [*a, *b]" : "remove one of the two")
            return
        }
        if isMerge {
            merge = (keyLocation, node)
        } else {
            append((key, node), scalar.text)
        }
    }

    /// The entries with `<<` resolved.
    mutating func finish(
        absent: Set<ObjectIdentifier>, diagnostics: DiagnosticCollector
    ) -> [(key: Node, value: Node)] {
        guard let merged = merge?.value, !absent.contains(ObjectIdentifier(merged)) else { return entries }
        switch merged.content {
        case .mapping(let source):
            take(source)
        case .sequence(let sources):
            for source in sources {
                if let entries = source.entries {
                    take(entries)
                } else if !absent.contains(ObjectIdentifier(source)) {
                    refuse(source, diagnostics)
                }
            }
        case .scalar:
            refuse(merged, diagnostics)
        }
        return entries
    }

    private mutating func take(_ source: [(key: Node, value: Node)]) {
        for entry in source {
            guard case .scalar(let scalar) = entry.key.content, position(of: scalar.text) == nil else {
                continue
            }
            append(entry, scalar.text)
        }
    }

    private mutating func refuse(_ node: Node, _ diagnostics: DiagnosticCollector) {
        fail(
            diagnostics, node.location, "'<<' merges mappings, found \(node.kind)",
            fix: "write <<: *anchor, or <<: [*a, *b], with anchors of mappings")
    }

    private mutating func append(_ entry: (key: Node, value: Node), _ text: String) {
        entries.append(entry)
        if entries.count == Self.tableThreshold {
            for (index, entry) in entries.enumerated() {
                if case .scalar(let scalar) = entry.key.content { table[Key(text: scalar.text)] = index }
            }
        } else if entries.count > Self.tableThreshold {
            table[Key(text: text)] = entries.count - 1
        }
    }

    private func position(of text: String) -> Int? {
        if entries.count >= Self.tableThreshold { return table[Key(text: text)] }
        return entries.firstIndex { entry in
            guard case .scalar(let scalar) = entry.key.content else { return false }
            return scalar.text.utf8.elementsEqual(text.utf8)
        }
    }

    private mutating func fail(
        _ diagnostics: DiagnosticCollector, _ location: Location, _ message: String, fix: String
    ) {
        foundErrors = true
        diagnostics.error(location, message, fix: fix)
    }
}
