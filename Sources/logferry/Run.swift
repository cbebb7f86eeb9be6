// Why this file exists: `logferry run`, the agent itself.

import Agent
import ArgumentParser
import Logging
import ServiceLifecycle

/// Follows the files of a configuration and ships their lines.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follow the files of a configuration and ship their lines.",
        discussion: """
            Ends with exit status 0 after SIGTERM or SIGINT, when what was read has been shipped or ten seconds \
            have passed. Ends with 2 when the configuration cannot be used and with 1 when something else \
            prevents it from starting, such as another agent on the same state directory.
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
    var config = "/etc/logferry/agent.conf"

    func run() async throws {
        let settings = try ConfigurationFile.load(config)
        let log = settings.server.log.logger()
        let agent: Agent
        do {
            agent = try Agent(settings: settings, log: log)
        } catch {
            throw failure("\(error)", status: 1)
        }
        try await Services.run([agent], log: log)
    }
}
