// Messages of protocol buffers put together by hand, and Snappy's compression, for who reads both.

import CSnappy

/// Pieces of a message, https://protobuf.dev/programming-guides/encoding/.
public enum Wire {
    /// A number, the lowest seven bits first.
    public static func varint(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + varint(value >> 7)
    }

    /// A field that is a number.
    public static func number(_ field: UInt64, _ value: UInt64) -> [UInt8] {
        varint(field << 3) + varint(value)
    }

    /// A field that is a text or a message.
    public static func bytes(_ field: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(UInt64(bytes.count)) + bytes
    }

    /// A field that is a text.
    public static func text(_ field: UInt64, _ text: String) -> [UInt8] { bytes(field, Array(text.utf8)) }

    /// A stream of a push.
    public static func stream(_ labels: String, _ entries: [UInt8]...) -> [UInt8] {
        bytes(1, text(1, labels) + entries.flatMap { bytes(2, $0) })
    }

    /// An entry of a stream.
    public static func entry(
        _ seconds: Int64, _ nanos: UInt64, _ line: String, _ metadata: [(String, String)] = []
    ) -> [UInt8] {
        bytes(1, number(1, UInt64(bitPattern: seconds)) + number(2, nanos)) + text(2, line)
            + metadata.flatMap { bytes(3, text(1, $0.0) + text(2, $0.1)) }
    }
}

/// The bytes in Snappy's block format.
public func snapped(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: lf_snappy_room(bytes.count)) { output, count in
        guard let base = output.baseAddress else { return }
        bytes.withUnsafeBufferPointer { bytes in
            var rest = bytes
            count = lf_snappy_compress(
                bytes.count,
                { context, piece in
                    guard let rest = context?.assumingMemoryBound(to: UnsafeBufferPointer<UInt8>.self) else {
                        return 0
                    }
                    defer { rest.pointee = UnsafeBufferPointer(rebasing: rest.pointee.suffix(0)) }
                    piece?.pointee = rest.pointee.baseAddress
                    return rest.pointee.count
                }, &rest, base)
        }
    }
}
