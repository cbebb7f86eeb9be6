// Why this file exists: a row may be taken out of its chunk and read again, so stages only note what it would count.

import Platform

/// What one row does to one metric, if it stays in its chunk.
struct MetricNote: BitwiseCopyable {
    enum Action: UInt8, BitwiseCopyable {
        case add, set, observe
        /// Nothing: its value is no number that the metric takes.
        case refuse
    }

    let row: UInt32
    /// The row's labels when it came to the stage.
    let labelSet: UInt32
    /// A number of the configuration's `MetricDefinitions`.
    let metric: UInt32
    let action: Action
    let value: Double
}

extension Chunk {
    /// Puts the notes into the order of their rows; those of one row stay in that of the stages.
    func sortNotes() {
        let sorted = notes.all.enumerated().sorted {
            ($0.element.row, $0.offset) < ($1.element.row, $1.offset)
        }
        for (place, note) in sorted.enumerated() { notes[place] = note.element }
    }
}
