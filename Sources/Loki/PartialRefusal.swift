// Why this file exists: Loki may keep the good entries of a push and say in a sentence which ones it did not.

/// What Loki says of a push that it refused in part: it has the other entries, which must not be sent again.
///
/// The sentences are those of its manual ("Troubleshoot log ingestion",
/// https://grafana.com/docs/loki/latest/operations/troubleshooting/troubleshoot-ingest/) and of answers that its users
/// quote. Two of its parts refuse: the distributor checks every entry and every stream by the limits, the ingester
/// checks an entry's time against its stream's newest.
public struct PartialRefusal: Hashable, Sendable {
    /// Why an entry was refused.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        // In the words of the label `reason` of Loki's own `loki_discarded_samples_total`.
        case tooFarBehind = "too_far_behind"
        case outOfOrder = "out_of_order"
        case tooOld = "greater_than_max_sample_age"
        case tooNew = "too_far_in_future"
        case lineTooLong = "line_too_long"
        case tooManyLabels = "max_label_names_per_series"
        case labelNameTooLong = "label_name_too_long"
        case labelValueTooLong = "label_value_too_long"
        case duplicateLabel = "duplicate_label_names"
        case other = "other"
    }

    /// One kind of error that the distributor tells of: `N errors like: …`.
    struct Complaint: Hashable, Sendable {
        var reason: Reason
        /// The stream of the one it quotes.
        var stream: [LokiLabel]?
        /// The timestamp of the one it quotes.
        var time: LokiTime?
        /// The oldest acceptable time.
        var bound: LokiTime?
        /// The longest line that is taken, in bytes.
        var limit: Int?
        /// How many errors like it there are.
        var count = 1
    }

    /// What the ingester tells of one stream: some of the refused entries, and how many there are in all.
    struct StreamReport: Hashable, Sendable {
        struct Entry: Hashable, Sendable {
            var reason: Reason
            var time: LokiTime
            var bound: LokiTime?
        }

        var stream: [LokiLabel]?
        /// The first refused entries, ten unless Loki was told otherwise.
        var listed: [Entry] = []
        /// How many of the stream's entries were refused, and out of how many; nil if the answer broke off.
        var totals: Totals?

        struct Totals: Hashable, Sendable {
            var ignored: Int
            var sent: Int
        }
    }

    /// What the distributor complains of.
    var complaints: [Complaint] = []
    /// What the ingester complains of, a stream each.
    var reports: [StreamReport] = []
    /// True if every word of the answer was understood, and it was there to its end.
    var isUnderstood = true
    /// True if the distributor counts its errors, as it does when there are several: then it hides none.
    var isCounted = false

    /// The reason that most was said of.
    public var reason: Reason {
        if let first = reports.first?.listed.first { return first.reason }
        return complaints.max { $0.count < $1.count }?.reason ?? .other
    }
}

/// A label as Loki writes it in an answer.
struct LokiLabel: Hashable, Sendable {
    var name: String
    var value: String

    /// By their bytes: for `String` texts are the same that are composed differently, for Loki they are not.
    static func == (left: LokiLabel, right: LokiLabel) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8) && left.value.utf8.elementsEqual(right.value.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for text in [name, value] {
            hasher.combine(text.utf8.count)
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }
}

/// A time as Loki writes it, which may have lost its fraction of a second. Nanoseconds since the Unix epoch.
struct LokiTime: Hashable, Sendable {
    /// The first moment that it may mean.
    var earliest: Int64
    /// The last moment that it may mean.
    var latest: Int64

    func contains(_ time: Int64) -> Bool { earliest <= time && time <= latest }
}
