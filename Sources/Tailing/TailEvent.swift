// Why this file exists: what the follower saw, for whoever keeps checkpoints, counters and a log.

import Platform

/// What the follower tells its owner.
public enum TailEvent {
    /// A generation that no checkpoint knows; its readers stand at their start.
    case born(FollowedFile)
    /// A generation that is known was found again.
    case resumed(FollowedFile)
    /// The same, in another file than its own: a copy of it, or an archive.
    case rehomed(FollowedFile)
    /// More of a short file's first bytes are known.
    case fingerprinted(FollowedFile)
    /// It has another name: see its `currentPath`.
    case renamed(FollowedFile)
    /// Its unfinished last line counts as finished at this offset, from now on and for ever.
    case bounded(FollowedFile, at: Int64)
    /// The file was cut off, or written anew: it has the contents of another generation now.
    case truncated(path: String)
    /// A hole of NULs was passed over, of so many bytes.
    case skipped(FollowedFile, bytes: Int64)
    /// Closed, all shipped, to be remembered as finished.
    case closed(FollowedFile)
    /// Nothing more of it will be needed; its checkpoint can go.
    case forgotten(GenerationID, path: String)
    /// The file of a generation is gone, and no copy of it is found; it is sought for a while.
    case missing(KnownGeneration)
    /// No file is left of a generation; so many bytes were known to be in it and not shipped.
    case lost(KnownGeneration, unread: Int64)
    /// A path that matches could not be opened or read; tried again.
    case unreadable(path: String, SystemError)
    /// Something an operator should know.
    case noticed(String)
}
