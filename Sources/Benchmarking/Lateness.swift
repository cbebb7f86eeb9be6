// When a line was written and when it arrived is noted by different threads; what lies between is counted here.

/// How long lines took from their file to the receiver.
public struct Lateness: Equatable, Sendable {
    /// Milliseconds of each line that arrived.
    public let milliseconds: Percentiles
    /// Lines that were written and did not arrive.
    public let missing: Int

    /// - Parameters:
    ///   - written: for each line the time at which it was written, in nanoseconds.
    ///   - arrivals: for each push the time at which its body was there, and its lines. Of a line that arrived more than
    ///     once, the first arrival counts; numbers that were not written are ignored.
    public init(written: [Int64], arrivals: [(time: Int64, lines: [Int])]) {
        var arrived = [Int64?](repeating: nil, count: written.count)
        for (time, lines) in arrivals {
            for line in lines where arrived.indices.contains(line) {
                arrived[line] = min(arrived[line] ?? .max, time)
            }
        }
        milliseconds = Percentiles(
            zip(written, arrived).compactMap { written, arrived in
                arrived.map { Double($0 - written) / 1e6 }
            })
        missing = arrived.count { $0 == nil }
    }

    /// Median, p99 and the latest, in milliseconds.
    /// - Parameter atMost: what p99 must not exceed.
    public func figures(atMost limit: Double) -> [Figure] {
        [
            Figure("p50", milliseconds[50], .milliseconds),
            Figure("p99", milliseconds[99], .milliseconds, atMost: limit),
            Figure("latest", milliseconds.max, .milliseconds),
            Figure("lines", Double(milliseconds.count), .count),
            Figure("missing", Double(missing), .count, atMost: 0),
        ]
    }
}
