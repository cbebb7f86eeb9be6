// Why this file exists: what a line says is found while its JSON is scanned, and read when it is known that the line goes.

import Analysis
import Platform

/// The columns of a pipeline in which the fields of a row are: those that the scan of the line's JSON fills for the
/// analysis alone, and those of the same names that stages fill, which are preferred.
struct AnalysisColumns {
    typealias Field = AnalysisFields.Field

    private struct Columns {
        let scanned: Int
        /// -1 if no stage knows the name.
        var extracted = -1
        /// What the label of that name has put there before any stage.
        var label = Value.absent
    }

    /// Every field with the way to it and its column, for a scan of the line's JSON.
    let paths: [(path: [JSONStep], slot: Int)]
    private let fields: AnalysisFields
    private let durationUnit: Double
    private let time = EntryTime()
    private var timestamp: Columns
    private var level: Columns
    private var message: Columns
    private var errorType: Columns
    private var endpoint: Columns
    private var status: Columns
    private var model: Columns
    private var duration: Columns
    private var prompt: Columns
    private var completion: Columns

    init(_ fields: AnalysisFields, _ slots: SlotTable) {
        let columns = Field.allCases.map { (field: $0, slot: slots.unnamedSlot()) }
        func column(_ field: Field) -> Columns {
            Columns(scanned: columns.first { $0.field == field }?.slot ?? 0)
        }
        self.fields = fields
        paths = columns.map { (fields.path(to: $0.field), $0.slot) }
        durationUnit = fields.durationUnit
        timestamp = column(.timestamp)
        level = column(.level)
        message = column(.message)
        errorType = column(.errorType)
        endpoint = column(.endpoint)
        status = column(.status)
        model = column(.model)
        duration = column(.duration)
        prompt = column(.promptTokens)
        completion = column(.completionTokens)
    }

    /// Changes the columns of every field.
    private mutating func forEach(_ body: (Field, inout Columns) -> Void) {
        body(.timestamp, &timestamp)
        body(.level, &level)
        body(.message, &message)
        body(.errorType, &errorType)
        body(.endpoint, &endpoint)
        body(.status, &status)
        body(.model, &model)
        body(.duration, &duration)
        body(.promptTokens, &prompt)
        body(.completionTokens, &completion)
    }

    /// Finds the columns of the stages, when all are compiled.
    mutating func settle(_ slots: SlotTable) {
        let fields = fields
        forEach { field, columns in
            columns.extracted = slots.known(fields.name(of: field)) ?? slots.known(field.rawValue) ?? -1
        }
    }

    /// Before the stages run: what is in their columns now are values of labels, which say nothing of a line.
    mutating func begin(_ chunk: Chunk) {
        guard chunk.count > 0 else { return }
        forEach { _, columns in
            if columns.extracted >= 0 { columns.label = chunk.column(columns.extracted)[0] }
        }
    }

    @inline(__always)
    private func value(_ columns: Columns, _ row: Int, _ chunk: Chunk) -> Value? {
        if columns.extracted >= 0 {
            let value = chunk.column(columns.extracted)[row]
            if Self.isText(value), value != columns.label { return value }
        }
        let value = chunk.column(columns.scanned)[row]
        return Self.isText(value) ? value : nil
    }

    @inline(__always)
    private static func isText(_ value: Value) -> Bool {
        switch value.kind {
        case .text, .number, .boolean: value.span.length > 0
        case .absent, .null, .structure: false
        }
    }

    @inline(__always)
    private func bytes(_ columns: Columns, _ row: Int, _ chunk: Chunk) -> UnsafeRawBufferPointer? {
        value(columns, row, chunk).map { chunk.bytes($0.span) }
    }

    @inline(__always)
    private func number(_ columns: Columns, _ row: Int, _ chunk: Chunk) -> Double? {
        guard let value = value(columns, row, chunk), value.kind != .boolean else { return nil }
        return MetricNumber.decimal(chunk.bytes(value.span), isExact: false)
    }

    /// Has the analyser take a row.
    /// - Parameters:
    ///   - given: the time of a row that has none of its own.
    ///   - now: the clock, as in `Analyzer.take`.
    /// - Returns: the row's own time; nil if it has none.
    @inline(__always)
    func take(
        _ row: Int, _ chunk: Chunk, given: Int64, now: Int64, into analyzer: inout Analyzer
    ) -> Int64? {
        var own: Int64?
        if chunk.hasOwnTime[row] {
            own = chunk.timestamps[row]
        } else if let text = bytes(timestamp, row, chunk) {
            own = time?.parse(text)
        }
        let isShown = chunk.dropped[row] == .none
        var entry = EntryFields(
            time: own ?? given, line: isShown ? chunk.bytes(chunk.contents[row]) : nil)
        entry.level = bytes(level, row, chunk)
        entry.message = bytes(message, row, chunk)
        entry.endpoint = bytes(endpoint, row, chunk)
        entry.model = bytes(model, row, chunk)
        entry.errorType = bytes(errorType, row, chunk)
        entry.status = bytes(status, row, chunk)
        if let text = bytes(duration, row, chunk) {
            entry.duration =
                MetricNumber.decimal(text, isExact: false).map { $0 * durationUnit }
                ?? MetricNumber.seconds(text)
        }
        if entry.model != nil {
            entry.promptTokens = number(prompt, row, chunk)
            entry.completionTokens = number(completion, row, chunk)
        }
        analyzer.take(entry, now: now)
        return own
    }
}
