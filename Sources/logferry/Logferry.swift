// Why this file exists: the program's entry and its list of subcommands.

import Agent
import ArgumentParser
import Platform

/// The program: Promtail's command line if it begins with a flag, else one of the subcommands.
@main
enum Program {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        ThreadExecutor.main.run {
            if PromtailFlags.areMeant(by: arguments) {
                await PromtailCommand.main(arguments)
            } else {
                await Logferry.main(arguments)
            }
        }
    }
}

/// The command line.
struct Logferry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logferry",
        abstract: "Ships log files to Loki, each line once.",
        discussion: """
            Without a subcommand, the flags are Promtail's: logferry -config.file=PATH runs a Promtail configuration \
            as it is; logferry -config.file=PATH -help lists them.
            """,
        version: "logferry \(logferryVersion)",
        subcommands: [
            Run.self, Check.self, Inspect.self, Reload.self, Status.self, Positions.self, Rotate.self,
            Ship.self, Analyze.self, Import.self,
            Receive.self,
            Demo.self,
        ])
}
