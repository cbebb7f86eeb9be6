// Why this file exists: `pipeline_stages` becomes stages here; a new stage adds one line to the table.

import Configuration

/// Compiles the stages of one pipeline.
struct StageCompiler {
    let labels: LabelTable
    /// What the stages of all pipelines count.
    let metrics: MetricDefinitions
    let diagnostics: DiagnosticCollector
    /// The columns by the name of the extracted value; complete when the last stage is compiled.
    let slots = SlotTable()
    /// Told of what goes wrong with a line.
    let problems = StageProblems()
    /// What the stages remember from line to line.
    private(set) var memorySlots: [MemorySlot] = []
    /// Told of each stage's work; nil if nobody looks.
    weak var observer: (any StageObserver)?
    /// What is to be found for the analysis in the line that the next json stage scans; nil if that is nothing, or was
    /// taken on.
    private var analysisPaths: [(path: [JSONStep], slot: Int)]?
    /// The stages that are being read, the outermost first.
    private var path: [String] = []

    /// How a stage is read from its settings; nil after an error that was reported.
    typealias Decoder = @Sendable (StageSettings, inout StageCompiler) -> (any Stage)?

    static let decoders: [(name: String, decode: Decoder)] = [
        ("cri", CRIStage.decode),
        ("decolorize", DecolorizeStage.decode),
        ("docker", DockerStage.decode),
        ("drop", DropStage.decode),
        ("eventlogmessage", EventLogMessageStage.decode),
        ("geoip", GeoIPStage.decode),
        ("json", JSONStage.decode),
        ("labelallow", LabelAllowStage.decode),
        ("labeldrop", LabelDropStage.decode),
        ("labels", LabelsStage.decode),
        ("limit", LimitStage.decode),
        ("logfmt", LogfmtStage.decode),
        ("match", MatchStage.decode),
        ("metrics", MetricsStage.decode),
        ("multiline", MultilineStage.decode),
        ("output", OutputStage.decode),
        ("pack", PackStage.decode),
        ("regex", RegexStage.decode),
        ("replace", ReplaceStage.decode),
        ("sampling", SamplingStage.decode),
        ("static_labels", StaticLabelsStage.decode),
        ("structured_metadata", StructuredMetadataStage.decode),
        ("template", TemplateStage.decode),
        ("tenant", TenantStage.decode),
        ("timestamp", TimestampStage.decode),
    ]

    init(
        labels: LabelTable, metrics: MetricDefinitions = MetricDefinitions(),
        diagnostics: DiagnosticCollector
    ) {
        self.labels = labels
        self.metrics = metrics
        self.diagnostics = diagnostics
    }

    /// How many extracted values the stages use.
    var slotCount: Int { slots.count }

    /// The column of the extracted value `name`, the same for every stage of the pipeline.
    func slot(_ name: String) -> Int { slots.slot(name) }

    /// Room for a time that a stage remembers from line to line; nil after an error.
    mutating func timeSlot(at location: Location) -> MemorySlot? { slot(.time, "timestamp", at: location) }

    /// Room for a yes or no that a stage remembers from line to line; nil after an error.
    mutating func flagSlot(at location: Location) -> MemorySlot? { slot(.flag, "multiline", at: location) }

    private mutating func slot(_ kind: MemorySlot.Kind, _ stage: String, at location: Location) -> MemorySlot?
    {
        let count = memorySlots.count { $0.kind == kind }
        guard count < PipelineMemory.maximumSlots else {
            diagnostics.error(
                location, "more than \(PipelineMemory.maximumSlots) \(stage) stages in one pipeline",
                fix: "use fewer of them")
            return nil
        }
        memorySlots.append(MemorySlot(kind: kind, index: count))
        return memorySlots.last
    }

    mutating func compile(_ nodes: [Node], context: String) -> [any Stage] {
        nodes.enumerated().compactMap { compile($1, context: "\(context)[\($0)]") }
    }

    /// The same for the stages of a whole pipeline whose lines are analysed.
    mutating func compile(_ nodes: [Node], context: String, _ columns: inout AnalysisColumns) -> [any Stage] {
        let place = AnalysisScan.place(among: nodes)
        var stages: [any Stage] = []
        for (index, node) in nodes.enumerated() {
            if index == place { analysisPaths = columns.paths }
            let stage = compile(node, context: "\(context)[\(index)]")
            if index == place, analysisPaths != nil { stages.append(AnalysisScan(columns)) }
            analysisPaths = nil
            if let stage { stages.append(stage) }
        }
        if place >= nodes.count { stages.append(AnalysisScan(columns)) }
        columns.settle(slots)
        return stages
    }

    /// What a json stage that scans the line finds besides its own: what the analysis asks for.
    mutating func takeAnalysisPaths() -> [(path: [JSONStep], slot: Int)] {
        // Stages in others do not see every line.
        guard path.count == 1, let paths = analysisPaths else { return [] }
        analysisPaths = nil
        return paths
    }

    private mutating func compile(_ node: Node, context: String) -> (any Stage)? {
        guard let (name, location, value) = node.singlePair(diagnostics: diagnostics, what: context) else {
            return nil
        }
        guard let decoder = Self.decoders.first(where: { $0.name == name }) else {
            let known = Self.decoders.map(\.name)
            let nearest = Suggestions.nearest(name, among: known).map { "did you mean '\($0)'?" }
            diagnostics.error(
                location, "unknown stage '\(name)' in \(context)",
                fix: nearest ?? "the stages are \(known.joined(separator: ", "))")
            return nil
        }
        let settings = StageSettings(node: value, context: "\(context).\(name)", diagnostics: diagnostics)
        path.append(name)
        defer { path.removeLast() }
        let stage = decoder.decode(settings, &self)
        guard let stage, let observer else { return stage }
        return TracedStage(stage, name: path, problems: problems, observer: observer)
    }
}

/// What a stage is given to read itself from.
struct StageSettings {
    let node: Node
    let context: String
    let diagnostics: DiagnosticCollector

    /// Reads a mapping of known keys and reports the others.
    func read<Result>(_ body: (inout MappingReader) -> Result) -> Result {
        var reader = MappingReader(node, context: context, diagnostics: diagnostics)
        let result = body(&reader)
        reader.finish()
        return result
    }

    /// Reads a mapping from label names to texts; an empty text is nil.
    func labelTexts() -> [(label: String, text: String?)] {
        let entries = node.pairs(diagnostics: diagnostics, what: context) ?? []
        for (name, location, _) in entries where !LabelName.isValid(name) {
            reportInvalid(name, at: location)
        }
        return (node.textPairs(diagnostics: diagnostics, what: context) ?? []).map {
            ($0.key, $0.value.isEmpty ? nil : $0.value)
        }
    }

    /// Says what is wrong with a label's name.
    func reportInvalid(_ name: String, at location: Location) {
        diagnostics.error(
            location, "'\(name)' is not a label name",
            fix: "use letters, digits and _, not starting with a digit: '\(LabelName.repaired(name))'")
    }
}
