// Why this file exists: what can be wrong with the state directory, each with what the operator can do.

import Platform

/// Why the state directory cannot be used.
public enum CheckpointError: Error, Sendable, CustomStringConvertible {
    /// A system call failed.
    case system(SystemError)
    /// A file with the journal's name is something else.
    case foreign(path: String)
    /// Written by another version of logferry.
    case version(path: String, found: UInt64, known: UInt64)
    /// The snapshot cannot be read; where and why.
    case unreadable(path: String, reason: String)
    /// Another process holds the state directory.
    case locked(directory: String, holder: String)

    /// One sentence, with the remedy.
    public var description: String {
        switch self {
        case .system(let error):
            error.description
        case .foreign(let path):
            "\(path) is not a journal of logferry; move it away, or choose another positions.filename"
        case .version(let path, let found, let known):
            "\(path) was written in format \(found), and this logferry reads format \(known); "
                + "use the version of logferry that wrote it, or move the file away to start anew"
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason); restore it, "
                + "or set positions.ignore_invalid_yaml: true to start anew"
        case .locked(let directory, let holder):
            "\(directory) is in use by \(holder); stop that one first, "
                + "or give this one a positions.filename in another directory"
        }
    }
}
