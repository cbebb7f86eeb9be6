// Why this file exists: two things that few pipelines have for a row, kept so that the others do not pay for them.

import Platform

/// One piece of structured metadata of a row.
struct MetadataCell: BitwiseCopyable {
    let name: UInt32
    var value: Span32
    /// One more than the index of the row's cell before this one; 0 if it is the first.
    let before: UInt32
}

extension Chunk {
    /// True if some column of values started with a label's.
    @inline(__always)
    var hasLabelValues: Bool { columns.pointee.hasLabelValues }

    /// Gives every row the values of the labels that all of them have, for the stages that ask for them by name.
    func takeValues(of labels: [Label], _ slots: SlotTable) {
        for label in labels {
            guard let slot = slots.known(label.name) else { continue }
            let start = scratch.count
            scratch.append(label.value)
            column(slot).update(repeating: Value(span: scratchSpan(from: start), kind: .text), count: count)
            columns.pointee.hasLabelValues = true
        }
    }

    /// In a column of what is remembered: nothing.
    static let nothing = Int64.min

    /// What a stage remembers after each row. The stage writes all of it, whatever was dropped.
    func remembered(_ slot: MemorySlot) -> UnsafeMutablePointer<Int64> {
        columns.pointee.remembered + slot.column * columns.pointee.capacity
    }

    /// What the pipeline remembers after the first `rows` rows.
    /// - Parameter before: what it remembered before them.
    public func memory(after rows: Int, from before: PipelineMemory) -> PipelineMemory {
        guard rows > 0 else { return before }
        var memory = before
        for slot in memorySlots {
            let value = remembered(slot)[rows - 1]
            memory[slot] = value == Self.nothing ? nil : value
        }
        return memory
    }

    /// Sets a piece of a row's structured metadata; an empty value is none.
    /// - Parameter name: a number of the pipeline's `LabelTable`.
    func setMetadata(_ name: UInt32, of row: Int, to value: Span32) {
        let heads = columns.pointee.metadata
        if cells.isEmpty { heads.update(repeating: 0, count: columns.pointee.capacity) }
        var at = heads[row]
        while at > 0 {
            var cell = cells[Int(at) - 1]
            if cell.name == name {
                cell.value = value
                cells[Int(at) - 1] = cell
                return
            }
            at = cell.before
        }
        guard value.length > 0 else { return }
        cells.append(MetadataCell(name: name, value: value, before: heads[row]))
        heads[row] = UInt32(truncatingIfNeeded: cells.count)
    }

    /// True if some row has structured metadata.
    public var hasMetadata: Bool { !cells.isEmpty }

    /// Calls `body` with the name's number and the value of each piece of a row's structured metadata.
    public func forEachMetadata(of row: Int, _ body: (UInt32, Span32) -> Void) {
        guard hasMetadata else { return }
        var at = columns.pointee.metadata[row]
        while at > 0 {
            let cell = cells[Int(at) - 1]
            if cell.value.length > 0 { body(cell.name, cell.value) }
            at = cell.before
        }
    }
}
