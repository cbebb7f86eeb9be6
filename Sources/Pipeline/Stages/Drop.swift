// Why this file exists: the `drop` stage, which takes entries out that are not worth keeping.

import Configuration
import Glibc
import Platform

/// Drops the entries for which all that is given holds; stages one behind the other drop what one of them does.
///
///     - drop:
///         source: [level, path]          # extracted values; default: the line
///         separator: ';'                 # between several of them
///         expression: 'debug;/health.*'  # matches somewhere in them, or
///         value: debug;/health           # they are exactly this; without both, one of them was extracted
///         older_than: 24h                # by the entry's timestamp, so after the timestamp stage
///         longer_than: 8kb               # the line
///         drop_counter_reason: noise     # the metric's word for it; default drop_stage
///
/// As in Promtail, values that were not extracted are left out of the text that is compared: without any it is empty.
/// An entry's age is counted from the moment when it is read, so that what is read again may be dropped then.
final class DropStage: Stage {
    private enum Content {
        case matching(RegularExpression)
        case equal([UInt8])
        case extracted
    }

    private struct Conditions {
        var sources: [RowText]
        var separator: [UInt8]
        var content: Content?
        var age: Int64?
        var length: Int?
    }

    private let conditions: Conditions
    private let reason: DropReason

    private init(conditions: Conditions, reason: DropReason) {
        self.conditions = conditions
        self.reason = reason
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in decode(settings, &reader, compiler) }
    }

    private static func decode(
        _ settings: StageSettings, _ reader: inout MappingReader, _ compiler: StageCompiler
    ) -> (any Stage)? {
        let names = (reader.strings("source") ?? []).filter { !$0.isEmpty }
        let separator = reader.string("separator") ?? ";"
        let hasExpression = reader.node("expression") != nil
        let expression = settings.expression("expression", &reader)
        let value = reader.string("value")
        let isTimed = reader.node("older_than") != nil
        let age = reader.duration("older_than", in: 0...Int64.max)
        let isMeasured = reader.node("longer_than") != nil
        let length = reader.byteSize("longer_than")
        let reason = reader.string("drop_counter_reason") ?? "drop_stage"
        let diagnostics = settings.diagnostics
        if let place = value.map({ _ in reader.location(of: "value") }) {
            if hasExpression {
                diagnostics.error(
                    place, "\(settings.context): value and expression exclude each other",
                    fix: "write one of them")
                return nil
            }
            if names.isEmpty {
                diagnostics.error(
                    place, "\(settings.context): value needs a source", fix: "write 'source: NAME' beside it")
                return nil
            }
        }
        guard !names.isEmpty || hasExpression || isTimed || isMeasured else {
            diagnostics.error(
                reader.location, "\(settings.context): nothing says what to drop",
                fix: "write source, expression, older_than or longer_than")
            return nil
        }
        // What is wrong with one of them was reported; without it the stage would drop more than was meant.
        guard !hasExpression || expression != nil, !isTimed || age != nil, !isMeasured || length != nil else {
            return nil
        }
        var content: Content?
        if let expression {
            content = .matching(expression)
        } else if let value {
            content = .equal(Array(value.utf8))
        } else if !names.isEmpty {
            content = .extracted
        }
        return DropStage(
            conditions: Conditions(
                sources: names.isEmpty ? [.line] : names.map { RowText($0, compiler) },
                separator: Array(separator.utf8), content: content, age: age, length: length),
            reason: DropReason(named: reason.isEmpty ? "drop_stage" : reason))
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        let conditions = conditions
        let oldest = conditions.age.map { Clock.realtime() &- $0 }
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            if let oldest, chunk.timestamps[row] >= oldest { continue }
            if let length = conditions.length, Int(chunk.contents[row].length) <= length { continue }
            if let content = conditions.content, !fits(row, content, conditions, chunk) { continue }
            chunk.dropped[row] = reason
        }
    }

    @inline(__always)
    private func fits(_ row: Int, _ content: Content, _ conditions: Conditions, _ chunk: Chunk) -> Bool {
        switch content {
        case .extracted: return conditions.sources.contains { $0.span(row, chunk) != nil }
        case .matching(let expression): return expression.matches(text(row, conditions, chunk))
        case .equal(let value):
            let text = text(row, conditions, chunk)
            guard text.count == value.count, let start = text.baseAddress else {
                return text.count == value.count
            }
            return value.withUnsafeBytes { $0.baseAddress.map { memcmp($0, start, text.count) == 0 } ?? true }
        }
    }

    /// What is compared. Valid until the next text is written.
    @inline(__always)
    private func text(_ row: Int, _ conditions: Conditions, _ chunk: Chunk) -> UnsafeRawBufferPointer {
        if conditions.sources.count == 1 {
            guard let span = conditions.sources[0].span(row, chunk) else {
                return UnsafeRawBufferPointer(start: nil, count: 0)
            }
            return chunk.bytes(span)
        }
        let line = chunk.lineScratch
        line.removeAll()
        var isFirst = true
        for source in conditions.sources {
            guard let span = source.span(row, chunk) else { continue }
            if !isFirst { conditions.separator.withUnsafeBytes { line.append($0) } }
            isFirst = false
            line.append(chunk.bytes(span))
        }
        return line.bytes
    }
}
