// Why this file exists: the data plane appends millions of small pieces; an array of bytes checks each.

import Glibc

/// A growable run of bytes, owned, not shared between threads.
///
/// Appending never zeroes and grows by half. Pointers into it hold until the next call that may grow it.
public final class ByteBuffer {
    // In memory of its own, so that an access on the hot path is a load and no check for exclusive access.
    @usableFromInline let storage: UnsafeMutablePointer<Storage>

    @usableFromInline
    struct Storage {
        @usableFromInline var base: UnsafeMutableRawPointer
        @usableFromInline var count = 0
        @usableFromInline var capacity: Int

        init(capacity: Int) {
            self.capacity = capacity
            base = .allocate(byteCount: capacity, alignment: 16)
        }
    }

    /// - Parameter capacity: bytes to allocate at once; at least 64 are.
    public init(capacity: Int = 64) {
        storage = .allocate(capacity: 1)
        storage.initialize(to: Storage(capacity: max(64, capacity)))
    }

    deinit {
        storage.pointee.base.deallocate()
        storage.deallocate()
    }

    /// The first byte. Valid until the buffer grows.
    @inlinable public var base: UnsafeMutableRawPointer { storage.pointee.base }
    /// Bytes in use.
    @inlinable public var count: Int { storage.pointee.count }
    /// Bytes allocated.
    @inlinable public var capacity: Int { storage.pointee.capacity }
    /// Where the next byte goes; `reserve` first, `advance` after.
    @inlinable public var end: UnsafeMutableRawPointer { storage.pointee.base + storage.pointee.count }

    /// The bytes in use. Valid until the buffer grows or goes: do not take them of a buffer without a name.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Forgets the contents and keeps the memory.
    public func removeAll() { storage.pointee.count = 0 }

    /// Forgets the contents and gives back memory beyond `capacity` bytes.
    public func removeAll(shrinkingTo capacity: Int) {
        storage.pointee.count = 0
        guard self.capacity > max(64, capacity) else { return }
        base.deallocate()
        storage.pointee = Storage(capacity: max(64, capacity))
    }

    /// Drops everything from `count` on. A larger count than the present one is ignored.
    public func truncate(to count: Int) { storage.pointee.count = max(0, min(count, self.count)) }

    /// Makes room for `extra` more bytes, so that writing through `end` is allowed up to there.
    @inlinable
    public func reserve(_ extra: Int) {
        if storage.pointee.capacity - storage.pointee.count < extra { grow(by: extra) }
    }

    @usableFromInline @inline(never)
    func grow(by extra: Int) {
        var larger = Storage(capacity: max(count + extra, capacity + capacity / 2))
        larger.count = count
        memcpy(larger.base, base, count)
        base.deallocate()
        storage.pointee = larger
    }

    /// Takes `length` bytes, written at `end`, into the buffer. Must fit what was reserved.
    @inlinable
    public func advance(by length: Int) {
        precondition(length >= 0 && count + length <= capacity, "advanced past what was reserved")
        storage.pointee.count += length
    }

    /// Appends a copy of the bytes.
    @inlinable
    public func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        end.copyMemory(from: start, byteCount: bytes.count)
        storage.pointee.count += bytes.count
    }

    /// Appends one byte.
    @inlinable
    public func append(_ byte: UInt8) {
        reserve(1)
        end.storeBytes(of: byte, as: UInt8.self)
        storage.pointee.count += 1
    }

    /// Appends a string's UTF-8, or a literal's.
    public func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends a literal without making a String of it.
    @inlinable
    public func append(literal: StaticString) {
        append(UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends an integer in decimal.
    public func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        reserve(20)
        // Written from the last digit on, two at a time, and then moved to the front.
        let (room, start) = (end + 20, end)
        var place = room
        var rest = value.magnitude
        while rest >= 100 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            place -= 2
            place.storeBytes(of: Self.digits(pair), as: UInt16.self)
            rest = quotient
        }
        if rest >= 10 {
            place -= 2
            place.storeBytes(of: Self.digits(rest), as: UInt16.self)
        } else {
            place -= 1
            place.storeBytes(of: UInt8(truncatingIfNeeded: 48 &+ rest), as: UInt8.self)
        }
        let length = room - place
        memmove(start, place, length)
        storage.pointee.count += length
    }

    /// Two digits as the bytes they are written in.
    @inline(__always)
    private static func digits(_ pair: UInt64) -> UInt16 {
        let tens = pair / 10
        return UInt16(
            littleEndian: UInt16(truncatingIfNeeded: (48 &+ tens) | (48 &+ pair &- tens &* 10) << 8))
    }

    /// The contents as a string, invalid UTF-8 repaired.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
