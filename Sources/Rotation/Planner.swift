// Why this file exists: what a rotation does is decided in values, so that a dry run shows it and a test tries it without a
// file.

import Platform

/// Decides what one pass over one policy does.
public enum Planner {
    /// What is to be done now.
    ///
    /// Depends on its arguments alone. Once a plan has been performed, another one for the same moment has no steps, with
    /// these exceptions: what was just rotated may be older than `maxage` from the start, or take more than
    /// `max_total_size` or `min_free_space` allow when it is compressed; and `copy` leaves a log as large as it was.
    public static func plan(_ policy: Policy, _ scene: Scene) -> Plan {
        var pass = PolicyPass(policy, scene)
        pass.consider()
        pass.rotate()
        pass.retire()
        pass.compress()
        return pass.plan()
    }
}

/// One pass over one policy, in values.
struct PolicyPass {
    let policy: Policy
    let scene: Scene
    let names: GenerationNames
    var logs: [LogPass]
    var remarks: [Remark] = []
    /// Directories that an earlier step makes.
    var madeDirectories: Set<String> = []

    init(_ policy: Policy, _ scene: Scene) {
        self.policy = policy
        self.scene = scene
        let names = GenerationNames(policy)
        self.names = names
        let index = GenerationIndex(names, scene)
        let firsts = GenerationIndex.logs(names, scene.logs.map(\.path))
        func isGeneration(_ path: String) -> Bool {
            let name = FileSystem.name(of: path)
            let match = GenerationIndex.match(name, in: FileSystem.parent(of: path), names, firsts)
            return match.map { scene.logs[$0.log].path != path } ?? false
        }
        logs = scene.logs.indices.map { number in
            let log = scene.logs[number]
            let base = names.base(of: log.path)
            let first = firsts[base].map { scene.logs[$0].path }
            return LogPass(
                log: log, base: base, generations: index.generations[number],
                obstacles: index.obstacles[number], isGeneration: isGeneration(log.path),
                rival: first == log.path ? nil : first)
        }
    }

    mutating func remark(_ path: String, _ kind: Remark.Kind, _ text: String) {
        remarks.append(Remark(path, kind, text))
    }

    /// Puts the steps in order.
    func plan() -> Plan {
        var plan = Plan()
        plan.remarks = remarks
        for log in logs {
            plan.logs.append(log.standing)
            plan.held += log.held
            if log.isRemembered { plan.steps.append(Step(log.path, .remember(path: log.path))) }
            plan.nextDue = [plan.nextDue, log.again].compactMap(\.self).min()
        }
        let rotated = logs.filter(\.isRotated)
        // A copy needs room; where nothing is copied, nothing goes before its successor is there.
        let isCopying = policy.effectiveMethod != .rename
        // A script may look at every path of the policy, as logrotate's may.
        let arguments = [policy.patterns.joined(separator: " ")]
        if !rotated.isEmpty { append(policy.scripts.first, .firstaction, arguments, to: &plan) }
        if policy.scripts.areShared || policy.signal != nil {
            if policy.scripts.areShared, !rotated.isEmpty {
                append(policy.scripts.before, .prerotate, arguments, to: &plan)
            }
            for log in rotated { plan.steps += log.steps(log.prepare + (isCopying ? log.retire : [])) }
            for log in rotated { plan.steps += log.steps(log.turn) }
            if policy.scripts.areShared, !rotated.isEmpty {
                append(policy.scripts.after, .postrotate, arguments, to: &plan)
            }
            if let signal = policy.signal, !rotated.isEmpty { plan.steps.append(Step(nil, .signal(signal))) }
            for log in rotated {
                plan.steps += log.steps(log.fill + (isCopying ? [] : log.retire) + log.finish)
            }
        } else {
            for log in rotated {
                let rotation = isCopying ? log.retire + log.turn + log.fill : log.turn + log.fill + log.retire
                plan.steps += log.steps(log.prepare + rotation + log.finish)
            }
        }
        for log in logs where !log.isRotated { plan.steps += log.steps(log.retire + log.finish) }
        if !rotated.isEmpty { append(policy.scripts.last, .lastaction, arguments, to: &plan) }
        return plan
    }

    private func append(
        _ script: String?, _ name: Action.ScriptName, _ arguments: [String], to plan: inout Plan
    ) {
        if script != nil { plan.steps.append(Step(nil, .run(name, arguments: arguments))) }
    }
}

/// What a pass does to one log.
struct LogPass {
    let log: Scene.Log
    let base: GenerationNames.Base
    /// As they are when the plan has come so far; those that go are gone.
    var generations: [Generation]
    /// What has the name of a generation and is none.
    let obstacles: [String]
    /// True if it is itself a generation of another log.
    let isGeneration: Bool
    /// Another log that has generations of the same names in the same directory, and has them.
    let rival: String?

    /// How it stands before anything is done.
    var standing: Plan.Standing
    var isRotated = false
    var isRemembered = false
    /// True if nothing may be done about it.
    var isLeftAlone = false
    var again: Int64?
    var held: [Plan.Held] = []

    /// Before the log itself is touched.
    var prepare: [Action] = []
    /// The rotation.
    var turn: [Action] = []
    /// The copying that comes after the scripts.
    var fill: [Action] = []
    /// What goes of what was there before.
    var retire: [Action] = []
    /// What becomes of the rest.
    var finish: [Action] = []

    init(
        log: Scene.Log, base: GenerationNames.Base, generations: [Generation], obstacles: [String],
        isGeneration: Bool, rival: String?
    ) {
        self.log = log
        self.base = base
        self.generations = generations
        self.obstacles = obstacles
        self.isGeneration = isGeneration
        self.rival = rival
        standing = Plan.Standing(
            path: log.path, size: log.status?.size ?? 0, generations: generations.count,
            bytes: generations.reduce(0) { $0 + $1.size }, lastRotation: log.lastRotation, nextDue: nil)
    }

    var path: String { log.path }

    func steps(_ actions: [Action]) -> [Step] { actions.map { Step(log.path, $0) } }
}
