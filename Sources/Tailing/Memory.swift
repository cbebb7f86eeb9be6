// Why this file exists: generations without an open file are asked for by inode and by path.

import Platform

/// The generations that are remembered but not open.
struct Memory {
    /// How many finished generations of one path are remembered, to know a copy of one for what it is.
    static let maximumFinished = 4
    /// How many finished generations are remembered over all paths: disks that are mounted late come back.
    static let maximumTotal = 20_000

    private var byID: [GenerationID: Entry] = [:]
    private var byInode: [Tailer.InodeKey: [GenerationID]] = [:]
    private var byPath: [Tailer.PathKey: [GenerationID]] = [:]

    private struct Entry {
        let generation: KnownGeneration
        let inode: Tailer.InodeKey
        let path: Tailer.PathKey
        /// How often its file was sought without success.
        var searches: Int
    }

    var isEmpty: Bool { byID.isEmpty }
    /// The paths with a generation that is not finished, and has no file.
    var homelessPaths: [Tailer.PathKey] {
        Array(Set(byID.values.lazy.filter { !$0.generation.isFinished }.map(\.path)))
    }

    mutating func add(_ generation: KnownGeneration, group: Int) {
        let searches = byID[generation.id]?.searches ?? 0
        remove(generation.id)
        let inode = Tailer.InodeKey(group: group, inode: generation.identity.inode)
        let path = Tailer.PathKey(group: group, path: generation.path)
        byID[generation.id] = Entry(generation: generation, inode: inode, path: path, searches: searches)
        byInode[inode, default: []].append(generation.id)
        byPath[path, default: []].append(generation.id)
    }

    @discardableResult
    mutating func remove(_ id: GenerationID) -> KnownGeneration? {
        guard let entry = byID.removeValue(forKey: id) else { return nil }
        byInode[entry.inode]?.removeAll { $0 == id }
        if byInode[entry.inode]?.isEmpty == true { byInode[entry.inode] = nil }
        byPath[entry.path]?.removeAll { $0 == id }
        if byPath[entry.path]?.isEmpty == true { byPath[entry.path] = nil }
        return entry.generation
    }

    /// Those with this inode, the latest first.
    func with(_ inode: Tailer.InodeKey) -> [KnownGeneration] {
        guard let ids = byInode[inode] else { return [] }
        return ids.sorted(by: >).compactMap { byID[$0]?.generation }
    }

    /// True if it is remembered.
    func has(_ id: GenerationID) -> Bool { byID[id] != nil }

    /// True if there is any of this path.
    func has(_ path: Tailer.PathKey) -> Bool { byPath[path] != nil }

    /// Those of this path, oldest first.
    func of(_ path: Tailer.PathKey) -> [KnownGeneration] {
        (byPath[path] ?? []).sorted().compactMap { byID[$0]?.generation }
    }

    /// All of them, oldest first.
    var all: [(group: Int, generation: KnownGeneration)] {
        byID.values.map { ($0.inode.group, $0.generation) }.sorted { $0.generation.id < $1.generation.id }
    }

    /// True if its file was sought before.
    func wasSought(_ id: GenerationID) -> Bool { (byID[id]?.searches ?? 0) > 0 }

    /// Its file was sought once more without success; how often by now.
    mutating func notFound(_ id: GenerationID) -> Int {
        byID[id]?.searches += 1
        return byID[id]?.searches ?? 0
    }

    /// Removes and returns the oldest finished ones of a path beyond `maximumFinished`.
    mutating func trim(_ path: Tailer.PathKey) -> [KnownGeneration] {
        let surplus = of(path).filter(\.isFinished).dropLast(Self.maximumFinished)
        var removed = Array(surplus)
        if byID.count > Self.maximumTotal {
            let oldest = byID.values.lazy.map(\.generation).filter(\.isFinished).min { $0.id < $1.id }
            if let oldest { removed.append(oldest) }
        }
        for generation in removed { remove(generation.id) }
        return removed
    }
}
