// Why this file exists: multiline blocks and CRI partials are entries made of several rows, and rows of several streams
// stand between each other.

/// The entries of a chunk that are being put together, at most one for each label set. Keeps its memory.
struct OpenEntries {
    /// So many rows of other streams end an entry: a stream that has fallen silent must not hold back one that has not.
    static let maximumGap = 1000

    private struct Entry {
        var set: UInt32 = 0
        var rows: [Int] = []
    }

    private var entries: [Entry] = []
    private var count = 0
    private var places: [UInt32: Int] = [:]
    /// The place of the entry that was asked for last.
    private var latest = 0

    /// How many rows a label set's open entry has, 0 without one.
    mutating func length(of set: UInt32) -> Int {
        find(set) ? entries[latest].rows.count : 0
    }

    /// Adds a row to its label set's entry, which is opened if there is none.
    mutating func add(_ row: Int, of set: UInt32) {
        if !find(set) {
            if count == entries.count { entries.append(Entry()) }
            latest = count
            entries[latest].set = set
            entries[latest].rows.removeAll(keepingCapacity: true)
            places[set] = count
            count += 1
        }
        entries[latest].rows.append(row)
    }

    /// Calls `body` with the rows of a label set's entry, if there is one, and forgets it.
    mutating func close(_ set: UInt32, _ body: ([Int]) -> Void) {
        guard find(set) else { return }
        body(entries[latest].rows)
        places[set] = nil
        count -= 1
        guard latest < count else { return }
        entries.swapAt(latest, count)
        places[entries[latest].set] = latest
    }

    /// Closes a label set's entry if too many rows lie between its last one and `row`.
    @inline(__always)
    mutating func closeIfLeftBehind(_ set: UInt32, at row: Int, _ body: ([Int]) -> Void) {
        guard row > Self.maximumGap, find(set) else { return }
        if row &- (entries[latest].rows.last ?? row) > Self.maximumGap { close(set, body) }
    }

    /// Forgets all entries at the end of a chunk. Calls `body` with the rows of those that are complete.
    /// - Returns: the first row of those that are not.
    mutating func finish(_ chunk: Chunk, _ body: ([Int]) -> Void) -> Int? {
        var first: Int?
        for place in 0..<count {
            let rows = entries[place].rows
            guard let start = rows.first, let last = rows.last else { continue }
            if chunk.place.isEnded || chunk.count - 1 - last >= Self.maximumGap {
                body(rows)
            } else {
                first = min(first ?? start, start)
            }
        }
        count = 0
        latest = 0
        places.removeAll(keepingCapacity: true)
        return first
    }

    @inline(__always)
    private mutating func find(_ set: UInt32) -> Bool {
        if latest < count, entries[latest].set == set { return true }
        guard let place = places[set] else { return false }
        latest = place
        return true
    }
}
