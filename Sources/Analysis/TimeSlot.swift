// Why this file exists: what was counted is kept by the time it happened at; this is what a piece of time holds.

/// Counts by the number of a name; only names that occurred take memory.
struct NamedCounts<Count: Sendable>: Sendable {
    /// By number, one more than the place in `all`; 0 where there is none.
    private var places: [UInt16] = []
    /// The counts with their numbers.
    var all: [(number: UInt16, count: Count)] = []

    /// The place of a number's counts, `initial` if there were none.
    @inline(__always)
    mutating func place(of number: UInt16, _ initial: @autoclosure () -> Count) -> Int {
        let index = Int(number)
        if index < places.count, places[index] > 0 { return Int(places[index]) - 1 }
        while places.count <= index { places.append(0) }
        all.append((number, initial()))
        places[index] = UInt16(all.count)
        return all.count - 1
    }

    func contains(_ number: UInt16) -> Bool { Int(number) < places.count && places[Int(number)] > 0 }

    /// Bytes of memory that one more name takes, without what its counts hold themselves.
    static var bytesOfOne: Int { MemoryLayout<(UInt16, Count)>.stride + MemoryLayout<UInt16>.stride }

    /// Bytes of memory, without what the counts hold themselves.
    var bytes: Int { all.count * Self.bytesOfOne }
}

/// What was counted of requests.
struct RequestCounts: Sendable {
    var count: UInt64 = 0
    var errors: UInt64 = 0
    var durations = QuantileSketch()

    mutating func merge(_ other: RequestCounts) {
        count += other.count
        errors += other.errors
        durations.merge(other.durations)
    }
}

extension RequestCounts {
    func merging(_ other: RequestCounts) -> RequestCounts {
        var both = self
        both.merge(other)
        return both
    }
}

/// What was counted of the calls of a model.
struct ModelCounts: Sendable {
    var calls = RequestCounts()
    var promptTokens = 0.0
    var completionTokens = 0.0

    mutating func merge(_ other: ModelCounts) {
        calls.merge(other.calls)
        promptTokens += other.promptTokens
        completionTokens += other.completionTokens
    }
}

extension ModelCounts {
    func merging(_ other: ModelCounts) -> ModelCounts {
        var both = self
        both.merge(other)
        return both
    }
}

/// What was counted in a piece of time.
struct TimeSlot: Sendable {
    /// The piece of time, in nanoseconds since the Unix epoch: entries from `start` on, before `end`.
    private(set) var start: Int64
    private(set) var end: Int64
    /// The times of the first and the last entry that it holds.
    private(set) var first = Int64.max
    private(set) var last = Int64.min
    var errors: UInt64 = 0
    var errorTypes = NamedCounts<UInt64>()
    var requests = RequestCounts()
    var endpoints = NamedCounts<RequestCounts>()
    var models = NamedCounts<ModelCounts>()

    init(start: Int64, end: Int64) {
        self.start = start
        self.end = end
    }

    @inline(__always)
    func contains(_ time: Int64) -> Bool { time >= start && time < end }

    @inline(__always)
    mutating func note(_ time: Int64) {
        first = min(first, time)
        last = max(last, time)
    }

    /// True if most of what it holds is later than `time`: halfway between its first entry and its last.
    func isMostly(after time: Int64) -> Bool { first / 2 + last / 2 + (first & last & 1) > time }

    /// Bytes of memory.
    var bytes: Int {
        var bytes = MemoryLayout<TimeSlot>.stride + errorTypes.bytes + endpoints.bytes + models.bytes
        bytes += requests.durations.bytes
        for (_, endpoint) in endpoints.all { bytes += endpoint.durations.bytes }
        for (_, model) in models.all { bytes += model.calls.durations.bytes }
        return bytes
    }

    /// Takes in another piece, and the time between them.
    mutating func merge(_ other: TimeSlot) {
        start = min(start, other.start)
        end = max(end, other.end)
        first = min(first, other.first)
        last = max(last, other.last)
        errors += other.errors
        requests.merge(other.requests)
        for (number, count) in other.errorTypes.all {
            errorTypes.all[errorTypes.place(of: number, 0)].count += count
        }
        for (number, endpoint) in other.endpoints.all {
            endpoints.all[endpoints.place(of: number, RequestCounts())].count.merge(endpoint)
        }
        for (number, model) in other.models.all {
            models.all[models.place(of: number, ModelCounts())].count.merge(model)
        }
    }

    /// The same with other numbers for the names.
    func renumbered(
        errorTypes newTypes: (UInt16) -> UInt16, endpoints newEndpoints: (UInt16) -> UInt16,
        models newModels: (UInt16) -> UInt16
    ) -> TimeSlot {
        var slot = self
        (slot.errorTypes, slot.endpoints, slot.models) = (NamedCounts(), NamedCounts(), NamedCounts())
        for (number, count) in errorTypes.all {
            slot.errorTypes.all[slot.errorTypes.place(of: newTypes(number), 0)].count += count
        }
        for (number, endpoint) in endpoints.all {
            let place = slot.endpoints.place(of: newEndpoints(number), RequestCounts())
            slot.endpoints.all[place].count.merge(endpoint)
        }
        for (number, model) in models.all {
            slot.models.all[slot.models.place(of: newModels(number), ModelCounts())].count.merge(model)
        }
        return slot
    }
}
