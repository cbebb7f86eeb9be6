// What several runs over one log come to.

/// The cost of one run of one program over the whole input.
public struct Measurement: Equatable, Sendable {
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

/// What CPU time is divided by.
public struct Yardstick: Equatable, Sendable {
    /// The quotient's column: "of gzip -1".
    public var name: String
    /// The CPU seconds of what is compared with.
    public var cpuSeconds: Double

    /// A yardstick; see the properties.
    public init(_ name: String, cpuSeconds: Double) {
        self.name = name
        self.cpuSeconds = cpuSeconds
    }
}

extension Row {
    /// The row of `rounds` over an input of `inputBytes`. Times and wire bytes are medians; memory is the
    /// highest of all rounds, because a promise about memory is one about the worst moment.
    public init(
        _ name: String, rounds: [Measurement], inputBytes: Int, beside yardstick: Yardstick?, targets: Targets
    ) {
        let cpu = rounds.map(\.cpuSeconds)
        let cpuSeconds = median(cpu) ?? 0
        var figures = [Figure("CPU s", cpuSeconds, .seconds, rounds: cpu)]
        if let yardstick, yardstick.cpuSeconds > 0 {
            figures.append(
                Figure(
                    yardstick.name, cpuSeconds / yardstick.cpuSeconds, .ratio, atMost: targets.cpuRatio,
                    rounds: cpu.map { $0 / yardstick.cpuSeconds }))
        }
        let wall = rounds.map(\.wallSeconds)
        figures += [
            Figure(
                "MB per CPU s", cpuSeconds > 0 ? Double(inputBytes) / 1e6 / cpuSeconds : 0,
                .megabytesPerSecond
            ),
            Figure("wall s", median(wall) ?? 0, .seconds, rounds: wall),
        ]
        for (name, bytes, limit) in [
            ("peak anonymous", rounds.compactMap(\.peakAnonymousBytes), targets.peakAnonymousBytes),
            ("peak resident", rounds.compactMap(\.peakResidentBytes), targets.peakResidentBytes),
        ] {
            guard let highest = bytes.max() else { continue }
            figures.append(
                Figure(name, Double(highest), .bytes, atMost: limit, rounds: bytes.map(Double.init)))
        }
        if let wireBytes = median(rounds.compactMap { $0.wireBytes.map(Double.init) }) {
            figures.append(Figure("on the wire", wireBytes, .bytes))
        }
        self.init(name, figures)
    }
}

/// The middle value, or the mean of the two middle ones; nil for no values.
public func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
