// Why this file exists: `logferry import`, for whoever moves from Promtail or logrotate for good.

import Agent
import ArgumentParser
import Configuration
import Platform
import Rotation

/// Turns configurations of other programs into one of logferry's.
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn another program's configuration into an agent.conf.",
        subcommands: [Promtail.self, Logrotate.self])

    struct Logrotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print an agent.conf made of logrotate's configuration.",
            discussion: """
                Reads files and directories as logrotate does, with all that they include, and prints an agent.conf with a \
                policy for each block, which "logferry rotate" and the agent take as it is; lists what has no equal on \
                standard error. Ends with exit status 1 where logrotate would refuse something.
                """)

        @Argument(help: ArgumentHelp("logrotate's configuration.", valueName: "path"))
        var paths = ["/etc/logrotate.conf"]

        @Option(
            help: ArgumentHelp("What the new agent.conf says for positions.filename.", valueName: "path"),
            transform: { AbsolutePath.of($0) })
        var positions = LogrotateImport.defaultPositions

        func run() throws {
            let imported = LogrotateImport(paths, positions: positions)
            for remark in imported.remarks { Output.error("\(remark)") }
            if imported.isRefused, imported.policies.isEmpty {
                throw failure("nothing was imported", status: 1)
            }
            Output.raw(imported.text)
            if imported.isRefused { throw ExitCode(1) }
        }
    }

    struct Promtail: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print an agent.conf made of a Promtail configuration.",
            discussion: """
                logferry runs a Promtail configuration as it is. This prints the same text, comments and order kept, \
                in which what has no equal is commented out, and lists that on standard error. Ends with exit status \
                2 when what is printed cannot be used yet, or nothing could be read.
                """)

        @Argument(help: ArgumentHelp("Promtail's configuration.", valueName: "path"))
        var path: String

        @Flag(name: .long, help: "The file is for variables of the environment to be filled in; they stay.")
        var expandEnv = false

        func run() throws {
            let bytes: [UInt8]
            do {
                bytes = try FileSystem.contents(of: path)
            } catch {
                throw failure("\(error)", status: 2)
            }
            let diagnostics = DiagnosticCollector()
            let result = PromtailImport(
                bytes, file: path, expandsEnvironment: expandEnv, diagnostics: diagnostics)
            guard let result else {
                for diagnostic in diagnostics.diagnostics { Output.error("\(diagnostic)") }
                throw failure("\(path) cannot be read; nothing was imported", status: 2)
            }
            Output.raw(result.text)
            for line in result.findings + result.errors { Output.error(line) }
            if !result.errors.isEmpty {
                let count = result.errors.count == 1 ? "1 error" : "\(result.errors.count) errors"
                throw failure("\(path): what was printed has \(count) that you have to mend", status: 2)
            }
        }
    }
}
