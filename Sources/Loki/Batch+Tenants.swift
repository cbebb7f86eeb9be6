// Why this file exists: a push has one tenant, and the lines of a file may belong to several.

extension Batch {
    /// The tenant of an entry, nil for Loki's single-tenant mode.
    public func tenant(of index: Int) -> String? { tenants[streams[streamIndex(of: index)].tenant] }

    /// Puts the entries of each tenant together, in the order they came, and gives the pieces that can be pushed: one
    /// a tenant. To be called once, when nothing more is added.
    ///
    /// Entries of several tenants are done with when all of them are: their ranges are in between each other.
    public func pieces() -> [Range<Int>] {
        let all = entries.all
        guard let first = all.first else { return [] }
        let tenant = streams[Int(first.stream)].tenant
        guard tenants.count > 1, all.contains(where: { streams[Int($0.stream)].tenant != tenant }) else {
            return [0..<count]
        }
        isSorted = true
        let sorted = all.enumerated().sorted {
            (streams[Int($0.element.stream)].tenant, $0.offset)
                < (streams[Int($1.element.stream)].tenant, $1.offset)
        }.map(\.element)
        var pieces: [Range<Int>] = []
        var start = 0
        for (index, entry) in sorted.enumerated() {
            all[index] = entry
            let next = index + 1 < sorted.count ? sorted[index + 1] : nil
            if next.map({ streams[Int($0.stream)].tenant }) != streams[Int(entry.stream)].tenant {
                pieces.append(start..<(index + 1))
                start = index + 1
            }
        }
        return pieces
    }
}
