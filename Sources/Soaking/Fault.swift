// Why this file exists: everything that must not happen to a line has a name.

/// What can be wrong with what arrived, or did not.
public enum Fault: String, CaseIterable, Sendable {
    /// Written, and still somewhere on the disk, and not delivered.
    case lost
    /// Delivered more than once, not the same each time, so that Loki shows it twice.
    case repeated
    /// Sent again although its acknowledgement had been taken note of.
    case needless
    /// A line that is not what was written.
    case text
    /// Labels that are not the line's.
    case labels
    /// A time that is not the line's.
    case time
    /// A line that nobody wrote.
    case unknown
}
