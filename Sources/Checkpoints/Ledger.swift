// Why this file exists: ranges are answered in any order, an offset is committed in one.

import Platform

/// What one client has taken out of each generation and has not been answered for yet.
///
/// A range is opened when it is read, held once more for every batch that some of it went into, and released as
/// often; when it and all before it are released, the commit moves past it. A pure value.
public struct Ledger: Sendable {
    private struct Range: Sendable {
        let progress: Progress
        var holds: Int
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

    /// Opens the next range of a generation, held once by the caller.
    /// - Parameter end: what is reached when it and all before it are released.
    /// - Returns: the range's index in its generation.
    public mutating func open(_ generation: GenerationID, end: Progress) -> Int {
        openRanges += 1
        lanes[generation, default: Lane()].ranges.append(Range(progress: end, holds: 1))
        let lane = lanes[generation, default: Lane()]
        return lane.first + lane.ranges.count - 1
    }

    /// Holds an open range once more.
    public mutating func hold(_ generation: GenerationID, _ index: Int) {
        guard let place = place(generation, index) else {
            preconditionFailure("a range that is not open cannot be held")
        }
        lanes[generation]?.ranges[place].holds += 1
    }

    /// Lets go of a range.
    /// - Returns: how far the generation is committed now, nil if that did not change, or if nobody holds the range.
    public mutating func release(_ generation: GenerationID, _ index: Int) -> Progress? {
        guard let place = place(generation, index), var lane = lanes.removeValue(forKey: generation) else {
            return nil
        }
        lane.ranges[place].holds -= 1
        var reached: Progress?
        while lane.done < lane.ranges.count, lane.ranges[lane.done].holds == 0 {
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
        return lane.ranges.indices.contains(place) && lane.ranges[place].holds > 0 ? place : nil
    }
}
