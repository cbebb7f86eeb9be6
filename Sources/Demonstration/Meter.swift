// Why this file exists: totals become rates and a short history here, without a clock of their own.

import Display
import Platform

/// All that is shown, at one moment.
public struct Reading: Sendable, Hashable {
    /// Nanoseconds since the demo began.
    public var time: Int64
    /// What the application wrote.
    public var written = Application.Counts()
    /// Lines that the agent read.
    public var read: Int64 = 0
    /// Entries that the agent counts as accepted.
    public var shipped: Int64 = 0
    /// What the receiver got.
    public var received = Tally.Counts()
    /// Bytes of push bodies, compressed.
    public var wireBytes: Int64 = 0

    /// A reading of zeros.
    public init(time: Int64) { self.time = time }

    /// Lines that were written and did not arrive yet.
    public var lagLines: Int64 { max(0, written.lines - received.received) }
    /// The same in bytes.
    public var lagBytes: Int64 { max(0, written.bytes - received.bytes) }
    /// How the pushes compare with the lines in them, "7.9 times smaller"; nil before the first.
    public var compression: String? {
        guard wireBytes > 0, received.bytes > 0 else { return nil }
        let ratio = Double(received.bytes) / Double(wireBytes)
        // A batch of a line or two is mostly labels.
        return ratio < 1
            ? "\(Figures.ratio(1 / ratio)) times larger" : "\(Figures.ratio(ratio)) times smaller"
    }
}

/// Keeps the readings of the last seconds for rates, and what was received in each of the last two minutes' seconds.
public struct Meter: Sendable {
    /// Rates are taken over this many nanoseconds: long enough to be calm although batches arrive in steps.
    public static let window: Int64 = 4_000_000_000
    /// Seconds of history.
    public static let historyLength = 120

    private var recent: [Reading] = []
    /// Lines received in each full second, the oldest first.
    public private(set) var history: [Int64] = []
    private var secondStart: (second: Int64, received: Int64) = (0, 0)

    /// A meter that has read nothing.
    public init() {}

    /// Takes the next reading; its time is not before the last one's.
    public mutating func add(_ reading: Reading) {
        recent.append(reading)
        // The one before the window stays: rates are taken over the whole of it.
        while recent.count > 2, reading.time - recent[1].time >= Self.window { recent.removeFirst() }
        let second = reading.time / 1_000_000_000
        guard second > secondStart.second else { return }
        // Readings that come late, after a suspension, say nothing of single seconds.
        let elapsed = second - secondStart.second
        let each = (reading.received.received - secondStart.received) / elapsed
        history.append(
            contentsOf: Array(repeating: each, count: Int(min(elapsed, Int64(Self.historyLength)))))
        if history.count > Self.historyLength { history.removeFirst(history.count - Self.historyLength) }
        secondStart = (second, reading.received.received)
    }

    /// The last reading.
    public var last: Reading { recent.last ?? Reading(time: 0) }

    /// How much a total rises in a second, of late; 0 before the second reading.
    public func rate(_ total: (Reading) -> Int64) -> Int64 {
        guard let first = recent.first, let last = recent.last, last.time > first.time else { return 0 }
        let rise = Double(total(last) - total(first))
        return Int64((rise * 1e9 / Double(last.time - first.time)).rounded())
    }

    /// How long a line took from its writing to its arrival, of late, in nanoseconds; nil while none arrives.
    public var delay: Int64? {
        guard let first = recent.first?.received, let last = recent.last?.received else { return nil }
        let count = last.delayCount - first.delayCount
        return count > 0 ? (last.delaySum - first.delaySum) / count * 1000 : nil
    }
}
