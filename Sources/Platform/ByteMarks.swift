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
        storage.initialize(to: Map(special: .allocate(capacity: 2), words: 2))
        storage.pointee.special.initialize(repeating: 0, count: 2)
    }

    deinit {
        storage.pointee.special.deallocate()
        storage.deallocate()
    }

    /// Marks the bytes of a text, forgetting those of the last one.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        let words = bytes.count / 64 + 2
        if storage.pointee.words < words {
            storage.pointee.special.deallocate()
            let larger = words + words / 2
            storage.pointee = Map(special: .allocate(capacity: larger), words: larger)
        }
        storage.pointee.special[words - 1] = 0
        guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            storage.pointee.special[0] = 0
            return
        }
        lf_mark_bytes(start, bytes.count, storage.pointee.special)
    }

    /// The words of the map, two more than the text fills, so that eight bytes can be read from any place of it on. Valid
    /// until the next `update`.
    @inlinable public var special: UnsafePointer<UInt64> { UnsafePointer(storage.pointee.special) }
}
