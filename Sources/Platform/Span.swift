// Why this file exists: lines and values are slices of a chunk's text, in half the size of a Range<Int>.

/// A slice of a chunk's text.
public struct Span32: Hashable, Sendable, BitwiseCopyable {
    /// Bytes from the start of the text.
    public var start: UInt32
    /// Bytes.
    public var length: UInt32

    /// Takes both as they are.
    @inlinable
    public init(start: UInt32, length: UInt32) {
        self.start = start
        self.length = length
    }

    /// Takes two offsets that are known to fit: a chunk's text is bounded far below 4 GiB.
    @inlinable
    public init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        length = UInt32(truncatingIfNeeded: end &- start)
    }
}
