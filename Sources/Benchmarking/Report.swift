// What came out, as one value for both the table and the JSON.

import Workbench

/// The machine that a report was made on, so that figures of two machines are not compared by mistake.
public struct Machine: Encodable, Equatable, Sendable {
    /// The processor's name.
    public var cpu: String
    /// The number of processors online.
    public var cores: Int
    /// The kernel's name, release and architecture.
    public var kernel: String
    /// When the report was made, in UTC.
    public var date: String
    /// What gzip says of its version.
    public var gzip: String
    /// What the agent says of its version.
    public var agent: String

    /// A machine; see the properties.
    public init(cpu: String, cores: Int, kernel: String, date: String, gzip: String, agent: String) {
        self.cpu = cpu
        self.cores = cores
        self.kernel = kernel
        self.date = date
        self.gzip = gzip
        self.agent = agent
    }
}

/// The whole input, all results and the machine.
public struct Report: Encodable, Equatable, Sendable {
    /// Where it was made.
    public var machine: Machine
    /// The input's size in bytes.
    public var inputBytes: Int
    /// The input's lines.
    public var inputLines: Int
    /// What the input was drawn from.
    public var seed: UInt64
    /// `gzip -1` first, then the cases.
    public var results: [CaseResult]
    /// What stages cost by themselves; empty where that was not measured.
    public var stages: [StageResult]

    /// A report; see the properties.
    public init(
        machine: Machine, inputBytes: Int, inputLines: Int, seed: UInt64, results: [CaseResult],
        stages: [StageResult] = []
    ) {
        self.stages = stages
        self.machine = machine
        self.inputBytes = inputBytes
        self.inputLines = inputLines
        self.seed = seed
        self.results = results
    }

    /// The report as lines of text, the last with its newline.
    public var text: String {
        let rounds = results.map(\.rounds.count).max() ?? 0
        let lineBytes = inputLines > 0 ? inputBytes / inputLines : 0
        return """
            \(machine.cpu), \(machine.cores) cores, \(machine.kernel), \(machine.date)
            \(machine.gzip); \(machine.agent)
            \(megabytes(inputBytes)), \(inputLines) lines of \(lineBytes) bytes, seed \(seed); \
            \(rounds) \(rounds == 1 ? "round" : "rounds"): medians, and the highest peaks of memory; \
            1 MB = 1,000,000 bytes

            \(table(rows))

            """
    }

    private var rows: [[String]] {
        [
            [
                "case", "CPU s", "of gzip -1", "MB per CPU s", "wall s", "peak anonymous", "peak resident",
                "on the wire",
            ]
        ]
            + results.map { result in
                [
                    result.name,
                    fixed(result.cpuSeconds, decimals: 2),
                    judged(fixed(result.cpuRatio, decimals: 2), result.cpuRatio, result.targets?.cpuRatio) {
                        fixed($0, decimals: 2)
                    },
                    fixed(result.megabytesPerCPUSecond, decimals: 0),
                    fixed(result.wallSeconds, decimals: 2),
                    memory(result.peakAnonymousBytes, atMost: result.targets?.peakAnonymousBytes),
                    memory(result.peakResidentBytes, atMost: result.targets?.peakResidentBytes),
                    result.wireBytes.map(megabytes) ?? "-",
                ]
            }
    }

    private func memory(_ bytes: Int?, atMost limit: Int?) -> String {
        guard let bytes else { return "-" }
        return judged(megabytes(bytes), Double(bytes), limit.map(Double.init)) {
            fixed($0 / 1e6, decimals: 0)
        }
    }

    private func judged(_ text: String, _ value: Double, _ limit: Double?, _ show: (Double) -> String)
        -> String
    {
        guard let limit else { return text }
        return "\(text) (\(value <= limit ? "at most" : "OVER") \(show(limit)))"
    }
}
