// Why this file exists: what an operator asks of a log is counted as its entries go by, so that no file is read again.

/// Counts errors, requests and calls of models.
///
/// A value: analysers of several files or threads are merged. Memory is bounded: see `AnalysisLimits`. Taking an entry
/// allocates nothing, but for names, durations and times that were not met before.
public struct Analyzer: Sendable {
    /// So far ahead of the clock an entry may be and still count, in nanoseconds: as far as Loki takes it.
    public static let tolerance: Int64 = 600_000_000_000

    /// What the entries are that were not counted.
    public struct Ignored: Sendable, Hashable {
        /// Older than what the analysis is about when they came.
        public internal(set) var tooOld: UInt64 = 0
        /// More than ten minutes ahead of the clock.
        public internal(set) var future: UInt64 = 0

        /// None, or so many.
        public init(tooOld: UInt64 = 0, future: UInt64 = 0) {
            self.tooOld = tooOld
            self.future = future
        }
    }

    private var window: SlidingWindow
    private var endpoints = NameTable(maximum: AnalysisLimits.endpoints)
    private var errorTypes = NameTable(maximum: AnalysisLimits.errorTypes)
    private var models = NameTable(maximum: AnalysisLimits.models)
    private var recent = RecentEntries()
    /// The entries that were not counted.
    public private(set) var ignored = Ignored()
    /// The entries that were looked at.
    public private(set) var entries: UInt64 = 0

    /// Without entries.
    public init(_ span: AnalysisSpan) { window = SlidingWindow(span) }

    /// Goes on with another span, as far as what was counted so far belongs to it.
    public mutating func change(to span: AnalysisSpan, now: Int64) {
        guard span != window.span else { return }
        let slots = window.slots(now: now)
        window = SlidingWindow(span)
        window.merge(slots, now: now)
    }

    /// Which entries it is about.
    public var span: AnalysisSpan { window.span }

    /// Bytes of memory that the counts take; names and recent errors come to it.
    public var footprint: Int { window.bytes }

    /// Takes one entry.
    /// - Parameter now: the clock, in nanoseconds since the Unix epoch: it moves the window, whatever times the entries
    ///   have. Entries that are more than ten minutes ahead of it do not count in a window.
    public mutating func take(_ entry: EntryFields, now: Int64) {
        entries &+= 1
        guard admits(entry.time, now: now) else { return }
        let isError = entry.level.map { EntryRules.isError(level: $0) } ?? false
        let duration = entry.duration.flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
        let endpoint = entry.endpoint.flatMap { $0.isEmpty ? nil : $0 }
        let isRequest =
            endpoint != nil && duration != nil
            || entry.message.map { EntryRules.mentionsRequest($0) } ?? false
        let model = entry.model.flatMap { $0.isEmpty ? nil : $0 }
        guard isError || isRequest || model != nil else { return }
        let errorType = isError ? number(ofErrorType: entry.errorType, now: now) : 0
        let endpointNumber = isRequest ? number(ofEndpoint: endpoint, now: now) : 0
        let modelNumber = model.map { number(ofModel: $0, now: now) } ?? 0
        let isFailedRequest =
            isRequest && (isError || entry.status.map { EntryRules.isFailedRequest(status: $0) } ?? false)
        let isFailedCall =
            model != nil && (isError || entry.status.map { EntryRules.isFailedCall(status: $0) } ?? false)
        let (time, prompt, completion) = (entry.time, entry.promptTokens, entry.completionTokens)
        // Not before: a search for free numbers lets go of old slots.
        let index = window.index(of: time, now: now)
        window.change(index, now: now) { slot in
            slot.note(time)
            var growth = 0
            if isError { growth += slot.takeError(errorType) }
            if isRequest { growth += slot.takeRequest(endpointNumber, isFailedRequest, duration) }
            if model != nil {
                growth += slot.takeCall(modelNumber, isFailedCall, duration, prompt, completion)
            }
            return growth
        }
        if isError, let line = entry.line { recent.take(line, at: time) }
    }

    @inline(__always)
    private mutating func admits(_ time: Int64, now: Int64) -> Bool {
        switch window.span {
        case .everything(after: let limit):
            guard let limit, time <= limit else { return true }
            ignored.tooOld &+= 1
        case .last(let length):
            if time > now &- length, time <= now &+ Self.tolerance { return true }
            if time > now { ignored.future &+= 1 } else { ignored.tooOld &+= 1 }
        }
        return false
    }

    @inline(__always)
    private mutating func number(ofEndpoint name: UnsafeRawBufferPointer?, now: Int64) -> UInt16 {
        let name = name ?? Self.bytes(of: "unknown")
        if let number = endpoints.number(of: name) { return number }
        guard endpoints.mayBeSwept(now: now) else { return NameTable.others }
        let slots = window.slots(now: now)
        endpoints.keep { number in slots.contains { $0.endpoints.contains(number) } }
        return endpoints.number(of: name) ?? NameTable.others
    }

    private mutating func number(ofErrorType name: UnsafeRawBufferPointer?, now: Int64) -> UInt16 {
        let name = name.flatMap { $0.isEmpty ? nil : $0 } ?? Self.bytes(of: "Unknown")
        if let number = errorTypes.number(of: name) { return number }
        guard errorTypes.mayBeSwept(now: now) else { return NameTable.others }
        let slots = window.slots(now: now)
        errorTypes.keep { number in slots.contains { $0.errorTypes.contains(number) } }
        return errorTypes.number(of: name) ?? NameTable.others
    }

    private mutating func number(ofModel name: UnsafeRawBufferPointer, now: Int64) -> UInt16 {
        if let number = models.number(of: name) { return number }
        guard models.mayBeSwept(now: now) else { return NameTable.others }
        let slots = window.slots(now: now)
        models.keep { number in slots.contains { $0.models.contains(number) } }
        return models.number(of: name) ?? NameTable.others
    }

    private static func bytes(of literal: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    }

    /// Takes in what another analyser counted.
    /// - Parameter now: as for `take`.
    public mutating func merge(_ other: Analyzer, now: Int64) {
        entries &+= other.entries
        ignored.tooOld &+= other.ignored.tooOld
        ignored.future &+= other.ignored.future
        recent.merge(other.recent)
        let newTypes = errorTypes.adopt(other.errorTypes)
        let newEndpoints = endpoints.adopt(other.endpoints)
        let newModels = models.adopt(other.models)
        let slots = other.window.slots.map { slot in
            slot.renumbered(
                errorTypes: { newTypes[Int($0)] }, endpoints: { newEndpoints[Int($0)] },
                models: { newModels[Int($0)] })
        }
        window.merge(slots, now: now)
    }

    /// Everything that was counted of the last `range` nanoseconds before `now`: nil for all that there is, which is also
    /// what an analysis of everything gives.
    public func report(range: Int64? = nil, now: Int64) -> AnalysisReport {
        summary(range: range, now: now).report
    }

    /// The same, of which the report is made later: what errors' entries say is read then, which takes a while.
    public func summary(range: Int64? = nil, now: Int64) -> AnalysisSummary {
        var after: Int64?
        if case .last(let length) = window.span { after = now &- min(length, range ?? length) }
        var sum = TimeSlot(start: .min, end: .max)
        for slot in window.slots where after.map({ slot.isMostly(after: $0) }) ?? true { sum.merge(slot) }
        return AnalysisSummary(
            sum: sum, recent: recent.all(after: after), endpoints: endpoints, errorTypes: errorTypes,
            models: models, now: now)
    }
}

extension TimeSlot {
    mutating func takeError(_ type: UInt16) -> Int {
        errors &+= 1
        let before = errorTypes.all.count
        errorTypes.all[errorTypes.place(of: type, 0)].count &+= 1
        return (errorTypes.all.count - before) * NamedCounts<UInt64>.bytesOfOne
    }

    mutating func takeRequest(_ endpoint: UInt16, _ isError: Bool, _ duration: Double?) -> Int {
        let before = endpoints.all.count
        let place = endpoints.place(of: endpoint, RequestCounts())
        return requests.take(isError, duration) + endpoints.all[place].count.take(isError, duration)
            + (endpoints.all.count - before) * NamedCounts<RequestCounts>.bytesOfOne
    }

    mutating func takeCall(
        _ model: UInt16, _ isError: Bool, _ duration: Double?, _ prompt: Double?, _ completion: Double?
    ) -> Int {
        let before = models.all.count
        let place = models.place(of: model, ModelCounts())
        if let prompt, prompt.isFinite { models.all[place].count.promptTokens += prompt }
        if let completion, completion.isFinite { models.all[place].count.completionTokens += completion }
        return models.all[place].count.calls.take(isError, duration)
            + (models.all.count - before) * NamedCounts<ModelCounts>.bytesOfOne
    }
}

extension RequestCounts {
    /// Counts one.
    /// - Returns: by how many bytes the memory has grown.
    @inline(__always)
    mutating func take(_ isError: Bool, _ duration: Double?) -> Int {
        count &+= 1
        if isError { errors &+= 1 }
        return duration.map { durations.add($0) } ?? 0
    }
}
