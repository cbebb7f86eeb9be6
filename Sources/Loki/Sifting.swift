// Why this file exists: of a push that Loki refused in part, what it refused must be kept, and nothing else sent again.

/// What is to be kept of a piece that was refused in part. Indices of entries, rising.
public struct Sifted: Hashable, Sendable {
    /// Loki refused these.
    public var refused: [Int] = []
    /// Loki may have refused these: the answer does not tell.
    public var doubtful: [Int] = []

    /// Nothing, or a piece that was refused as a whole.
    public init(refused: some Sequence<Int> = []) { self.refused = Array(refused) }

    /// How many entries are to be kept.
    public var count: Int { refused.count + doubtful.count }

    /// All of them in order, each with whether it is certain that Loki does not have it.
    var all: [(index: Int, isCertain: Bool)] {
        (refused.map { ($0, true) } + doubtful.map { ($0, false) }).sorted { $0.0 < $1.0 }
    }
}

extension PartialRefusal {
    /// Finds the entries of a piece that Loki refused, by the reasons, the times and the counts in its answer.
    ///
    /// An entry is taken for accepted only if the answer leaves no other way to read it, or if another error could
    /// have hit it only under limits far below Loki's defaults. Where the counts do not fit, all that is left is
    /// doubtful.
    /// - Parameter now: nanoseconds since the Unix epoch.
    public func sift(_ batch: Batch, _ piece: Range<Int>, now: Int64) -> Sifted {
        var sifting = Sifting(batch, piece, now: now)
        if !complaints.isEmpty {
            sifting.apply(complaints, hidesOthers: !isCounted, isUnderstood: isUnderstood)
        }
        if !reports.isEmpty { sifting.apply(reports, isUnderstood: isUnderstood) }
        return sifting.result
    }
}

/// The entries of one piece on their way to `Sifted`. They are known by their positions in the piece.
struct Sifting {
    enum Verdict: Hashable, Sendable { case accepted, doubtful, refused }

    let now: Int64
    private let batch: Batch
    private let piece: Range<Int>
    private(set) var verdicts: [Verdict]
    let times: [Int64]
    let streams: [Int]
    /// The labels of every stream in the piece.
    private let labels: [Int: [LokiLabel]]
    private let streamByLabels: [Set<LokiLabel>: Int]

    init(_ batch: Batch, _ piece: Range<Int>, now: Int64) {
        self.batch = batch
        self.piece = piece
        self.now = now
        verdicts = Array(repeating: .accepted, count: piece.count)
        times = piece.map { batch.timestamp(of: $0) }
        let own = piece.map { batch.streamIndex(of: $0) }
        labels = Dictionary(Set(own).map { ($0, batch.labels(of: $0)) }, uniquingKeysWith: { $1 })
        let streamByLabels = Dictionary(labels.map { (Set($1), $0) }, uniquingKeysWith: { min($0, $1) })
        self.streamByLabels = streamByLabels
        // Two of the batch's streams with the same labels are one for Loki.
        let canonical = labels.mapValues { streamByLabels[Set($0)] }
        streams = own.map { canonical[$0].flatMap { $0 } ?? $0 }
    }

    var positions: Range<Int> { 0..<piece.count }

    var result: Sifted {
        var sifted = Sifted()
        sifted.refused = positions.filter { verdicts[$0] == .refused }.map { piece.lowerBound + $0 }
        sifted.doubtful = positions.filter { verdicts[$0] == .doubtful }.map { piece.lowerBound + $0 }
        // An answer that refuses something refused something.
        if sifted.count == 0 { sifted.doubtful = Array(piece) }
        return sifted
    }

    /// What was refused for one reason stays refused.
    mutating func mark(_ verdict: Verdict, _ some: some Sequence<Int>) {
        for position in some where verdict == .refused || verdicts[position] == .accepted {
            verdicts[position] = verdict
        }
    }

    /// Bytes of the line as Loki counts them, nil if they are no more than `limit`.
    func lineLength(at position: Int, above limit: Int) -> Int? {
        let index = piece.lowerBound + position
        guard batch.longestLength(of: index) > limit else { return nil }
        let length = batch.lineLength(of: index)
        return length > limit ? length : nil
    }

    /// The stream that an answer names, nil if it is none of the piece's.
    func stream(named labels: [LokiLabel]?) -> Int? {
        guard let labels else { return nil }
        let named = Set(labels)
        // Loki finds a name for the service, and splits streams that are too fast: `__stream_shard__`, `__time_shard__`.
        let whole = named.filter { !$0.name.hasPrefix("__") }
        return streamByLabels[named] ?? streamByLabels[whole]
            ?? streamByLabels[whole.filter { $0.name != "service_name" }]
    }

    // What an answer may hide.

    /// Lines up to this are taken by every Loki that is not told otherwise: its default is 256 KiB.
    private static let safeLine = 64 << 10
    /// The defaults of `max_label_names_per_series`, of which Loki may use one, and of `max_label_name_length` and
    /// `max_label_value_length`.
    private static let (safeLabels, safeName, safeValue) = (14, 1024, 2048)
    private static let minute: Int64 = 60 * 1_000_000_000

    /// Doubts every entry that some limit of the distributor may have hit without a word of it in the answer.
    mutating func doubtWhatLimitsMayHide(besides known: Set<Int> = []) {
        let (latest, _) = now.addingReportingOverflow(Self.minute)
        let (oldest, _) = now.subtractingReportingOverflow(7 * 24 * 60 * Self.minute)
        let unsafe = labels.filter { _, labels in
            labels.count > Self.safeLabels
                || labels.contains {
                    $0.name.utf8.count > Self.safeName || $0.value.utf8.count > Self.safeValue
                }
        }
        let doubtful = positions.filter { position in
            if known.contains(streams[position]) { return false }
            return unsafe[streams[position]] != nil || times[position] > latest || times[position] < oldest
                || lineLength(at: position, above: Self.safeLine) != nil
        }
        mark(.doubtful, doubtful)
    }
}
