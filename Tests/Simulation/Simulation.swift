// What a test and the program both call: one seed, or a run of them.

/// The whole ferry over a model filesystem and a model Loki.
package enum Simulation {
    /// Lets the history of a seed happen.
    /// - Parameter tell: takes what happens, a line at a time, each with the world's time in seconds.
    package static func run(seed: UInt64, kinds: Kinds = .served, tell: ((String) -> Void)? = nil) -> Outcome
    {
        World(seed: seed, kinds: kinds, tell: tell).run()
    }
}
