// Why this file exists: what is left in front of a log when whole blocks were cut out of it is no content; whoever copies or
// follows the log must know it when it sees it.

/// White space that stands in front of a log instead of bytes that were there before: a line of spaces and tabs that spells
/// a number.
///
/// Its first 16 characters are always the same; then 64 spell the number, 32 the pad's length with its newline, 16 a
/// check of both, the highest bit first, a space for 0 and a tab for 1. What follows up to the newline is spaces. A line
/// of a log that happens to be one is as good as impossible.
public struct Pad: Hashable, Sendable {
    /// The fewest bytes of a pad.
    public static let minimumLength = 16 + 64 + 32 + 16 + 1
    /// The most: a block of a filesystem, and the line that goes on behind it.
    public static let maximumLength = 32 << 20

    /// What it spells.
    public let number: UInt64
    /// Its bytes, with the newline.
    public let length: Int

    /// Nil for a length that cannot be.
    public init?(number: UInt64, length: Int) {
        guard (Self.minimumLength...Self.maximumLength).contains(length) else { return nil }
        self.number = number
        self.length = length
    }

    private static let mark: UInt64 = 0b0110_1001_1001_0110
    private var check: UInt64 {
        var value = number ^ (UInt64(length) &* 0x9E37_79B9_7F4A_7C15)
        value ^= value >> 32
        value = value &* 0xD6E8_FEB8_6659_FD93
        return (value ^ (value >> 32)) & 0xFFFF
    }

    /// The pad as bytes.
    public var bytes: [UInt8] {
        var bytes = Self.spell(Self.mark, 16) + Self.spell(number, 64) + Self.spell(UInt64(length), 32)
        bytes += Self.spell(check, 16)
        bytes += repeatElement(0x20, count: length - bytes.count - 1)
        bytes.append(0x0A)
        return bytes
    }

    /// Reads the pad at the start of `head`; nil if there is none. Only the first `minimumLength - 1` bytes are looked at.
    public init?(startOf head: UnsafeRawBufferPointer) {
        guard head.count >= Self.minimumLength - 1, Self.read(head, 0, 16) == Self.mark,
            let number = Self.read(head, 16, 64), let length = Self.read(head, 80, 32)
        else { return nil }
        guard let pad = Pad(number: number, length: Int(length)), Self.read(head, 112, 16) == pad.check else {
            return nil
        }
        self = pad
    }

    private static func spell(_ value: UInt64, _ bits: Int) -> [UInt8] {
        (0..<bits).map { value >> UInt64(bits - 1 - $0) & 1 == 1 ? 0x09 : 0x20 }
    }

    private static func read(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ bits: Int) -> UInt64? {
        var value: UInt64 = 0
        for byte in bytes[start..<(start + bits)] {
            guard byte == 0x20 || byte == 0x09 else { return nil }
            value = value << 1 | (byte == 0x09 ? 1 : 0)
        }
        return value
    }
}
