// Why this file exists: "the last hour" goes on with the clock, and nothing of what it is made of may be kept for long.

import Platform

/// Which entries an analysis is about.
public enum AnalysisSpan: Sendable, Hashable {
    /// Those of the last so many nanoseconds, at any time; above 0.
    case last(Int64)
    /// All, or those later than a time, in nanoseconds since the Unix epoch.
    case everything(after: Int64?)
}

/// Pieces of time with what was counted in them, the oldest first. They do not overlap.
///
/// A piece is ten seconds long at first. When there are more than `AnalysisLimits.slots`, or they take more memory than
/// `AnalysisLimits.windowBytes`, two neighbours become one: those that are shortest for their age. So a range is met the
/// more closely the shorter it is.
struct SlidingWindow: Sendable {
    /// The length of a new piece, in nanoseconds.
    static let resolution: Int64 = 10_000_000_000

    let span: AnalysisSpan
    private(set) var slots: [TimeSlot] = []
    /// Bytes that the slots take.
    private(set) var bytes = 0
    /// The slot of the last entry.
    private var current = 0

    init(_ span: AnalysisSpan) { self.span = span }

    /// The index of the slot that an entry of this time belongs to. The time is one that belongs to the window.
    @inline(__always)
    mutating func index(of time: Int64, now: Int64) -> Int {
        // No slot ends later than that.
        let time = min(time, .max - 1)
        if current < slots.count, slots[current].contains(time) { return current }
        return find(time, now: now)
    }

    /// Changes a slot's counts.
    /// - Parameter body: returns by how many bytes it has grown.
    @inline(__always)
    mutating func change(_ index: Int, now: Int64, _ body: (inout TimeSlot) -> Int) {
        let growth = body(&slots[index])
        guard growth > 0 else { return }
        bytes += growth
        if bytes > AnalysisLimits.windowBytes { shrink(now: now) }
    }

    @inline(never)
    private mutating func find(_ time: Int64, now: Int64) -> Int {
        let place = slots.firstIndex { $0.end > time } ?? slots.count
        if place < slots.count, slots[place].contains(time) {
            current = place
            return place
        }
        let slot: TimeSlot
        switch span {
        case .everything: slot = TimeSlot(start: .min, end: .max)
        case .last:
            let start = CivilTime.floorDivide(time, Self.resolution) &* Self.resolution
            slot = TimeSlot(start: start, end: start &+ Self.resolution)
        }
        slots.insert(slot, at: place)
        bytes += slot.bytes
        forget(now: now)
        if slots.count > AnalysisLimits.slots || bytes > AnalysisLimits.windowBytes { shrink(now: now) }
        current = slots.firstIndex { $0.contains(time) } ?? 0
        return current
    }

    /// The slots that are not too old.
    mutating func slots(now: Int64) -> [TimeSlot] {
        forget(now: now)
        return slots
    }

    /// Lets go of what is too old.
    private mutating func forget(now: Int64) {
        guard case .last(let length) = span else { return }
        let limit = now &- length
        while let oldest = slots.first, oldest.end <= limit {
            bytes -= oldest.bytes
            slots.removeFirst()
            current = 0
        }
    }

    /// Puts neighbours together until all limits are kept.
    private mutating func shrink(now: Int64) {
        while slots.count > 1,
            slots.count > AnalysisLimits.slots || bytes > AnalysisLimits.windowBytes
        {
            var best = 0
            var least = Double.infinity
            for index in 0..<(slots.count - 1) {
                let (older, newer) = (slots[index], slots[index + 1])
                let age = max(Self.resolution, now &- newer.end)
                let share = Double(newer.end &- older.start) / Double(age)
                if share < least { (best, least) = (index, share) }
            }
            join(best)
        }
    }

    /// Puts the slot at `index` and the one behind it together.
    private mutating func join(_ index: Int) {
        bytes -= slots[index].bytes + slots[index + 1].bytes
        let newer = slots.remove(at: index + 1)
        slots[index].merge(newer)
        bytes += slots[index].bytes
        current = 0
    }

    /// Takes in the slots of another window.
    mutating func merge(_ others: [TimeSlot], now: Int64) {
        for other in others {
            let place = slots.firstIndex { $0.end > other.start } ?? slots.count
            if place < slots.count, slots[place].start < other.end {
                bytes -= slots[place].bytes
                slots[place].merge(other)
                bytes += slots[place].bytes
                while place + 1 < slots.count, slots[place + 1].start < slots[place].end { join(place) }
            } else {
                slots.insert(other, at: place)
                bytes += other.bytes
            }
        }
        current = 0
        shrink(now: now)
    }

}
