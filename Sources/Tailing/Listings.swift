// Why this file exists: one look for older generations asks for the same directories many times.

import Platform

/// Directory listings, each read once.
struct Listings {
    /// How many directories below one are looked into.
    static let maximumSubdirectories = 32
    private var byPath: [String: [FileSystem.Entry]?] = [:]

    /// The names in a directory; nil if it cannot be listed.
    mutating func entries(of directory: String) -> [FileSystem.Entry]? {
        if let known = byPath[directory] { return known }
        let entries = (try? FileSystem.list(directory))?.entries
        byPath[directory] = .some(entries)
        return entries
    }

    /// The directories that are in a directory, symlinks not followed, the first few by name.
    mutating func subdirectories(of directory: String) -> [String] {
        (entries(of: directory) ?? []).filter { $0.kind == .directory }.map(\.name).sorted()
            .prefix(Self.maximumSubdirectories).map { FileSystem.join(directory, $0) }
    }

    /// The files that a pattern matches.
    mutating func files(matching pattern: PathPattern) -> [String] {
        var found: [String] = []
        for prefix in pattern.literalPrefixes.sorted() {
            var position = pattern.start
            for name in FileSystem.components(of: prefix) { position = pattern.advance(position, into: name) }
            collect(pattern, prefix, position, into: &found, depth: 0)
        }
        return found
    }

    private mutating func collect(
        _ pattern: PathPattern, _ directory: String, _ position: PathPattern.Position,
        into found: inout [String],
        depth: Int
    ) {
        guard depth < 16, found.count < 10_000 else { return }
        for entry in entries(of: directory) ?? [] {
            let path = FileSystem.join(directory, entry.name)
            if entry.kind == .directory {
                let below = pattern.advance(position, into: entry.name)
                if !below.isDead { collect(pattern, path, below, into: &found, depth: depth + 1) }
            } else if pattern.matches(entry.name, at: position) {
                found.append(path)
            }
        }
    }
}
