// Why this file exists: the `match` stage, which runs stages on some entries only, or drops them.

import Configuration
import Platform

/// Runs stages on the entries that a LogQL selector means, or drops those entries.
///
///     - match:
///         selector: '{app="web"} |= "error"'
///         stages: [...]                       # not with action: drop
///         action: keep                        # the default, or drop
///         drop_counter_reason: match_stage    # the default
///         pipeline_name: web                  # has no meaning here
///
/// Matchers look at the labels that the entry has by then, filters at its line. All other entries go on unchanged.
final class MatchStage: Stage {
    private let selector: StreamSelector
    private let table: LabelTable
    private var memo: LabelSetMemo<Bool>
    private let stages: StageSequence
    /// Set if what is meant is dropped.
    private let dropReason: DropReason?
    /// The rows of a chunk that are hidden from the stages inside.
    private var hidden: [Int] = []

    private init(selector: StreamSelector, table: LabelTable, stages: StageSequence, dropReason: DropReason?)
    {
        self.selector = selector
        self.table = table
        self.stages = stages
        self.dropReason = dropReason
        memo = LabelSetMemo(table)
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in decode(settings, &reader, &compiler) }
    }

    private static func decode(
        _ settings: StageSettings, _ reader: inout MappingReader, _ compiler: inout StageCompiler
    ) -> (any Stage)? {
        let diagnostics = compiler.diagnostics
        let text = reader.requiredString("selector", example: #"'{app="web"}'"#)
        let drops = reader.choice("action", [("keep", false), ("drop", true)]) ?? false
        let reason = reader.string("drop_counter_reason") ?? "match_stage"
        _ = reader.string("pipeline_name")
        if drops, reader.node("stages") != nil {
            diagnostics.error(
                reader.location(of: "stages"), "\(settings.context): dropped entries pass no stages",
                fix: "remove 'stages', or write 'action: keep'")
        } else if !drops {
            reader.require("stages", example: "[output: {source: message}]")
        }
        let selector = text.flatMap { read($0, at: reader.location(of: "selector"), settings) }
        let nodes = drops ? [] : reader.list("stages") ?? []
        let stages = compiler.compile(nodes, context: "\(settings.context).stages")
        guard let selector else { return nil }
        return MatchStage(
            selector: selector, table: compiler.labels, stages: StageSequence(stages),
            dropReason: drops ? DropReason(named: reason) : nil)
    }

    private static func read(_ text: String, at location: Location, _ settings: StageSettings)
        -> StreamSelector?
    {
        do throws(SelectorError) {
            return try StreamSelector(text)
        } catch {
            settings.diagnostics.error(
                location, "\(settings.context).selector, column \(error.column): \(error.problem)",
                fix: error.remedy)
            return nil
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        if let dropReason {
            for row in 0..<chunk.count where chunk.dropped[row] == .none && matches(row, chunk) {
                chunk.dropped[row] = dropReason
            }
            return
        }
        hidden.removeAll(keepingCapacity: true)
        var isNeeded = false
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            if matches(row, chunk) {
                isNeeded = true
            } else {
                hidden.append(row)
            }
        }
        guard isNeeded else { return }
        for row in hidden { chunk.dropped[row] = .aside }
        stages.run(chunk, memory: memory)
        // A stage inside may have taken the last rows out of the chunk.
        for row in hidden where row < chunk.count { chunk.dropped[row] = .none }
    }

    @inline(__always)
    private func matches(_ row: Int, _ chunk: Chunk) -> Bool {
        let isMeant = memo.element(of: chunk.labelSets[row]) { selector.matches(table.labels(of: $0)) }
        return isMeant && (selector.filters.isEmpty || selector.matches(chunk.bytes(chunk.contents[row])))
    }
}
