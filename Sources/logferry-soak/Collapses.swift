// Why this file exists: a program that never opens its log anew must not lose a line to a rotation, whenever the agent dies.

import ArgumentParser
import Soaking
import Workbench

/// One program at full speed, its log collapsed by the agent, which is killed at one step after the other.
struct Collapses: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collapse",
        abstract: "Collapse the log of a busy program, and kill the agent at every step of that in turn.",
        discussion: """
            A program writes 20 MB/s and never opens its log anew; the agent rotates it by method: collapse every 10 MB. \
            Each life of the agent ends before the next system call of the rotation, or of what completes it at the next \
            start. At the end every line has to be in the generations and the log, in order, and at the receiver, once.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("How long the program writes.", valueName: "n"))
    var seconds: Double?

    @Flag(help: "Compress what is rotated.")
    var compress = false

    @Flag(help: "Smaller, at the pace of a test: rotated every 64 KiB, until each step had its turn.")
    var brief = false

    func run() throws {
        var settings = SoakSettings()
        settings.seed = common.seed
        settings.kinds = [compress ? .agentarchive : .agentcollapse]
        settings.formats = [compress ? .json : .plain]
        settings.seconds = seconds ?? (brief ? 600 : 60)
        settings.steadyRate = brief ? 2_000_000 : 20_000_000
        settings.rotationSize = brief ? 64 << 10 : 10 << 20
        settings.keeps = -1
        // As many as a rotation has, and a few of the next.
        settings.stepsInTurn = compress ? 44 : 30
        settings.endsWithTurn = brief
        settings.lifeSeconds = 10
        settings.badPerMille = 0
        settings.outageSeconds = 10_000
        settings.timeout = 30
        try common.carryOut(SoakPlan(settings)) { soak in
            var report = try await soak.run()
            let world = soak.world
            for plan in world.plan.files {
                let lines = LogLines(file: plan.number, format: plan.format, seed: world.plan.settings.seed)
                let generations = try Generations(of: world.rotation(of: plan).path)
                let faults = try generations.check(
                    lines, written: report.account.written(file: plan.number), isWhole: true)
                report.failures += faults
                report.notes.append("\(generations.count) generations of \(plan.name)")
            }
            return report
        }
    }
}
