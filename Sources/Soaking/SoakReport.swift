// Why this file exists: a soak ends with one table, a verdict, and for every loss what happened around it.

import Receiver
import Workbench

/// What was done to the agent and its files.
public struct SoakCounts: Equatable, Sendable {
    /// Starts of the agent.
    public var starts = 0
    /// SIGKILLs, by the moment they came at.
    public var kills: [LifeScript.Moment: Int] = [:]
    /// Ends by SIGTERM.
    public var stops = 0
    /// Changes of the configuration while it ran, by SIGHUP.
    public var reloads = 0
    /// Rotations of files.
    public var rotations: [RotationKind: Int] = [:]
    /// Kills at a step of a rotation, by the call that was not done.
    public var steps: [String: Int] = [:]
    /// Runs of `logferry rotate` that ended well, and others: killed, or the agent ended meanwhile.
    public var commands = 0
    /// See `commands`.
    public var brokenCommands = 0
    /// Lines that were left without their end.
    public var parts = 0
    /// Times a receiver was down.
    public var outages = 0
    /// Pushes that were answered well.
    public var goodAnswers = 0
    /// Pushes that were answered badly.
    public var badAnswers: [BadAnswer: Int] = [:]
    /// Warnings and errors that the agent logged.
    public var warnings = 0

    /// Nothing.
    public init() {}
}

/// The result of a soak.
public struct SoakReport: Sendable {
    /// What it was drawn from.
    public let plan: SoakPlan
    /// How long it took, in seconds.
    public let seconds: Double
    /// What was done.
    public let counts: SoakCounts
    /// What was written, and what arrived. Closed.
    public let account: Account
    /// What happened when.
    public let history: History
    /// What went wrong besides: the agent crashed, or did not end.
    public var failures: [String]
    /// What else there is to say.
    public var notes: [String] = []

    /// Takes all as they are.
    public init(
        plan: SoakPlan, seconds: Double, counts: SoakCounts, account: Account, history: History,
        failures: [String]
    ) {
        self.plan = plan
        self.seconds = seconds
        self.counts = counts
        self.account = account
        self.history = history
        self.failures = failures
    }

    private var clients: Range<Int> { 0..<plan.settings.clients }

    /// True if every line arrived once and as it was written, and the agent did what it was told.
    public var isGood: Bool {
        failures.isEmpty && clients.allSatisfy { account.counts(client: $0).faults.isEmpty }
    }

    /// The table, what is wrong in detail, and the verdict, in lines of text.
    public var text: String {
        var text = table(rows) + "\n"
        for note in notes { text += "\n\(note)\n" }
        for failure in failures { text += "\n\(failure)\n" }
        for example in account.examples { text += "\n" + describe(example) }
        text +=
            isGood
            ? "\nEvery line arrived, once, as it was written.\n"
            : "\nNOT every line arrived once, as it was written.\n"
        if !isGood { text += "Once more: --seed \(plan.settings.seed)\n" }
        return text
    }

    private var rows: [[String]] {
        var rows = [
            ["seed", "\(plan.settings.seed)"],
            ["seconds", fixed(seconds, decimals: 1)],
            ["starts of the agent", "\(counts.starts)"],
            ["SIGKILLs", "\(counts.kills.values.reduce(0, +))"],
        ]
        rows += LifeScript.Moment.allCases.map { ["  " + $0.rawValue, "\(counts.kills[$0] ?? 0)"] }
        rows += counts.steps.sorted { $0.key < $1.key }.map { ["    before " + $0.key, "\($0.value)"] }
        rows += [
            ["clean stops", "\(counts.stops)"], ["reloads", "\(counts.reloads)"],
            ["rotations", "\(counts.rotations.values.reduce(0, +))"],
        ]
        rows += plan.settings.kinds.map { ["  " + $0.rawValue, "\(counts.rotations[$0] ?? 0)"] }
        rows += [
            ["logferry rotate", "\(counts.commands)"], ["  broken off", "\(counts.brokenCommands)"],
            ["lines left unfinished", "\(counts.parts)"], ["times down", "\(counts.outages)"],
            ["good answers", "\(counts.goodAnswers)"],
            ["bad answers", "\(counts.badAnswers.values.reduce(0, +))"],
        ]
        rows += BadAnswer.allCases.map { ["  " + $0.rawValue, "\(counts.badAnswers[$0] ?? 0)"] }
        rows += [["warnings of the agent", "\(counts.warnings)"], ["lines written", "\(account.written)"]]
        for client in clients { rows += self.rows(client: client) }
        return rows
    }

    private func rows(client: Int) -> [[String]] {
        let counts = account.counts(client: client)
        let note = clients.count > 1 ? " (client \(client))" : ""
        let names: [(Fault, String)] = [
            (.lost, "LOST"), (.repeated, "REPEATED"), (.needless, "replayed needlessly"),
            (.text, "wrong text"),
            (.labels, "wrong labels"), (.time, "wrong timestamp"), (.unknown, "not written by anyone"),
        ]
        return [["delivered" + note, "\(account.delivered(client: client))"]]
            + names.map { [$0.1 + note, "\(counts.faults[$0.0] ?? 0)"] }
            + [
                ["replayed identically" + note, "\(counts.replayed)"],
                ["  most in a row", "\(counts.longestReplay)"],
                ["  of bytes", "\(counts.longestReplayBytes)"],
                ["after later lines of their file" + note, "\(counts.late)"],
            ]
    }

    private func describe(_ example: Account.Example) -> String {
        var text = "\(example.fault.rawValue)"
        if clients.count > 1 { text += ", client \(example.client)" }
        var moment = example.time
        if let (file, number) = example.place, plan.files.indices.contains(file) {
            let written = history.time(file: file, number: number)
            if example.fault == .lost { moment = written }
            text += ": line \(number) of \(plan.files[file].name), written at \(History.seconds(written)) s"
        }
        text += "\n"
        if let entry = example.entry {
            let labels = entry.labels.map { "\($0)" }.joined(separator: ", ")
            text +=
                "  arrived at \(History.seconds(example.time)) s: {\(labels)} \(entry.timestampNanoseconds)\n"
            text += "  \(String(decoding: entry.line.utf8.prefix(120), as: UTF8.self))\n"
        }
        let events = history.around(
            moment, file: example.place?.file, before: 5_000_000_000, after: 10_000_000_000)
        for event in events { text += "  \(History.seconds(event.time)) \(event.text)\n" }
        return text
    }
}
