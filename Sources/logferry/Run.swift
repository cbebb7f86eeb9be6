// Why this file exists: `logferry run`, the agent itself.

import Agent
import ArgumentParser
import Logging
import ServiceLifecycle
import UnixSignals

/// Follows the files of a configuration and ships their lines.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follow the files of a configuration and ship their lines.",
        discussion: """
            Ends with exit status 0 after SIGTERM or SIGINT, when what was read has been shipped or ten seconds \
            have passed. SIGHUP reads the configuration again; one that cannot be used leaves the old one running. \
            Ends with 2 when the configuration cannot be used and with 1 when something else \
            prevents it from starting, such as another agent on the same state directory.
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
    var config = "/etc/logferry/agent.conf"

    @OptionGroup var reading: StrictReadingOptions

    func run() async throws {
        // From the first moment: a SIGHUP that nobody waits for ends the process.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let options = reading.options
        let settings = try ConfigurationFile.load(config, options)
        let ownLog = OwnLog(settings.server.log)
        let agent: Agent
        do {
            agent = try Agent(
                settings: settings, log: ownLog.logger,
                source: ConfigurationSource(path: config, options: options) { ownLog.apply($0) })
        } catch {
            throw failure("\(error)", status: 1)
        }
        try await Services.run(
            [agent, Reloading(agent: agent, hangups: hangups), TargetWatching(agent: agent)],
            log: ownLog.logger)
    }
}

/// Has the agent read its configuration again on SIGHUP. What comes of it stands in the agent's log.
private struct Reloading: Service {
    let agent: Agent
    let hangups: UnixSignalsSequence

    func run() async throws {
        for await _ in hangups.cancelOnGracefulShutdown() { _ = await agent.reload() }
    }
}
