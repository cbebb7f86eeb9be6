// Where received entries go; the receiver acknowledges a push only after its sink has taken it.

import Synchronization

/// Takes the entries of one push, all or none.
public protocol EntrySink: Sendable {
    /// Stores the entries in order; calls may come at the same time from several threads.
    ///
    /// - Throws: whatever kept it from storing them; the client is then told 500 with the error's
    ///   description, and may
    ///   send them again.
    func accept(_ entries: [ReceivedEntry]) async throws
}

/// Forgets everything; for clients that only want an answer.
public struct DiscardingSink: EntrySink {
    /// A sink without state.
    public init() {}

    /// Drops the entries.
    public func accept(_ entries: [ReceivedEntry]) {}
}

/// Counts and forgets.
public final class CountingSink: EntrySink {
    /// What has been counted so far.
    public struct Counts: Sendable, Equatable {
        /// Pushes with at least one entry.
        public var pushes = 0
        /// Entries.
        public var entries = 0
        /// Bytes of their lines in UTF-8, without line ends.
        public var lineBytes = 0
    }

    private let state = Mutex(Counts())

    /// A sink that has counted nothing.
    public init() {}

    /// What has been counted so far.
    public var counts: Counts { state.withLock { $0 } }

    /// Counts the entries.
    public func accept(_ entries: [ReceivedEntry]) {
        let lineBytes = entries.reduce(0) { $0 + $1.line.utf8.count }
        state.withLock { counts in
            counts.pushes += entries.isEmpty ? 0 : 1
            counts.entries += entries.count
            counts.lineBytes += lineBytes
        }
    }
}
