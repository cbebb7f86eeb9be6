// Why this file exists: a pass of rotation is the same for the agent's thread and for the command without an agent.

import Logging
import Platform
import Rotation
import Telemetry

/// Looks at what the policies say, and does it. Used by one thread.
final class RotorWork {
    private(set) var policies: [Policy]
    /// Nil for who only looks.
    private let executor: Executor?
    /// What who only looks knows.
    private let remembered: [String: Int64]
    private let custodian: any Custodian
    private let metrics: RotationMetrics
    private let log: Logger
    private let clock: LocalClock
    private var agenda = RotorAgenda()
    private var statuses: [String: PolicyStatus] = [:]

    init(
        policies: [Policy], executor: Executor?, remembered: [String: Int64] = [:],
        custodian: any Custodian, metrics: RotationMetrics, log: Logger, clock: LocalClock = .host
    ) {
        self.policies = policies
        self.executor = executor
        self.remembered = remembered
        self.custodian = custodian
        self.metrics = metrics
        self.log = log
        self.clock = clock
    }

    /// When there is something to do, in seconds since the Unix epoch.
    var next: Int64 { policies.isEmpty ? .max : agenda.next }

    private var now: Int64 { Clock.realtime() / 1_000_000_000 }

    /// Does what an operator asks for.
    func answer(_ request: RotorRequest, shouldStop: @escaping () -> Bool) {
        switch request {
        case .policies(let policies):
            self.policies = policies
            agenda = RotorAgenda()
            statuses = [:]
        case .status(let reply): reply(standing())
        case .pass(let order, let reply):
            reply(policies.isEmpty ? nil : pass(order, shouldStop: shouldStop))
        }
    }

    /// Does what is due.
    func lookAround(shouldStop: @escaping () -> Bool) {
        guard !policies.isEmpty, let look = agenda.due(now: now) else { return }
        switch look {
        case .everything:
            agenda.beginAll()
            statuses = [:]
            go(Survey(now: now, clock: clock), shouldStop: shouldStop)
            agenda.endAll(now: now)
        case .logs(let logs): go(Survey(now: now, clock: clock, selection: logs), shouldStop: shouldStop)
        }
    }

    /// One pass that an operator asked for.
    func pass(_ order: RotationOrder, shouldStop: @escaping () -> Bool = { false }) -> RotationOutcome {
        let survey = Survey(
            now: now, clock: clock, isForced: order.isForced, selection: Set(order.paths))
        return go(survey, isDryRun: order.isDryRun, isOrdered: true, shouldStop: shouldStop)
    }

    /// How every log stands, by policy and path.
    func standing() -> [PolicyStatus] {
        go(Survey(now: now, clock: clock), isDryRun: true, shouldStop: { false })
        return sortedStatuses
    }

    private var sortedStatuses: [PolicyStatus] {
        let places = Dictionary(policies.enumerated().map { ($1.name, $0) }) { first, _ in first }
        return statuses.values.sorted {
            (places[$0.policy] ?? 0, $0.path) < (places[$1.policy] ?? 0, $1.path)
        }
    }

    @discardableResult
    private func go(
        _ survey: Survey, isDryRun: Bool = false, isOrdered: Bool = false, shouldStop: @escaping () -> Bool
    ) -> RotationOutcome {
        var survey = survey
        var outcome = RotationOutcome()
        var unknown = isOrdered ? survey.selection : []
        for policy in policies where !shouldStop() {
            do {
                let scene = try survey.scene(
                    of: policy, lastRotations: executor?.state.lastRotations ?? remembered,
                    custodian: custodian)
                for log in scene.logs { unknown.remove(log.path) }
                var plan = Planner.plan(policy, scene)
                if !isOrdered { leaveAlone(&plan) }
                note(policy, scene, plan)
                if isOrdered { outcome.lines += isDryRun ? plan.lines(of: policy) : [] }
                var report = Report()
                if !isDryRun, let executor {
                    report = executor.perform(plan, of: policy, now: now, shouldStop: shouldStop)
                    metrics.note(plan, report)
                    agenda.note(policy, logs: scene.logs.map(\.path), plan, report, now: now)
                    tell(report, of: policy)
                    if isOrdered { outcome.lines += report.rotated.map { "rotated \($0)" } }
                }
                outcome.errors += plan.remarks.filter { $0.kind == .error }.map { "\($0.path): \($0.text)" }
                outcome.errors += report.errors
                tell(plan, withErrors: !isOrdered)
            } catch {
                outcome.errors.append("\(policy.name): \(error)")
            }
        }
        metrics.standing = sortedStatuses
        outcome.errors += unknown.sorted().map {
            "\($0): no policy under rotation names it, or it is not there"
        }
        return outcome
    }

    /// Takes the steps of logs out of a plan that failed a moment ago, and all if nothing else is left.
    private func leaveAlone(_ plan: inout Plan) {
        let now = self.now
        let logs = Set(plan.steps.compactMap(\.log))
        let paused = logs.filter { agenda.isPausing($0, now: now) }
        guard !paused.isEmpty else { return }
        plan.steps = paused.count == logs.count ? [] : plan.steps.filter { !paused.contains($0.log ?? "") }
    }

    private func note(_ policy: Policy, _ scene: Scene, _ plan: Plan) {
        for log in plan.logs {
            let held = plan.held.filter { $0.log == log.path }
            statuses[log.path] = PolicyStatus(
                policy: policy.name, path: log.path, size: log.size, generations: log.generations,
                bytes: log.bytes, lastRotation: log.lastRotation, nextRotation: log.nextDue,
                heldGenerations: held.count,
                heldBytes: held.reduce(0) { $0 + ($1.unshipped ?? 0) },
                note: plan.remarks.first { $0.path == log.path && $0.kind != .idle }?.text)
        }
        metrics.note(held: statuses.values.reduce(0) { $0 + $1.heldBytes }, generations: plan.held.count)
    }

    /// How many logs of one pass are told one by one.
    private static let maximumTold = 10

    private func tell(_ report: Report, of policy: Policy) {
        for path in report.rotated.prefix(Self.maximumTold) {
            log.info("rotated", metadata: ["path": "\(path)"])
        }
        guard report.rotated.count > Self.maximumTold else { return }
        log.info(
            "rotated others, too",
            metadata: ["policy": "\(policy.name)", "logs": "\(report.rotated.count - Self.maximumTold)"])
    }

    /// What an administrator should read, once an hour about one thing.
    /// - Parameter withErrors: false where they are answered to who asked.
    private func tell(_ plan: Plan, withErrors: Bool) {
        for remark in plan.remarks {
            switch remark.kind {
            // A log may come yet; for the command it is an error, as for logrotate.
            case .error: if withErrors { say(.warning, remark) }
            case .warning: say(.warning, remark)
            case .idle, .held: log.debug("\(remark.text)", metadata: ["path": "\(remark.path)"])
            }
        }
    }

    private var said: [String: Int64] = [:]

    private func say(_ level: Logger.Level, _ remark: Remark) {
        let key = remark.path + "\n" + remark.text
        guard said[key].map({ now - $0 >= 3600 || $0 > now }) ?? true else { return }
        if said.count > 1000 { said = [:] }
        said[key] = now
        log.log(level: level, "\(remark.text)", metadata: ["path": "\(remark.path)"])
    }
}
