// Why this file exists: the machine pushes and pops for every word of a template; an array checks each.

/// Values on top of one another, bounded.
final class TemplateStack {
    /// The most values that it holds.
    static let maximum = 1 << 14

    private let storage: UnsafeMutablePointer<Storage>

    private struct Storage {
        var base: UnsafeMutablePointer<TemplateValue>
        var count = 0
        var capacity = 32
    }

    init() {
        storage = .allocate(capacity: 1)
        storage.initialize(to: Storage(base: .allocate(capacity: 32)))
    }

    deinit {
        truncate(to: 0)
        storage.pointee.base.deallocate()
        storage.deallocate()
    }

    var count: Int { storage.pointee.count }

    /// A value by its place from the bottom.
    subscript(index: Int) -> TemplateValue {
        @inline(__always)
        get {
            precondition(index < storage.pointee.count, "no such value")
            return storage.pointee.base[index]
        }
        @inline(__always)
        set {
            precondition(index < storage.pointee.count, "no such value")
            storage.pointee.base[index] = newValue
        }
    }

    @inline(__always)
    func push(_ value: TemplateValue) throws(TemplateError) {
        if storage.pointee.count == storage.pointee.capacity { try grow() }
        (storage.pointee.base + storage.pointee.count).initialize(to: value)
        storage.pointee.count &+= 1
    }

    /// The topmost value, taken off.
    @inline(__always)
    func pop() -> TemplateValue {
        precondition(storage.pointee.count > 0, "the stack is empty")
        storage.pointee.count &-= 1
        return (storage.pointee.base + storage.pointee.count).move()
    }

    /// The values from `start` on, until the next push.
    func values(from start: Int) -> UnsafeBufferPointer<TemplateValue> {
        precondition(start >= 0 && start <= storage.pointee.count, "no such values")
        return UnsafeBufferPointer(start: storage.pointee.base + start, count: storage.pointee.count - start)
    }

    /// Takes off all values from `count` on.
    @inline(__always)
    func truncate(to count: Int) {
        let excess = storage.pointee.count - count
        guard excess > 0 else { return }
        (storage.pointee.base + count).deinitialize(count: excess)
        storage.pointee.count = count
    }

    /// Room for so many variables, all nil.
    func extend(by count: Int) throws(TemplateError) {
        for _ in 0..<count { try push(.null) }
    }

    private func grow() throws(TemplateError) {
        let capacity = storage.pointee.capacity * 2
        guard capacity <= Self.maximum else { throw TemplateContext.tooManyCalls }
        let larger = UnsafeMutablePointer<TemplateValue>.allocate(capacity: capacity)
        larger.moveInitialize(from: storage.pointee.base, count: storage.pointee.count)
        storage.pointee.base.deallocate()
        storage.pointee.base = larger
        storage.pointee.capacity = capacity
    }
}
