// Why this file exists: a million lines carry a handful of label sets, so what follows from a set is worked out once.

/// What a stage has worked out for each label set of a table. Used by one thread.
struct LabelSetMemo<Element> {
    private let table: LabelTable
    private var epoch: UInt32
    private var elements: [Element?] = []

    init(_ table: LabelTable) {
        self.table = table
        epoch = table.epoch
    }

    /// What follows from a set; `make` is asked once, as long as the table's numbers hold.
    @inline(__always)
    mutating func element(of set: UInt32, make: (UInt32) -> Element) -> Element {
        if epoch == table.epoch, Int(set) < elements.count, let known = elements[Int(set)] { return known }
        return makeElement(of: set, make: make)
    }

    @inline(never)
    private mutating func makeElement(of set: UInt32, make: (UInt32) -> Element) -> Element {
        if epoch != table.epoch {
            epoch = table.epoch
            elements.removeAll()
        }
        let element = make(set)
        while elements.count <= Int(set) { elements.append(nil) }
        elements[Int(set)] = element
        return element
    }
}
