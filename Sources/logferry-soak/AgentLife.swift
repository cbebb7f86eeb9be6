// Why this file exists: the agent is started, killed, stopped and left dead for a while, as the plan says.

import Glibc
import Platform
import Soaking
import Workbench

/// The agent's lives, one after the other, on a thread.
final class AgentLife {
    private let world: World
    private let executable: String
    private let pushURLs: [String]
    private var script: LifeScript

    /// How long the agent may take to stop; it promises ten seconds.
    private static let stopPatience: Int64 = 100_000_000_000
    /// A push that a kill waits for may not come when there is nothing to send.
    private static let trapPatience: Int64 = 3_000_000_000

    init(world: World, executable: String, pushURLs: [String]) {
        self.world = world
        self.executable = executable
        self.pushURLs = pushURLs
        script = world.plan.life
    }

    /// Lets it live and die until nobody writes any more, then lets it ship the rest.
    func run() throws {
        var crashes = 0
        while true {
            let step = script.next()
            try start()
            defer { world.present.withLock { $0.agent }?.end(graceMilliseconds: 0) }
            if let reload = step.reload {
                live(milliseconds: reload)
                try self.reload()
            }
            live(milliseconds: step.run - (step.reload ?? 0))
            let (isOver, hasEnded) = world.present.withLock { ($0.isOver, $0.agent?.poll() != nil) }
            if hasEnded {
                crashes += 1
                fail("the agent ended though nobody had asked it to")
                ended()
                guard crashes < 5 else { throw WorkbenchError("the agent does not stay alive") }
                continue
            }
            if isOver { return try finale() }
            end(step.ending)
            world.wait(step.gone)
        }
    }

    private func start() throws {
        let run = world.present.withLock { present in
            present.run += 1
            return present.run
        }
        try writeConfiguration(run, change: 0)
        let agent = try Child.start([executable, "run", "--config", configurationPath], output: log(run))
        let now = world.now
        world.present.withLock { present in
            present.agent = agent
            present.phase = .running
            present.counts.starts += 1
            present.history.note("the agent is started, run \(run), pid \(agent.pid)", time: now)
        }
        // Whoever waits for something has to be told when the agent is gone.
        try Thread.start(name: "waiter") { [world] in
            _ = agent.wait()
            world.present.withLock { _ in }
        }
    }

    private func writeConfiguration(_ run: Int, change: Int) throws {
        let configuration = SoakConfiguration(
            logDirectory: world.directory.logs, oldDirectory: world.directory.old,
            stateDirectory: world.directory.state, pushURLs: pushURLs, run: run, change: change)
        try writeText(configuration.text, to: configurationPath)
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

    private var configurationPath: String { "\(world.directory.agent)/agent.conf" }

    private func log(_ run: Int) -> String { "\(world.directory.agent)/\(run).log" }

    /// All that a run of the agent has logged.
    private func messages(_ run: Int) -> String {
        (try? FileSystem.contents(of: log(run))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private func end(_ ending: LifeScript.Ending) {
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

    private func stop() {
        guard let agent = world.present.withLock({ $0.agent }) else { return }
        world.note("SIGTERM")
        world.present.withLock { $0.counts.stops += 1 }
        agent.send(SIGTERM)
        world.present.wait(until: Clock.monotonic() + Self.stopPatience) {
            $0.isInterrupted || agent.poll() != nil
        }
        if agent.poll() == nil { fail("the agent did not end after SIGTERM") }
        let ending = agent.end(graceMilliseconds: 0)
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
