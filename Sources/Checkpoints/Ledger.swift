// Why this file exists: ranges are answered in any order, an offset is committed in one.

import Platform

/// What one client has taken out of each generation and has not been answered for yet.
///
/// A range is opened when it is read, goes whole into one batch, and is released with that; when it and all before
/// it are released, the commit moves past it. A range in two batches would be sent again whole if only one of them
/// was answered before a kill. A pure value.
public struct Ledger: Sendable {
    private struct Range: Sendable {
        let progress: Progress
        var isReleased = false
    }

    private struct Lane: Sendable {
        /// The index of the first range in `ranges`.
        var first = 0
        var ranges: [Range] = []
        /// Ranges before this place in the array are committed.
        var done = 0
    }

    private var lanes: [GenerationID: Lane] = [:]
    /// How many ranges are open.
    public private(set) var openRanges = 0

    /// A ledger of nothing.
    public init() {}

    /// Opens the next range of a generation.
    /// - Parameter end: what is reached when it and all before it are released.
    /// - Returns: the range's index in its generation.
    public mutating func open(_ generation: GenerationID, end: Progress) -> Int {
        openRanges += 1
        lanes[generation, default: Lane()].ranges.append(Range(progress: end))
        let lane = lanes[generation, default: Lane()]
        return lane.first + lane.ranges.count - 1
    }

    /// Lets go of a range.
    /// - Returns: how far the generation is committed now, nil if that did not change, or if the range is not open.
    public mutating func release(_ generation: GenerationID, _ index: Int) -> Progress? {
        guard let place = place(generation, index), var lane = lanes.removeValue(forKey: generation) else {
            return nil
        }
        lane.ranges[place].isReleased = true
        var reached: Progress?
        while lane.done < lane.ranges.count, lane.ranges[lane.done].isReleased {
            reached = lane.ranges[lane.done].progress
            lane.done += 1
            openRanges -= 1
        }
        if lane.done == lane.ranges.count { return reached }
        // In place of a queue: the front goes when it is most of the array.
        if lane.done * 2 > lane.ranges.count {
            lane.ranges.removeFirst(lane.done)
            lane.first += lane.done
            lane.done = 0
        }
        lanes[generation] = lane
        return reached
    }

    private func place(_ generation: GenerationID, _ index: Int) -> Int? {
        guard let lane = lanes[generation] else { return nil }
        let place = index - lane.first
        return lane.ranges.indices.contains(place) && !lane.ranges[place].isReleased ? place : nil
    }
}
