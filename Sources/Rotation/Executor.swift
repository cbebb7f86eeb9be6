// Why this file exists: what was planned is done here, on the real disk, so that a kill at any moment leaves nothing half done
// for ever.

import Platform

/// Performs plans. Used by one thread.
///
/// A step that is begun twice does only what is missing: `rotation.journal` keeps the steps of a log from before the first
/// of them until all are done, and a step names its file by its inode. What destroys bytes is written there, and synced,
/// before it is done.
public final class Executor {
    /// What it remembers over restarts.
    public let state: RotationState
    let custodian: any Custodian
    let scripts: any ScriptRunning
    let log: (MessageLevel, String) -> Void
    let identities = Identities()
    var pass: Pass
    /// What each filesystem allots at a time, by device; nil where the front of a file cannot be cut out.
    var clusters: [UInt64: Int64?] = [:]

    /// What holds for all steps of a plan.
    struct Pass {
        var conduct: Conduct
        /// Seconds since the Unix epoch.
        var now: Int64
        /// What is done may have been done before.
        var isRecovery: Bool
        var shouldStop: () -> Bool
    }

    /// - Parameters:
    ///   - directory: the state directory, which exists and whose lock is held.
    ///   - custodian: who follows the files.
    ///   - scripts: what starts programs.
    ///   - log: takes what an administrator is to read.
    public init(
        directory: String, custodian: any Custodian, scripts: any ScriptRunning,
        log: @escaping (MessageLevel, String) -> Void
    ) throws(SystemError) {
        state = try RotationState(directory: directory)
        self.custodian = custodian
        self.scripts = scripts
        self.log = log
        let conduct = Conduct(Policy(name: "", patterns: []))
        pass = Pass(conduct: conduct, now: 0, isRecovery: false, shouldStop: { false })
    }

    /// Completes what the last process that rotated here left undone. To be called before any file is followed: the
    /// custodian may be told of moves that it was told of before.
    /// - Parameter shouldStop: asked now and then: true leaves the rest to the next start.
    @discardableResult
    public func recover(shouldStop: @escaping () -> Bool = { false }) -> Report {
        guard let pending = state.contents.pending else { return Report() }
        pass = Pass(conduct: pending.conduct, now: pending.now, isRecovery: true, shouldStop: shouldStop)
        log(.info, "\(pending.conduct.name): completing a rotation that was interrupted")
        let steps = pending.steps.sorted { $0.key < $1.key }.map {
            NumberedStep(number: $0.key, step: $0.value)
        }
        return run(steps, opening: [:])
    }

    /// Performs a plan in its order.
    ///
    /// What was begun is completed by `recover` if the process ends before it is done. A step `noteRotation` is done even
    /// if a step of its log failed before it. A log of which a step failed may be due again at once: it is for the caller
    /// to leave it alone for a while.
    /// - Parameters:
    ///   - now: seconds since the Unix epoch, which are noted as the time of the rotation.
    ///   - shouldStop: asked now and then: true leaves the rest to `recover` at the next start.
    public func perform(
        _ plan: Plan, of policy: Policy, now: Int64, shouldStop: @escaping () -> Bool = { false }
    ) -> Report {
        recover(shouldStop: shouldStop)
        guard !plan.steps.isEmpty else { return Report() }
        let conduct = Conduct(policy)
        pass = Pass(conduct: conduct, now: now, isRecovery: false, shouldStop: shouldStop)
        let steps = plan.steps.enumerated().map { NumberedStep(number: $0.offset, step: $0.element) }
        let groups = Dictionary(grouping: steps, by: \.step.log)
        state.append(.began(conduct, now: now, steps: groups[nil] ?? []))
        return run(steps, opening: groups)
    }

    /// Performs steps.
    /// - Parameter groups: by log, the steps that are written down before the log's first one is done.
    private func run(_ steps: [NumberedStep], opening groups: [String?: [NumberedStep]]) -> Report {
        var report = Report()
        var groups = groups
        for step in steps {
            // The last outcome tells, since nothing is done after the first that is abandoned.
            if pass.shouldStop() || report.outcomes.last == .abandoned {
                report.outcomes.append(.abandoned)
                continue
            }
            if let log = step.step.log, let group = groups.removeValue(forKey: log) {
                state.append(.log(steps: group))
            }
            report.outcomes.append(outcome(of: step, &report))
            if case .run(.firstaction, _) = step.step.action, case .failed = report.outcomes.last {
                let rest = steps.count - report.outcomes.count
                report.outcomes += repeatElement(.leftOut, count: rest)
                break
            }
        }
        if !report.isAbandoned { state.append(.ended) }
        do throws(SystemError) {
            try state.sync()
        } catch {
            fail("what was rotated when cannot be remembered: \(error)", nil, &report)
        }
        state.compact()
        return report
    }

    private func outcome(of step: NumberedStep, _ report: inout Report) -> Report.Outcome {
        let log = step.step.log
        guard isWanted(step.step) else { return .leftOut }
        do {
            try act(step, &report)
            state.append(.done(step: step.number))
            return .done
        } catch {
            // Whoever follows the files ends before this does.
            if error is CustodianError, pass.shouldStop() { return .abandoned }
            switch StepProblem(error) {
            case .abandoned: return .abandoned
            case .postponed(let reason):
                self.log(.debug, reason)
                // What comes after it is about the file that it would have made.
                if step.step.action.isRotation { state.append(.failed(log: log)) }
                state.append(.done(step: step.number))
                return .postponed(reason)
            case .failed(let reason):
                fail(reason, log, &report)
                state.append(.failed(log: log), .done(step: step.number))
                return .failed(reason)
            }
        }
    }

    /// False if a failure before the step has it left out.
    private func isWanted(_ step: Step) -> Bool {
        switch step.action {
        // As with logrotate, the last script is for whatever became of the logs.
        case .noteRotation, .run(.lastaction, _): return true
        default: break
        }
        guard let pending = state.contents.pending, !pending.hasFailed else { return false }
        return step.log.map { !pending.failedLogs.contains($0) } ?? true
    }

    private func fail(_ reason: String, _ log: String?, _ report: inout Report) {
        let text = "\(log ?? pass.conduct.name): \(reason)"
        self.log(.error, text)
        report.errors.append(text)
        if let log, report.failedLogs.last != log, !report.failedLogs.contains(log) {
            report.failedLogs.append(log)
        }
    }

    private func act(_ step: NumberedStep, _ report: inout Report) throws {
        switch step.step.action {
        case .remember(let path):
            if state.lastRotation(of: path) == nil { state.note(path, at: pass.now) }
        case .noteRotation(let path): state.note(path, at: pass.now)
        case .run(let name, let arguments): try runScript(name, arguments)
        case .signal(let signal): try send(signal)
        default:
            try identities.within(pass.conduct.identity) { try change(step, &report) }
        }
        if step.step.action.isRotation, let log = step.step.log { report.rotated.append(log) }
    }

    /// What is done to files, as the policy's user.
    private func change(_ step: NumberedStep, _ report: inout Report) throws {
        switch step.step.action {
        case .makeDirectory(let path, let ownership): try makeDirectory(path, ownership)
        case .rename(let subject, let target, _): try rename(resolve(subject), to: target)
        case .create(let path, let ownership, let status): try create(path, ownership, like: status)
        case .copy(let subject, let target, let removesSource):
            try copy(resolve(subject), to: target, removesSource: removesSource, step.number)
        case .copyTruncate(let subject, let target):
            try copyTruncate(resolve(subject), to: target, step.number)
        case .collapse(let subject, let target): try collapse(resolve(subject), to: target, step.number)
        case .compress(let subject, let target, let compression):
            try compress(resolve(subject), to: target, compression, step.number)
        case .remove(let subject, _, let unshipped):
            report.unshippedBytesRemoved += try remove(resolve(subject), of: step.step.log, unshipped)
        case .remember, .noteRotation, .run, .signal: break
        }
    }
}

extension Action {
    /// True for what gets a log's contents out of it: there is one such step for a log.
    var isRotation: Bool {
        switch self {
        case .rename(_, _, let isLog): isLog
        case .copy(_, _, let removesSource): !removesSource
        case .copyTruncate, .collapse: true
        default: false
        }
    }
}
