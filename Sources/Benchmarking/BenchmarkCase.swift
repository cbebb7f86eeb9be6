// What is measured is data, so that a new case is one entry in a list.

import Workbench

/// What a case must not exceed; nil where nothing was promised. MB means 1,000,000 bytes throughout.
public struct Targets: Encodable, Equatable, Sendable {
    /// The agent's CPU seconds (user and system, whole process) over those of `gzip -1`.
    public var cpuRatio: Double?
    /// Peak anonymous memory (RssAnon) in bytes.
    public var peakAnonymousBytes: Int?
    /// Peak resident memory (VmHWM) in bytes.
    public var peakResidentBytes: Int?

    /// The memory that the agent promises at full speed whatever it is asked to do, and `cpuRatio` when
    /// given.
    public init(
        cpuRatio: Double? = nil, peakAnonymousBytes: Int? = 12_000_000, peakResidentBytes: Int? = 32_000_000
    ) {
        self.cpuRatio = cpuRatio
        self.peakAnonymousBytes = peakAnonymousBytes
        self.peakResidentBytes = peakResidentBytes
    }
}

/// One way of configuring the agent whose cost is measured.
public struct BenchmarkCase: Equatable, Sendable {
    /// Names the row of the table.
    public var name: String
    /// The list below `pipeline_stages`, as YAML that starts in the first column; empty for none.
    public var stages: String
    /// More keys of the client, as YAML that starts in the first column; empty for none.
    public var clientSettings: String
    /// What the case must not exceed.
    public var targets: Targets

    /// A case; see the properties.
    public init(name: String, stages: String, clientSettings: String = "", targets: Targets = Targets()) {
        self.name = name
        self.stages = stages
        self.clientSettings = clientSettings
        self.targets = targets
    }

    /// Everything that is measured, in the table's order.
    public static let all = [
        BenchmarkCase(
            name: "json + labels + timestamp",
            stages: """
                - json:
                    expressions:
                      level: level
                      timestamp: timestamp
                - labels:
                    level:
                - timestamp:
                    source: timestamp
                    format: "2006-01-02T15:04:05.999999"
                """,
            targets: Targets(cpuRatio: 0.50)),
        BenchmarkCase(name: "no stages", stages: ""),
    ]

    /// The cases of `all` whose names contain one of `parts`, whatever their case; all for an empty list.
    ///
    /// Throws `WorkbenchError` for a part that is in no name.
    public static func matching(_ parts: [String]) throws -> [BenchmarkCase] {
        for part in parts where !all.contains(where: { $0.isNamed(part) }) {
            let names = all.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw WorkbenchError("no case has \"\(part)\" in its name; there are \(names)")
        }
        return parts.isEmpty ? all : all.filter { candidate in parts.contains { candidate.isNamed($0) } }
    }

    private func isNamed(_ part: String) -> Bool {
        name.lowercased().contains(part.lowercased())
    }
}
