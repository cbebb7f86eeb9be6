// What the agent is configured to do with a backlog is data, so that a new case is one entry in a list.

/// What a case must not exceed; nil where nothing was promised. MB means 1,000,000 bytes throughout.
public struct Targets: Equatable, Sendable {
    /// The agent's CPU seconds (user and system, whole process) over those of `gzip -1`.
    public var cpuRatio: Double?
    /// Peak anonymous memory (RssAnon) in bytes.
    public var peakAnonymousBytes: Double?
    /// Peak resident memory (VmHWM) in bytes.
    public var peakResidentBytes: Double?

    /// The memory that the agent promises at full speed whatever it is asked to do, and `cpuRatio` when
    /// given.
    public init(
        cpuRatio: Double? = nil, peakAnonymousBytes: Double? = 12_000_000,
        peakResidentBytes: Double? = 32_000_000
    ) {
        self.cpuRatio = cpuRatio
        self.peakAnonymousBytes = peakAnonymousBytes
        self.peakResidentBytes = peakResidentBytes
    }

    /// Nothing is promised.
    public static let none = Targets(peakAnonymousBytes: nil, peakResidentBytes: nil)
}

/// One way of configuring the agent whose cost is measured over a backlog.
public struct BacklogCase: Equatable, Sendable {
    /// Names the row of the table.
    public var name: String
    /// The list below `pipeline_stages`, as YAML that starts in the first column; empty for none.
    public var stages: String
    /// More keys of the client, as YAML that starts in the first column; empty for none.
    public var clientSettings: String
    /// More sections, as YAML that starts in the first column; empty for none.
    public var sections: String
    /// What the case must not exceed.
    public var targets: Targets

    /// A case; see the properties.
    public init(
        _ name: String, stages: String = "", clientSettings: String = "", sections: String = "",
        targets: Targets = .none
    ) {
        self.name = name
        self.stages = stages
        self.clientSettings = clientSettings
        self.sections = sections
        self.targets = targets
    }

    /// json with two keys, a label of the first and the time out of the second.
    public static func threeStages(label: String) -> String {
        """
        - json:
            expressions:
              \(label): \(label)
              timestamp: timestamp
        - labels:
            \(label):
        - timestamp:
            source: timestamp
            format: "2006-01-02T15:04:05.999999"
        """
    }

    /// What most configurations do.
    public static let usual = BacklogCase(
        "json + labels + timestamp", stages: threeStages(label: "level"), targets: Targets(cpuRatio: 0.33))

    /// What is measured over the usual log.
    public static let all = [
        usual,
        BacklogCase(
            "the same, analysed", stages: usual.stages, sections: "analysis: {}",
            targets: Targets(cpuRatio: 0.60)),
        BacklogCase("no stages", targets: Targets(cpuRatio: 0.28)),
        BacklogCase(
            "three stages, protobuf", stages: usual.stages, clientSettings: "encoding: protobuf",
            targets: Targets(cpuRatio: 0.25)),
    ]
}
