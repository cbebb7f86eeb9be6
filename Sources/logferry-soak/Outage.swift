// Why this file exists: what was not shipped must not go, however many rotations there are meanwhile, and must go afterwards.

import ArgumentParser
import Glibc
import Platform
import Soaking
import Workbench

/// Rotations while the receiver is down: nothing may be deleted until it is back, and what is surplus then goes.
struct Outage: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rotate 20 times with rotate: 3 while the receiver is down, and count what is kept.",
        discussion: """
            Two logs, one rotated by method: rename, create and compress, one by collapse. The agent is killed, stopped and \
            started again meanwhile. As long as the receiver answers 503, all generations have to be there; when it answers \
            again, all has to arrive, once, and 3 generations have to remain within 2 seconds.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(help: "Do not wait for the logs to grow, but say logferry rotate --force.")
    var brief = false

    func run() throws {
        var settings = SoakSettings()
        settings.seed = common.seed
        settings.kinds = [.agentcompress, .agentcollapse]
        settings.formats = [.json, .plain]
        settings.keeps = OutageRun.kept
        settings.badPerMille = 0
        settings.timeout = 30
        // Nothing is rotated but what is asked for.
        if brief { settings.rotationSize = 1 << 30 }
        let brief = brief
        try common.carryOut(SoakPlan(settings)) { soak in
            try await soak.run { pushURLs in
                try OutageRun(world: soak.world, pushURLs: pushURLs, isBrief: brief).run()
            }
        }
    }
}

/// One trial of it.
struct OutageRun {
    static let kept = 3
    private static let rotations = 20
    /// How large a log becomes before it is rotated, at least: what a collapse left in front of it does not count for the
    /// agent.
    private static let bytes = 90_000
    /// How long an agent may take to see that a log is too large, besides the start of it.
    private static let patience: Int64 = 10_000_000_000

    private let world: World
    private let life: AgentLife
    private let files: [LogFile]
    private let isBrief: Bool

    init(world: World, pushURLs: [String], isBrief: Bool) throws {
        self.world = world
        self.isBrief = isBrief
        life = AgentLife(world: world, pushURLs: pushURLs)
        files = try world.plan.files.map { try LogFile(plan: $0, world: world) }
    }

    func run() throws {
        defer { world.present.withLock { $0.agent }?.end(graceMilliseconds: 0) }
        try life.start()
        for file in files { try file.write(10) }
        guard world.waitPatiently({ $0.account.isComplete }) else { return }
        answer(.unavailable)
        for turn in 1...Self.rotations {
            if turn == 7 { life.end(.kill(.now)) }
            if turn == 13 { life.end(.stop) }
            // Without an agent the command does it alone.
            let isAlone = turn == 7 || turn == 13
            for file in files { try rotate(file, byCommand: isBrief || isAlone) }
            if isAlone { try life.start() }
        }
        try awaitKept(Self.rotations, isWhole: true)
        answer(nil)
        guard world.waitPatiently({ $0.account.isComplete }) else { return }
        let shipped = world.now
        try awaitKept(Self.kept, isWhole: false)
        let seconds = Double(world.now - shipped) / 1e9
        if seconds > 2 {
            fail(
                "\(Self.kept) generations remained only \(fixed(seconds, decimals: 1)) s after the last answer"
            )
        }
        life.stop()
    }

    private func answer(_ answer: BadAnswer?) {
        world.present.withLock { $0.outages = $0.outages.map { _ in answer } }
        world.note("the receiver answers \(answer?.rawValue ?? "well")")
    }

    private func fail(_ text: String) {
        world.note(text)
        world.present.withLock { $0.failures.append(text) }
    }

    /// Has a log rotated, and waits for that.
    private func rotate(_ file: LogFile, byCommand: Bool) throws {
        let before = world.present.withLock { $0.rotations[file.plan.number] }
        try file.fill(to: Self.bytes)
        let end = Clock.monotonic() + Self.patience
        var isAsked = false
        while world.present.withLock({ $0.rotations[file.plan.number] }) == before {
            guard Clock.monotonic() < end, !world.present.withLock({ $0.isInterrupted }) else {
                throw WorkbenchError("\(file.path) was not rotated")
            }
            if byCommand, !isAsked {
                isAsked = try file.rotateByCommand(["--force", file.path], killedAfter: nil)
            }
            world.present.wait(until: Clock.monotonic() + 5_000_000) { $0.isInterrupted }
            _ = try file.attend()
        }
    }

    /// Waits until there are so many generations of every log, all of them whole.
    private func awaitKept(_ count: Int, isWhole: Bool) throws {
        for file in files {
            let lines = LogLines(
                file: file.plan.number, format: file.plan.format, seed: world.plan.settings.seed)
            let end = Clock.monotonic() + Self.patience
            while true {
                let generations = try Generations(of: file.path)
                // While one is compressed, it may be there twice, and gone when it is to be opened.
                var faults = ["\(generations.count) generations are there"]
                if generations.count == count {
                    faults =
                        (try? generations.check(lines, written: file.next, isWhole: isWhole))
                        ?? ["one of them is gone"]
                }
                if faults.isEmpty {
                    world.note("there are \(count) generations", file: file.plan.number)
                    break
                }
                guard Clock.monotonic() < end else {
                    fail(
                        "\(file.plan.name) should have \(count) generations: \(faults.joined(separator: "; "))"
                    )
                    break
                }
                world.present.wait(until: Clock.monotonic() + 20_000_000) { $0.isInterrupted }
            }
        }
    }
}
