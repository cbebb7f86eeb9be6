// Why this file exists: the data plane appends millions of small pieces; an array of bytes checks each.

import Glibc

/// A growable run of bytes, owned, not shared between threads.
///
/// Appending never zeroes and grows by half. Pointers into it hold until the next call that may grow it.
public final class ByteBuffer {
    /// The first byte. Valid until the buffer grows.
    public private(set) var base: UnsafeMutableRawPointer
    /// Bytes in use.
    public private(set) var count = 0
    /// Bytes allocated.
    public private(set) var capacity: Int

    /// - Parameter capacity: bytes to allocate at once; at least 64 are.
    public init(capacity: Int = 64) {
        self.capacity = max(64, capacity)
        base = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { base.deallocate() }

    /// The bytes in use. Valid until the buffer grows or goes: do not take them of a buffer without a name.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Forgets the contents and keeps the memory.
    public func removeAll() { count = 0 }

    /// Forgets the contents and gives back memory beyond `capacity` bytes.
    public func removeAll(shrinkingTo capacity: Int) {
        count = 0
        guard self.capacity > max(64, capacity) else { return }
        base.deallocate()
        self.capacity = max(64, capacity)
        base = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 16)
    }

    /// Drops everything from `count` on. A larger count than the present one is ignored.
    public func truncate(to count: Int) { self.count = max(0, min(count, self.count)) }

    /// Makes room for `extra` more bytes, so that writing through `end` is allowed up to there.
    public func reserve(_ extra: Int) {
        if capacity - count < extra { grow(by: extra) }
    }

    @inline(never)
    private func grow(by extra: Int) {
        let wanted = max(count + extra, capacity + capacity / 2)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
        memcpy(larger, base, count)
        base.deallocate()
        base = larger
        capacity = wanted
    }

    /// Where the next byte goes; `reserve` first, `advance` after.
    public var end: UnsafeMutableRawPointer { base + count }

    /// Takes `length` bytes, written at `end`, into the buffer. Must fit what was reserved.
    public func advance(by length: Int) {
        precondition(length >= 0 && count + length <= capacity, "advanced past what was reserved")
        count += length
    }

    /// Appends a copy of the bytes.
    public func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        memcpy(end, start, bytes.count)
        count += bytes.count
    }

    /// Appends one byte.
    public func append(_ byte: UInt8) {
        reserve(1)
        end.storeBytes(of: byte, as: UInt8.self)
        count += 1
    }

    /// Appends a string's UTF-8, or a literal's.
    public func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends a literal without making a String of it.
    public func append(literal: StaticString) {
        append(UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends an integer in decimal.
    public func append(decimal value: Int64) {
        reserve(20)
        var magnitude = value.magnitude
        var digits = 1
        var bound: UInt64 = 10
        while magnitude >= bound, digits < 19 {
            digits += 1
            bound &*= 10
        }
        if value < 0 {
            end.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
            count += 1
        }
        var place = digits
        while place > 0 {
            place -= 1
            let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: 10)
            (end + place).storeBytes(of: UInt8(truncatingIfNeeded: 48 &+ remainder), as: UInt8.self)
            magnitude = quotient
        }
        count += digits
    }

    /// The contents as a string, invalid UTF-8 repaired.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
