// Why this file exists: when a log was rotated last decides when it is due again, also after a restart.

import Platform

/// What rotation remembers over restarts. Used by the thread that rotates.
public final class RotationState {
    /// The file's name in the state directory.
    public static let fileName = "rotation.journal"

    /// When each log was rotated last, or seen first, in seconds since the Unix epoch.
    public private(set) var lastRotations: [String: Int64] = [:]

    /// Reads what is remembered in a directory; nothing, if there is no file yet.
    public init(directory: String) throws(SystemError) {}

    /// When a log was rotated last, or seen first; nil if it never was.
    public func lastRotation(of path: String) -> Int64? { lastRotations[path] }

    /// Remembers that a log was rotated, or seen first.
    /// - Parameter now: seconds since the Unix epoch.
    public func note(_ path: String, at now: Int64) { lastRotations[path] = now }
}
