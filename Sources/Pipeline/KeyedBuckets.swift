// Why this file exists: each value of a label may have a limit of its own, and values may be many.

/// A token bucket for each of the keys used last.
struct KeyedBuckets {
    private struct Entry {
        var key: String
        var bucket: TokenBucket
        /// The entries used just before and just after this one; the list is a ring through place 0.
        var older: Int
        var newer: Int
    }

    private let full: TokenBucket
    private let maximumCount: Int
    /// The first is no entry but the ends of the list.
    private var entries: [Entry]
    private var places: [String: Int] = [:]

    /// - Parameters:
    ///   - full: what a new key gets.
    ///   - maximumCount: so many keys are kept, at least 1.
    init(_ full: TokenBucket, maximumCount: Int) {
        self.full = full
        self.maximumCount = max(1, maximumCount)
        entries = [Entry(key: "", bucket: full, older: 0, newer: 0)]
    }

    /// Takes a token of a key's bucket, if there is one.
    mutating func take(_ key: String, now: Int64) -> Bool {
        let place = self.place(of: key)
        unlink(place)
        link(place)
        return entries[place].bucket.take(now: now)
    }

    private mutating func place(of key: String) -> Int {
        if let place = places[key] { return place }
        let entry = Entry(key: key, bucket: full, older: 0, newer: 0)
        guard places.count >= maximumCount else {
            entries.append(entry)
            places[key] = entries.count - 1
            link(entries.count - 1)
            return entries.count - 1
        }
        let oldest = entries[0].newer
        unlink(oldest)
        places[entries[oldest].key] = nil
        entries[oldest] = entry
        places[key] = oldest
        link(oldest)
        return oldest
    }

    private mutating func unlink(_ place: Int) {
        let (older, newer) = (entries[place].older, entries[place].newer)
        entries[older].newer = newer
        entries[newer].older = older
    }

    /// Makes an entry the one used last.
    private mutating func link(_ place: Int) {
        let last = entries[0].older
        entries[place].older = last
        entries[place].newer = 0
        entries[last].newer = place
        entries[0].older = place
    }
}
