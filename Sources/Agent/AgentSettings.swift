// Why this file exists: agent.conf as a value; each room reads its own part, this puts them together.

import Configuration
import Glibc
import HTTPServing
import Loki
import Pipeline
import Platform
import Rotation
import Tailing

/// Everything in agent.conf.
public struct AgentSettings: Sendable {
    /// The `server` section.
    public struct Server: Sendable {
        /// Where the status endpoints listen.
        public var address = ListenAddress(host: "127.0.0.1", port: 9080)
        /// What the agent logs of itself.
        public var log = LogSettings()
        /// Whether `POST /-/reload` reads the configuration again.
        public var allowsReload = false
        /// Listens nowhere.
        public var isDisabled = false
        /// Who may ask the status endpoints, by name; everybody if there is nobody.
        public var users: [String: PasswordHash] = [:]
    }

    /// The `positions` section.
    public struct Positions: Sendable {
        /// The snapshot; its directory is the state directory.
        public var filename = "/var/lib/logferry/positions.json"
        /// Where to start in files that exist at the start and were never seen before.
        public var startAt = StartPosition.beginning
        /// Start anew when no snapshot can be read.
        public var ignoresInvalid = false
        /// Where rotations put older generations, besides the directory of the file and those in it.
        public var rotatedPaths: [PathPattern] = []
        /// What the rejected entries may take, in bytes.
        public var rejectedMaximum = 64 << 20
    }

    /// The `limits_config` section.
    public struct Limits: Sendable {
        /// Lines of more bytes are dropped, or cut short; 0 for no limit.
        public var maximumLine = 0
        /// Cut short instead of dropped.
        public var truncates = false
        /// How many lines may be read; nil for as many as there are.
        public var lineRate: LineRate?
        /// How many streams may be active at once; 0 for no limit.
        public var maximumStreams = 0
        /// How many series `metrics` stages may have together.
        public var maximumCustomMetrics = 10_000
    }

    /// A limit on lines, as a bucket that fills up.
    public struct LineRate: Hashable, Sendable {
        /// Lines that may be read in a second, above 0.
        public var linesPerSecond = 10_000.0
        /// Lines that may be read at once after a pause, at least 1.
        public var burst = 10_000
        /// Lines above the limit are dropped; else they wait in their files.
        public var drops = true
    }

    /// One group of followed files: an entry of `static_configs`, or of a file that `file_sd_configs` names.
    public struct Target: Sendable {
        /// What is followed.
        public let follow: FollowTarget
        /// The labels of its entries.
        public let labels: [Label]
        /// The index of the scrape configuration in `stages`.
        public let scrape: Int

        /// Whether nothing would be read otherwise by the other.
        func isSame(as other: Target) -> Bool {
            follow.key == other.follow.key && follow.include == other.follow.include
                && follow.exclude == other.follow.exclude && follow.encoding == other.follow.encoding
                && follow.decompression == other.follow.decompression && labels == other.labels
                && scrape == other.scrape
        }
    }

    /// How the text is read.
    public struct Options: Sendable {
        /// Leaves sections out that are for sources which logferry does not have, with a warning.
        public var skipUnsupported = false
        /// Fills environment variables in before the YAML is read.
        public var expandsEnvironment = false
        /// Where the values of variables are from; nil for one that is not set.
        public var variable: @Sendable (String) -> String? = { name in
            getenv(name).map { String(cString: $0) }
        }
        /// Changes the configuration's values before they are read, as flags do.
        public var revise: @Sendable (Node) -> Node = { $0 }
        /// What was read of files of targets so far.
        let targetFiles = TargetFiles()

        /// Unsupported sections are errors, and `$` is a character like any other.
        public init() {}
    }

    /// The `server` section.
    public var server = Server()
    /// The `positions` section.
    public var positions = Positions()
    /// The `clients` section.
    public var clients: [ClientSettings] = []
    /// The `limits_config` section.
    public var limits = Limits()
    /// What the scrape configurations follow.
    public var targets: [Target] = []
    /// The `pipeline_stages` of each scrape configuration, and what messages call them.
    public var stages: [(nodes: [Node], context: String)] = []
    /// The `job_name` of each of them, with a number behind it where it stood before.
    public var jobs: [String] = []
    /// What is analysed.
    public var analysis = AnalysisSettings()
    /// The `rotation` section.
    public var rotation: [Policy] = []
    /// Whether /metrics tells of the host, too: `host_metrics.enabled`.
    public var showsHostMetrics = false
    /// The files of targets that `file_sd_configs` names.
    public var targetFiles: [TargetFilePattern] = []
    /// Keys that were taken although they mean nothing here.
    public var withoutMeaning: [KeyWithoutMeaning] = []

    /// The text that they were read from.
    private(set) var text: [UInt8] = []

    /// Reads agent.conf.
    /// - Returns: the settings, nil after errors; and everything there is to say about the text, in its order.
    public static func load(path: String, options: Options = Options()) -> (
        settings: AgentSettings?, diagnostics: DiagnosticCollector
    ) {
        let diagnostics = DiagnosticCollector()
        do {
            return (
                decode(
                    try FileSystem.contents(of: path), file: path, options: options, diagnostics: diagnostics),
                diagnostics
            )
        } catch {
            diagnostics.error(
                Location(file: path, line: 1, column: 1), "\(error)", fix: "give the path of an agent.conf")
            return (nil, diagnostics)
        }
    }

    /// Reads the text of an agent.conf, or of a Promtail configuration that follows files.
    public static func decode(
        _ bytes: [UInt8], file: String, options: Options = Options(), diagnostics: DiagnosticCollector
    ) -> AgentSettings? {
        guard let node = parse(bytes, file: file, options, diagnostics) else { return nil }
        var top = MappingReader(options.revise(node), context: "", diagnostics: diagnostics)
        var settings = AgentSettings()
        settings.text = bytes
        settings.decodeServer(&top)
        settings.decodePositions(&top)
        settings.decodeLimits(&top)
        settings.decodeRotation(&top)
        settings.decodeHostMetrics(&top)
        settings.decodeAnalysis(&top)
        if !rotatesOnly(top) {
            settings.decodeScrapes(&top, options)
            settings.decodeClients(&top)
        }
        Self.passOver(&top)
        top.finish()
        // Compiled here only for what is wrong with them; each reader of files compiles its own.
        let (labels, metrics) = (LabelTable(), MetricDefinitions())
        for (nodes, context) in settings.stages {
            _ = Pipeline(
                decoding: nodes, context: context, labels: labels, diagnostics: diagnostics, metrics: metrics)
        }
        settings.withoutMeaning = diagnostics.withoutMeaning
        return diagnostics.hasErrors ? nil : settings
    }

    static func parse(
        _ bytes: [UInt8], file: String, _ options: Options, _ diagnostics: DiagnosticCollector
    ) -> Node? {
        guard options.expandsEnvironment else {
            return YAML.parse(bytes, file: file, diagnostics: diagnostics, recovering: true)
        }
        let expansion = Environment.expansion(
            of: bytes, lookup: options.variable, file: file, diagnostics: diagnostics)
        return YAML.parse(expansion, diagnostics: diagnostics, recovering: true)
    }
}
