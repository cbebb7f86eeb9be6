// Random numbers that are the same in every run, so that a failing case can be had again.

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// A sequence for each seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// The bytes after a few random edits: changed, removed, inserted, doubled, or swapped with another
    /// piece.
    public mutating func mutated(_ bytes: [UInt8], edits: Int = 4) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...max(1, edits), using: &self) {
            guard !bytes.isEmpty else { return bytes }
            let start = Int.random(in: bytes.indices, using: &self)
            let end = min(bytes.count, start + Int.random(in: 1...16, using: &self))
            switch Int.random(in: 0..<5, using: &self) {
            case 0: bytes[start] = UInt8.random(in: .min ... .max, using: &self)
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(UInt8.random(in: .min ... .max, using: &self), at: start)
            case 3:
                bytes.insert(
                    contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &self))
            default: bytes.swapAt(start, Int.random(in: bytes.indices, using: &self))
            }
        }
        return bytes
    }
}
