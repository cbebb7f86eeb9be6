// Why this file exists: what rotation counts of itself, by name.

import Rotation
import Synchronization
import Telemetry

/// Counters of rotation. Written by the thread that rotates, read by whoever asks for /metrics.
final class RotationMetrics: Sendable {
    private let steps = CounterFamily(labels: ["action", "outcome"])
    private let rotations = CounterFamily(labels: ["outcome"])
    private let lostBytes = Counter()
    private let heldBytes = Gauge()
    private let heldGenerations = Gauge()
    private let latest = Mutex<[PolicyStatus]>([])

    init() { for outcome in ["done", "failed"] { _ = rotations.with(outcome) } }

    /// A plan was performed.
    func note(_ plan: Plan, _ report: Report) {
        for (step, outcome) in zip(plan.steps, report.outcomes) {
            guard let name = step.action.name else { continue }
            steps.with(name, outcome.name).add()
        }
        rotations.with("done").add(report.rotated.count)
        rotations.with("failed").add(report.failedLogs.count)
        lostBytes.add(Int(clamping: report.unshippedBytesRemoved))
    }

    /// How every log stood when it was looked at last.
    var standing: [PolicyStatus] {
        get { latest.withLock { $0 } }
        set { latest.withLock { $0 = newValue } }
    }

    /// Bytes that were not shipped and were removed.
    var unshippedDeletedBytes: UInt64 { lostBytes.value }

    /// So much is kept though it is surplus.
    func note(held bytes: Int64, generations: Int) {
        heldBytes.set(bytes)
        heldGenerations.set(Int64(generations))
    }

    func write(to text: inout Exposition) {
        text.counters("logferry_rotations_total", "Logs that were to be rotated, by how it ended.", rotations)
        text.counters("logferry_rotation_steps_total", "Steps of rotations, by how they ended.", steps)
        text.counter(
            "logferry_rotation_unshipped_deleted_bytes_total",
            "Bytes that were not shipped and were removed for max_total_size or min_free_space.", lostBytes)
        text.gauge(
            "logferry_rotation_held_bytes", "Bytes of surplus generations that wait for their shipment.",
            "\(heldBytes.value)")
        text.gauge(
            "logferry_rotation_held_generations", "Surplus generations that wait for their shipment.",
            "\(heldGenerations.value)")
    }
}

extension Action {
    /// What metrics call it; nil for what leaves no trace.
    fileprivate var name: String? {
        switch self {
        case .remember, .noteRotation, .makeDirectory: nil
        case .run: "script"
        case .rename(_, _, let isLog): isLog ? "rename" : nil
        case .create: "create"
        case .copy: "copy"
        case .copyTruncate: "copytruncate"
        case .collapse: "collapse"
        case .compress: "compress"
        case .remove: "remove"
        case .signal: "signal"
        }
    }
}

extension Report.Outcome {
    fileprivate var name: String {
        switch self {
        case .done: "done"
        case .postponed: "postponed"
        case .failed: "failed"
        case .leftOut: "left_out"
        case .abandoned: "abandoned"
        }
    }
}
