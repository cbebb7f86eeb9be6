// Why this file exists: `logferry status`, how things stand at a glance.

import Agent
import ArgumentParser
import Platform
import Telemetry

/// Shows what is kept of each log that is rotated, what comes next, and what is held back.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how the logs stand that are rotated.",
        discussion: """
            For each log its size, how many older generations are kept and what they take, when it was rotated last and \
            is due next for its age, and what is kept only because it is not shipped.
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
    var config = "/etc/logferry/agent.conf"

    @OptionGroup var reading: ReadingOptions

    @Flag(name: .long, help: "Print JSON, an object a line.")
    var json = false

    func run() throws {
        let settings = try ConfigurationFile.load(
            config, reading.options, consequence: "nothing was looked at")
        let answer: RotationDesk.Answer<[PolicyStatus]>
        do {
            answer = try RotationDesk(settings: settings, log: CommandLog.logger).standing()
        } catch {
            throw failure("\(error)", status: 1)
        }
        if json {
            Output.raw(answer.value.map { String(decoding: StatusJSON.line($0), as: UTF8.self) }.joined())
        } else if answer.value.isEmpty {
            Output.line(
                settings.rotation.isEmpty
                    ? "\(config) has no policy under rotation" : "no log is there that a policy names")
        } else {
            Output.raw(
                RotationTable(answer.value, now: Clock.realtime(), screen: .ofStandardOutput()).text)
        }
        if !answer.isLive {
            Output.error("logferry: no agent is running; this is what 'logferry rotate' sees")
        }
    }
}
