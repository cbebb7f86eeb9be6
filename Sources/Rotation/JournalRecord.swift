// Why this file exists: what rotation writes down of itself is a list of records, and what they come to is a value.

import Platform

/// A line of `rotation.journal`.
enum JournalRecord: Codable, Hashable, Sendable {
    /// The form of the file; its first line.
    case version(number: Int)
    /// A log was rotated, or seen first, at this time.
    case noted(path: String, at: Int64)
    /// A plan is being performed: how, and those of its steps that are for no log alone.
    case began(Conduct, now: Int64, steps: [NumberedStep])
    /// The steps of one log, before the first of them is done.
    case log(steps: [NumberedStep])
    /// A copy of a file up to its byte `end` is complete and synced; it is at `path`, or has its temporary name yet.
    case copied(step: Int, path: String, identity: FileIdentity, end: Int64)
    /// The front of a log is about to be cut out.
    case cutting(step: Int, Cut)
    /// A log whose front cannot be cut out is copied and cut off instead.
    case truncating(step: Int)
    /// Those who follow the log were told where its contents are: what is in it from now on is something else.
    case told(step: Int)
    /// A step is done, or put off.
    case done(step: Int)
    /// A step of the log failed, or of the whole policy: what comes after it is left out.
    case failed(log: String?)
    /// Nothing of the plan is left to do.
    case ended
}

/// A step and its place in the plan.
struct NumberedStep: Codable, Hashable, Sendable {
    let number: Int
    let step: Step
}

/// What is known of a policy while its plan is performed; the configuration may be another one when it is completed.
struct Conduct: Codable, Hashable, Sendable {
    var name: String
    var scripts: Policy.Scripts
    var identity: Policy.Identity?
    var shreds: Int?
    var keepsUnshipped: Bool

    init(_ policy: Policy) {
        name = policy.name
        scripts = policy.scripts
        identity = policy.identity
        shreds = policy.shreds
        keepsUnshipped = policy.keepsUnshipped
    }

    func script(_ name: Action.ScriptName) -> String? {
        switch name {
        case .firstaction: scripts.first
        case .prerotate: scripts.before
        case .postrotate: scripts.after
        case .lastaction: scripts.last
        case .preremove: scripts.preremove
        }
    }
}

/// Where the front of a log is cut: bytes `start..<end` are in the copy; a pad that spells `number` is put over
/// `length..<end`, and what is before it goes.
struct Cut: Codable, Hashable, Sendable {
    var start: Int64
    var length: Int64
    var end: Int64
    var number: UInt64
}

/// A copy, and how far it has the original's contents.
struct MadeCopy: Hashable, Sendable {
    let identity: FileIdentity
    let end: Int64
}

/// A plan that is being performed, as far as it is left to do.
struct PendingPlan: Hashable, Sendable {
    var conduct: Conduct
    var now: Int64
    /// By number.
    var steps: [Int: Step] = [:]
    /// The copies that steps have made, by the step's number, until it is done.
    var copies: [Int: MadeCopy] = [:]
    /// All copies by path.
    var made: [String: FileIdentity] = [:]
    var cuts: [Int: Cut] = [:]
    var truncating: Set<Int> = []
    var told: Set<Int> = []
    var failedLogs: Set<String> = []
    var hasFailed = false
}

/// What the records of a journal come to.
struct JournalContents: Hashable, Sendable {
    static let version = 1

    var lastRotations: [String: Int64] = [:]
    var pending: PendingPlan?

    mutating func apply(_ record: JournalRecord) {
        switch record {
        case .version: break
        case .noted(let path, let now): lastRotations[path] = now
        case .began(let conduct, let now, let steps):
            pending = PendingPlan(conduct: conduct, now: now)
            add(steps)
        case .log(let steps): add(steps)
        case .copied(let number, let path, let identity, let end):
            pending?.copies[number] = MadeCopy(identity: identity, end: end)
            pending?.made[path] = identity
            // It was planned for an earlier copy.
            pending?.cuts[number] = nil
        case .cutting(let number, let cut): pending?.cuts[number] = cut
        case .truncating(let number): pending?.truncating.insert(number)
        case .told(let number): pending?.told.insert(number)
        case .done(let number):
            pending?.steps[number] = nil
            pending?.copies[number] = nil
            pending?.cuts[number] = nil
            pending?.truncating.remove(number)
            pending?.told.remove(number)
        case .failed(let log?): pending?.failedLogs.insert(log)
        case .failed(nil): pending?.hasFailed = true
        case .ended: pending = nil
        }
    }

    private mutating func add(_ steps: [NumberedStep]) {
        for step in steps { pending?.steps[step.number] = step.step }
    }

    /// The shortest list of records that comes to this.
    var records: [JournalRecord] {
        var records: [JournalRecord] = [.version(number: Self.version)]
        for (path, now) in lastRotations.sorted(by: { $0.key < $1.key }) {
            records.append(.noted(path: path, at: now))
        }
        guard let pending else { return records }
        let steps = pending.steps.sorted { $0.key < $1.key }.map {
            NumberedStep(number: $0.key, step: $0.value)
        }
        records.append(.began(pending.conduct, now: pending.now, steps: steps))
        for (path, identity) in pending.made.sorted(by: { $0.key < $1.key }) {
            let copy = pending.copies.first { $0.value.identity == identity }
            let (number, end) = (copy?.key ?? -1, copy?.value.end ?? 0)
            records.append(.copied(step: number, path: path, identity: identity, end: end))
        }
        for (number, cut) in pending.cuts.sorted(by: { $0.key < $1.key }) {
            records.append(.cutting(step: number, cut))
        }
        for number in pending.truncating.sorted() { records.append(.truncating(step: number)) }
        for number in pending.told.sorted() { records.append(.told(step: number)) }
        for log in pending.failedLogs.sorted() { records.append(.failed(log: log)) }
        if pending.hasFailed { records.append(.failed(log: nil)) }
        return records
    }
}
