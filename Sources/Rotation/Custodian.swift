// Why this file exists: rotation asks whoever follows the files what is shipped, and tells what it does; it knows no more of
// it than this.

import Platform

/// What is known of a file's shipment.
public enum Custody: Hashable, Sendable {
    /// Nobody follows it: it is not held back.
    case uncovered
    /// Every client has answered for all of it.
    case shipped
    /// So many bytes are not answered for; nil if it is not known yet how many.
    case unshipped(Int64?)

    /// True if its bytes may go.
    public var isFree: Bool {
        switch self {
        case .uncovered, .shipped: true
        case .unshipped: false
        }
    }
}

/// Why the follower could not be asked or told.
public struct CustodianError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence.
    public let description: String

    /// Takes the sentence.
    public init(_ description: String) { self.description = description }
}

/// Whoever follows the files and keeps their checkpoints: the running agent, or the checkpoints themselves while none runs.
///
/// Used by the thread that rotates, and waits for the answer.
public protocol Custodian: AnyObject {
    /// What is shipped of each of these files, with what was done to files before the call taken into account.
    /// - Parameter logs: for each file the path of the log whose contents it has or had.
    func custody(of files: [Subject], logs: [String]) throws(CustodianError) -> [Custody]

    /// Stops reading the file until `release`.
    /// - Returns: up to where lines of the file were handed over, in bytes from its first one (a pad in front of it
    ///   included); 0 if nobody follows it.
    func pause(_ file: Subject) throws(CustodianError) -> Int64

    /// The contents that `file` had, from its first byte behind a pad up to the end of `copy`'s, are in `copy` now, synced,
    /// and whoever follows them goes on there, for ever: the checkpoints say so when this returns. `file` itself is left
    /// alone until `release`; what it has then is another generation.
    /// - Parameter contentSize: how many bytes of contents are in `copy`, decompressed.
    func move(_ file: Subject, into copy: Subject, contentSize: Int64) throws(CustodianError)

    /// `file` may be looked at again, as what it is now; also if it does not exist any more.
    func release(_ file: Subject)

    /// A file has another name.
    func renamed(_ file: Subject, to path: String)
}

/// Where nothing is shipped.
public final class NoCustodian: Custodian {
    /// For a configuration without clients.
    public init() {}

    /// Nothing is followed.
    public func custody(of files: [Subject], logs: [String]) -> [Custody] { files.map { _ in .uncovered } }
    /// Nobody reads.
    public func pause(_ file: Subject) -> Int64 { 0 }
    /// Nobody goes on.
    public func move(_ file: Subject, into copy: Subject, contentSize: Int64) {}
    /// Nobody waits.
    public func release(_ file: Subject) {}
    /// Nobody looks.
    public func renamed(_ file: Subject, to path: String) {}
}
