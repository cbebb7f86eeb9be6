// Why this file exists: the share of busy time is told by two looks at /proc/stat.

/// What all processors did since the host started, in ticks: the first line of /proc/stat, see proc(5).
struct CPUTimes: Hashable, Sendable {
    /// user, nice, system, idle, iowait, irq, softirq and steal. The times of guests that follow are in user and nice.
    private static let count = 8
    private static let idle = [3, 4]

    private let ticks: [UInt64]

    /// Reads the text of /proc/stat; nil without a first line of at least the four numbers of the oldest kernels.
    init?(_ text: [UInt8]) {
        guard let line = ProcText.lines(text).first else { return nil }
        let words = ProcText.words(line)
        guard let name = words.first, name.elementsEqual("cpu".utf8) else { return nil }
        let numbers = words.dropFirst().prefix(Self.count).map(ProcText.number)
        guard numbers.count >= 4, !numbers.contains(nil) else { return nil }
        ticks = numbers.compactMap { $0 }
    }

    /// How much of the time since an earlier look was not idle, in percent; nil if no time has passed.
    func busyPercent(since earlier: CPUTimes) -> Double? {
        // A number that went back (iowait does at times) counts for nothing.
        let passed = zip(ticks, earlier.ticks).map { now, before in Double(now > before ? now - before : 0) }
        let total = passed.reduce(0, +)
        guard total > 0 else { return nil }
        let idle = Self.idle.reduce(0) { $0 + (passed.indices.contains($1) ? passed[$1] : 0) }
        return percentage(total - idle, of: total)
    }
}
