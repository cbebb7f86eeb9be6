// Why this file exists: the `pack` stage, which puts labels and the line into one JSON object.

import Configuration
import Platform

/// Makes the line a JSON object of some extracted values or labels and, under `_entry`, the line; the labels are
/// removed. Loki's `unpack` undoes it.
///
///     - pack:
///         labels: [container, pod]
///         ingest_timestamp: true   # the default: the time of reading, not the one that a stage took from the line
///
/// The keys are sorted by their bytes, `_entry` is the last. An extracted value counts before a label of the same
/// name; what is neither is left out.
final class PackStage: Stage {
    private struct Field {
        let name: String
        let slot: Int
        let label: UInt32
        /// `"name":`
        let key: [UInt8]
    }

    /// What follows from a label set: the set without the packed labels, and their values as JSON in `texts`.
    private struct Packed {
        var set: UInt32
        var values: [Span32?]
    }

    private let fields: [Field]
    private let table: LabelTable
    private let givesTime: Bool
    private var memo: LabelSetMemo<Packed>
    private let texts = ByteBuffer()
    private var textsEpoch: UInt32
    private let line = ByteBuffer()

    private init(fields: [Field], table: LabelTable, givesTime: Bool) {
        self.fields = fields
        self.table = table
        self.givesTime = givesTime
        memo = LabelSetMemo(table)
        textsEpoch = table.epoch
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            reader.require("labels", example: "[container]")
            let names = Set(reader.strings("labels") ?? [])
            let givesTime = reader.bool("ingest_timestamp") ?? true
            let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let fields = sorted.map { name in
                Field(
                    name: name, slot: compiler.slot(name), label: compiler.labels.number(ofName: name),
                    key: key(name))
            }
            return PackStage(fields: fields, table: compiler.labels, givesTime: givesTime)
        }
    }

    private static func key(_ name: String) -> [UInt8] {
        let buffer = ByteBuffer()
        var name = name
        name.withUTF8 { GoJSONText.append(quoted: UnsafeRawBufferPointer($0), to: buffer) }
        buffer.append(UInt8(ascii: ":"))
        return Array(buffer.bytes)
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        if textsEpoch != table.epoch {
            textsEpoch = table.epoch
            texts.removeAll(shrinkingTo: 4096)
        }
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            guard chunk.scratch.count < Chunk.maximumScratch else { return }
            pack(row, chunk)
        }
    }

    private func pack(_ row: Int, _ chunk: Chunk) {
        let packed = memo.element(of: chunk.labelSets[row]) { describe($0) }
        line.removeAll()
        line.append(UInt8(ascii: "{"))
        for index in fields.indices { append(index, row, packed, chunk) }
        line.append(literal: "\"_entry\":")
        GoJSONText.append(quoted: chunk.bytes(chunk.contents[row]), to: line)
        line.append(UInt8(ascii: "}"))
        let start = chunk.scratch.count
        chunk.scratch.append(line.bytes)
        chunk.contents[row] = chunk.scratchSpan(from: start)
        chunk.labelSets[row] = packed.set
        if givesTime { chunk.giveTime(row) }
    }

    @inline(__always)
    private func append(_ index: Int, _ row: Int, _ packed: Packed, _ chunk: Chunk) {
        let field = fields[index]
        let values = chunk.column(field.slot)
        switch values[row].kind {
        case .absent, .null:
            guard let label = packed.values[index] else { return }
            field.key.withUnsafeBytes { line.append($0) }
            line.append(
                UnsafeRawBufferPointer(start: texts.base + Int(label.start), count: Int(label.length)))
        case .number:
            NumberText.normalize(&values[row], in: chunk)
            fallthrough
        case .text, .boolean, .structure:
            field.key.withUnsafeBytes { line.append($0) }
            GoJSONText.append(quoted: chunk.bytes(values[row].span), to: line)
        }
        line.append(UInt8(ascii: ","))
    }

    private func describe(_ set: UInt32) -> Packed {
        var packed = Packed(set: set, values: [])
        let labels = table.labels(of: set)
        for field in fields {
            guard var value = labels.first(where: { $0.name == field.name })?.value else {
                packed.values.append(nil)
                continue
            }
            let start = texts.count
            value.withUTF8 { GoJSONText.append(quoted: UnsafeRawBufferPointer($0), to: texts) }
            packed.values.append(Span32(start, texts.count))
            packed.set = table.set(
                field.label, of: packed.set, to: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        return packed
    }
}
