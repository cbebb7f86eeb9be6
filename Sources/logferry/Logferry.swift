// Why this file exists: the program's entry and its list of subcommands.

import Agent
import ArgumentParser

/// The command line.
@main
struct Logferry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logferry",
        abstract: "Ships log files to Loki, each line once.",
        version: "logferry \(logferryVersion)",
        subcommands: [
            Run.self, Check.self, Reload.self, Positions.self, Ship.self, Import.self, Receive.self,
            Demo.self,
        ])
}
