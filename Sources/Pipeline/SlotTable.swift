// Why this file exists: some stages find values under names that are only in the lines; only those matter that
// another stage asks for, which may come later.

/// The columns of extracted values by their names. Filled while a pipeline is compiled; used by one thread.
final class SlotTable {
    private var slots: [String: Int] = [:]

    /// How many there are.
    private(set) var count = 0

    /// The column of a value that some stage reads or writes.
    func slot(_ name: String) -> Int {
        if let known = slots[name] { return known }
        let slot = unnamedSlot()
        slots[name] = slot
        return slot
    }

    /// A column that no stage finds by a name.
    func unnamedSlot() -> Int {
        count += 1
        return count - 1
    }

    /// The column of a value; nil if no stage has asked for it so far.
    func known(_ name: String) -> Int? { slots[name] }

    /// All names that were asked for so far, with their columns.
    var all: [(name: String, slot: Int)] { slots.map { ($0.key, $0.value) }.sorted { $0.slot < $1.slot } }
}
