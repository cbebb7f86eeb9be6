// A wrong zone is one line in a configuration; its reader needs the zone's name and the remedy.

/// Why the rules of a time zone could not be had.
public struct TimeZoneError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A sentence for the reader of the configuration; it names the zone where one was asked for.
    public let description: String

    init(_ description: String) { self.description = description }
}
