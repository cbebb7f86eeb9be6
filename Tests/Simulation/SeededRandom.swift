// Random decisions that are the same for a seed, and cheap in a debug build.

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `bound`.
    mutating func below(_ bound: Int) -> Int {
        bound <= 1 ? 0 : Int(truncatingIfNeeded: next() % UInt64(truncatingIfNeeded: bound))
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True `part` times in `whole`.
    mutating func chance(_ part: Int, _ whole: Int) -> Bool { below(whole) < part }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// A time whose order of magnitude is as random as its digits, from `low` to `high` nanoseconds.
    mutating func duration(_ low: Int64, _ high: Int64) -> Int64 {
        var limit = low
        while limit < high, chance(3, 4) { limit *= 4 }
        return min(high, max(low, Int64(below(Int(limit)))))
    }

    /// Another sequence, which goes its own way whatever this one is used for.
    mutating func split() -> SeededRandom { SeededRandom(seed: next()) }
}
