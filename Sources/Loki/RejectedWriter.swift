// Why this file exists: of a file of rejected entries some may be accepted in the end, and the others stay.

import Platform

/// Writes a file that `RejectedFile` reads: in memory first, then on disk at once. Used by one thread.
public final class RejectedWriter {
    private let gzip = Gzip()
    private let compressed = ByteBuffer(capacity: 1 << 16)
    private let line = ByteBuffer(capacity: 1 << 12)
    /// How many entries were added.
    public private(set) var entries = 0

    /// A file without entries.
    public init() { gzip.start() }

    /// Adds an entry.
    public func add(_ entry: RejectedEntry) throws(PushError) {
        line.removeAll()
        line.append("{\"v\":\(RejectedEntry.version)")
        put("time", entry.time)
        put("client", entry.client)
        line.append(",\"status\":\(entry.status)")
        put("reason", entry.reason)
        if !entry.isCertain { line.append(",\"certain\":false") }
        put("tenant", entry.tenant ?? "")
        line.append(",\"labels\":")
        put(entry.labels)
        put("timestamp", "\(entry.timestamp)")
        line.append(",\"line\":\"")
        _ = entry.line.withUnsafeBytes { JSONText.appendEscaped($0, to: line) }
        line.append("\"")
        if !entry.metadata.isEmpty {
            line.append(",\"metadata\":")
            put(entry.metadata)
        }
        line.append("}\n")
        try gzip.write(line.bytes, to: compressed)
        entries += 1
    }

    /// Writes the file and syncs it. Nothing can be added afterwards.
    public func finish(_ path: String) throws {
        try gzip.finish(to: compressed)
        let file = try File(path, .replace)
        try file.write(compressed)
        try file.sync()
    }

    private func put(_ pairs: [(name: String, value: String)]) {
        var separator = "{"
        for (name, value) in pairs {
            line.append(separator)
            separator = ","
            JSONText.append(quoted: name, to: line)
            line.append(":")
            JSONText.append(quoted: value, to: line)
        }
        line.append(pairs.isEmpty ? "{}" : "}")
    }

    private func put(_ key: String, _ value: String) {
        line.append(",\"\(key)\":")
        JSONText.append(quoted: value, to: line)
    }
}
