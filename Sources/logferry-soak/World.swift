// Why this file exists: what every part of a soak has to know of the others, in one place under one lock.

import Glibc
import HTTPServing
import Platform
import Receiver
import Soaking
import Workbench

/// The present of a soak.
struct Present {
    /// What the agent is doing, as far as it was told.
    enum Phase { case gone, running, ending }

    var account: Account
    var history: History
    var counts = SoakCounts()
    var failures: [String] = []

    var phase = Phase.gone
    /// Which start of the agent this is.
    var run = 0
    var agent: Child?
    /// When the agent is to be killed by what it pushes.
    var trap: LifeScript.Moment?
    /// The agent may be gone at any moment, without anybody's doing.
    var isTrapped = false
    /// Running `logferry rotate`s; no agent starts meanwhile.
    var commands = 0

    /// How every push to a client is answered at the moment; nil if as it comes.
    var outages: [BadAnswer?]
    var answers: [AnswerDraw]
    /// Every push is answered well from now on.
    var isFinale = false

    /// How often each file was rotated.
    var rotations: [Int]
    /// Files that are gone but for the agent's open descriptor: it must not be ended now.
    var fragile = 0
    var writersLeft: Int
    /// Somebody wants it to end at once.
    var isInterrupted = false

    /// True when nobody writes any more.
    var isOver: Bool { writersLeft == 0 || isInterrupted }
}

/// A soak's shared state, its clock and its places.
final class World: Sendable {
    let plan: SoakPlan
    let directory: Directory
    /// The logferry that is tried out.
    let executable: String
    let start = Clock.monotonic()
    /// When it began, in nanoseconds since the Unix epoch.
    let realtimeStart = Clock.realtime()
    let present: Monitor<Present>

    /// How long nothing may arrive before the rest is given up, in nanoseconds.
    let patience: Int64

    /// Where everything is.
    struct Directory: Sendable {
        let root: String
        var logs: String { root + "/log" }
        var old: String { root + "/old" }
        var state: String { root + "/state" }
        var agent: String { root + "/agent" }
        var logrotate: String { root + "/logrotate" }
        /// Where applications are told to open a file anew.
        var reopen: String { root + "/reopen" }
        var configuration: String { agent + "/agent.conf" }

        func make() throws {
            for path in [logs, old, state, agent, logrotate, reopen] { try FileSystem.makeDirectory(path) }
        }
    }

    init(plan: SoakPlan, executable: String, root: String, patience: Int64) throws {
        self.plan = plan
        self.executable = executable
        self.patience = patience
        directory = Directory(root: root)
        try directory.make()
        let clients = plan.settings.clients
        present = Monitor(
            Present(
                account: Account(
                    files: plan.files, clients: clients, directory: directory.logs, seed: plan.settings.seed),
                history: History(files: plan.files.count), outages: Array(repeating: nil, count: clients),
                answers: (0..<clients).map { plan.answers(client: $0) },
                rotations: Array(repeating: 0, count: plan.files.count), writersLeft: plan.applications.count)
        )
    }

    /// What the agent is told about a file.
    func rotation(of file: FilePlan) -> AgentRotation {
        AgentRotation(
            kind: file.kind, path: "\(directory.logs)/\(file.name)", size: plan.settings.rotationSize,
            keeps: plan.settings.keeps, oldDirectory: directory.old,
            marker: "\(directory.reopen)/\(file.stem)", pidFile: "\(directory.reopen)/\(file.stem).pid")
    }

    /// The log of a run of the agent.
    func agentLog(run: Int) -> String { "\(directory.agent)/\(run).log" }

    /// All that a run of the agent has logged.
    func messages(run: Int) -> String {
        (try? FileSystem.contents(of: agentLog(run: run))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Nanoseconds since the start.
    var now: Int64 { Clock.monotonic() - start }

    /// Takes note of what happened.
    func note(_ text: String, file: Int? = nil) {
        let now = now
        present.withLock { $0.history.note(text, file: file, time: now) }
    }

    /// Waits so many milliseconds, or until it is all over.
    func pause(milliseconds: Int) {
        present.wait(until: Clock.monotonic() + Int64(milliseconds) * 1_000_000) { $0.isOver }
    }

    /// Waits for the end of an absence, or until it is all over.
    func wait(_ absence: Absence) {
        switch absence {
        case .milliseconds(let milliseconds): pause(milliseconds: milliseconds)
        case .rotations(let count):
            let before = present.withLock { $0.rotations }
            // Some kinds of rotation wait for a delivery, and so for the end of the absence.
            let longest = Int64(3 * plan.settings.rotationSeconds * 1e9)
            present.wait(until: Clock.monotonic() + longest) { present in
                present.isOver || zip(present.rotations, before).contains { $0 - $1 >= count }
            }
        }
    }

    /// Waits until a condition holds, as long as lines arrive; false if none did for a long time, or at an interrupt.
    func waitPatiently(_ condition: (inout Present) -> Bool) -> Bool {
        while true {
            let delivered = present.withLock { Self.delivered($0) }
            var holds = false
            let isOver = present.wait(until: Clock.monotonic() + patience) { present in
                holds = condition(&present)
                return holds || present.isInterrupted || Self.delivered(present) != delivered
            }
            if holds { return true }
            if !isOver || present.withLock({ $0.isInterrupted }) { return false }
        }
    }

    private static func delivered(_ present: Present) -> Int {
        present.outages.indices.reduce(0) { $0 + present.account.delivered(client: $1) }
    }
}
