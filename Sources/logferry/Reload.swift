// Why this file exists: `logferry reload`, a SIGHUP that says what came of it.

import Agent
import ArgumentParser

/// Has the agent that runs read its configuration again.
struct Reload: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Have the running agent read its configuration again.",
        discussion: """
            Returns when the new configuration is in effect. One that cannot be used leaves the old one running: then \
            the command says why and ends with exit status 1.
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration, for where the agent is.", valueName: "path"))
    var config = "/etc/logferry/agent.conf"

    @OptionGroup var reading: ReadingOptions

    func run() throws {
        let settings = try ConfigurationFile.load(
            config, reading.options, consequence: "nothing was reloaded")
        do {
            for note in try ControlClient(positions: settings.positions.filename).reload() {
                Output.error(note)
            }
        } catch {
            throw failure("\(error)", status: 1)
        }
        Output.line("\(config) was reloaded")
    }
}
