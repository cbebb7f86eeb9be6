// Why this file exists: what is counted on the data plane, read from any thread without a lock.

import Synchronization

/// A number that only rises.
public final class Counter: Sendable {
    private let atomic = Atomic<UInt64>(0)

    /// A counter at zero.
    public init() {}

    /// What was counted.
    public var value: UInt64 { atomic.load(ordering: .relaxed) }

    /// Counts `amount` more; a negative one counts nothing.
    public func add(_ amount: Int = 1) {
        if amount > 0 { atomic.wrappingAdd(UInt64(amount), ordering: .relaxed) }
    }
}

/// A number that rises and falls.
public final class Gauge: Sendable {
    private let atomic = Atomic<Int64>(0)

    /// A gauge at zero.
    public init() {}

    /// The present value.
    public var value: Int64 { atomic.load(ordering: .relaxed) }

    /// Sets the value.
    public func set(_ value: Int64) { atomic.store(value, ordering: .relaxed) }
}

/// Durations, counted by how long they were.
public final class Histogram: Sendable {
    /// The buckets' upper bounds in seconds, rising; one more without a bound follows.
    public let bounds: [Double]
    private let state: Mutex<State>

    private struct State {
        var counts: [UInt64]
        var sum = 0.0
    }

    /// - Parameter bounds: upper bounds in seconds, rising.
    public init(bounds: [Double] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    /// Counts one duration, in seconds.
    public func observe(_ seconds: Double) {
        let bucket = bounds.firstIndex { seconds <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += seconds
        }
    }

    /// How many durations fell into each bucket, the unbounded one last, and their sum in seconds.
    public var snapshot: (counts: [UInt64], sum: Double) { state.withLock { ($0.counts, $0.sum) } }
}

/// Counters that differ in their labels' values.
public final class CounterFamily: Sendable {
    /// The most combinations of label values; beyond it they are counted under "other".
    public static let maximumMembers = 1000

    /// The labels' names.
    public let labels: [String]
    private let members = Mutex<[[String]: Counter]>([:])

    /// - Parameter labels: the labels' names.
    public init(labels: [String]) { self.labels = labels }

    /// The counter of these label values, as many as there are labels.
    public func with(_ values: String...) -> Counter {
        members.withLock { members in
            if let known = members[values] { return known }
            let key = members.count < Self.maximumMembers ? values : labels.map { _ in "other" }
            let counter = members[key] ?? Counter()
            members[key] = counter
            return counter
        }
    }

    /// What all of them counted.
    public var total: UInt64 { members.withLock { $0.values.reduce(0) { $0 + $1.value } } }

    /// All counters with their label values.
    public var all: [(values: [String], value: UInt64)] {
        members.withLock { $0.map { ($0.key, $0.value.value) } }.sorted {
            $0.values.lexicographicallyPrecedes($1.values)
        }
    }
}
