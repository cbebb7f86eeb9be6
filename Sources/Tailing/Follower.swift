// Why this file exists: what to do with a followed file, decided as a value, without a file.

/// The state of one followed generation: where it is, how long it is, and whether it can be let go.
///
/// A pure value: events go in, verdicts come out, a shell acts on them. Times are nanoseconds on the
/// monotonic clock, sizes bytes.
public struct Follower: Hashable, Sendable {
    /// Where the file is.
    public enum Place: Hashable, Sendable {
        /// Under a path that a target's pattern matches.
        case matched
        /// Renamed to where no pattern looks; the descriptor still reaches it.
        case away
        /// Deleted; only the descriptor still reaches it.
        case deleted
    }

    /// What a look at the file's size showed.
    public enum Growth: Hashable, Sendable {
        /// As long as before.
        case unchanged
        /// Longer than before.
        case grew
        /// Shorter than what was read already: its contents are another generation's now.
        case truncated
    }

    /// Whether the file is still needed.
    public enum Verdict: Hashable, Sendable {
        /// Still needed; look again at `until`, or only after the next event if nil.
        case keep(until: Int64?)
        /// No longer written and all shipped: close it and remember it, it may come back under another name.
        case close
        /// Gone and all shipped: close it and forget it.
        case forget
    }

    /// How long a file that was renamed away may be silent, from its rename on, before it is let go: writers go
    /// on for a while until they are told to reopen.
    public static let awayGrace: Int64 = 300 * 1_000_000_000
    /// How long a deleted file may be silent, from its deletion on; it holds disk space that its owner wants back.
    public static let deletedGrace: Int64 = 5 * 1_000_000_000

    /// Where the file is.
    public private(set) var place: Place
    /// Its size when it was last looked at.
    public private(set) var size: Int64
    /// When it last grew, or was first seen.
    public private(set) var lastGrowth: Int64
    /// When it came to where it is.
    private var since: Int64

    /// A file that was just found.
    public init(place: Place = .matched, size: Int64, now: Int64) {
        self.place = place
        self.size = size
        lastGrowth = now
        since = now
    }

    /// The file was looked at. `read` is how far the furthest reader has come.
    public mutating func observed(size newSize: Int64, links: UInt64, read: Int64, now: Int64) -> Growth {
        if links == 0 { move(to: .deleted, now: now) }
        guard newSize >= read else { return .truncated }
        defer { size = newSize }
        guard newSize > size else { return .unchanged }
        lastGrowth = now
        return .grew
    }

    /// The file got another name, one that a pattern matches or not.
    public mutating func renamed(isMatched: Bool, now: Int64) {
        guard place != .deleted else { return }
        move(to: isMatched ? .matched : .away, now: now)
    }

    /// The name it was known by is gone or another file's now.
    public mutating func lostName(links: UInt64, now: Int64) {
        move(to: links == 0 ? .deleted : .away, now: now)
    }

    private mutating func move(to place: Place, now: Int64) {
        guard place != self.place else { return }
        self.place = place
        since = now
    }

    /// Whether the file is still needed, given that all of it is shipped or not.
    public func verdict(isShipped: Bool, now: Int64) -> Verdict {
        switch place {
        case .matched: .keep(until: nil)
        case .away: judge(isShipped, now, grace: Self.awayGrace, then: .close)
        case .deleted: judge(isShipped, now, grace: Self.deletedGrace, then: .forget)
        }
    }

    private func judge(_ isShipped: Bool, _ now: Int64, grace: Int64, then verdict: Verdict) -> Verdict {
        // A file that was silent long before is no older than its rename: its writer still has it.
        let until = max(lastGrowth, since) + grace
        if now < until { return .keep(until: until) }
        return isShipped ? verdict : .keep(until: nil)
    }
}
