// A password must not reach a log by way of a description, a dump or an interpolation.

/// A text that shows itself only to who asks for it by name.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The text itself; never to be logged.
    public let exposed: String

    /// Hides `text`.
    public init(_ text: String) {
        exposed = text
    }

    /// Always `<secret>`.
    public var description: String { "<secret>" }

    /// Always `<secret>`.
    public var debugDescription: String { "<secret>" }

    /// A mirror without children, so that `dump` and reflection show nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
