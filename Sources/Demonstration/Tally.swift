// Why this file exists: the receiver's side of the demo, which holds every entry against the line that was written.

import Glibc
import Platform
import Receiver
import Synchronization

/// Checks what the receiver is sent and keeps only counts and an `ArrivalRecord`.
///
/// An entry's line must be, to the byte, the `ApplicationLine` of its own `seq` and `timestamp`; its label `level` and
/// its timestamp must be those of the line.
public final class Tally: EntrySink {
    /// What was counted up to one moment.
    public struct Counts: Sendable, Hashable {
        /// Different lines that arrived.
        public var received: Int64 = 0
        /// Bytes of all entries' lines, with the newline that each had in the file.
        public var bytes: Int64 = 0
        /// Pushes that brought at least one entry.
        public var pushes: Int64 = 0
        /// Lines that arrived more than once.
        public var repeated: Int64 = 0
        /// Entries that are not what was written, or nothing that was written at all.
        public var altered: Int64 = 0
        /// Entries whose label `level` is not the line's.
        public var wrongLevel: Int64 = 0
        /// Entries whose timestamp is not the line's.
        public var wrongTime: Int64 = 0
        /// Entries of which it could not be noted how often they arrived: see `ArrivalRecord.unnotedCount`.
        public var unnoted: Int64 = 0
        /// Microseconds from a line's own time to its arrival, summed over the entries.
        public var delaySum: Int64 = 0
        /// How many entries are in `delaySum`: all that are one line, and whose delay did not make it overflow.
        public var delayCount: Int64 = 0
        /// The longest delay, in nanoseconds.
        public var longestDelay: Int64 = 0

        /// All that is wrong with what arrived; lines that did not are not among it.
        public var faults: Int64 { repeated + altered + wrongLevel + wrongTime + unnoted }
    }

    fileprivate struct State {
        var counts = Counts()
        var record = ArrivalRecord()
        var clock = LogClock()
        let expected = ByteBuffer(capacity: 1024)
    }

    private let state = Mutex(State())

    /// A tally of nothing.
    public init() {}

    /// What was counted so far.
    public var counts: Counts {
        state.withLock { state in
            var counts = state.counts
            counts.received = state.record.arrivedCount
            counts.repeated = state.record.repeatedCount
            counts.unnoted = state.record.unnotedCount
            return counts
        }
    }

    /// Holds what arrived against the `written` lines that were written.
    public func comparison(written: Int64) -> Comparison {
        let counts = counts
        return state.withLock { state in
            Comparison(written: written, counts: counts, record: state.record)
        }
    }

    /// Checks and counts the entries.
    public func accept(_ entries: [ReceivedEntry]) {
        accept(entries, now: Clock.realtime())
    }

    /// - Parameter now: the time of arrival, in nanoseconds since the Unix epoch.
    func accept(_ entries: [ReceivedEntry], now: Int64) {
        state.withLock { state in
            if !entries.isEmpty { state.counts.pushes += 1 }
            for entry in entries { state.check(entry, now: now) }
        }
    }
}

extension Tally.State {
    fileprivate mutating func check(_ entry: ReceivedEntry, now: Int64) {
        var line = entry.line
        line.withUTF8 { check(UnsafeRawBufferPointer($0), entry, now: now) }
    }

    private mutating func check(_ line: UnsafeRawBufferPointer, _ entry: ReceivedEntry, now: Int64) {
        counts.bytes += Int64(line.count) + 1
        guard let time = time(in: line), let seq = Self.seq(in: line) else {
            counts.altered += 1
            return
        }
        record.note(seq)
        expected.removeAll()
        ApplicationLine.append(seq, at: time, clock: &clock, to: expected)
        let isSame =
            expected.count == line.count + 1
            && line.baseAddress.map { memcmp($0, expected.base, line.count) } == 0
        if !isSame { counts.altered += 1 }
        let level = ApplicationLine.level(of: seq).rawValue
        if entry.labels.first(where: { $0.name == "level" })?.value != level { counts.wrongLevel += 1 }
        if entry.timestampNanoseconds != time * 1000 { counts.wrongTime += 1 }
        // The clock of the host may be set back meanwhile.
        let delay = max(0, now - time * 1000)
        let (sum, isOverflow) = counts.delaySum.addingReportingOverflow(delay / 1000)
        if !isOverflow {
            counts.delaySum = sum
            counts.delayCount += 1
        }
        counts.longestDelay = max(counts.longestDelay, delay)
    }

    /// The time that every line starts with, in microseconds.
    private mutating func time(in line: UnsafeRawBufferPointer) -> Int64? {
        clock.microseconds(line.dropFirst("{\"timestamp\": \"".utf8.count).prefix(LogClock.length))
    }

    /// The number after `"seq": `, which nothing else in a line looks like.
    private static func seq(in line: UnsafeRawBufferPointer) -> Int64? {
        var rest = line[...]
        while let quote = rest.firstIndex(of: UInt8(ascii: "\"")) {
            rest = rest[(quote + 1)...]
            guard rest.starts(with: "seq\": ".utf8) else { continue }
            let digits = rest.dropFirst(6).prefix { (48...57).contains($0) }
            guard !digits.isEmpty, digits.count < 19 else { return nil }
            return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
        }
        return nil
    }
}
