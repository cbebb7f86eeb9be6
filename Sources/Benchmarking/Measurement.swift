// What a run cost, and what several runs of one case come to.

/// The cost of one run of one program over the whole input.
public struct Measurement: Encodable, Equatable, Sendable {
    /// User and system CPU seconds of the whole process, from its start to its end.
    public var cpuSeconds: Double
    /// Seconds until the work was done (for the agent: until the last line was sent).
    public var wallSeconds: Double
    /// Peak anonymous memory in bytes; nil where it was not measured.
    public var peakAnonymousBytes: Int?
    /// Peak resident memory in bytes; nil where it was not measured.
    public var peakResidentBytes: Int?
    /// Bytes of the pushes as sent; nil where nothing is sent.
    public var wireBytes: Int?

    /// A measurement; see the properties.
    public init(
        cpuSeconds: Double, wallSeconds: Double, peakAnonymousBytes: Int? = nil,
        peakResidentBytes: Int? = nil,
        wireBytes: Int? = nil
    ) {
        self.cpuSeconds = cpuSeconds
        self.wallSeconds = wallSeconds
        self.peakAnonymousBytes = peakAnonymousBytes
        self.peakResidentBytes = peakResidentBytes
        self.wireBytes = wireBytes
    }
}

/// One row: all rounds of one case, and what they come to. Times and wire bytes are medians; memory is the
/// highest of all rounds, because a promise about memory is one about the worst moment.
public struct CaseResult: Encodable, Equatable, Sendable {
    /// The case's name.
    public let name: String
    /// What it must not exceed; nil for the program that it is compared with.
    public let targets: Targets?
    /// Every round, in order.
    public let rounds: [Measurement]
    /// Median CPU seconds.
    public let cpuSeconds: Double
    /// `cpuSeconds` over those of `gzip -1`.
    public let cpuRatio: Double
    /// Input in MB (1,000,000 bytes) for each CPU second.
    public let megabytesPerCPUSecond: Double
    /// Median wall seconds.
    public let wallSeconds: Double
    /// Highest peak of anonymous memory in bytes.
    public let peakAnonymousBytes: Int?
    /// Highest peak of resident memory in bytes.
    public let peakResidentBytes: Int?
    /// Median bytes as sent.
    public let wireBytes: Int?

    /// The row of `rounds` over an input of `inputBytes`, beside `gzip -1` with `gzipSeconds` (nil: it is
    /// that row itself).
    public init(name: String, targets: Targets?, rounds: [Measurement], inputBytes: Int, gzipSeconds: Double?)
    {
        self.name = name
        self.targets = targets
        self.rounds = rounds
        cpuSeconds = median(rounds.map(\.cpuSeconds)) ?? 0
        let reference = gzipSeconds ?? cpuSeconds
        cpuRatio = reference > 0 ? cpuSeconds / reference : 0
        megabytesPerCPUSecond = cpuSeconds > 0 ? Double(inputBytes) / 1e6 / cpuSeconds : 0
        wallSeconds = median(rounds.map(\.wallSeconds)) ?? 0
        peakAnonymousBytes = rounds.compactMap(\.peakAnonymousBytes).max()
        peakResidentBytes = rounds.compactMap(\.peakResidentBytes).max()
        wireBytes = median(rounds.compactMap { $0.wireBytes.map(Double.init) }).map { Int($0) }
    }
}

/// The middle value, or the mean of the two middle ones; nil for no values.
public func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
