// Why this file exists: a number of errors says that something is wrong; the last of them say what.

/// The latest errors as they were written. Their memory is taken once.
struct RecentEntries: Sendable {
    struct Entry: Sendable {
        var time: Int64
        /// Rises with each entry that was taken.
        var number: UInt64
        /// Where its bytes begin.
        var start: Int
        var length: Int
        /// True if there was more of it.
        var isCut: Bool
    }

    private var entries: [Entry] = []
    private var storage: [UInt8] = []
    private var taken: UInt64 = 0

    /// Takes an entry, unless so many are later that it is none of the latest.
    mutating func take(_ line: UnsafeRawBufferPointer, at time: Int64) {
        let text = line.cut(to: AnalysisLimits.recentErrorBytes)
        take(text, isCut: text.count < line.count, at: time)
    }

    private mutating func take(_ text: UnsafeRawBufferPointer, isCut: Bool, at time: Int64) {
        taken &+= 1
        var start = entries.count * AnalysisLimits.recentErrorBytes
        if entries.count >= AnalysisLimits.recentErrors {
            guard let oldest = entries.indices.min(by: { Self.isBefore(entries[$0], entries[$1]) }),
                entries[oldest].time <= time
            else { return }
            start = entries[oldest].start
            entries.remove(at: oldest)
        }
        if storage.isEmpty {
            storage = Array(
                repeating: 0, count: AnalysisLimits.recentErrors * AnalysisLimits.recentErrorBytes)
        }
        storage.withUnsafeMutableBytes { bytes in
            guard let source = text.baseAddress, let base = bytes.baseAddress else { return }
            (base + start).copyMemory(from: source, byteCount: text.count)
        }
        entries.append(Entry(time: time, number: taken, start: start, length: text.count, isCut: isCut))
    }

    private static func isBefore(_ a: Entry, _ b: Entry) -> Bool { (a.time, a.number) < (b.time, b.number) }

    /// Those later than `time`, the oldest first.
    func all(after time: Int64?) -> [LogEntry] {
        let later = entries.filter { entry in time.map { entry.time > $0 } ?? true }
        return later.sorted(by: Self.isBefore).map { entry in
            LogEntry(bytes: Array(storage[entry.start..<(entry.start + entry.length)]), isCut: entry.isCut)
        }
    }

    /// Takes those of another analysis, which count as later where they are of the same time.
    mutating func merge(_ other: RecentEntries) {
        for entry in other.entries.sorted(by: Self.isBefore) {
            other.storage.withUnsafeBytes { bytes in
                let text = UnsafeRawBufferPointer(
                    rebasing: bytes[entry.start..<(entry.start + entry.length)])
                take(text, isCut: entry.isCut, at: entry.time)
            }
        }
    }
}

/// An entry as it was written, or its start.
struct LogEntry: Sendable {
    let bytes: [UInt8]
    let isCut: Bool
}
