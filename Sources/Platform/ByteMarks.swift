// Why this file exists: the scanner of JSON and the escaper both look for the same bytes; they are found once.

import CPlatform

/// Where a text has bytes that matter: one bit a byte.
///
/// Two maps: `special`, bytes that cannot stand in a JSON string as they are (controls, `"` and `\`), and `others`,
/// those of them that a backslash in front does not make right (controls) and bytes that are not ASCII. Used by one thread.
public final class ByteMarks {
    @usableFromInline let storage: UnsafeMutablePointer<Maps>

    @usableFromInline
    struct Maps {
        @usableFromInline var special: UnsafeMutablePointer<UInt64>
        @usableFromInline var others: UnsafeMutablePointer<UInt64>
        var words: Int
    }

    /// The marks from one place in the text on. Valid until the next `update`.
    public struct Place: BitwiseCopyable {
        @usableFromInline let special: UnsafePointer<UInt64>
        @usableFromInline let others: UnsafePointer<UInt64>
        @usableFromInline let offset: Int

        @usableFromInline
        init(special: UnsafePointer<UInt64>, others: UnsafePointer<UInt64>, offset: Int) {
            self.special = special
            self.others = others
            self.offset = offset
        }
    }

    /// The marks of a slice that starts at `offset` in the text.
    @inlinable
    public func from(_ offset: Int) -> Place { Place(special: special, others: others, offset: offset) }

    /// Marks of an empty text.
    public init() {
        storage = .allocate(capacity: 1)
        storage.initialize(
            to: Maps(special: .allocate(capacity: 1), others: .allocate(capacity: 1), words: 1))
        (storage.pointee.special.pointee, storage.pointee.others.pointee) = (0, 0)
    }

    deinit {
        storage.pointee.special.deallocate()
        storage.pointee.others.deallocate()
        storage.deallocate()
    }

    /// Marks the bytes of a text, forgetting those of the last one.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        let words = bytes.count / 64 + 1
        if storage.pointee.words < words {
            storage.pointee.special.deallocate()
            storage.pointee.others.deallocate()
            let larger = words + words / 2
            storage.pointee = Maps(
                special: .allocate(capacity: larger), others: .allocate(capacity: larger), words: larger)
        }
        guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            (storage.pointee.special.pointee, storage.pointee.others.pointee) = (0, 0)
            return
        }
        lf_mark_bytes(start, bytes.count, storage.pointee.special, storage.pointee.others)
    }

    /// The words of the map of special bytes. Valid until the next `update`; one more than there are in the text.
    @inlinable public var special: UnsafePointer<UInt64> { UnsafePointer(storage.pointee.special) }
    /// The words of the map of the others. Valid until the next `update`.
    @inlinable public var others: UnsafePointer<UInt64> { UnsafePointer(storage.pointee.others) }
}
