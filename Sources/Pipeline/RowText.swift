// Why this file exists: many stages read the line unless their `source` names an extracted value.

import Configuration
import Platform

/// What a stage reads of a row, and may write back.
enum RowText {
    case line
    case value(slot: Int)

    /// The line, or the extracted value that is called `source`.
    init(_ source: String?, _ compiler: StageCompiler) {
        self = source.flatMap { $0.isEmpty ? nil : .value(slot: compiler.slot($0)) } ?? .line
    }

    /// The text; nil for a value that was not extracted or is null. A number is put into the form that labels have.
    @inline(__always)
    func span(_ row: Int, _ chunk: Chunk) -> Span32? {
        switch self {
        case .line: return chunk.contents[row]
        case .value(let slot): return chunk.text(ofValue: slot, row)
        }
    }

    /// Puts another text in the place of this one.
    @inline(__always)
    func replace(_ row: Int, by span: Span32, _ chunk: Chunk) {
        switch self {
        case .line: chunk.contents[row] = span
        case .value(let slot): chunk.column(slot)[row] = Value(span: span, kind: .text)
        }
    }
}

extension Chunk {
    /// The text of a row's value; nil if it was not extracted or is null.
    @inline(__always)
    func text(ofValue slot: Int, _ row: Int) -> Span32? {
        let values = column(slot)
        switch values[row].kind {
        case .absent, .null: return nil
        case .number: NumberText.normalize(&values[row], in: self)
        case .text, .boolean, .structure: break
        }
        return values[row].span
    }
}

extension Span32 {
    /// A part of the span; `scratch` stays `scratch`.
    @inline(__always)
    func part(_ start: Int, _ count: Int) -> Span32 {
        Span32(
            start: self.start &+ UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: count))
    }
}

extension StageSettings {
    /// The regular expression under `key`; nil if it is absent, or after an error.
    func expression(_ key: String, _ reader: inout MappingReader) -> RegularExpression? {
        guard let pattern = reader.string(key) else { return nil }
        guard !pattern.isEmpty else {
            diagnostics.error(
                reader.location(of: key), "\(reader.path(of: key)): the regular expression is empty",
                fix: "write one, or remove the key")
            return nil
        }
        do {
            return try RegularExpression(pattern)
        } catch {
            diagnostics.error(
                reader.location(of: key), "\(reader.path(of: key)): \(error.problem)", fix: error.remedy)
            return nil
        }
    }
}
