// Why this file exists: the command line of the soak: which of its trials.

import ArgumentParser

@main
struct LogferrySoak: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logferry-soak",
        abstract: "Holds logferry to its promise: never lose a line, never repeat one.",
        subcommands: [Storm.self, Collapses.self, Outage.self], defaultSubcommand: Storm.self)
}
