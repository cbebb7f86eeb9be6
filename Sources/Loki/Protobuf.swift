// Why this file exists: Loki's own push format is a message of protocol buffers, whose encoding is a few lines.

import Platform

/// Numbers and fields of protocol buffers.
///
/// Source: https://protobuf.dev/programming-guides/encoding/. Fields are numbered from 1 to 15 here, so a tag is a byte. What is
/// empty or 0 is left out, as proto3 has it.
enum Protobuf {
    /// The tag of a field that is a number.
    static func numberTag(_ field: UInt8) -> UInt8 { field &<< 3 }
    /// The tag of a field that is a text or a message.
    static func bytesTag(_ field: UInt8) -> UInt8 { field &<< 3 | 2 }

    /// The most bytes that a number takes.
    static let maximumVarint = 10

    /// How many bytes a number takes: seven bits each.
    @inline(__always)
    static func size(_ value: UInt64) -> Int {
        let bits = 64 - (value | 1).leadingZeroBitCount
        return (bits &* 9 &+ 64) &>> 6
    }

    /// How many bytes a text or a message of so many bytes takes with its tag and length.
    @inline(__always)
    static func fieldSize(_ length: Int) -> Int {
        length == 0 ? 0 : 1 + size(UInt64(length)) + length
    }

    /// Writes a number where there is room for it; returns the place behind it.
    @inline(__always)
    static func put(_ value: UInt64, at place: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var (rest, out) = (value, place)
        while rest >= 0x80 {
            out.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
            out += 1
            rest &>>= 7
        }
        out.storeBytes(of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
        return out + 1
    }

    /// The same of a tag and a number.
    @inline(__always)
    static func put(
        _ tag: UInt8, _ value: UInt64, at place: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        place.storeBytes(of: tag, as: UInt8.self)
        return put(value, at: place + 1)
    }

    /// Appends what stands before a text or a message of so many bytes.
    static func append(_ tag: UInt8, length: Int, to buffer: ByteBuffer) {
        buffer.reserve(1 + maximumVarint)
        let end = put(tag, UInt64(length), at: buffer.end)
        buffer.advance(by: end - buffer.end)
    }
}
