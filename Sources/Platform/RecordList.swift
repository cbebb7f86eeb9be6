// Why this file exists: small records are appended once a line; an array checks each access for exclusivity.

/// A growable list of plain records, owned, not shared between threads. The counterpart of `ByteBuffer`.
public final class RecordList<Record: BitwiseCopyable> {
    @usableFromInline let storage: UnsafeMutablePointer<Storage>

    @usableFromInline
    struct Storage {
        @usableFromInline var base: UnsafeMutablePointer<Record>
        @usableFromInline var count = 0
        @usableFromInline var capacity: Int
    }

    /// An empty list.
    public init() {
        storage = .allocate(capacity: 1)
        storage.initialize(to: Storage(base: .allocate(capacity: 16), capacity: 16))
    }

    deinit {
        storage.pointee.base.deallocate()
        storage.deallocate()
    }

    /// How many records there are.
    @inlinable public var count: Int { storage.pointee.count }
    /// True if there is none.
    @inlinable public var isEmpty: Bool { storage.pointee.count == 0 }
    /// For how many records there is memory.
    @inlinable public var capacity: Int { storage.pointee.capacity }
    /// Bytes of memory that it holds.
    public var footprint: Int { storage.pointee.capacity * MemoryLayout<Record>.stride }
    /// All records. Valid until the next `append` or `removeAll`.
    @inlinable public var all: UnsafeMutableBufferPointer<Record> {
        UnsafeMutableBufferPointer(start: storage.pointee.base, count: storage.pointee.count)
    }

    /// The record at `index`, which must be below `count`.
    @inlinable
    public subscript(index: Int) -> Record {
        get {
            precondition(index >= 0 && index < storage.pointee.count, "no such record")
            return storage.pointee.base[index]
        }
        set {
            precondition(index >= 0 && index < storage.pointee.count, "no such record")
            storage.pointee.base[index] = newValue
        }
    }

    /// Adds a record at the end.
    @inlinable
    public func append(_ record: Record) {
        if storage.pointee.count == storage.pointee.capacity { grow() }
        (storage.pointee.base + storage.pointee.count).initialize(to: record)
        storage.pointee.count += 1
    }

    @usableFromInline @inline(never)
    func grow() { resize(to: storage.pointee.capacity * 2) }

    private func resize(to capacity: Int) {
        let larger = UnsafeMutablePointer<Record>.allocate(capacity: capacity)
        larger.update(from: storage.pointee.base, count: storage.pointee.count)
        storage.pointee.base.deallocate()
        storage.pointee.base = larger
        storage.pointee.capacity = capacity
    }

    /// Forgets the records from `count` on. A larger count than the present one is ignored.
    @inlinable
    public func truncate(to count: Int) {
        storage.pointee.count = max(0, min(count, storage.pointee.count))
    }

    /// Forgets the records from `count` on, and gives back memory for more than `capacity` records.
    public func truncate(to count: Int, shrinkingTo capacity: Int) {
        truncate(to: count)
        let needed = max(16, capacity, self.count)
        if storage.pointee.capacity > needed { resize(to: needed) }
    }

    /// Forgets the records, and the memory if most of it was not used.
    public func removeAll() {
        let used = storage.pointee.count
        storage.pointee.count = 0
        if used * 4 < storage.pointee.capacity, storage.pointee.capacity > 16 {
            resize(to: max(16, used * 2))
        }
    }
}
