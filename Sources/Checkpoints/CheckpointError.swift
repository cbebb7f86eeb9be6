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
    /// Neither the snapshot nor the one before it can be read.
    case lost(path: String, reason: String, previous: String, previousReason: String)
    /// What another program left cannot be read: what is wrong with it, a sentence each.
    case foreignPositions([String])
    /// Another process holds the state directory.
    case locked(directory: String, holder: String)

    /// One sentence, with the remedy.
    public var description: String {
        switch self {
        case .system(let error):
            error.description
        case .foreign(let path):
            "\(path) is not a journal of logferry; choose another positions.filename if it is something else's; if it "
                + "is damaged, move it away: what was shipped since the last snapshot, ten minutes ago at most, is then "
                + "sent again"
        case .version(let path, let found, let known):
            "\(path) was written in format \(found), and this logferry reads format \(known); "
                + "use the version of logferry that wrote it, or move the file away to start anew"
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason)"
        case .lost(let path, let reason, let previous, let previousReason):
            "how far each file was shipped is not known any more: \(path) cannot be read: \(reason), nor "
                + "\(previous): \(previousReason); restore one of them from a backup, or set "
                + "positions.ignore_invalid_yaml: true to start anew at positions.start_at, which by default sends "
                + "every file again from its beginning"
        case .foreignPositions(let findings):
            findings.joined(separator: "\n")
                + "\nhow far another program was cannot be told; mend the file, or set "
                + "positions.ignore_invalid_yaml: true to start anew at positions.start_at"
        case .locked(let directory, let holder):
            "\(directory) is in use by \(holder); stop that one first, "
                + "or give this one a positions.filename in another directory"
        }
    }
}
