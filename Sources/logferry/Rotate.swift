// Why this file exists: `logferry rotate`, which is logrotate where no agent runs, and a word to the agent where one does.

import Agent
import ArgumentParser
import Platform

/// Rotates what is due, or what is asked for.
struct Rotate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rotate the logs that are due by the policies under rotation.",
        discussion: """
            Asks the agent that runs on the configuration's state directory, which goes by the configuration that it was \
            started with; where none runs, rotates by itself. Ends with exit status 0 if all went well, else with 1.
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
    var config = "/etc/logferry/agent.conf"

    @OptionGroup var reading: ReadingOptions

    @Flag(name: .long, help: "Say what would be done, and do nothing.")
    var dryRun = false

    @Flag(name: .long, help: "Rotate whether it is due or not.")
    var force = false

    @Argument(help: ArgumentHelp("Only these logs.", valueName: "path"))
    var paths: [String] = []

    func run() throws {
        let settings = try ConfigurationFile.load(config, reading.options, consequence: "nothing was rotated")
        let order = RotationOrder(
            isDryRun: dryRun, isForced: force, paths: paths.map { AbsolutePath.of($0) })
        let desk = RotationDesk(settings: settings, log: CommandLog.logger)
        let answer: RotationDesk.Answer<RotationOutcome>
        do {
            answer = try desk.pass(order)
        } catch {
            throw failure("\(error)", status: 1)
        }
        for line in answer.value.lines { Output.line(line) }
        for error in answer.value.errors { Output.error("logferry: \(error)") }
        if dryRun, answer.value.lines.isEmpty, answer.value.isGood { Output.line("nothing is to be done") }
        if !answer.value.isGood { throw ExitCode(1) }
    }
}
