// Why this file exists: the `limit` stage, which lets only so many lines a second through.

import Configuration
import Platform

/// Limits how many entries go through.
///
///     - limit:
///         rate: 10                   # a second
///         burst: 20                  # at once
///         drop: true                 # drop what is too much; false, the default, reads it later
///         by_label_name: namespace   # each value has a limit of its own; with drop: true only
///         max_distinct_labels: 10000 # the default: so many values are kept apart
///         drop_counter_reason: ratelimit_drop_stage  # the default
///
/// A line is judged once, when it is first read; lines that are read again meet the same fate and use up nothing, as
/// long as `JudgedLines` remembers them. After a restart that memory is gone. Without `drop` the file is read on when
/// there is room again.
final class LimitStage: Stage {
    /// A paused file is read on when as much has come together as comes in so many nanoseconds.
    private static let pause: Int64 = 50_000_000

    private let budget: LineBudget
    /// With `by_label_name`, what stands in for the one bucket.
    private var byValue: (label: String, buckets: KeyedBuckets)?
    /// How many tokens a paused file waits for.
    private let tokensAPause: Int
    private let dropReason: DropReason?
    private let table: LabelTable
    private var judged = JudgedLines()
    private var values: LabelSetMemo<String>

    /// The clock that refills the buckets.
    var clock: () -> Int64 = Clock.monotonic

    private init(
        _ budget: LineBudget, byValue: (label: String, buckets: KeyedBuckets)?, dropReason: DropReason?,
        table: LabelTable
    ) {
        self.budget = budget
        self.byValue = byValue
        tokensAPause = Int(max(1, min(budget.perSecond * Double(Self.pause) / 1e9, 1e6)))
        self.dropReason = dropReason
        self.table = table
        values = LabelSetMemo(table)
    }

    /// A stage that no configuration names: a budget that it shares with those of other pipelines.
    /// - Parameter dropReason: nil to read later what is too much.
    convenience init(sharing budget: LineBudget, dropReason: DropReason?, table: LabelTable) {
        self.init(budget, byValue: nil, dropReason: dropReason, table: table)
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            reader.require("rate", example: "1000")
            reader.require("burst", example: "2000")
            let rate = reader.double("rate", in: 0.001...1e9)
            let burst = reader.int("burst", in: 1...1_000_000_000)
            let drops = reader.bool("drop") ?? false
            let label = reader.string("by_label_name")
            let distinct = reader.int("max_distinct_labels", in: 1...10_000_000) ?? 10_000
            let reason = reader.string("drop_counter_reason") ?? "ratelimit_drop_stage"
            if label != nil, !drops {
                compiler.diagnostics.error(
                    reader.location(of: "by_label_name"),
                    "\(settings.context): lines of one value cannot wait while others of their file go on",
                    fix: "write 'drop: true', or remove 'by_label_name'")
                return nil
            }
            guard let rate, let burst else { return nil }
            let budget = LineBudget(perSecond: rate, burst: burst)
            return LimitStage(
                budget, byValue: label.map { ($0, KeyedBuckets(budget.bucket, maximumCount: distinct)) },
                dropReason: drops ? DropReason(named: reason) : nil, table: compiler.labels)
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        guard chunk.count > 0 else { return }
        judged.begin(chunk.place.generation, from: chunk.offset(0))
        let now = clock()
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            let offset = chunk.offset(row)
            if let passes = judged.verdict(offset) {
                if !passes, let dropReason { chunk.dropped[row] = dropReason }
                continue
            }
            guard !chunk.place.isReplay else { continue }
            let passes = take(chunk.labelSets[row], now: now)
            guard passes || dropReason != nil else { return pause(row, chunk) }
            judged.note(offset, passes: passes)
            if !passes, let dropReason { chunk.dropped[row] = dropReason }
        }
    }

    @inline(__always)
    private func take(_ set: UInt32, now: Int64) -> Bool {
        guard let label = byValue?.label else { return budget.bucket.take(now: now) }
        let value = values.element(of: set) { set in
            table.labels(of: set).first { $0.name == label }?.value ?? ""
        }
        return value.isEmpty || byValue?.buckets.take(value, now: now) ?? true
    }

    private func pause(_ row: Int, _ chunk: Chunk) {
        chunk.pause(from: row, until: budget.bucket.time(ofTokens: tokensAPause))
    }
}
