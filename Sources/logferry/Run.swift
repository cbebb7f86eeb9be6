// Why this file exists: `logferry run`, the agent itself.

import ArgumentParser

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

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Promtail's positions, to go on where it was. The file is renamed to NAME.promtail.",
            valueName: "path"))
    var importPositions: String?

    func run() async throws {
        let run = AgentRun()
        try await run.run(
            ConfigurationFile.load(config, reading.options), path: config, options: reading.options,
            importedPositions: importPositions)
    }
}
