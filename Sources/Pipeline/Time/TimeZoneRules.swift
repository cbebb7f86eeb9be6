// Offsets of a zone by table, because localtime(3) takes a lock and knows one zone a process.

/// The rules of one IANA time zone: which offset from UTC holds when.
///
/// It never changes and may be used from any thread. A lookup is a binary search in a table that reaches to
/// the end of 2105, and beyond that a computation from the zone's footer; it allocates nothing.
public final class TimeZoneRules: Sendable {
    /// One offset that is in effect in a zone at times (RFC 9636, "local time type").
    struct LocalTimeType: Sendable, Equatable {
        /// Seconds east of UTC, less than 26 hours either way.
        var offsetSeconds: Int32
        /// The packed abbreviation, as of `ZoneAbbreviation`.
        var abbreviation: UInt64
    }

    /// Coordinated Universal Time.
    public static let utc = TimeZoneRules(
        types: [LocalTimeType(offsetSeconds: 0, abbreviation: ZoneAbbreviation.utc)], transitions: [],
        footer: nil)

    /// At least one; the first holds before the first transition.
    private let types: [LocalTimeType]
    /// Seconds since the epoch, ascending, and what holds from each on.
    private let transitionTimes: [Int64]
    private let transitionTypes: [UInt16]
    /// Holds from the last transition on, for all time when there is no transition.
    private let footer: ZoneFooter?
    private let footerCoversPast: Bool
    /// The one offset of a zone that never changes it.
    private let fixedOffset: Int32?

    /// - Parameters:
    ///   - types: not empty.
    ///   - transitions: ascending times with indices into `types`.
    init(types: [LocalTimeType], transitions: [(time: Int64, type: Int)], footer: ZoneFooter?) {
        var table = ZoneTable(types: types, transitions: transitions)
        if let footer { table.extend(by: footer) }
        self.types = table.types
        transitionTimes = table.transitions.map(\.time)
        transitionTypes = table.transitions.map { UInt16(truncatingIfNeeded: $0.type) }
        self.footer = footer?.daylight == nil ? nil : footer
        footerCoversPast = transitions.isEmpty && self.footer != nil
        if table.transitions.isEmpty {
            fixedOffset = footer.map(\.standard.offsetSeconds) ?? table.types.first?.offsetSeconds
        } else {
            fixedOffset = nil
        }
    }

    /// Seconds east of UTC at an instant in seconds since the epoch; any value is allowed.
    public func offsetSeconds(atUTC seconds: Int64) -> Int32 {
        fixedOffset ?? type(atUTC: seconds).offsetSeconds
    }

    /// The offset and what it is called ("CET"; "UTC" where it has no name) at an instant in seconds since the epoch.
    func offsetAndAbbreviation(atUTC seconds: Int64) -> (offsetSeconds: Int32, abbreviation: String) {
        let type = type(atUTC: seconds)
        let name = ZoneAbbreviation.text(type.abbreviation)
        return (offsetSeconds(atUTC: seconds), name.isEmpty ? "UTC" : name)
    }

    /// Seconds east of UTC when a clock in the zone shows the reading that UTC shows at `seconds` since the
    /// epoch.
    ///
    /// A reading that a clock set forward skips, or one set back repeats, has no one answer. The answer is
    /// that of Go's `time.Date` (https://pkg.go.dev/time#Date): the reading is taken for UTC and the offset
    /// at that instant is used, unless the instant which it leads to lies on the other side of a transition;
    /// then the offset there is used. In a zone west of Greenwich this gives a repeated hour its first
    /// meaning, in one east of it its second.
    public func offsetSeconds(atLocal seconds: Int64) -> Int32 {
        if let fixedOffset { return fixedOffset }
        let interval = interval(at: seconds)
        guard let type = interval.type else {
            return offsetSeconds(atUTC: seconds &- Int64(self.type(atUTC: seconds).offsetSeconds))
        }
        let offset = types[type].offsetSeconds
        let utc = seconds &- Int64(offset)
        return interval.contains(utc) ? offset : offsetSeconds(atUTC: utc)
    }

    /// Seconds east of UTC meant by a packed abbreviation beside a clock's reading; nil when the zone never
    /// had it.
    ///
    /// An abbreviation that is in effect at that time goes first, as one abbreviation may have had several
    /// offsets.
    func offsetSeconds(abbreviation: UInt64, atLocal seconds: Int64) -> Int32? {
        guard abbreviation != 0 else { return nil }
        var fallback: Int32?
        for candidate in types where candidate.abbreviation == abbreviation {
            let inEffect = type(atUTC: seconds &- Int64(candidate.offsetSeconds))
            if inEffect.abbreviation == abbreviation { return inEffect.offsetSeconds }
            if fallback == nil { fallback = candidate.offsetSeconds }
        }
        return fallback
    }

    /// A stretch of time with one offset.
    private struct Interval {
        /// nil when only the footer knows.
        let type: Int?
        let start: Int64
        let end: Int64

        func contains(_ seconds: Int64) -> Bool { seconds >= start && seconds < end }
    }

    private func type(atUTC seconds: Int64) -> LocalTimeType {
        if let type = interval(at: seconds).type { return types[type] }
        return footer?.type(atUTC: seconds) ?? types[0]
    }

    private func interval(at seconds: Int64) -> Interval {
        // The number of transitions up to and at the instant.
        var low = 0
        var high = transitionTimes.count
        while low < high {
            let middle = (low + high) / 2
            if transitionTimes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        let end = low < transitionTimes.count ? transitionTimes[low] : .max
        if low == 0 { return Interval(type: footerCoversPast ? nil : 0, start: .min, end: end) }
        let isPastTable = low == transitionTimes.count && footer != nil
        return Interval(
            type: isPastTable ? nil : Int(transitionTypes[low - 1]), start: transitionTimes[low - 1], end: end
        )
    }
}
