// Why this file exists: what reads JSON looks for the same bytes all the time; they are found once.

import CPlatform

/// Where a text has bytes that cannot stand in a JSON string as they are (controls, `"` and `\`): one bit a byte. Used by
/// one thread.
public final class ByteMarks {
    // In memory of its own, so that an access for each line is a load and no check for exclusive access.
    @usableFromInline let storage: UnsafeMutablePointer<Map>

    @usableFromInline
    struct Map {
        @usableFromInline var special: UnsafeMutablePointer<UInt64>
        var words: Int
    }

    /// Marks of an empty text.
    public init() {
        storage = .allocate(capacity: 1)
        storage.initialize(to: Map(special: .allocate(capacity: 1), words: 1))
        storage.pointee.special.pointee = 0
    }

    deinit {
        storage.pointee.special.deallocate()
        storage.deallocate()
    }

    /// Marks the bytes of a text, forgetting those of the last one.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        let words = bytes.count / 64 + 1
        if storage.pointee.words < words {
            storage.pointee.special.deallocate()
            let larger = words + words / 2
            storage.pointee = Map(special: .allocate(capacity: larger), words: larger)
        }
        guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            storage.pointee.special.pointee = 0
            return
        }
        lf_mark_bytes(start, bytes.count, storage.pointee.special)
    }

    /// The words of the map, one more than there are in the text. Valid until the next `update`.
    @inlinable public var special: UnsafePointer<UInt64> { UnsafePointer(storage.pointee.special) }
}
