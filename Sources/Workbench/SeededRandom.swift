// What is drawn from a seed must be the same on every machine and in every year, which the standard
// library's algorithms do not promise; this generator's numbers follow from its seed alone.

/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014): 64 bits of
/// state, every seed is a good one.
public struct SeededRandom: Sendable {
    private var state: UInt64

    /// Starts the sequence that belongs to `seed`; any value will do.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `bound`; 0 when `bound` is below 2.
    public mutating func below(_ bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// True in `share` of 1,000 draws on average.
    public mutating func chance(perMille share: Int) -> Bool {
        below(1000) < share
    }

    /// A number from 0 up to, but not including, 1, in steps of 2^-53.
    public mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}

extension Array {
    /// A random element, each as likely as the others; nil when there is none.
    public func pick(_ random: inout SeededRandom) -> Element? {
        isEmpty ? nil : self[random.below(count)]
    }

    /// A random element, the first ones far more often than the last, as pages and browsers are popular; nil
    /// when there is none.
    public func pickPopular(_ random: inout SeededRandom) -> Element? {
        guard !isEmpty else { return nil }
        let skewed = random.fraction() * random.fraction()
        return self[Swift.min(Int(skewed * Double(count)), count - 1)]
    }
}
