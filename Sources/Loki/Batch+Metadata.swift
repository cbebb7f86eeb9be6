// Why this file exists: few entries have structured metadata, and the others should not pay for it.

import Platform

extension Batch {
    /// Adds a piece of structured metadata to the last entry: Loki's HTTP API, "push", the third element of a value.
    /// - Parameters:
    ///   - name: a label name that the entry's metadata does not have yet.
    ///   - value: bytes; what is not UTF-8 is replaced.
    public func addMetadata(_ name: String, _ value: UnsafeRawBufferPointer) {
        guard var entry = entries.all.last else { return }
        let before = arena.count
        // `],` or `}],` comes again behind it.
        arena.truncate(to: arena.count - (entry.metadataLength == 0 ? 2 : 3))
        arena.append(literal: entry.metadataLength == 0 ? ",{" : ",")
        JSONText.append(quoted: name, to: arena)
        arena.append(literal: ":\"")
        noteReplaced(JSONText.appendEscaped(value, to: arena))
        arena.append(literal: "\"}],")
        let growth = UInt32(truncatingIfNeeded: arena.count - before)
        entry.length &+= growth
        entry.metadataLength &+= growth
        entries[entries.count - 1] = entry
        noteBytes(name.utf8.count + value.count, ofStream: Int(entry.stream))
    }

    /// An entry's structured metadata as a JSON object, nil if it has none.
    func metadata(of entry: Entry) -> UnsafeRawBufferPointer? {
        guard entry.metadataLength > 0 else { return nil }
        let bytes = bytes(of: entry)
        // `,{"name":"value"}` before `],`.
        let end = bytes.count - 2
        return UnsafeRawBufferPointer(rebasing: bytes[(end - Int(entry.metadataLength) + 1)..<end])
    }
}
