// Why this file exists: what to do with a followed file, decided as a value, without a file.

/// The state of one followed generation: where it is, how long it is, and whether it can be let go.
///
/// A pure value: events go in, verdicts come out, a shell acts on them. Times are nanoseconds on the
/// monotonic clock, sizes bytes.
public struct Follower: Hashable, Sendable {
    /// Where the file is.
    public enum Place: Hashable, Sendable {
        /// Under the path that it was first seen at.
        case matched
        /// Under another path that a target's pattern matches too.
        case retired
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

    /// How far the readers have come.
    public struct Reading: Hashable, Sendable {
        /// True if every reader has had every finished line, and all of them were answered.
        public var isShipped: Bool
        /// Bytes of an unfinished last line.
        public var unfinished: Int64

        /// Takes both as they are.
        public init(isShipped: Bool, unfinished: Int64) {
            self.isShipped = isShipped
            self.unfinished = unfinished
        }
    }

    /// Whether the file is still needed.
    public enum Verdict: Hashable, Sendable {
        /// Still needed; look again at `until`, or only after the next event if nil.
        case keep(until: Int64?)
        /// Its unfinished last line will never be finished: it counts as a line.
        case finishLine
        /// No longer written and all shipped: close it and remember it, it may come back under another name.
        case close
        /// Gone and all shipped: close it.
        case forget
    }

    /// How long a file that was renamed may be silent, from its rename on, before it is let go: writers go
    /// on for a while until they are told to reopen.
    public static let awayGrace: Int64 = 300 * 1_000_000_000
    /// How long a deleted file may be silent, from its deletion on; it holds disk space that its owner wants back.
    public static let deletedGrace: Int64 = 5 * 1_000_000_000
    /// How long a renamed or deleted file must be silent before its last line counts as finished.
    public static let lineGrace: Int64 = 5 * 1_000_000_000

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

    /// The file was looked at.
    /// - Parameter known: how many of its first bytes are known, because they were read or hashed.
    public mutating func observed(size newSize: Int64, links: UInt64, known: Int64, now: Int64) -> Growth {
        if links == 0 { move(to: .deleted, now: now) }
        guard newSize >= known else { return .truncated }
        defer { size = newSize }
        guard newSize > size else { return .unchanged }
        lastGrowth = now
        return .grew
    }

    /// The file got another name.
    public mutating func renamed(to place: Place, now: Int64) {
        guard self.place != .deleted else { return }
        move(to: place, now: now)
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

    /// Whether the file is still needed.
    /// - Parameter isWritten: whether a process has it open for writing, nil if that cannot be told. Asked only
    ///   when something hangs on it.
    public func verdict(_ reading: Reading, now: Int64, isWritten: () -> Bool?) -> Verdict {
        guard place != .matched else { return .keep(until: nil) }
        // A file that was silent long before is no older than its rename: its writer still has it.
        let silent = max(lastGrowth, since)
        guard reading.isShipped else { return .keep(until: nil) }
        if reading.unfinished > 0 {
            if now < silent + Self.lineGrace { return .keep(until: silent + Self.lineGrace) }
            switch isWritten() {
            case true?: return .keep(until: nil)
            case false?: return .finishLine
            case nil:
                return now < silent + Self.awayGrace ? .keep(until: silent + Self.awayGrace) : .finishLine
            }
        }
        // It is where a pattern looks, and may well be written to again.
        if place == .retired { return .keep(until: nil) }
        let grace = place == .deleted ? Self.deletedGrace : Self.awayGrace
        if now < silent + grace { return .keep(until: silent + grace) }
        // What a program still has open it may still write to, and nowhere else would that be found.
        if isWritten() == true { return .keep(until: nil) }
        return place == .deleted ? .forget : .close
    }
}
