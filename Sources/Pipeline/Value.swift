// Why this file exists: what stages hand to each other is a slice with a kind, not a string.

import Platform

/// A value that a stage took out of a line, as a slice of the chunk.
public struct Value: Hashable, Sendable, BitwiseCopyable {
    /// What it was in the line.
    public enum Kind: UInt8, Sendable, BitwiseCopyable {
        case absent, text, number, boolean, null, structure
    }

    /// Its bytes; of a JSON string without the quotes and with escapes undone.
    public var span: Span32
    /// What it was in the line.
    public var kind: Kind

    /// No value.
    public static let absent = Value(span: Span32(start: 0, length: 0), kind: .absent)
}
