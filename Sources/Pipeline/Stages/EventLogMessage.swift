// Why this file exists: the `eventlogmessage` stage, which takes apart the message of a Windows event.

import Configuration
import Glibc
import Platform

/// Extracts the values of a message whose lines, which end in CR LF, are `Key: value`.
///
///     - eventlogmessage:
///         source: message              # the default
///         overwrite_existing: true     # default: what is there stays, and the new value is called KEY_extracted
///         drop_invalid_labels: true    # default: a key such as "Logon Type" becomes Logon_Type
///
/// Only what another stage asks for is kept. Lines without a colon are left out, and so are blanks around a value.
final class EventLogMessageStage: Stage {
    private let source: RowText
    private let overwrites: Bool
    private let dropsInvalid: Bool
    private let slots: SlotTable
    /// What other stages ask for; known once the pipeline is complete.
    private lazy var wanted: [(name: [UInt8], slot: Int)] = slots.all.map { (Array($0.name.utf8), $0.slot) }
    private let key = ByteBuffer()

    private init(source: RowText, overwrites: Bool, dropsInvalid: Bool, slots: SlotTable) {
        self.source = source
        self.overwrites = overwrites
        self.dropsInvalid = dropsInvalid
        self.slots = slots
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            EventLogMessageStage(
                source: RowText(
                    reader.string("source").flatMap { $0.isEmpty ? nil : $0 } ?? "message", compiler),
                overwrites: reader.bool("overwrite_existing") ?? false,
                dropsInvalid: reader.bool("drop_invalid_labels") ?? false, slots: compiler.slots)
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            guard let span = source.span(row, chunk) else { continue }
            takeApart(row, span, chunk)
        }
    }

    private func takeApart(_ row: Int, _ span: Span32, _ chunk: Chunk) {
        let bytes = chunk.bytes(span)
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, !(bytes[end] == 13 && end + 1 < bytes.count && bytes[end + 1] == 10) {
                end += 1
            }
            if let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")), colon > start {
                var (from, to) = (colon + 1, end)
                while from < to, Self.isBlank(bytes[from]) { from += 1 }
                while to > from, Self.isBlank(bytes[to - 1]) { to -= 1 }
                keep(row, bytes[start..<colon], span.part(from, to - from), chunk)
            }
            start = end + 2
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private func keep(_ row: Int, _ name: Slice<UnsafeRawBufferPointer>, _ value: Span32, _ chunk: Chunk) {
        key.removeAll()
        for byte in name {
            // A character is one underscore, however long.
            if byte & 0xC0 == 0x80 { continue }
            let isDigit = (48...57).contains(byte)
            let isLetter = (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
            let isValid = isLetter || (isDigit && key.count > 0)
            if !isValid, dropsInvalid { return }
            if isDigit, key.count == 0 { key.append(UInt8(ascii: "_")) }
            key.append(isLetter || isDigit ? byte : UInt8(ascii: "_"))
        }
        guard var slot = slot() else {
            return
        }
        if !overwrites, chunk.column(slot)[row].kind != .absent {
            key.append(literal: "_extracted")
            guard let other = self.slot() else { return }
            slot = other
        }
        chunk.column(slot)[row] = Value(span: value, kind: .text)
    }

    /// The column of the name in `key`, if some stage asks for it.
    private func slot() -> Int? {
        for (name, slot) in wanted where name.count == key.count {
            if name.withUnsafeBytes({ $0.baseAddress.map { memcmp($0, key.base, key.count) == 0 } ?? false })
            {
                return slot
            }
        }
        return nil
    }
}
