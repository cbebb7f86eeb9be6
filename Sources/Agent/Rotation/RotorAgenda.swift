// Why this file exists: when to look at which logs again is decided as a value, so that it can be tried without waiting.

import Rotation

/// When the thread that rotates looks again, and at what. Times are seconds since the Unix epoch.
struct RotorAgenda {
    /// What to look at.
    enum Look: Hashable {
        /// Every policy.
        case everything
        /// These logs.
        case logs(Set<String>)
    }

    /// How long a log is left alone after failures in a row, in seconds: twice as long with each, up to the last.
    static let firstPause: Int64 = 10
    static let longestPause: Int64 = 600
    /// How long at most between two looks at everything: logs appear, and free space goes.
    static let longestSleep: Int64 = 60
    /// Between two looks at what is put off, because its file is still written.
    static let postponement: Int64 = 5

    private var nextOfAll: Int64 = .min
    /// Logs that wait for their shipment, or until nobody writes them.
    private var waiting: [String: Int64] = [:]
    private var failures: [String: (count: Int, until: Int64)] = [:]
    /// Logs that have to be looked at again a moment after they were.
    private var watch = SizeWatch()
    private var nextWatch: Int64 = .max

    /// When to wake up.
    var next: Int64 { min(nextOfAll, nextWatch, waiting.values.min() ?? .max) }

    /// What is due; nil if nothing is.
    mutating func due(now: Int64) -> Look? {
        // Set back, the clock must not put everything off for as long.
        if nextOfAll > now + Self.longestSleep { nextOfAll = now + Self.longestSleep }
        if now >= nextOfAll { return .everything }
        var logs = Set(waiting.filter { $0.value <= now || $0.value > now + Self.longestSleep }.keys)
        if now >= nextWatch {
            nextWatch = now + 1
            if watch.hasOtherNames() { return .everything }
            logs.formUnion(watch.grown().filter { !isPausing($0, now: now) })
        }
        return logs.isEmpty ? nil : .logs(logs)
    }

    /// True for a log that failed a moment ago.
    func isPausing(_ log: String, now: Int64) -> Bool {
        failures[log].map { now < $0.until && $0.until <= now + Self.longestPause } ?? false
    }

    /// A look at everything begins.
    mutating func beginAll() {
        watch = SizeWatch()
        waiting = [:]
        nextOfAll = .max
    }

    /// Everything was looked at.
    mutating func endAll(now: Int64) {
        nextOfAll = min(nextOfAll, now + Self.longestSleep)
        nextWatch = watch.isEmpty ? .max : now + 1
        failures = failures.filter { $0.value.until > now - Self.longestPause }
    }

    /// What a plan of a policy leaves to be looked at.
    mutating func note(_ policy: Policy, logs: [String], _ plan: Plan, _ report: Report, now: Int64) {
        watch.watch(policy, logs: logs)
        let failed = Set(report.failedLogs)
        for log in logs {
            guard failed.contains(log) else {
                if !isPausing(log, now: now) { failures[log] = nil }
                continue
            }
            let count = (failures[log]?.count ?? 0) + 1
            let pause = min(Self.longestPause, Self.firstPause << Int64(min(count - 1, 10)))
            failures[log] = (count, now + pause)
            nextOfAll = min(nextOfAll, now + pause)
        }
        for log in logs { waiting[log] = nil }
        // A second for a few, more for many: each is a look at a directory.
        let shipment = 1 + Int64(plan.held.count / 200)
        for held in plan.held { waiting[held.log] = now + shipment }
        for (step, outcome) in zip(plan.steps, report.outcomes) {
            if case .postponed = outcome, let log = step.log { waiting[log] = now + Self.postponement }
        }
        if let due = plan.nextDue { nextOfAll = min(nextOfAll, max(due, now + 1)) }
    }
}
