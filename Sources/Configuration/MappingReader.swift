// A room decodes its section key by key; the reader remembers which keys it asked for, so that the rest is unknown.

/// Walks one mapping.
///
/// Every method that takes a key returns nil if the key is absent or null, and nil after an error if the value does
/// not fit; the key then counts as known. ``finish()`` reports the keys that nobody asked for.
public struct MappingReader {
    /// Above this many entries they are found by a table.
    private static let tableThreshold = 16
    /// How many known keys a message lists.
    private static let listedKeys = 12

    /// Where the mapping begins.
    public let location: Location
    /// The mapping's name in messages, such as `scrape_configs[0]`; empty for the top.
    public let context: String
    /// Receives whatever is wrong.
    public let diagnostics: DiagnosticCollector

    private let entries: [(key: String, keyLocation: Location, value: Node)]
    private let table: [String: Int]
    private var asked: [String] = []

    /// A reader of `node`; null is an empty mapping, another kind is reported and then behaves as an empty one.
    public init(_ node: Node, context: String, diagnostics: DiagnosticCollector) {
        location = node.location
        self.context = context
        self.diagnostics = diagnostics
        entries = node.pairs(diagnostics: diagnostics, what: context) ?? []
        table =
            entries.count > Self.tableThreshold
            ? Dictionary(entries.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
            : [:]
    }

    /// The name of the value of `key` in messages: `clients[0].url`.
    public func path(of key: String) -> String {
        context.isEmpty ? key : "\(context).\(key)"
    }

    /// Where the value of `key` stands, null included; else where the mapping does.
    public func location(of key: String) -> Location {
        entry(key)?.value.location ?? location
    }

    /// Whether `key` is there, null included; the key counts as known from here on.
    public mutating func isPresent(_ key: String) -> Bool {
        ask(key)
        return entry(key) != nil
    }

    /// The value of `key`.
    public mutating func node(_ key: String) -> Node? {
        ask(key)
        guard let value = entry(key)?.value, !value.isNull else { return nil }
        return value
    }

    /// The keys that are there, in the file's order.
    public var keys: [String] { entries.map(\.key) }

    /// Accepts keys that have no meaning here, and returns where those present stand.
    public mutating func ignore(_ keys: [String]) -> [Location] {
        keys.compactMap { key in
            ask(key)
            return entry(key)?.keyLocation
        }
    }

    /// Reports an error if `key` is absent or null; `example` is a value that fits, for the remedy.
    ///
    /// Absence is reported where the mapping begins, null where the value should stand.
    @discardableResult
    public mutating func require(_ key: String, example: String? = nil) -> Bool {
        ask(key)
        guard let entry = entry(key) else {
            let place = context.isEmpty ? "" : " in \(context)"
            diagnostics.error(
                location, "the key \(Quoting.quoted(key)) is missing\(place)",
                fix: example.map { "add '\(key): \($0)'" } ?? "add '\(key): ' with its value")
            return false
        }
        guard entry.value.isNull else { return true }
        diagnostics.error(
            entry.value.location, "\(path(of: key)): the value is missing",
            fix: example.map { "write '\(key): \($0)'" } ?? "write a value after the ':'")
        return false
    }

    /// Reports every key that was never asked for, with the nearest known key or a list of them.
    public func finish() {
        diagnostics.onKeys?(context, asked)
        let known = Set(asked)
        for entry in entries where !known.contains(entry.key) {
            let place = context.isEmpty ? "" : " in \(context)"
            diagnostics.error(
                entry.keyLocation, "unknown key \(Quoting.quoted(entry.key))\(place)",
                fix: remedy(for: entry.key))
        }
    }

    private func remedy(for key: String) -> String {
        if let near = Suggestions.nearest(key, among: asked) {
            return "did you mean \(Quoting.quoted(near))?"
        }
        guard !asked.isEmpty else { return "remove it; no keys are known here" }
        let list = asked.prefix(Self.listedKeys).joined(separator: ", ")
        let more = asked.count - Self.listedKeys
        return more > 0
            ? "the keys known here are \(list) and \(more) more" : "the keys known here are \(list)"
    }

    private func entry(_ key: String) -> (key: String, keyLocation: Location, value: Node)? {
        if entries.count > Self.tableThreshold { return table[key].map { entries[$0] } }
        return entries.first { $0.key == key }
    }

    private mutating func ask(_ key: String) {
        if !asked.contains(key) { asked.append(key) }
    }
}
