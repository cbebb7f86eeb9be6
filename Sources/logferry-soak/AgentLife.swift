// Why this file exists: the agent is started, killed, stopped and left dead for a while, as the plan says.

import Glibc
import Platform
import Soaking
import Workbench

/// The agent's lives, one after the other, on a thread.
final class AgentLife {
    private let world: World
    private let pushURLs: [String]
    private var script: LifeScript

    /// How long the agent may take to stop; it promises ten seconds.
    private static let stopPatience: Int64 = 100_000_000_000
    /// A push that a kill waits for may not come when there is nothing to send.
    private static let trapPatience: Int64 = 3_000_000_000

    init(world: World, pushURLs: [String]) {
        self.world = world
        self.pushURLs = pushURLs
        script = world.plan.life
    }

    /// Lets it live and die until nobody writes any more, then lets it ship the rest.
    func run() throws {
        var crashes = 0
        while true {
            var step = script.next()
            if world.present.withLock({ $0.isOver }) { step.trap = nil }
            try start(trap: step.trap)
            defer { world.present.withLock { $0.agent }?.end(graceMilliseconds: 0) }
            if let reload = step.reload {
                live(milliseconds: reload)
                try self.reload()
            }
            live(milliseconds: step.run - (step.reload ?? 0))
            let (isOver, hasEnded) = world.present.withLock { ($0.isOver, $0.agent?.poll() != nil) }
            if hasEnded, step.trap != nil, sprung() { continue }
            if hasEnded {
                crashes += 1
                fail("the agent ended though nobody had asked it to")
                ended()
                guard crashes < 5 else { throw WorkbenchError("the agent does not stay alive") }
                continue
            }
            if isOver {
                if step.trap != nil {
                    // What is left is shipped by one that nothing ends.
                    end(.kill(.now))
                    try start()
                }
                return try finale()
            }
            end(step.ending)
            world.wait(step.gone)
        }
    }

    /// Starts an agent, when no command has the state directory.
    func start(trap: LifeScript.Trap? = nil) throws {
        var run = 0
        world.present.wait {
            guard $0.commands == 0 || $0.isInterrupted else { return false }
            $0.run += 1
            $0.phase = .running
            $0.isTrapped = trap != nil
            run = $0.run
            return true
        }
        try writeConfiguration(run, change: 0)
        var arguments = [world.executable, "run", "--config", world.directory.configuration]
        if let trap { arguments = try StepKiller.environment(trap, notes: notes) + arguments }
        let agent = try Child.start(arguments, output: log(run))
        let now = world.now
        world.present.withLock { present in
            present.agent = agent
            present.counts.starts += 1
            let note = trap.map { ", to be killed at call \($0.call) of \($0.thread)" } ?? ""
            present.history.note("the agent is started, run \(run), pid \(agent.pid)\(note)", time: now)
        }
        // Whoever waits for something has to be told when the agent is gone.
        try Thread.start(name: "waiter") { [world] in
            _ = agent.wait()
            world.present.withLock { _ in }
        }
    }

    private func writeConfiguration(_ run: Int, change: Int) throws {
        var configuration = SoakConfiguration(
            logDirectory: world.directory.logs, oldDirectory: world.directory.old,
            stateDirectory: world.directory.state, pushURLs: pushURLs, run: run, change: change,
            rotations: world.plan.files.map { world.rotation(of: $0) })
        configuration.timeout = world.plan.settings.timeout
        // A command must not read half of it.
        let path = world.directory.configuration
        try writeText(configuration.text, to: path + ".new")
        try FileSystem.rename(path + ".new", to: path)
    }

    /// Gives it another configuration, if it runs long enough to take one.
    private func reload() throws {
        let (run, agent) = world.present.withLock { ($0.run, $0.isOver ? nil : $0.agent) }
        guard let agent, messages(run).contains("msg=following") else { return }
        try writeConfiguration(run, change: 1)
        agent.send(SIGHUP)
        world.note("SIGHUP, with another configuration")
        world.present.withLock { $0.counts.reloads += 1 }
    }

    /// Waits as long as the agent runs and it is not all over.
    private func live(milliseconds: Int) {
        world.present.wait(until: Clock.monotonic() + Int64(milliseconds) * 1_000_000) {
            $0.isOver || $0.agent?.poll() != nil
        }
    }

    private func log(_ run: Int) -> String { world.agentLog(run: run) }

    private func messages(_ run: Int) -> String { world.messages(run: run) }

    private var notes: String { "\(world.directory.agent)/steps.txt" }

    /// Takes note of an agent that came to the step at which it was to end; false if it ended otherwise.
    private func sprung() -> Bool {
        guard world.present.withLock({ $0.agent })?.poll()?.signal == SIGKILL else { return false }
        let step = StepKiller.lastStep(notes)
        world.note("SIGKILL before \(step)")
        world.present.withLock { present in
            present.counts.kills[.step, default: 0] += 1
            present.counts.steps[step, default: 0] += 1
        }
        ended()
        return true
    }

    func end(_ ending: LifeScript.Ending) {
        // What only its descriptors hold has to be shipped first.
        let isSafe = world.waitPatiently { present in
            guard present.fragile == 0 else { return false }
            present.phase = .ending
            if case .kill(let moment) = ending, moment != .now { present.trap = moment }
            return true
        }
        if !isSafe { world.present.withLock { $0.phase = .ending } }
        switch ending {
        case .stop: stop()
        case .kill(let moment):
            if moment != .now {
                world.present.wait(until: Clock.monotonic() + Self.trapPatience) {
                    $0.trap == nil || $0.isInterrupted
                }
            }
            let agent = world.present.withLock { present in
                present.trap = nil
                present.counts.kills[moment, default: 0] += 1
                return present.agent
            }
            agent?.send(SIGKILL)
            world.note("SIGKILL \(moment.rawValue)")
            if let ending = agent?.wait(), ending.signal != SIGKILL {
                fail("the agent \(ending) before it was killed")
            }
            ended()
        }
    }

    func stop() {
        guard let agent = world.present.withLock({ $0.agent }) else { return }
        world.note("SIGTERM")
        world.present.withLock { $0.counts.stops += 1 }
        agent.send(SIGTERM)
        world.present.wait(until: Clock.monotonic() + Self.stopPatience) {
            $0.isInterrupted || agent.poll() != nil
        }
        if agent.poll() == nil { fail("the agent did not end after SIGTERM") }
        let ending = agent.end(graceMilliseconds: 0)
        if ending.signal == SIGKILL, world.present.withLock({ $0.isTrapped }), sprung() { return }
        // Nobody takes a signal in order before there is somebody to take it.
        let hadBegun = messages(world.present.withLock { $0.run }).contains("msg=\"logferry starts\"")
        if hadBegun ? ending.exitStatus != 0 : ending.signal != SIGTERM && ending.exitStatus != 0 {
            fail("the agent \(ending) after SIGTERM")
        }
        ended()
    }

    /// Writes down the end of a run, and what the agent had to say.
    private func ended() {
        let now = world.now
        let run = world.present.withLock { present in
            let ending = present.agent?.poll()
            present.account.ended(run: present.run, ofItself: ending?.exitStatus == 0)
            present.history.note("the agent \(ending.map { "\($0)" } ?? "runs")", time: now)
            present.agent = nil
            present.isTrapped = false
            present.phase = .gone
            return present.run
        }
        let said = AgentMessages(messages(run), soakStart: world.realtimeStart)
        world.present.withLock { present in
            present.counts.warnings += said.complaints.count
            for (time, text) in said.complaints {
                present.history.note("the agent says: \(text)", time: time)
            }
        }
    }

    private func fail(_ text: String) {
        world.note(text)
        world.present.withLock { present in
            present.failures.append("\(text); \(lastLines(of: log(present.run)))")
        }
    }

    /// Everything is answered well, everything is shipped, and after a clean stop nothing is sent again.
    private func finale() throws {
        world.note("all is written; what is left is awaited")
        world.present.withLock { present in
            present.isFinale = true
            present.phase = .ending
        }
        _ = world.waitPatiently { $0.account.isComplete }
        stop()
        guard !world.present.withLock({ $0.isInterrupted }) else { return }
        try start()
        awaitIdleness()
        stop()
    }

    /// Waits until the agent has looked at all files and has nothing to ship.
    private func awaitIdleness() {
        let deadline = Clock.monotonic() + world.patience
        var problem = "it does not say where it listens"
        while Clock.monotonic() < deadline,
            !world.present.withLock({ $0.isInterrupted || $0.agent?.poll() != nil })
        {
            let text = messages(world.present.withLock { $0.run })
            if text.contains("msg=following"), let port = AgentMessages.statusPort(in: text) {
                do {
                    let metrics = try Loopback.get("/metrics", port: port)
                    if sampleTotal("logferry_lag_bytes", in: metrics) == 0 { return }
                    problem = "its metrics say that there is more"
                } catch {
                    problem = "\(error)"
                }
            }
            world.present.wait(until: Clock.monotonic() + 20_000_000) { $0.isInterrupted }
        }
        fail("started after all was delivered, the agent does not come to rest: \(problem)")
    }
}
