// Why this file exists: telling an answer that refuses some entries from one that refuses a push.

extension PartialRefusal {
    /// Reads an answer of status 400; nil if it does not say that other entries were taken.
    init?(_ answer: PushAnswer) {
        var scanner = AnswerScanner(Self.plain(Array(answer.message.utf8)))
        isUnderstood = !answer.isCut
        var report = StreamReport()
        _ = scanner.accept("rpc error: code = Code(400) desc = ")
        // Each turn passes over something: what is read is bounded by the length of the answer.
        while true {
            scanner.skipSeparators()
            guard !scanner.isAtEnd else { break }
            if scanner.accept("entry with timestamp ") {
                readEntry(of: &report, &scanner)
            } else if scanner.acceptTotals() {
                readTotals(of: &report, &scanner)
            } else {
                readComplaint(&scanner)
            }
        }
        if !report.listed.isEmpty {
            isUnderstood = false
            reports.append(report)
        }
        if complaints.isEmpty && reports.isEmpty { return nil }
    }

    /// Some gateways wrap the sentence: `{"code":400,"status":"error","message":"…"}`.
    private static func plain(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.first == UInt8(ascii: "{"), let key = bytes.firstRange(of: Array(#""message":"#.utf8))
        else {
            return bytes
        }
        return bytes.withUnsafeBytes { all in
            var reader = PlainJSON(UnsafeRawBufferPointer(rebasing: all[key.upperBound...]))
            return (try? reader.string()) ?? bytes
        }
    }

    /// The ingester: `TIME ignored, reason: 'entry too far behind, …' for stream: {…},`; the stream is not always there.
    private mutating func readEntry(of report: inout StreamReport, _ scanner: inout AnswerScanner) {
        guard let time = scanner.time(), scanner.accept(" ignored, reason: '") else {
            isUnderstood = false
            return scanner.skipLine()
        }
        var entry = StreamReport.Entry(reason: .other, time: time)
        if scanner.accept("entry too far behind") {
            entry.reason = .tooFarBehind
            if scanner.accept(", entry timestamp is: ") { _ = scanner.time() }
            if scanner.accept(", oldest acceptable timestamp is: ") { entry.bound = scanner.time() }
        } else if scanner.accept("entry out of order") {
            entry.reason = .outOfOrder
        }
        report.listed.append(entry)
        // Whatever the reason, its time says which entry was meant.
        guard scanner.accept("'") else { return scanner.skipLine() }
        if scanner.accept(" for stream: ") { report.stream = scanner.labels() }
    }

    /// The ingester: `N out of M for stream: {…}`, which ends what is said of a stream.
    private mutating func readTotals(of report: inout StreamReport, _ scanner: inout AnswerScanner) {
        guard let ignored = scanner.number(), scanner.accept(" out of "), let sent = scanner.number() else {
            isUnderstood = false
            return scanner.skipLine()
        }
        report.totals = StreamReport.Totals(ignored: ignored, sent: sent)
        if scanner.accept(" for stream: "), let stream = scanner.labels() { report.stream = stream }
        reports.append(report)
        report = StreamReport()
    }

    /// The distributor: one sentence, or several, each after `N errors like: `.
    private mutating func readComplaint(_ scanner: inout AnswerScanner) {
        let count = scanner.group()
        isCounted = isCounted || count != nil
        guard var complaint = Self.complaint(&scanner) else {
            isUnderstood = false
            guard let count else { return scanner.skipLine() }
            // That it was counted says that it is the distributor's, whatever the words.
            complaints.append(Complaint(reason: .other, count: count))
            return scanner.skipToNextGroup()
        }
        complaint.count = count ?? 1
        complaints.append(complaint)
        // A label's value may end the sentence, and say anything.
        scanner.skipToNextGroup()
    }

    private static func complaint(_ scanner: inout AnswerScanner) -> Complaint? {
        if scanner.accept("Max entry size ") || scanner.accept("max entry size ") {
            guard let limit = scanner.number(), scanner.accept(" bytes exceeded for stream ") else {
                return nil
            }
            return Complaint(reason: .lineTooLong, stream: scanner.labels(), limit: limit)
        }
        guard scanner.accept("entry for stream ") || scanner.accept("stream "), let stream = scanner.labels(),
            scanner.accept(" has ")
        else { return nil }
        var complaint = Complaint(reason: .other, stream: stream)
        if scanner.accept("timestamp too old: ") {
            complaint.reason = .tooOld
            complaint.time = scanner.time()
            if scanner.accept(", oldest acceptable timestamp is: ") { complaint.bound = scanner.time() }
        } else if scanner.accept("timestamp too new: ") {
            complaint.reason = .tooNew
            complaint.time = scanner.time()
        } else if scanner.accept("label name too long: ") {
            complaint.reason = .labelNameTooLong
        } else if scanner.accept("label value too long: ") {
            complaint.reason = .labelValueTooLong
        } else if scanner.accept("duplicate label name: ") {
            complaint.reason = .duplicateLabel
        } else if scanner.number() != nil, scanner.accept(" label names; limit ") {
            complaint.reason = .tooManyLabels
        }
        return complaint
    }
}

extension AnswerScanner {
    /// Tenants have 150 bytes at most, and no quotes: https://grafana.com/docs/loki/latest/operations/multi-tenancy/.
    private static let longestTenant = 256

    /// `total ignored: `, with `user 'fake', ` before it or not.
    fileprivate mutating func acceptTotals() -> Bool {
        var ahead = self
        if ahead.accept("user '") {
            let start = ahead.place
            while !ahead.accept("', ") {
                if ahead.isAtEnd || ahead.place - start > Self.longestTenant { return false }
                ahead.skipByte()
            }
        }
        guard ahead.accept("total ignored: ") else { return false }
        self = ahead
        return true
    }
}
